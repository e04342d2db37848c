//! Draws what comes packed: bags, tins, boxes, bottles and jars; never a tool or a cup.

use super::canvas::{COFFEE, Canvas, INK, PAPER, STEEL, WOOD};
use super::{Motif, Paint, motifs};

/// A coffee pouch with a label.
pub(crate) fn bag(c: &mut Canvas, p: &Paint) {
    pouch(c, p, 200, 100);
}

/// A kilo of the same: a bigger pouch with a broad band.
pub(crate) fn big_bag(c: &mut Canvas, p: &Paint) {
    c.path("M96 78h208l14 240q2 14-12 14H94q-14 0-12-14z", p.main);
    c.shade("M262 78h42l14 240q2 14-12 14h-40z");
    c.rect(90, 52, 220, 34, 6, p.main);
    c.shade("M90 74h220v12H90z");
    c.path("M90 158h220l7 116H83z", p.trim);
    motifs::draw(c, p.motif, (200, 216), 100, p.main, p.trim);
    c.rect(140, 300, 120, 9, 4, p.trim);
}

fn pouch(c: &mut Canvas, p: &Paint, x: i32, percent: i32) {
    c.at(x - 200 * percent / 100, 332 - 332 * percent / 100, percent, |c| {
        c.path("M122 92h156l12 226q1 14-12 14H122q-13 0-12-14z", p.main);
        c.shade("M250 92h28l12 226q1 14-12 14h-24z");
        c.rect(116, 66, 168, 34, 6, p.main);
        c.shade("M116 88h168v12H116z");
        c.rect(138, 142, 124, 136, 10, p.trim);
        motifs::draw(c, p.motif, (200, 196), 88, p.main, p.trim);
        c.rect(160, 254, 80, 8, 4, p.main);
    });
}

/// Three small bags in a row.
pub(crate) fn flight(c: &mut Canvas, p: &Paint) {
    pouch(c, &Paint { main: "#d99a3d", trim: p.trim, motif: Motif::Sun }, 112, 58);
    pouch(c, &Paint { main: "#4f7d6a", trim: p.trim, motif: Motif::Leaf }, 288, 58);
    pouch(c, p, 200, 72);
}

/// A tea caddy: a cylinder with a lid.
pub(crate) fn tin(c: &mut Canvas, p: &Paint) {
    c.rect(122, 120, 156, 212, 14, p.main);
    c.rect(122, 168, 156, 116, 0, p.trim);
    c.shade("M246 120h18q14 0 14 14v184q0 14-14 14h-18z");
    c.rect(114, 82, 172, 52, 12, p.main);
    c.shade("M114 116h172v6q0 12-12 12H126q-12 0-12-12z");
    c.rect(180, 68, 40, 18, 8, p.main);
    c.shine("M134 90h12v34h-12zM134 134h12v190h-12z");
    motifs::draw(c, p.motif, (200, 226), 90, p.main, p.trim);
}

/// A paper carton with a window label.
pub(crate) fn carton(c: &mut Canvas, p: &Paint) {
    c.rect(104, 120, 192, 212, 8, p.main);
    c.shade("M258 120h30q8 0 8 8v196q0 8-8 8h-30z");
    c.path("M104 124L124 92h152l20 32z", p.main);
    c.shine("M104 124L124 92h152l20 32z");
    c.rect(126, 158, 148, 116, 10, p.trim);
    motifs::draw(c, p.motif, (200, 216), 92, p.main, p.trim);
    c.rect(150, 294, 100, 9, 4, p.trim);
}

/// A low carton of biscuits or chocolate.
pub(crate) fn biscuits(c: &mut Canvas, p: &Paint) {
    c.rect(84, 186, 232, 146, 12, p.main);
    c.shade("M84 292h232v28q0 12-12 12H96q-12 0-12-12z");
    c.rect(108, 206, 184, 74, 10, p.trim);
    motifs::draw(c, p.motif, (200, 243), 62, p.main, p.trim);
    for x in [126, 174, 222] {
        c.rect(x, 128, 52, 62, 14, "#d9a25f");
        c.rect(x + 8, 137, 36, 8, 4, "#f0cf98");
    }
    c.rect(84, 178, 232, 18, 8, p.main);
}

/// A bar of chocolate in its sleeve.
pub(crate) fn bar(c: &mut Canvas, p: &Paint) {
    c.turned(10, |c| {
        c.rect(128, 60, 144, 140, 10, COFFEE);
        c.line("M200 70v110M138 118h124", "#7a5240", 5);
        c.path(
            "M120 150l16-10 16 10 16-10 16 10 16-10 16 10 16-10 16 10 16-10 16 10v168q0 10-10 10H130q-10 0-10-10z",
            p.main,
        );
        c.rect(140, 188, 120, 104, 10, p.trim);
        motifs::draw(c, p.motif, (200, 240), 76, p.main, p.trim);
    });
}

/// A tall bottle with a pourer: syrups.
pub(crate) fn bottle(c: &mut Canvas, p: &Paint) {
    c.rect(184, 46, 32, 30, 6, INK);
    c.path("M178 76h44v52q0 20 22 34 20 13 20 40v112q0 18-18 18h-92q-18 0-18-18V202q0-27 20-40 22-14 22-34z", p.main);
    c.shade("M226 150l18 12q20 13 20 40v112q0 18-18 18h-24z");
    c.shine("M150 214h10v96h-10zM186 82h8v44h-8z");
    c.rect(136, 206, 128, 92, 0, p.trim);
    motifs::draw(c, p.motif, (200, 252), 74, p.main, p.trim);
}

/// A bottle with a handle: cleaning liquid.
pub(crate) fn jug_bottle(c: &mut Canvas, p: &Paint) {
    c.rect(150, 58, 56, 40, 8, p.trim);
    c.path("M146 98h64q44 6 54 58 10 22 10 52v104q0 20-20 20H146q-20 0-20-20V128q0-24 20-30z", p.main);
    c.line("M226 142q24 26 10 60", "#fff", 16);
    c.shade("M240 210h34v102q0 20-20 20h-30q16-2 16-20z");
    c.rect(144, 218, 108, 88, 10, PAPER);
    motifs::draw(c, p.motif, (198, 262), 66, p.main, PAPER);
}

/// A screw-top jar: tablets, pellets, honey.
pub(crate) fn jar(c: &mut Canvas, p: &Paint) {
    c.rect(116, 132, 168, 200, 26, p.main);
    c.shade("M244 132h14q26 0 26 26v148q0 26-26 26h-14z");
    c.rect(124, 88, 152, 52, 12, p.trim);
    c.shade("M124 122h152v6q0 12-12 12H136q-12 0-12-12z");
    c.rect(116, 186, 168, 98, 0, PAPER);
    c.shine("M132 146h12v34h-12zM132 290h12v26h-12z");
    motifs::draw(c, p.motif, (200, 235), 76, p.main, PAPER);
}

/// Cartons of barista milk, three abreast.
pub(crate) fn drink_cartons(c: &mut Canvas, p: &Paint) {
    for (x, y) in [(88, 0), (212, 0), (150, 22)] {
        let top = 128 + y;
        c.path(&format!("M{x} {top}l18-44h64l18 44v{}H{x}z", 310 - top), p.main);
        c.rect(x, top, 100, 332 - top, 4, p.main);
        c.shade(&format!("M{} {top}h26v{}h-26z", x + 74, 332 - top));
        c.rect(x + 18, top - 58, 64, 16, 4, p.trim);
        c.rect(x, top + 44, 100, 84, 0, p.trim);
        motifs::draw(c, p.motif, (x + 50, top + 86), 58, p.main, p.trim);
        if y == 0 {
            c.shade(&format!("M{x} {top}l18-44h64l18 44v{}H{x}z", 332 - top));
        }
    }
}

/// A bowl of sugar cubes.
pub(crate) fn cubes(c: &mut Canvas, p: &Paint) {
    for (x, y) in [(140, 190), (212, 190), (176, 132)] {
        c.rect(x, y, 56, 56, 8, p.trim);
        c.shade(&format!("M{} {y}h16v56h-16z", x + 40));
    }
    c.path("M92 232h216q-4 92-74 100h-68q-70-8-74-100z", p.main);
    c.shade("M262 232h46q-4 92-74 100h-30q54-14 58-100z");
    c.rect(84, 222, 232, 20, 10, p.main);
    motifs::draw(c, p.motif, (192, 286), 56, p.trim, p.main);
}

/// A gift box with a bow.
pub(crate) fn gift_box(c: &mut Canvas, p: &Paint) {
    c.rect(96, 172, 208, 160, 8, p.main);
    c.shade("M262 172h42v152q0 8-8 8h-34z");
    c.rect(84, 136, 232, 50, 8, p.main);
    c.shade("M84 172h232v6q0 8-8 8H92q-8 0-8-8z");
    c.rect(182, 136, 36, 196, 0, p.trim);
    c.path("M200 136C150 140 108 112 126 84c16-22 58 4 74 52z", p.trim);
    c.path("M200 136c50 4 92-24 74-52-16-22-58 4-74 52z", p.trim);
    c.shade("M200 136C172 130 138 112 142 98c8-10 38 6 58 38zM200 136c28-6 62-24 58-38-8-10-38 6-58 38z");
    c.disc(200, 134, 16, p.trim);
    motifs::draw(c, p.motif, (140, 258), 56, p.trim, p.main);
}

/// An advent calendar: a house of little doors.
pub(crate) fn calendar(c: &mut Canvas, p: &Paint) {
    c.rect(100, 156, 200, 176, 6, p.main);
    c.path("M84 164L200 62l116 102z", p.trim);
    motifs::draw(c, p.motif, (200, 130), 52, p.main, p.trim);
    for (row, y) in [176, 226, 276].into_iter().enumerate() {
        for (column, x) in [116, 162, 208, 254].into_iter().enumerate() {
            let fill = if (row + column) % 3 == 0 { "#e9c46a" } else { PAPER };
            c.rect(x, y, 32, 40, 5, fill);
            c.disc(x + 25, y + 20, 3, p.main);
        }
    }
}

/// A gift card with the finch on it.
pub(crate) fn card(c: &mut Canvas, p: &Paint) {
    c.turned(-8, |c| {
        c.rect(76, 134, 248, 158, 18, p.main);
        c.shade("M76 250h248v24q0 18-18 18H94q-18 0-18-18z");
        c.rect(100, 134, 22, 158, 0, p.trim);
        c.path("M111 190c-30-4-44-22-36-36 12-14 32 8 36 36zM111 190c30-4 44-22 36-36-12-14-32 8-36 36z", p.trim);
        motifs::draw(c, p.motif, (222, 200), 108, p.trim, p.main);
        c.rect(190, 264, 100, 10, 5, p.trim);
    });
}

/// A roll of ribbon with tags.
pub(crate) fn ribbon(c: &mut Canvas, p: &Paint) {
    c.path("M214 300c60 0 90-10 106 26l-22 6c-14-20-40-16-84-14z", p.main);
    c.disc(176, 220, 112, p.main);
    c.shade("M176 108a112 112 0 0 1 0 224 112 112 0 0 0 70-112 112 112 0 0 0-70-112z");
    c.disc(176, 220, 66, p.trim);
    c.disc(176, 220, 30, WOOD);
    c.path("M246 92l58-26 30 66-58 26-22-14z", "#e9c46a");
    c.disc(262, 106, 6, STEEL);
    motifs::draw(c, p.motif, (298, 114), 34, p.main, "#e9c46a");
}
