//! Draws what coffee and tea are brewed with: drippers, presses, papers, infusers; never an electric machine.

use super::canvas::{COFFEE, Canvas, INK, IRON, PAPER, STEEL, WOOD};
use super::{Paint, motifs};

/// A ribbed cone dripper on its foot.
pub(crate) fn cone(c: &mut Canvas, p: &Paint) {
    c.line("M278 168q60-10 56 38-6 40-84 44", p.main, 17);
    c.path("M84 116h232l-76 164h-80z", p.main);
    c.shade("M262 116h54l-76 164h-34z");
    for d in ["M124 138l56 130", "M166 138l20 130", "M208 138l-2 130", "M250 138l-24 130"] {
        c.line(d, p.trim, 6);
    }
    c.rect(76, 104, 248, 22, 11, p.main);
    c.shine("M92 110h150v7H92z");
    c.rect(166, 276, 68, 22, 4, p.main);
    c.rect(104, 296, 192, 26, 13, p.main);
    c.shade("M104 310h192q-2 12-13 12H117q-11 0-13-12z");
}

/// A flat-bed dripper: steeper walls, a broad floor.
pub(crate) fn flat_bed(c: &mut Canvas, p: &Paint) {
    c.line("M284 166q54-8 50 36-6 36-70 38", p.main, 17);
    c.path("M92 124h216l-30 136q-2 12-16 12H138q-14 0-16-12z", p.main);
    c.shade("M258 124h50l-30 136q-2 12-16 12h-30z");
    for y in [158, 190, 222] {
        c.line(&format!("M{} {y}H{}", 92 + (y - 104) / 4, 308 - (y - 104) / 4), p.trim, 6);
    }
    c.rect(84, 108, 232, 24, 12, p.main);
    c.shine("M100 114h140v8H100z");
    c.rect(146, 270, 108, 24, 4, p.main);
    c.rect(96, 292, 208, 30, 15, p.main);
    c.shade("M96 308h208q-3 14-15 14H111q-12 0-15-14z");
}

/// A one-piece glass brewer with a wooden collar.
pub(crate) fn hourglass(c: &mut Canvas, p: &Paint) {
    c.path("M140 268h120q20 22 24 40 2 20-16 20H132q-18 0-16-20 4-18 24-40z", COFFEE);
    c.path("M130 76l70 92 70-92-70 18z", PAPER);
    c.glass("M108 64h184l-66 124q4 20 28 50 38 44 32 74-3 18-22 18H136q-19 0-22-18-6-30 32-74 24-30 28-50z");
    c.path("M158 160h84l-14 30q0 8 12 30h-80q12-22 12-30z", p.main);
    c.shade("M216 160h26l-14 30q0 8 12 30h-26z");
    c.line("M146 192h108", p.trim, 8);
    c.disc(200, 193, 10, WOOD);
    c.shine("M134 284q6-20 22-36l8 6q-16 16-18 32z");
}

/// A plunger tube standing on its cap.
pub(crate) fn pocket_press(c: &mut Canvas, p: &Paint) {
    c.rect(148, 50, 104, 18, 9, p.main);
    c.rect(164, 66, 72, 110, 0, p.main);
    c.shade("M212 66h24v110h-24z");
    c.rect(156, 212, 88, 74, 0, COFFEE);
    c.rect(158, 176, 84, 22, 6, INK);
    c.glass("M150 112h100v174H150z");
    for y in [206, 230, 254] {
        c.line(&format!("M166 {y}h18"), PAPER, 5);
    }
    c.shine("M160 120h10v158h-10z");
    c.path("M128 106h144l10 14-10 12H128l-10-12z", p.trim);
    c.rect(136, 286, 128, 40, 10, p.trim);
    c.shade("M136 308h128v8q0 10-10 10H146q-10 0-10-10z");
}

/// A glass press in a frame.
pub(crate) fn press(c: &mut Canvas, p: &Paint) {
    c.line("M276 166h26q26 0 26 26v72q0 26-26 26h-26", p.main, 18);
    c.rect(124, 196, 152, 118, 0, COFFEE);
    c.rect(124, 180, 152, 20, 0, STEEL);
    c.glass("M122 130h156v190H122z");
    c.shine("M134 142h12v166h-12z");
    c.rect(194, 64, 12, 130, 0, IRON);
    c.disc(200, 62, 17, p.main);
    c.path("M110 130q90-64 180 0z", p.trim);
    c.rect(110, 126, 180, 14, 7, p.trim);
    for x in [120, 194, 266] {
        c.rect(x, 138, 12, 186, 0, p.trim);
    }
    c.rect(112, 312, 176, 20, 8, p.trim);
}

/// A steel double-walled press.
pub(crate) fn steel_press(c: &mut Canvas, p: &Paint) {
    c.line("M276 166h26q26 0 26 26v72q0 26-26 26h-26", p.trim, 18);
    c.rect(194, 60, 12, 60, 0, IRON);
    c.disc(200, 58, 17, p.trim);
    c.rect(114, 130, 172, 202, 20, p.main);
    c.shade("M242 130h24q20 0 20 20v162q0 20-20 20h-24z");
    c.path("M104 132q96-60 192 0z", p.main);
    c.shade("M104 132q48-30 96-30 50 0 96 30z");
    c.rect(102, 124, 196, 16, 8, p.main);
    c.shine("M132 152h14v160h-14z");
    motifs::draw(c, p.motif, (200, 234), 80, p.trim, p.main);
}

/// An eight-sided stovetop pot.
pub(crate) fn stovetop(c: &mut Canvas, p: &Paint) {
    c.line("M282 130h34v76q0 14-14 14h-10", p.trim, 18);
    c.path("M118 108h164l-24 104h-116z", p.main);
    c.path("M118 108L92 92l-4 12 34 30z", p.main);
    c.path("M140 232h120l30 88q3 12-10 12H120q-13 0-10-12z", p.main);
    c.shade("M238 108h44l-24 104h-32zM226 232h34l30 88q3 12-10 12h-34z");
    c.shine("M148 118h18l8 86h-14zM160 240h16l-12 84h-20z");
    c.rect(134, 208, 132, 28, 8, IRON);
    c.path("M112 108q88-54 176 0z", p.main);
    c.shade("M200 81q50 4 88 27h-88z");
    c.rect(188, 58, 24, 26, 8, p.trim);
    c.disc(150, 278, 8, "#d8a13d");
}

/// A glass server with a measured scale.
pub(crate) fn server(c: &mut Canvas, p: &Paint) {
    c.line("M262 158h30q30 0 30 34v56q0 30-36 32", p.main, 16);
    c.path("M116 246h168l12 62q2 18-16 18H120q-18 0-16-18z", COFFEE);
    c.glass("M146 112h108v30q0 14 14 40l28 126q3 20-18 20H122q-21 0-18-20l28-126q14-26 14-40z");
    for y in [196, 222, 248, 274] {
        c.line(&format!("M188 {y}h26"), p.trim, 5);
    }
    c.rect(134, 96, 132, 24, 12, p.main);
    c.shine("M128 300l16-88h12l-14 88z");
}

/// Cone papers, fanned, before their box.
pub(crate) fn cone_papers(c: &mut Canvas, p: &Paint) {
    for (turn, fill) in [(-16, p.trim), (0, "#fffaf1"), (16, p.trim)] {
        c.turned(turn, |c| {
            c.path("M104 74q96-30 192 0l-66 168h-60z", fill);
            c.shade("M274 68l22 6-66 168h-14z");
            c.line("M122 96l56 140", "#d9c6a4", 4);
        });
    }
    paper_box(c, p);
}

/// Fluted basket papers before their box.
pub(crate) fn basket_papers(c: &mut Canvas, p: &Paint) {
    for (y, fill) in [(0, p.trim), (-26, "#fffaf1"), (-52, p.trim)] {
        let top = 136 + y;
        c.path(
            &format!("M88 {top}l14-10 14 10 14-10 14 10 14-10 14 10 14-10 14 10 14-10 14 10 14-10 14 10 14-10 14 10 14-10 14 10-34 110H122z"),
            fill,
        );
        c.line(
            &format!("M130 {}l18 90M172 {}l8 90M228 {}l-8 90M270 {}l-18 90", top + 8, top + 8, top + 8, top + 8),
            "#d9c6a4",
            4,
        );
    }
    paper_box(c, p);
}

/// Folded square papers before their box.
pub(crate) fn square_papers(c: &mut Canvas, p: &Paint) {
    for (turn, fill) in [(-12, p.trim), (4, "#fffaf1")] {
        c.turned(turn, |c| {
            c.path("M200 44l106 106-106 106L94 150z", fill);
            c.shade("M200 44l106 106-106 106z");
            c.line("M200 60v180", "#d9c6a4", 4);
        });
    }
    paper_box(c, p);
}

/// Small round papers before their box.
pub(crate) fn round_papers(c: &mut Canvas, p: &Paint) {
    for (x, y, fill) in [(144, 140, p.trim), (256, 140, p.trim), (200, 118, "#fffaf1")] {
        c.disc(x, y, 66, "#d9c6a4");
        c.disc(x, y - 4, 66, fill);
        c.disc(x, y - 4, 4, "#e8dcc4");
    }
    paper_box(c, p);
}

fn paper_box(c: &mut Canvas, p: &Paint) {
    c.rect(92, 208, 216, 124, 10, p.main);
    c.shade("M270 208h28q10 0 10 10v104q0 10-10 10h-28z");
    c.rect(112, 228, 176, 84, 8, PAPER);
    motifs::draw(c, p.motif, (200, 270), 64, p.main, PAPER);
}

/// A steel mesh cone or disc: a filter that stays.
pub(crate) fn mesh_cone(c: &mut Canvas, p: &Paint) {
    c.path("M92 112h216l-88 200q-20 20-40 0z", p.main);
    for step in 1..8 {
        let (y, inset) = (112 + step * 24, step * 11);
        c.line(&format!("M{} {y}H{}", 96 + inset, 304 - inset), "#ffffff77", 3);
    }
    c.line("M130 122l60 190M166 122l26 190M200 122v196M234 122l-26 190M270 122l-60 190", "#2f364044", 3);
    c.shade("M252 112h56l-88 200q-6 8-14 9z");
    c.rect(80, 98, 240, 24, 12, p.trim);
    c.shine("M96 104h140v7H96z");
}

/// A flat perforated disc.
pub(crate) fn disc_filter(c: &mut Canvas, p: &Paint) {
    c.disc(200, 206, 122, p.trim);
    c.disc(200, 200, 122, p.main);
    c.shade("M200 78a122 122 0 0 1 0 244 150 150 0 0 0 0-244z");
    for (row, count) in [3, 5, 5, 5, 3].into_iter().enumerate() {
        for column in 0..count {
            c.disc(200 - (count - 1) * 20 + column * 40, 120 + 40 * row as i32, 6, INK);
        }
    }
    c.line("M112 158a96 96 0 0 1 60-52", "#ffffff99", 9);
}

/// A rubber ring and its sieve plate.
pub(crate) fn gasket(c: &mut Canvas, p: &Paint) {
    c.disc(166, 234, 98, IRON);
    c.disc(166, 228, 98, p.main);
    for (x, y) in [(166, 178), (130, 208), (202, 208), (166, 228), (130, 248), (202, 248), (166, 278)] {
        c.disc(x, y, 7, INK);
    }
    for (dy, colour) in [(6, IRON), (0, p.trim)] {
        c.line(&format!("M332 {}a76 76 0 1 1-152 0 76 76 0 1 1 152 0z", 150 + dy), colour, 26);
    }
}

/// A tea basket with two handles.
pub(crate) fn infuser(c: &mut Canvas, p: &Paint) {
    c.line("M112 128H66q-20 0-20 20t20 20h40M288 128h46q20 0 20 20t-20 20h-40", p.trim, 12);
    c.path("M108 122h184l-16 190q-2 20-22 20H146q-20 0-22-20z", p.main);
    for y in [166, 196, 226, 256, 286] {
        c.line(&format!("M128 {y}h144"), "#2f364055", 4);
    }
    for x in [144, 172, 200, 228, 256] {
        c.line(&format!("M{x} 150v164"), "#2f364055", 4);
    }
    c.shade("M248 122h44l-16 190q-2 20-22 20h-22z");
    c.rect(96, 104, 208, 30, 15, p.trim);
    c.shine("M114 111h120v8H114z");
}

/// Paper tea sachets with tags.
pub(crate) fn sachets(c: &mut Canvas, p: &Paint) {
    for (turn, fill) in [(-14, p.trim), (12, "#fffaf1")] {
        c.turned(turn, |c| {
            c.path("M132 120h136v176q0 20-20 20h-96q-20 0-20-20z", fill);
            c.path("M146 226h108v66q0 12-12 12h-84q-12 0-12-12z", "#9a7b4a");
            c.shade("M232 120h36v176q0 20-20 20h-16z");
            c.line("M200 120q-20-40 14-60", IRON, 4);
            c.rect(200, 40, 44, 36, 5, p.main);
            motifs::draw(c, p.motif, (222, 58), 26, p.trim, p.main);
        });
    }
}

/// A bamboo whisk.
pub(crate) fn whisk(c: &mut Canvas, p: &Paint) {
    c.path("M168 60h64q6 0 6 8v104h-76V68q0-8 6-8z", p.main);
    c.shade("M214 60h18q6 0 6 8v104h-24z");
    c.path("M162 168h76q44 60 44 120 0 40-82 40t-82-40q0-60 44-120z", p.trim);
    for d in [
        "M172 180q-36 60-32 132",
        "M186 180q-14 60-12 140",
        "M200 180v142",
        "M214 180q14 60 12 140",
        "M228 180q36 60 32 132",
    ] {
        c.line(d, "#b08a4b", 4);
    }
    c.line("M160 172h80M158 186h84", INK, 7);
    c.shade("M226 186q40 54 36 130 20-8 20-28 0-56-44-114z");
}
