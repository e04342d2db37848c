//! Draws each product's picture from its shape, colours and motif as SVG; never reads or writes a file.

mod brewers;
mod canvas;
mod cups;
mod extras;
mod machines;
mod motifs;
mod packs;

pub(crate) use self::canvas::Canvas;
pub(crate) use self::motifs::Motif;

/// The shapes, by the name the product tables use.
pub(crate) mod shapes {
    pub(crate) use super::brewers::*;
    pub(crate) use super::cups::*;
    pub(crate) use super::extras::*;
    pub(crate) use super::machines::*;
    pub(crate) use super::packs::*;
}

/// What a shape is painted with.
#[derive(Clone, Copy)]
pub(crate) struct Paint {
    pub(crate) main: &'static str,
    pub(crate) trim: &'static str,
    pub(crate) motif: Motif,
}

/// A shape with its paint: all that a picture needs besides its backdrop.
#[derive(Clone, Copy)]
pub(crate) struct Picture {
    pub(crate) shape: fn(&mut Canvas, &Paint),
    pub(crate) paint: Paint,
}

impl Picture {
    /// The SVG file, in front of a backdrop of colour `tint`.
    pub(crate) fn svg(&self, tint: &str) -> String {
        let mut canvas = Canvas::on(tint);
        (self.shape)(&mut canvas, &self.paint);
        canvas.finish()
    }
}
