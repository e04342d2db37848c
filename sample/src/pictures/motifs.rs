//! Draws the small emblems on bags, tins and mugs, about 100 units wide around the origin; never a whole product.

use super::canvas::Canvas;

/// An emblem: the finch of the house, or what a tea or a coffee is named after.
#[derive(Clone, Copy)]
pub(crate) enum Motif {
    Plain,
    Finch,
    Sun,
    Moon,
    Peak,
    Leaf,
    Blossom,
    Wave,
    Star,
    Bean,
    Cherry,
    Snow,
    Drop,
    Heart,
}

/// Draws `motif` in `colour`, with details in `detail`, at (x, y) and at `percent` of its size.
pub(super) fn draw(c: &mut Canvas, motif: Motif, (x, y): (i32, i32), percent: i32, colour: &str, detail: &str) {
    c.at(x, y, percent, |c| match motif {
        Motif::Plain => {}
        Motif::Finch => finch(c, colour, detail),
        Motif::Sun => sun(c, colour),
        Motif::Moon => c.path("M12-44a44 44 0 1 0 32 66 36 36 0 0 1-32-66z", colour),
        Motif::Peak => peak(c, colour, detail),
        Motif::Leaf => leaf(c, colour, detail),
        Motif::Blossom => blossom(c, colour, detail),
        Motif::Wave => wave(c, colour),
        Motif::Star => c.path("M0-46L13-15 46-12 21 10 29 43 0 25-29 43-21 10-46-12-13-15z", colour),
        Motif::Bean => bean(c, colour, detail),
        Motif::Cherry => cherry(c, colour, detail),
        Motif::Snow => c.line("M0-42V42M-37-21L37 21M-37 21L37-21M-10-36L0-27 10-36M-10 36L0 27 10 36", colour, 8),
        Motif::Drop => drop(c, colour, detail),
        Motif::Heart => c.path("M0 40C-70-8-34-50 0-20 34-50 70-8 0 40z", colour),
    });
}

fn finch(c: &mut Canvas, colour: &str, detail: &str) {
    c.line("M-4 34v14M10 34v14", colour, 5);
    c.path("M-36 4C-34-24-14-42 8-42 22-42 32-34 36-24L52-17 37-10C38 20 20 40-6 40-14 40-20 38-25 35L-50 44-56 36-34 18C-36 14-36 9-36 4z", colour);
    c.path("M-22 2C-6-10 14-6 20 6 14 24-10 28-22 2z", detail);
    c.disc(20, -22, 5, detail);
}

fn sun(c: &mut Canvas, colour: &str) {
    c.disc(0, 0, 22, colour);
    c.line("M0-44v8M0 36v8M-44 0h8M36 0h8M-31-31l6 6M25 25l6 6M-31 31l6-6M25-25l6-6", colour, 8);
}

fn peak(c: &mut Canvas, colour: &str, detail: &str) {
    c.path("M-52 36L-12-36 10 4 22-12 52 36z", colour);
    c.path("M-12-36L-26-10-16-14-8-6 0-14z", detail);
}

fn leaf(c: &mut Canvas, colour: &str, detail: &str) {
    c.path("M-38 38C-50-14-14-46 42-42 46 10 18 46-26 32L-34 44z", colour);
    c.line("M-30 34C-16 8 4-10 24-26M-8 10l-2-20M-8 10l22 4", detail, 5);
}

fn blossom(c: &mut Canvas, colour: &str, detail: &str) {
    for (x, y) in [(0, -25), (24, -8), (15, 20), (-15, 20), (-24, -8)] {
        c.disc(x, y, 18, colour);
    }
    c.disc(0, 0, 12, detail);
}

fn wave(c: &mut Canvas, colour: &str) {
    for y in [-24, 0, 24] {
        c.line(&format!("M-44 {y}q11-16 22 0t22 0 22 0 22 0"), colour, 8);
    }
}

fn bean(c: &mut Canvas, colour: &str, detail: &str) {
    c.path("M-30 32C-54 4-30-40 6-44 44-46 52-6 30 24 12 48-14 50-30 32z", colour);
    c.line("M26-34C2-22 14 6-20 32", detail, 6);
}

fn cherry(c: &mut Canvas, colour: &str, detail: &str) {
    c.line("M-20 16C-16-14 0-30 22-40M22 18C24-8 24-24 22-40", colour, 5);
    c.disc(-20, 22, 20, colour);
    c.disc(22, 24, 20, colour);
    c.path("M22-40C30-54 50-52 54-46 48-36 32-32 22-40z", colour);
    c.line("M-30 18a11 11 0 0 1 8-8M12 20a11 11 0 0 1 8-8", detail, 4);
}

fn drop(c: &mut Canvas, colour: &str, detail: &str) {
    c.path("M0-48C22-16 34 0 34 16a34 34 0 0 1-68 0C-34 0-22-16 0-48z", colour);
    c.line("M-18 16a18 18 0 0 0 16 18", detail, 6);
}
