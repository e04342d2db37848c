//! Draws grinders, kettles, scales, espresso machines and their tools; never a cup.

use super::canvas::{COFFEE, Canvas, INK, IRON, PAPER, STEEL, WOOD};
use super::{Paint, motifs};

/// A hand grinder with its crank.
pub(crate) fn hand_grinder(c: &mut Canvas, p: &Paint) {
    c.line("M200 92V70h92", IRON, 12);
    c.disc(296, 68, 22, WOOD);
    c.rect(146, 96, 108, 152, 12, p.main);
    c.rect(150, 236, 100, 96, 14, p.trim);
    c.rect(142, 226, 116, 22, 6, INK);
    c.shade("M222 96h20q12 0 12 12v210q-2 14-16 14h-16z");
    c.rect(138, 86, 124, 22, 10, INK);
    c.shine("M160 116h12v100h-12z");
    motifs::draw(c, p.motif, (202, 168), 62, p.trim, p.main);
}

/// An electric grinder with a hopper of beans.
pub(crate) fn grinder(c: &mut Canvas, p: &Paint) {
    c.path("M136 92h128l-14 66H150z", COFFEE);
    c.glass("M122 62h156l-20 100H142z");
    c.rect(114, 46, 172, 22, 10, p.main);
    c.path("M120 160h160l12 154q1 18-17 18H125q-18 0-17-18z", p.main);
    c.shade("M246 160h34l12 154q1 18-17 18h-28z");
    c.path("M152 236h96v78h-96z", INK);
    c.path("M160 262h80l-6 52h-68z", p.trim);
    c.disc(200, 198, 22, p.trim);
    c.line("M200 198l10-12", INK, 6);
    c.shine("M130 174h12l-4 130h-10z");
}

/// A gooseneck kettle for the hob.
pub(crate) fn gooseneck(c: &mut Canvas, p: &Paint) {
    kettle_body(c, p, 332);
}

/// The same on an electric base with a display.
pub(crate) fn electric_gooseneck(c: &mut Canvas, p: &Paint) {
    kettle_body(c, p, 302);
    c.path("M116 300h180l14 22q2 10-10 10H112q-12 0-10-10z", INK);
    c.rect(176, 308, 60, 16, 5, "#f2b84b");
}

fn kettle_body(c: &mut Canvas, p: &Paint, floor: i32) {
    c.at(0, floor - 332, 100, |c| {
        c.line("M272 148q72-14 66 54-4 44-34 62", p.trim, 20);
        c.line("M138 296C84 296 104 210 84 166q-8-18-30-14", p.main, 15);
        c.path("M150 158h124l26 152q2 22-20 22H144q-22 0-20-22z", p.main);
        c.shade("M244 158h30l26 152q2 22-20 22h-30z");
        c.path("M150 160q62-44 124 0z", p.main);
        c.shade("M150 160q62-44 124 0z");
        c.rect(144, 152, 136, 14, 7, p.main);
        c.disc(212, 128, 14, p.trim);
        c.shine("M158 178h12l-14 128h-12z");
    });
}

/// A round whistling kettle.
pub(crate) fn whistler(c: &mut Canvas, p: &Paint) {
    c.line("M122 176C118 64 282 64 278 176", p.trim, 18);
    c.path("M112 222L48 158l18-16 66 38z", p.main);
    c.disc(56, 150, 16, p.trim);
    c.path("M200 148c76 0 112 66 112 140 0 30-14 44-34 44H122c-20 0-34-14-34-44 0-74 36-140 112-140z", p.main);
    c.shade("M238 156c50 20 74 74 74 132 0 30-14 44-34 44h-34c42-40 34-130-6-176z");
    c.rect(164, 134, 72, 24, 12, p.main);
    c.disc(200, 128, 13, p.trim);
    c.shine("M116 270q4-52 40-86l8 10q-28 32-32 76z");
    motifs::draw(c, p.motif, (200, 252), 80, p.trim, p.main);
}

/// A flat scale with a lit display.
pub(crate) fn scale(c: &mut Canvas, p: &Paint) {
    c.path("M112 196h176v-12q0-10 8-10H104q8 0 8 10z", p.trim);
    c.path("M118 190q-26-56-10-106h144q18 50-8 106z", "#e9dcc6");
    c.path("M112 142h136q0 28-10 48H124q-10-20-12-48z", COFFEE);
    c.rect(66, 190, 268, 28, 12, p.trim);
    c.path("M74 216h252l16 100q2 16-14 16H72q-16 0-14-16z", p.main);
    c.shade("M58 300h284l1 16q1 16-15 16H72q-16 0-15-16z");
    c.rect(126, 244, 148, 48, 10, INK);
    c.line("M146 256v24M166 256h16v24h-16zM204 256h14v12h-14v12h14M236 280h2M254 256v24", "#8fe0c4", 5);
}

/// A clip thermometer.
pub(crate) fn thermometer(c: &mut Canvas, p: &Paint) {
    c.rect(194, 190, 12, 142, 6, IRON);
    c.line("M208 252h24v46", p.trim, 10);
    c.disc(200, 136, 90, p.main);
    c.disc(200, 136, 72, PAPER);
    c.line("M148 160a56 56 0 1 1 104 0", "#e3d6bf", 10);
    c.line("M246 106a56 56 0 0 1 6 54", p.trim, 10);
    c.line("M200 136l32-28", INK, 8);
    c.disc(200, 136, 11, INK);
}

/// A measuring scoop with beans.
pub(crate) fn scoop(c: &mut Canvas, p: &Paint) {
    c.turned(-24, |c| {
        c.rect(218, 190, 142, 24, 12, p.trim);
        for x in [92, 128, 164, 200] {
            c.disc(x, 184, 22, COFFEE);
        }
        c.path("M60 186h176q0 92-88 92t-88-92z", p.main);
        c.shade("M190 186h46q0 92-88 92 40-24 42-92z");
        c.shine("M78 200h12q2 30 20 50l-10 8q-22-26-22-58z");
    });
}

/// A sand timer.
pub(crate) fn sand_timer(c: &mut Canvas, p: &Paint) {
    c.path("M158 126q4 40 36 66v70l-44 48h100l-44-48v-70q32-26 36-66z", p.trim);
    c.glass("M142 88h116q4 74-46 112 50 38 46 112H142q-4-74 46-112-50-38-46-112z");
    for y in [64, 306] {
        c.rect(118, y, 164, 26, 8, p.main);
        c.shade(&format!("M118 {}h164v4q0 8-8 8H126q-8 0-8-8z", y + 14));
    }
    c.rect(124, 88, 12, 220, 0, p.main);
    c.rect(264, 88, 12, 220, 0, p.main);
}

/// An espresso machine with one group.
pub(crate) fn espresso(c: &mut Canvas, p: &Paint) {
    machine_frame(c, p);
    espresso_group(c, 200);
    c.path("M178 262h46l-5 44h-36z", PAPER);
}

/// An espresso machine with two groups.
pub(crate) fn espresso_duo(c: &mut Canvas, p: &Paint) {
    machine_frame(c, p);
    for x in [156, 244] {
        espresso_group(c, x);
        c.path(&format!("M{} 266h40l-4 40h-32z", x - 20), PAPER);
    }
}

fn machine_frame(c: &mut Canvas, p: &Paint) {
    c.rect(112, 62, 76, 22, 6, PAPER);
    c.rect(200, 56, 64, 28, 6, p.trim);
    c.rect(82, 82, 236, 244, 20, p.main);
    c.shade("M276 82h22q20 0 20 20v204q0 20-20 20h-22z");
    c.rect(106, 190, 188, 118, 6, INK);
    c.rect(82, 302, 236, 28, 10, STEEL);
    c.line("M104 314h192", IRON, 6);
    c.disc(128, 128, 24, PAPER);
    c.line("M128 128l10-12", INK, 5);
    c.disc(256, 128, 10, "#f2b84b");
    c.disc(286, 128, 10, p.trim);
    c.shine("M94 100h8v190h-8z");
}

fn espresso_group(c: &mut Canvas, x: i32) {
    c.rect(x - 26, 176, 52, 26, 6, IRON);
    c.rect(x - 32, 200, 64, 18, 6, STEEL);
    c.rect(x - 8, 210, 16, 34, 6, WOOD);
    c.line(&format!("M{} 222v32M{} 222v32", x - 18, x + 18), COFFEE, 4);
}

/// A hand lever press for espresso.
pub(crate) fn lever(c: &mut Canvas, p: &Paint) {
    c.line("M150 118L62 186M250 118l88 68", p.trim, 16);
    c.line("M112 148L62 186M288 148l50 38", WOOD, 22);
    c.rect(134, 86, 132, 40, 16, p.main);
    c.rect(156, 118, 88, 104, 8, p.main);
    c.shade("M216 118h20q8 0 8 8v88q0 8-8 8h-20z");
    c.rect(144, 212, 112, 22, 8, IRON);
    c.line("M150 232l-30 84M250 232l30 84", p.trim, 16);
    c.rect(88, 308, 224, 24, 12, p.main);
    c.path("M172 256h56l-6 50h-44z", STEEL);
    c.disc(200, 168, 18, PAPER);
}

/// A tamper with a turned handle.
pub(crate) fn tamper(c: &mut Canvas, p: &Paint) {
    c.path("M200 66c40 0 58 26 52 58-6 28-28 40-28 72v36h-48v-36c0-32-22-44-28-72-6-32 12-58 52-58z", p.main);
    c.shade("M214 67c30 4 43 28 38 57-6 28-28 40-28 72v36h-18c4-60 30-110 8-165z");
    c.shine("M164 100q4-18 20-22l4 8q-12 6-14 20z");
    c.rect(168, 226, 64, 26, 4, p.trim);
    c.path("M104 252h192v58q0 16-16 16H120q-16 0-16-16z", p.trim);
    c.shade("M104 298h192v12q0 16-16 16H120q-16 0-16-16z");
    c.shine("M116 262h80v10h-80z");
}

/// A milk pitcher.
pub(crate) fn pitcher(c: &mut Canvas, p: &Paint) {
    c.line("M272 166h28q26 0 26 28v62q0 26-40 30", p.trim, 16);
    c.path("M92 108h168q18 0 18 20 0 40 10 90l4 90q0 24-24 24H134q-24 0-24-24l6-90q12-56-6-82z", p.main);
    c.shade("M236 108h24q18 0 18 20 0 40 10 90l4 90q0 24-24 24h-26z");
    c.path("M110 132q80 26 166 0v-6q-1-18-16-18H92z", IRON);
    c.path("M120 134q72 22 150 2-6-16-24-16H124q-8 4-4 14z", PAPER);
    c.shine("M132 176h14l-6 128h-14z");
    motifs::draw(c, p.motif, (204, 246), 76, p.trim, p.main);
}

/// A knock box with its bar.
pub(crate) fn knock_box(c: &mut Canvas, p: &Paint) {
    c.path("M96 160h208l-14 152q-2 20-22 20H132q-20 0-22-20z", p.main);
    c.shade("M262 160h42l-14 152q-2 20-22 20h-26z");
    c.oval(200, 160, 104, 30, INK);
    c.oval(200, 168, 84, 18, COFFEE);
    c.rect(92, 144, 216, 26, 13, p.trim);
    c.shine("M110 150h120v7H110z");
    c.rect(112, 280, 178, 18, 6, p.trim);
}

/// A portafilter seen from the side.
pub(crate) fn portafilter(c: &mut Canvas, p: &Paint) {
    c.turned(-10, |c| {
        c.path("M196 196h144q24 4 24 20t-24 20H196z", p.main);
        c.shade("M196 220h166q-2 14-22 16H196z");
        c.rect(184, 190, 26, 52, 6, IRON);
        c.path("M44 158h160v26l-20 84q-4 14-18 14H82q-14 0-18-14l-20-84z", p.trim);
        c.shade("M160 158h44v26l-20 84q-4 14-18 14h-18z");
        c.rect(32, 148, 184, 28, 10, p.trim);
        c.oval(124, 150, 80, 16, COFFEE);
        c.shine("M60 188h14l14 76H78z");
    });
}

/// A filter basket, its holes showing below.
pub(crate) fn basket(c: &mut Canvas, p: &Paint) {
    c.path("M104 150h192l-12 112q-4 50-84 50t-84-50z", p.main);
    c.shade("M254 150h42l-12 112q-4 50-84 50 58-8 58-62z");
    for (y, from, count) in [(264, 142, 5), (286, 156, 4)] {
        for step in 0..count {
            c.disc(from + step * 29, y, 6, p.trim);
        }
    }
    c.rect(84, 124, 232, 32, 16, p.main);
    c.shade("M84 142h232q-2 14-16 14H100q-14 0-16-14z");
    c.oval(200, 128, 100, 14, p.trim);
    c.shine("M120 168h14l10 84h-12z");
}

/// A battery milk whisk in its stand.
pub(crate) fn frother(c: &mut Canvas, p: &Paint) {
    c.rect(174, 56, 52, 128, 24, p.main);
    c.shade("M206 58q20 4 20 24v78q0 22-20 24z");
    c.disc(200, 88, 9, p.trim);
    c.rect(196, 182, 8, 110, 0, IRON);
    c.line("M170 300a30 13 0 1 1 60 0 30 13 0 1 1-60 0z", STEEL, 8);
    c.oval(200, 324, 78, 13, p.trim);
    c.oval(200, 319, 78, 13, p.main);
    c.oval(200, 319, 40, 6, p.trim);
}

/// A water filter cartridge.
pub(crate) fn cartridge(c: &mut Canvas, p: &Paint) {
    c.rect(180, 56, 40, 34, 8, p.trim);
    c.rect(144, 84, 112, 56, 14, p.trim);
    c.rect(134, 132, 132, 200, 18, PAPER);
    c.rect(134, 172, 132, 98, 0, p.main);
    c.shade("M232 132h16q18 0 18 18v164q0 18-18 18h-16z");
    for y in [292, 308] {
        c.line(&format!("M152 {y}h72"), STEEL, 6);
    }
    motifs::draw(c, p.motif, (196, 220), 70, PAPER, p.main);
}
