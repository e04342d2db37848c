//! Collects flat shapes into one SVG picture of 400 × 400 units; never knows what they show.

/// The dark line and shadow colour that all pictures share.
pub(super) const INK: &str = "#2f3640";
/// Paper white, warmer than pure white.
pub(super) const PAPER: &str = "#fdf8ef";
/// Light and dark metal.
pub(super) const STEEL: &str = "#c3ccd3";
pub(super) const IRON: &str = "#87939f";
/// Wood of handles and lids.
pub(super) const WOOD: &str = "#b57f50";
/// Clear glass: lets the backdrop through.
pub(super) const GLASS: &str = "#dff1f6";
/// Brewed coffee.
pub(super) const COFFEE: &str = "#5b3a29";

/// A picture in the making.
pub(crate) struct Canvas {
    body: String,
}

impl Canvas {
    /// Starts with a tinted backdrop and a soft shadow on the ground, so that the picture reads on any page.
    pub(super) fn on(tint: &str) -> Self {
        let mut canvas = Self { body: String::new() };
        canvas.rect(0, 0, 400, 400, 0, tint);
        canvas.push("<circle cx=\"200\" cy=\"196\" r=\"158\" fill=\"#fff\" opacity=\".5\"/>");
        canvas.push("<ellipse cx=\"200\" cy=\"334\" rx=\"122\" ry=\"11\" fill=\"#2f3640\" opacity=\".16\"/>");
        canvas
    }

    /// The finished file.
    pub(super) fn finish(self) -> String {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\">{}</svg>\n", self.body)
    }

    fn push(&mut self, element: &str) {
        self.body.push_str(element);
    }

    pub(super) fn rect(&mut self, x: i32, y: i32, w: i32, h: i32, r: i32, fill: &str) {
        self.push(&format!(r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" fill="{fill}"/>"#));
    }

    pub(super) fn disc(&mut self, x: i32, y: i32, r: i32, fill: &str) {
        self.push(&format!(r#"<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"/>"#));
    }

    pub(super) fn oval(&mut self, x: i32, y: i32, rx: i32, ry: i32, fill: &str) {
        self.push(&format!(r#"<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"/>"#));
    }

    pub(super) fn path(&mut self, d: &str, fill: &str) {
        self.push(&format!(r#"<path d="{d}" fill="{fill}"/>"#));
    }

    /// A line without a filling, with round ends.
    pub(super) fn line(&mut self, d: &str, colour: &str, width: i32) {
        self.push(&format!(
            r#"<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/>"#
        ));
    }

    /// Darkens an area: the side away from the light.
    pub(super) fn shade(&mut self, d: &str) {
        self.push(&format!(r##"<path d="{d}" fill="#1b1a2b" opacity=".13"/>"##));
    }

    /// Brightens an area: the side towards the light.
    pub(super) fn shine(&mut self, d: &str) {
        self.push(&format!(r##"<path d="{d}" fill="#fff" opacity=".34"/>"##));
    }

    /// See-through glass in front of what was drawn before.
    pub(super) fn glass(&mut self, d: &str) {
        self.push(&format!(
            r##"<path d="{d}" fill="{GLASS}" fill-opacity=".16" stroke="#8fb3c2" stroke-width="5" stroke-linejoin="round"/>"##
        ));
    }

    /// Two curls of steam rising from (x, y).
    pub(super) fn steam(&mut self, x: i32, y: i32) {
        self.push(&format!(
            r##"<path d="M{} {y}c-16-18 14-26 0-46M{} {y}c-16-18 14-26 0-46" fill="none" stroke="#8b97a3" stroke-width="8" stroke-linecap="round" opacity=".5"/>"##,
            x - 16,
            x + 18
        ));
    }

    /// Moves and scales (in percent) everything that `draw` adds.
    pub(super) fn at(&mut self, x: i32, y: i32, percent: i32, draw: impl FnOnce(&mut Self)) {
        let (whole, part) = (percent / 100, percent % 100);
        self.push(&format!(r#"<g transform="translate({x} {y}) scale({whole}.{part:02})">"#));
        draw(self);
        self.push("</g>");
    }

    /// Turns everything that `draw` adds around the picture's middle.
    pub(super) fn turned(&mut self, degrees: i32, draw: impl FnOnce(&mut Self)) {
        self.push(&format!(r#"<g transform="rotate({degrees} 200 200)">"#));
        draw(self);
        self.push("</g>");
    }
}
