//! Draws what is drunk from and poured from at the table: mugs, glasses, flasks, teapots; never a brewer.

use super::canvas::{COFFEE, Canvas, INK, IRON, PAPER, STEEL, WOOD};
use super::{Paint, motifs};

/// A mug with a motif.
pub(crate) fn mug(c: &mut Canvas, p: &Paint) {
    c.steam(190, 116);
    c.line("M272 184h18a44 44 0 0 1 0 90h-20", p.main, 24);
    c.path("M104 140h176v128a64 64 0 0 1-64 64h-48a64 64 0 0 1-64-64z", p.main);
    c.shade("M240 140h40v128a64 64 0 0 1-64 64h-28a58 58 0 0 0 52-60z");
    c.shade("M104 140h176v12H104z");
    c.rect(98, 126, 188, 20, 10, p.main);
    c.shine("M108 132h120v6H108zM122 164h14v92h-14z");
    motifs::draw(c, p.motif, (196, 236), 96, p.trim, p.main);
}

/// A mug dipped in glaze: the foot stays bare.
pub(crate) fn dipped_mug(c: &mut Canvas, p: &Paint) {
    c.steam(190, 116);
    c.line("M272 184h18a44 44 0 0 1 0 90h-20", p.main, 24);
    c.path("M104 140h176v128a64 64 0 0 1-64 64h-48a64 64 0 0 1-64-64z", p.trim);
    c.path("M104 140h176v104q-22 22-44 2t-44 4-44 2-44-4z", p.main);
    c.shade("M240 140h40v128a64 64 0 0 1-64 64h-28a58 58 0 0 0 52-60zM104 140h176v12H104z");
    c.rect(98, 126, 188, 20, 10, p.main);
    c.shine("M108 132h120v6H108zM122 164h14v64h-14z");
}

/// An enamel mug with a dark rim.
pub(crate) fn enamel_mug(c: &mut Canvas, p: &Paint) {
    c.line("M284 178h20a24 24 0 0 1 24 24v48a24 24 0 0 1-24 24h-20", p.main, 20);
    c.path("M96 138h196l-6 178q-1 16-17 16H119q-16 0-17-16z", p.main);
    c.shade("M248 138h44l-6 178q-1 16-17 16h-26z");
    c.rect(88, 126, 212, 18, 9, INK);
    for (x, y) in [(128, 180), (166, 292), (238, 176), (124, 268), (252, 284)] {
        c.disc(x, y, 4, p.trim);
    }
    motifs::draw(c, p.motif, (190, 232), 92, p.trim, p.main);
}

/// Two small cups on saucers.
pub(crate) fn thimbles(c: &mut Canvas, p: &Paint) {
    for x in [48, 200] {
        c.oval(x + 76, 318, 82, 14, p.trim);
        c.line(&format!("M{} 232h12a22 22 0 0 1 0 46h-18", x + 116), p.main, 13);
        c.path(&format!("M{} 206h100v54q0 48-50 48t-50-48z", x + 22), p.main);
        c.shade(&format!("M{} 206h26v54q0 42-44 48 18-10 18-48z", x + 96));
        c.oval(x + 72, 206, 50, 12, p.trim);
        c.oval(x + 72, 207, 42, 8, COFFEE);
    }
    c.steam(200, 168);
}

/// A wide cup on a saucer.
pub(crate) fn wide_cup(c: &mut Canvas, p: &Paint) {
    c.steam(186, 132);
    c.oval(196, 318, 136, 18, p.trim);
    c.oval(196, 313, 136, 16, p.main);
    c.line("M286 206h22a30 30 0 0 1 0 62h-34", p.main, 18);
    c.path("M92 176h208q0 132-104 132T92 176z", p.main);
    c.shade("M250 176h50q0 132-104 132 58-24 54-132z");
    c.oval(196, 176, 104, 22, p.trim);
    c.oval(196, 179, 92, 16, "#9a6b47");
    c.oval(196, 180, 44, 9, "#f3dfc1");
    motifs::draw(c, p.motif, (184, 246), 58, p.trim, p.main);
}

/// A pair of tumblers: what is in them is the main colour.
pub(crate) fn glasses(c: &mut Canvas, p: &Paint) {
    for x in [84, 206] {
        c.path(&format!("M{} 178h94l-9 142q-1 8-9 8h-58q-8 0-9-8z", x + 8), p.main);
        c.path(&format!("M{} 190l36-10 12 34-36 12zM{} 216l32 6-6 34-34-6z", x + 18, x + 58), PAPER);
        c.glass(&format!("M{x} 120h110l-13 202q-1 10-11 10H{}q-10 0-11-10z", x + 24));
        c.shine(&format!("M{} 134h12l6 170h-12z", x + 12));
    }
    c.line("M258 250L290 74h22", p.trim, 9);
}

/// Double-walled glasses: the drink floats inside.
pub(crate) fn double_glasses(c: &mut Canvas, p: &Paint) {
    for x in [76, 210] {
        c.glass(&format!("M{x} 140h114q8 96-16 160-8 32-41 32t-41-32q-24-64-16-160z"));
        c.path(&format!("M{} 176h90q2 66-14 104-8 20-31 20t-31-20q-16-38-14-104z", x + 12), p.main);
        c.path(&format!("M{} 176h90v22q-44 10-90 0z", x + 12), p.trim);
        c.shine(&format!("M{} 206h10l6 60h-10z", x + 22));
    }
}

/// A travel cup with a lid and a grip band.
pub(crate) fn travel_cup(c: &mut Canvas, p: &Paint) {
    c.path("M126 116h148l-18 200q-2 16-16 16h-80q-14 0-16-16z", p.main);
    c.shade("M234 116h40l-18 200q-2 16-16 16h-26z");
    c.path("M119 172h162l-9 92H128z", p.trim);
    c.rect(112, 92, 176, 34, 14, INK);
    c.path("M134 92q4-28 26-28h80q22 0 26 28z", INK);
    c.rect(216, 70, 28, 8, 4, IRON);
    c.shine("M146 134h12l2 30h-12z");
    motifs::draw(c, p.motif, (200, 219), 66, p.main, p.trim);
}

/// A slim vacuum flask with a cup on top.
pub(crate) fn flask(c: &mut Canvas, p: &Paint) {
    c.rect(146, 134, 108, 198, 24, p.main);
    c.rect(154, 60, 92, 84, 16, p.trim);
    c.rect(146, 128, 108, 22, 6, STEEL);
    c.shade("M224 150h30v158q0 24-24 24h-16q10-4 10-24z");
    c.shine("M162 168h12v124h-12z");
    motifs::draw(c, p.motif, (202, 240), 66, p.trim, p.main);
}

/// A round teapot.
pub(crate) fn teapot(c: &mut Canvas, p: &Paint) {
    c.line("M284 196q58-6 50 44-6 36-58 44", p.main, 18);
    c.path("M128 222C92 222 92 168 56 160l-12 16c22 12 24 96 92 104z", p.main);
    c.path("M200 138c72 0 104 46 104 98 0 44-26 96-60 96h-88c-34 0-60-52-60-96 0-52 32-98 104-98z", p.main);
    c.shade("M236 142c48 12 68 52 68 94 0 44-26 96-60 96h-34c56-28 66-132 26-190z");
    c.path("M146 146q54-34 108 0-54 18-108 0z", p.trim);
    c.disc(200, 116, 14, p.trim);
    c.shine("M124 214q8-34 38-48l6 10q-24 14-30 42z");
    motifs::draw(c, p.motif, (196, 246), 84, p.trim, p.main);
}

/// A cast-iron pot with a high handle and studs.
pub(crate) fn iron_pot(c: &mut Canvas, p: &Paint) {
    c.line("M118 192C104 60 296 60 282 192", INK, 14);
    c.path("M114 232L58 190l16-14 66 32z", p.main);
    c.path("M96 244c0-44 40-68 104-68s104 24 104 68c0 50-36 88-60 88h-88c-24 0-60-38-60-88z", p.main);
    c.shade("M232 178c46 6 72 30 72 66 0 50-36 88-60 88h-36c48-30 58-108 24-154z");
    c.path("M136 184q64-30 128 0-64 18-128 0z", p.trim);
    c.rect(186, 148, 28, 20, 8, p.trim);
    for (y, from) in [(222, 132), (250, 120), (278, 132)] {
        for step in 0..6 {
            c.disc(from + step * 27, y, 5, p.trim);
        }
    }
}

/// A glass teapot with leaves inside.
pub(crate) fn glass_pot(c: &mut Canvas, p: &Paint) {
    c.line("M290 190q50 0 46 42-6 38-54 44", "#8fb3c2", 14);
    c.path("M116 228h172c0 52-22 94-44 94h-88c-22 0-42-42-40-94z", p.main);
    c.path("M120 232C88 224 90 176 60 164l-10 14c18 14 24 76 76 92z", "#c9e2ea");
    c.glass("M200 140c64 0 96 40 96 92 0 46-24 98-52 98h-88c-28 0-52-52-52-98 0-52 32-92 96-92z");
    c.rect(160, 140, 80, 130, 12, "#ffffff88");
    c.line("M172 160v96M188 160v96M204 160v96M220 160v96", "#9fb9c4", 3);
    motifs::draw(c, p.motif, (200, 236), 54, p.trim, p.main);
    c.rect(146, 124, 108, 20, 10, WOOD);
    c.disc(200, 112, 13, WOOD);
}

/// A footed tea bowl, for matcha.
pub(crate) fn bowl(c: &mut Canvas, p: &Paint) {
    c.rect(160, 304, 80, 28, 8, p.main);
    c.path("M80 172h240q0 142-120 142T80 172z", p.main);
    c.shade("M266 172h54q0 142-120 142 72-30 66-142z");
    c.path("M92 220q54 34 108 8t112 2q-2 12-6 22-60 20-112 0t-98-8q-4-14-4-24z", p.trim);
    c.oval(200, 172, 120, 26, p.trim);
    c.oval(200, 176, 106, 19, "#8fb04e");
    c.line("M150 174q24-8 44 2t46-2", "#c9dc93", 4);
}

/// A stack of round coasters.
pub(crate) fn coasters(c: &mut Canvas, p: &Paint) {
    for (y, fill) in [(300, p.main), (272, p.trim), (244, p.main), (216, p.trim)] {
        c.oval(200, y + 16, 116, 24, INK);
        c.oval(200, y + 8, 116, 24, fill);
        c.shade(&format!("M84 {}v8a116 24 0 0 0 232 0v-8a116 24 0 0 1-232 0z", y + 4));
        c.oval(200, y, 116, 24, fill);
    }
    c.oval(200, 216, 84, 15, p.main);
    c.oval(200, 216, 62, 10, p.trim);
}

/// A storage canister with a valve lid.
pub(crate) fn canister(c: &mut Canvas, p: &Paint) {
    c.rect(116, 126, 168, 206, 16, p.main);
    c.shade("M246 126h22q16 0 16 16v174q0 16-16 16h-22z");
    c.rect(108, 88, 184, 46, 14, p.trim);
    c.disc(200, 86, 18, INK);
    c.rect(176, 88, 48, 12, 4, INK);
    c.shine("M132 146h14v170h-14z");
    c.disc(200, 232, 46, PAPER);
    motifs::draw(c, p.motif, (200, 232), 58, p.main, PAPER);
}
