//! Draws the report's charts as SVG; never computes a figure. The page's style sheet maps the colours.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::weights::Bin;
use crate::evaluate::{Accuracy, Band, CurvePoint, Figures, HistoryGain, Interval, Situation};

/// A chart that could not be drawn.
pub type ChartError = Box<dyn std::error::Error>;
pub(crate) type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// One colour per method: ours, then the others. The style sheet maps them for light and dark.
pub(crate) const COLOURS: [RGBColor; 5] = [
    RGBColor(0x25, 0x63, 0xEB),
    RGBColor(0xF5, 0x9E, 0x0B),
    RGBColor(0x94, 0xA3, 0xB8),
    RGBColor(0x64, 0x74, 0x8B),
    RGBColor(0x10, 0xB9, 0x81),
];
pub(crate) const INK: RGBColor = RGBColor(0x33, 0x41, 0x55);
pub(crate) const GRID: RGBColor = RGBColor(0xE2, 0xE8, 0xF0);
/// Narrow, with small text: on a phone a chart is drawn at four fifths of its size, and beside another on a desk a fifth larger.
const TEXT: i32 = 12;
const WIDTH: u32 = 420;
/// With more names than this below the bars, each has two lines.
const ONE_LINE: usize = 5;

/// Hit rate at 10 of each method with live carts, with one item, and with whole orders.
pub(super) fn quality(methods: &[Figures]) -> Result<String, ChartError> {
    bands(methods, &|figures| {
        let kinds =
            [("live cart", figures.live_cart), ("one item", figures.one_item), ("whole order", Some(figures.whole))];
        let band = |(name, accuracy): (&str, Option<Accuracy>)| {
            Some(Band { band: name.to_owned(), cases: 1, hr: accuracy?.hr })
        };
        kinds.into_iter().filter_map(band).collect()
    })
}

/// Hit rate at 10 where little is known; `None` where that was not measured.
pub(super) fn situations(methods: &[Figures]) -> Result<Option<String>, ChartError> {
    let band = |it: &Situation| Band { band: it.situation.name().to_owned(), cases: it.cases, hr: it.accuracy.hr };
    let measured = methods.iter().any(|figures| !figures.situations.is_empty());
    measured.then(|| bands(methods, &|figures| figures.situations.iter().map(band).collect())).transpose()
}

/// Hit rate at 10 on orders of returning customers, with and without their history, beside a cart and on a home page.
pub(super) fn history_gain(it: &HistoryGain) -> Result<String, ChartError> {
    let (cart, home) = (&it.cart, &it.home);
    let rates =
        [("cart + history", cart.with), ("cart", cart.without), ("home + history", home.with), ("home", home.without)];
    whiskered(&rates, &[0, 2, 0, 2])
}

/// Rates with their intervals, each in one of the colours.
fn whiskered(rates: &[(&str, Interval)], colours: &[usize]) -> Result<String, ChartError> {
    let names: Vec<&str> = rates.iter().map(|(name, _)| *name).collect();
    let most = rates.iter().map(|(_, rate)| rate.high).fold(0.0, f64::max);
    sideways(&names, most, |chart, n, at| {
        let Interval { value, low, high } = rates[n].1;
        let colour = COLOURS[colours[n] % COLOURS.len()];
        chart.draw_series([Rectangle::new([(0.0, at - 0.28), (value, at + 0.28)], colour.filled())])?;
        let whisker = [(low, at - 0.1), (low, at + 0.1), (low, at), (high, at), (high, at - 0.1), (high, at + 0.1)];
        chart.draw_series([PathElement::new(whisker, INK.stroke_width(1))])?;
        Ok(())
    })
}

/// Share of all items that each method suggests at least once.
pub(super) fn coverage(methods: &[Figures]) -> Result<String, ChartError> {
    let names: Vec<&str> = methods.iter().map(|figures| figures.method.as_str()).collect();
    let most = methods.iter().map(|figures| figures.coverage).fold(0.0, f64::max);
    sideways(&names, most, |chart, n, at| {
        let bar = [(0.0, at - 0.28), (methods[n].coverage, at + 0.28)];
        chart.draw_series([Rectangle::new(bar, COLOURS[n % COLOURS.len()].filled())])?;
        Ok(())
    })
}

/// Hit rate of each method within each band, with its interval.
pub(super) fn bands(methods: &[Figures], of: &dyn Fn(&Figures) -> Vec<Band>) -> Result<String, ChartError> {
    let drawn: Vec<(usize, Vec<Band>)> =
        methods.iter().map(of).enumerate().filter(|(_, bands)| !bands.is_empty()).collect();
    let Some((_, first)) = drawn.first() else { return Ok(String::new()) };
    let shown: Vec<usize> = (0..first.len()).filter(|n| first[*n].cases > 0).collect();
    let names: Vec<String> = shown.iter().map(|n| first[*n].band.clone()).collect();
    let most = drawn.iter().flat_map(|(_, bands)| shown.iter().map(|n| bands[*n].hr.high)).fold(0.0, f64::max);
    upright(&names, most, &|share| format!("{:.0} %", share * 100.0), |chart, at| {
        let width = 0.8 / drawn.len() as f64;
        for (n, (method, bands)) in drawn.iter().enumerate() {
            let Interval { value, low, high } = bands[shown[at]].hr;
            let left = at as f64 + 0.1 + n as f64 * width;
            let bar = [(left, 0.0), (left + width * 0.9, value)];
            chart.draw_series([Rectangle::new(bar, COLOURS[method % COLOURS.len()].filled())])?;
            let middle = left + width * 0.45;
            chart.draw_series([PathElement::new([(middle, low), (middle, high)], INK.stroke_width(1))])?;
        }
        Ok(())
    })
}

/// How many weights there are of each size.
pub(super) fn weights(bins: &[Bin]) -> Result<String, ChartError> {
    let names: Vec<String> = bins.iter().map(|bin| short(bin.from)).collect();
    let most = bins.iter().map(|bin| bin.weights as f64).fold(0.0, f64::max);
    upright(&names, most, &|count| format!("{count:.0}"), |chart, at| {
        let bar = [(at as f64 + 0.08, 0.0), (at as f64 + 0.92, bins[at].weights as f64)];
        chart.draw_series([Rectangle::new(bar, COLOURS[0].filled())])?;
        Ok(())
    })
}

/// Our hit rate and that of popularity by the number of orders, which doubles from point to point. `colours` are theirs.
pub(super) fn learning_curve(points: &[CurvePoint], colours: [usize; 2]) -> Result<String, ChartError> {
    let names: Vec<String> = points.iter().map(|point| point.orders.to_string()).collect();
    let lines = colours.map(|n| COLOURS[n % COLOURS.len()]).into_iter().zip([
        points.iter().map(|point| point.hr).collect::<Vec<_>>(),
        points.iter().map(|point| point.popularity).collect(),
    ]);
    let lines: Vec<(RGBColor, Vec<Interval>)> = lines.collect();
    let most = lines.iter().flat_map(|(_, rates)| rates).map(|rate| rate.high).fold(0.0, f64::max);
    upright(&names, most, &|share| format!("{:.0} %", share * 100.0), |chart, at| {
        for (n, (colour, rates)) in lines.iter().enumerate() {
            // Beside each other, so that no interval hides another.
            let place = |at: usize| at as f64 + 0.47 + 0.06 * n as f64;
            let Interval { value, low, high } = rates[at];
            chart.draw_series([PathElement::new([(place(at), low), (place(at), high)], colour.stroke_width(1))])?;
            if let Some(next) = rates.get(at + 1) {
                let line = [(place(at), value), (place(at + 1), next.value)];
                chart.draw_series([PathElement::new(line, colour.stroke_width(2))])?;
            }
            chart.draw_series([Circle::new((place(at), value), 4, colour.filled())])?;
        }
        Ok(())
    })
}

/// A probability with just enough digits to tell octaves apart.
fn short(share: f64) -> String {
    let digits = (1.0 - share.log10()).ceil().max(1.0) as usize;
    format!("{share:.digits$}")
}

/// One bar a name, from left to right, names at the left; `draw` gets a name's place and its height on the chart.
fn sideways(
    names: &[&str],
    most: f64,
    draw: impl Fn(&mut Chart<'_, '_>, usize, f64) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let height = 40 + 28 * names.len() as u32;
    svg(height, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(6)
            .margin_right(24)
            .x_label_area_size(26)
            .y_label_area_size(92)
            .build_cartesian_2d(0.0..most.max(1e-3) * 1.05, 0.0..names.len() as f64)?;
        mesh(&mut chart, false, &|share| format!("{:.0} %", share * 100.0))?;
        for (n, name) in names.iter().enumerate() {
            let at = (names.len() - 1 - n) as f64 + 0.5;
            draw(&mut chart, n, at)?;
            let (x, y) = chart.backend_coord(&(0.0, at));
            area.draw_text(name, &label(HPos::Right, VPos::Center), (x - 8, y))?;
        }
        Ok(())
    })
}

/// One group of bars a name, names below; `draw` gets a name's place.
pub(crate) fn upright(
    names: &[String],
    most: f64,
    format: &dyn Fn(&f64) -> String,
    draw: impl Fn(&mut Chart<'_, '_>, usize) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let names: Vec<[&str; 2]> = names.iter().map(|name| in_lines(name, names.len() > ONE_LINE)).collect();
    svg(200, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(6)
            .x_label_area_size(if names.len() > ONE_LINE { 38 } else { 24 })
            .y_label_area_size(46)
            .build_cartesian_2d(0.0..names.len().max(1) as f64, 0.0..most.max(1e-3) * 1.05)?;
        mesh(&mut chart, true, format)?;
        for (n, name) in names.iter().enumerate() {
            draw(&mut chart, n)?;
            let (x, y) = chart.backend_coord(&(n as f64 + 0.5, 0.0));
            for (line, text) in (0..).zip(name).filter(|(_, text)| !text.is_empty()) {
                area.draw_text(text, &label(HPos::Center, VPos::Top), (x, y + 6 + line * (TEXT + 2)))?;
            }
        }
        Ok(())
    })
}

/// A name on one line, or on two where it has several words: what is before a comma, otherwise its first word, on the first.
fn in_lines(name: &str, two: bool) -> [&str; 2] {
    match name.split_once(", ").or_else(|| name.split_once(' ')).filter(|_| two) {
        Some((first, second)) => [first, second],
        None => [name, ""],
    }
}

/// The lines and figures behind the bars: of the upright axis, or of the other.
pub(crate) fn mesh(
    chart: &mut Chart<'_, '_>,
    upright: bool,
    format: &dyn Fn(&f64) -> String,
) -> Result<(), ChartError> {
    let mut mesh = chart.configure_mesh();
    mesh.light_line_style(TRANSPARENT).bold_line_style(GRID).axis_style(GRID).label_style(label(HPos::Left, VPos::Top));
    if upright {
        mesh.disable_x_mesh().x_labels(0).y_labels(5).y_label_formatter(&format);
    } else {
        mesh.disable_y_mesh().y_labels(0).x_labels(6).x_label_formatter(&format);
    }
    mesh.draw()?;
    Ok(())
}

pub(crate) fn label<'a>(h: HPos, v: VPos) -> TextStyle<'a> {
    ("sans-serif", TEXT).into_font().color(&INK).pos(Pos::new(h, v))
}

pub(crate) fn svg(height: u32, draw: impl FnOnce(&Area<'_>) -> Result<(), ChartError>) -> Result<String, ChartError> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        draw(&area)?;
        area.present()?;
    }
    // Inline, an SVG scales by its view box; a fixed size would overflow a narrow screen.
    Ok(text.replacen(&format!("width=\"{WIDTH}\" height=\"{height}\" "), "", 1))
}
