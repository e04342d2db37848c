//! Draws an experiment's charts as SVG: intervals over time, rates by place; never computes a figure.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::figures::Point;
use super::report::PlaceFigures;
use crate::report::ChartError;
use crate::report::charts::{COLOURS, INK, label, mesh, svg, upright};

/// The most looks whose weeks are written below.
const NAMED: usize = 13;

/// The relative effect and its interval at every look; `None` before the first interval.
pub(super) fn over_time(points: &[Point]) -> Result<Option<String>, ChartError> {
    let ends = points.iter().filter_map(|point| point.relative);
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), effect| (low.min(effect.low), high.max(effect.high)));
    if points.iter().all(|point| point.relative.is_none()) {
        return Ok(None);
    }
    let room = 0.08 * (high - low).max(0.02);
    let format = |share: &f64| match (100.0 * share).round() as i64 {
        0 => "0 %".to_owned(),
        percent => format!("{percent:+} %").replace('-', "−"),
    };
    let drawn = svg(220, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(6)
            .x_label_area_size(24)
            .y_label_area_size(52)
            .build_cartesian_2d(0.0..points.len() as f64, low - room..high + room)?;
        mesh(&mut chart, true, &format)?;
        chart.draw_series([PathElement::new([(0.0, 0.0), (points.len() as f64, 0.0)], INK.stroke_width(1))])?;
        for (at, point) in points.iter().enumerate() {
            let middle = at as f64 + 0.5;
            if points.len() <= NAMED || at % points.len().div_ceil(NAMED) == 0 {
                let today = at > 0 && points[at - 1].full_weeks == point.full_weeks;
                let name = if today { "today".to_owned() } else { format!("week {}", point.full_weeks) };
                let (x, _) = chart.backend_coord(&(middle, 0.0));
                let (_, y) = chart.backend_coord(&(middle, low - room));
                area.draw_text(&name, &label(HPos::Center, VPos::Top), (x, y + 6))?;
            }
            let Some(effect) = point.relative else { continue };
            let bar = PathElement::new([(middle, effect.low), (middle, effect.high)], COLOURS[0].stroke_width(3));
            chart.draw_series([bar])?;
            chart.draw_series([Circle::new((middle, effect.estimate), 5, COLOURS[0].filled())])?;
        }
        Ok(())
    })?;
    Ok(Some(drawn))
}

/// Selects by views at every place, a line an arm, with intervals of two standard errors.
pub(super) fn by_place(places: &[PlaceFigures], arms: &[&str]) -> Result<Option<String>, ChartError> {
    let Some(last) = places.iter().map(|figure| figure.place).max() else { return Ok(None) };
    let names: Vec<String> = (1..=last.min(12)).map(|place| place.to_string()).collect();
    let rate = |figure: &PlaceFigures| figure.rates.clicks as f64 / figure.rates.views as f64;
    let error = |figure: &PlaceFigures| 2.0 * figure.rates.click_error.unwrap_or(0.0);
    let most = places.iter().map(|figure| rate(figure) + error(figure)).fold(0.0, f64::max);
    let shown = |arm: &str, place: usize| places.iter().find(|figure| figure.arm == arm && figure.place == place);
    let format = |share: &f64| format!("{:.1} %", 100.0 * share);
    upright(&names, most, &format, |chart, at| {
        for (n, arm) in arms.iter().enumerate() {
            let middle = |at: usize| at as f64 + 0.45 + 0.1 * n as f64;
            let colour = COLOURS[n % COLOURS.len()];
            let Some(figure) = shown(arm, at + 1) else { continue };
            let (value, reach) = (rate(figure), error(figure));
            let interval = [(middle(at), (value - reach).max(0.0)), (middle(at), value + reach)];
            chart.draw_series([PathElement::new(interval, colour.stroke_width(1))])?;
            if let Some(next) = shown(arm, at + 2).filter(|_| at + 1 < names.len()) {
                let line = [(middle(at), value), (middle(at + 1), rate(next))];
                chart.draw_series([PathElement::new(line, colour.stroke_width(2))])?;
            }
            chart.draw_series([Circle::new((middle(at), value), 4, colour.filled())])?;
        }
        Ok(())
    })
    .map(Some)
}
