//! Draws what completes the shelf: cold-brew bottles, brushes, cloths, cosies, books; never a brewer or a machine.

use super::canvas::{COFFEE, Canvas, GLASS, INK, IRON, PAPER, STEEL, WOOD};
use super::{Paint, motifs};

/// A cold-brew bottle with its mesh core.
pub(crate) fn cold_bottle(c: &mut Canvas, p: &Paint) {
    c.path("M136 176h128v136q0 16-16 16h-96q-16 0-16-16z", "#7a4a2c");
    c.rect(172, 118, 56, 180, 10, INK);
    c.line("M186 134v148M200 134v148M214 134v148", IRON, 4);
    c.glass("M166 84h68v24q30 18 34 52v152q0 20-20 20h-96q-20 0-20-20V160q4-34 34-52z");
    c.shine("M146 176h12v130h-12z");
    c.rect(156, 54, 88, 42, 12, p.main);
    c.shade("M156 80h88v4q0 12-12 12h-64q-12 0-12-12z");
}

/// A slow-drip tower.
pub(crate) fn tower(c: &mut Canvas, p: &Paint) {
    c.rect(104, 48, 14, 278, 4, p.main);
    c.rect(282, 48, 14, 278, 4, p.main);
    for y in [44, 150, 316] {
        c.rect(92, y, 216, 16, 6, p.main);
    }
    c.path("M162 84h76v48l-24 16h-28l-24-16z", "#bfe3ee");
    c.glass("M152 60h96v74l-36 22h-24l-36-22z");
    c.rect(166, 168, 68, 50, 8, p.trim);
    c.disc(200, 232, 4, COFFEE);
    c.path("M154 274h92l12 34q2 8-8 8H150q-10 0-8-8z", COFFEE);
    c.glass("M176 240h48v12l32 54q4 10-8 10h-96q-12 0-8-10l32-54z");
}

/// An ice mould with big cubes.
pub(crate) fn ice_mould(c: &mut Canvas, p: &Paint) {
    for (x, y) in [(96, 148), (172, 120), (248, 148)] {
        c.rect(x, y, 64, 64, 12, "#cfeaf4");
        c.shine(&format!("M{} {}h22l-32 44v-22z", x + 16, y + 10));
        c.rect(x + 40, y + 40, 12, 12, 4, "#a9d3e3");
    }
    c.rect(64, 208, 272, 122, 20, p.main);
    c.shade("M64 290h272v20q0 20-20 20H84q-20 0-20-20z");
    for x in [88, 170, 252] {
        c.rect(x, 226, 62, 54, 10, p.trim);
    }
}

/// Steel straws and a brush.
pub(crate) fn straws(c: &mut Canvas, p: &Paint) {
    for (d, colour) in
        [("M128 326l-14-190 22-48", STEEL), ("M170 326V116l28-44", p.main), ("M212 326l10-196 32-40", p.trim)]
    {
        c.line(d, colour, 18);
    }
    c.line("M262 326l18-120", IRON, 7);
    c.line("M282 196l12-84", PAPER, 30);
    c.line("M268 188l28 4M271 168l28 4M274 148l28 4M277 128l28 4M280 108l28 4", IRON, 4);
}

/// A tall jug of iced tea.
pub(crate) fn jug(c: &mut Canvas, p: &Paint) {
    c.line("M268 132h22q32 0 32 34v68q0 32-46 32", "#8fb3c2", 16);
    c.path("M130 172h140l-10 138q-2 16-18 16h-84q-16 0-18-16z", p.main);
    c.disc(176, 204, 26, "#f6d55c");
    c.disc(176, 204, 18, "#fbe9a0");
    c.path("M206 240l44-8 8 40-44 8z", PAPER);
    c.path("M152 250l36 4-4 36-36-4z", PAPER);
    c.glass("M96 84h180l-12 228q-1 20-20 20h-88q-19 0-20-20l-12-184z");
    c.shine("M146 134h12l6 170h-12z");
}

/// A small brush.
pub(crate) fn brush(c: &mut Canvas, p: &Paint) {
    c.turned(32, |c| {
        c.rect(182, 30, 36, 176, 18, p.main);
        c.shade("M204 31q14 5 14 20v155h-14z");
        c.disc(200, 56, 7, PAPER);
        c.rect(164, 200, 72, 34, 6, STEEL);
        c.path("M166 232h68l14 84q-12 16-24 2-12 16-24 2-12 16-24-2-12 12-24-2z", p.trim);
        c.line("M182 246l-6 60M200 246v64M218 246l6 60", "#2f364044", 4);
    });
}

/// Folded cloths.
pub(crate) fn cloths(c: &mut Canvas, p: &Paint) {
    for (y, fill, band) in [(272, p.main, p.trim), (218, p.trim, p.main), (164, p.main, p.trim), (110, p.trim, p.main)]
    {
        c.rect(84, y, 232, 58, 24, fill);
        c.line(&format!("M128 {}h180", y + 20), band, 5);
        c.line(&format!("M128 {}h180", y + 36), band, 5);
        c.shade(&format!("M108 {}h184q20 0 24-10-2 20-24 20H108q-22 0-24-20 4 10 24 10z", y + 48));
    }
}

/// A knitted tea cosy.
pub(crate) fn cosy(c: &mut Canvas, p: &Paint) {
    c.disc(200, 88, 34, p.trim);
    c.path("M200 106c80 0 116 70 116 200H84c0-130 36-200 116-200z", p.main);
    for y in [170, 214, 258] {
        c.line(&format!("M{} {y}l18 14 18-14 18 14 18-14 18 14 18-14 18 14 18-14", 128), p.trim, 9);
    }
    c.shade("M240 114c52 22 76 90 76 192h-50c14-70 4-140-26-192z");
    c.rect(74, 292, 252, 40, 20, p.main);
    c.shade("M74 312h252q-2 20-20 20H94q-18 0-20-20z");
}

/// A tealight warmer with a flame.
pub(crate) fn warmer(c: &mut Canvas, p: &Paint) {
    c.path("M84 180h232l-24 136q-3 16-20 16H128q-17 0-20-16z", p.main);
    c.path("M140 316v-50q0-48 60-48t60 48v50z", INK);
    c.rect(164, 292, 72, 26, 6, STEEL);
    c.path("M200 232c22 24 24 58 0 58s-22-34 0-58z", "#f2b84b");
    c.path("M200 258c10 12 10 30 0 30s-10-18 0-30z", PAPER);
    c.shade("M262 180h54l-24 136q-3 16-20 16h-12z");
    c.rect(72, 158, 256, 30, 15, p.trim);
    c.shine("M92 164h140v8H92z");
}

/// A bamboo scoop lying on a stand.
pub(crate) fn tea_scoop(c: &mut Canvas, p: &Paint) {
    c.turned(-34, |c| {
        c.path("M52 190q40-18 84 0l204 4q14 10 0 20l-204 2q-48 14-84-2-14-12 0-24z", p.main);
        c.shade("M64 206q40 12 76-2l206 2-6 8-204 2q-48 14-84-2z");
        c.oval(98, 194, 40, 16, "#8fb04e");
    });
    c.path("M144 300q56-28 112 0v32H144z", p.trim);
    c.shade("M216 288q26 4 40 12v32h-40z");
}

/// A ceramic whisk stand.
pub(crate) fn stand(c: &mut Canvas, p: &Paint) {
    c.path("M164 150h72q-6 50 22 94 24 40 24 66 0 22-22 22H140q-22 0-22-22 0-26 24-66 28-44 22-94z", p.main);
    c.shade("M214 150h22q-6 50 22 94 24 40 24 66 0 22-22 22h-26c24-60-22-100-20-182z");
    c.oval(200, 148, 44, 15, p.trim);
    c.oval(200, 150, 28, 8, INK);
    c.path("M118 300h164q2 6 0 12-2 20-22 20H140q-20 0-22-20-2-6 0-12z", p.trim);
    c.shine("M162 220q-14 30-20 56l-10-4q6-28 20-56z");
}

/// A book with a ribbon.
pub(crate) fn book(c: &mut Canvas, p: &Paint) {
    c.rect(104, 62, 204, 270, 10, PAPER);
    c.rect(92, 58, 208, 266, 12, p.main);
    c.shade("M92 70q0-12 12-12h18v266h-18q-12 0-12-12z");
    c.rect(146, 92, 130, 10, 5, p.trim);
    c.rect(166, 112, 90, 8, 4, p.trim);
    motifs::draw(c, p.motif, (211, 204), 132, p.trim, p.main);
    c.rect(176, 286, 70, 8, 4, p.trim);
    c.path("M258 318h20v34l-10-10-10 10z", "#c8513c");
}

/// A rolled-down poster: a wheel of flavours.
pub(crate) fn wheel(c: &mut Canvas, p: &Paint) {
    c.rect(88, 58, 224, 274, 6, PAPER);
    c.rect(88, 58, 224, 16, 6, WOOD);
    c.rect(88, 318, 224, 16, 6, WOOD);
    let slices = [
        ("M200 196V106a90 90 0 0 1 78 45z", p.main),
        ("M200 196l78-45a90 90 0 0 1 0 90z", "#e9a23b"),
        ("M200 196l78 45a90 90 0 0 1-78 45z", "#d96c4a"),
        ("M200 196v90a90 90 0 0 1-78-45z", "#8a4f7d"),
        ("M200 196l-78 45a90 90 0 0 1 0-90z", "#5a7fb0"),
        ("M200 196l-78-45a90 90 0 0 1 78-45z", p.trim),
    ];
    for (slice, fill) in slices {
        c.path(slice, fill);
    }
    c.disc(200, 196, 32, PAPER);
    motifs::draw(c, p.motif, (200, 196), 38, COFFEE, PAPER);
}

/// An apron with a pocket.
pub(crate) fn apron(c: &mut Canvas, p: &Paint) {
    c.line("M156 104C150 48 250 48 244 104", p.trim, 11);
    c.line("M112 196q-40 6-52 34M288 196q40 6 52 34", p.trim, 11);
    c.path("M150 98h100q0 66 44 84l8 138q0 12-12 12H110q-12 0-12-12l8-138q44-18 44-84z", p.main);
    c.shade("M244 98h6q0 66 44 84l8 138q0 12-12 12h-26z");
    c.rect(146, 216, 108, 70, 10, p.trim);
    motifs::draw(c, p.motif, (200, 250), 50, p.main, p.trim);
}

/// A bowl-shaped jar of marshmallows.
pub(crate) fn sweets(c: &mut Canvas, p: &Paint) {
    for (x, y, fill) in [
        (138, 276, PAPER),
        (196, 282, p.main),
        (252, 274, PAPER),
        (160, 226, p.main),
        (222, 226, PAPER),
        (190, 180, p.main),
        (244, 188, p.main),
        (140, 186, PAPER),
    ] {
        c.rect(x - 26, y - 20, 54, 42, 14, fill);
    }
    c.glass("M112 136h176q14 10 14 30v138q0 28-28 28H126q-28 0-28-28V166q0-20 14-30z");
    c.rect(112, 98, 176, 44, 12, p.trim);
    c.shade("M112 126h176v4q0 12-12 12H124q-12 0-12-12z");
    c.path("M204 142l52 30-18 44-50-28z", PAPER);
    motifs::draw(c, p.motif, (221, 180), 30, p.trim, GLASS);
}
