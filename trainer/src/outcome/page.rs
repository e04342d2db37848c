//! Lays the report on an experiment out as one HTML page that loads nothing; never computes a figure.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::amounts::{amount_of, signed, signed_percent};
use super::figures::Figure;
use super::report::{ArmFigures, Compared, Report};
use super::{charts, sections};
use crate::experiment::judge::Design;
use crate::report::ChartError;
use crate::report::charts::COLOURS;
use crate::report::page::STYLE;
use crate::report::words::{drawing, grouped, percent};

/// What this page needs besides the style of all reports.
const OWN: &str = "
.tile b { white-space: nowrap; font-size: 20px; }
.sentence { font-size: 16px; margin: 6px 0; } .sentence b { color: var(--ink); }
.scroll td:first-child { white-space: normal; min-width: 9em; }
.better { color: var(--good); } .worse { color: var(--bad); } .alarm { border-left: 4px solid var(--bad); padding-left: 12px; margin: 12px 0; }
@page { size: A4; margin: 12mm; }
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --good: #047857; --bad: #b91c1c;
    --c0: #2563eb; --c1: #b45309; --c2: #64748b; --c3: #475569; --c4: #047857; }
  body { font-size: 11px; } .soft, small, th { font-size: 10px; } table { font-size: 10px; } .sentence { font-size: 13px; }
  main { max-width: none; padding: 0; } .scroll { overflow: visible; } .scroll th, .scroll td { padding: 3px 6px 3px 0; }
  .tiles { grid-template-columns: repeat(4, 1fr); gap: 8px; } .tile { padding: 8px 10px; } .tile b { font-size: 15px; }
  .grid { grid-template-columns: 1fr 1fr; gap: 10px; } section { padding: 10px 12px; }
  section, .tile, tr, svg { break-inside: avoid; } section.wide { break-inside: auto; } h2, h2 + p { break-after: avoid; }
}";

/// The report as HTML.
///
/// # Errors
/// When a chart cannot be drawn.
pub fn page(report: &Report) -> Result<String, ChartError> {
    let comparisons =
        report.comparisons.iter().map(|compared| comparison(report, compared)).collect::<Result<Vec<_>, _>>()?;
    let places = places(report)?;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Experiment " (report.experiment.name) }
                style { (PreEscaped(STYLE)) (PreEscaped(OWN)) }
            }
            body {
                main {
                    h1 { "Experiment " (report.experiment.name) }
                    p.soft { (about(report)) }
                    @for comparison in &comparisons { (comparison) }
                    div.grid style="margin-top:16px" {
                        (devices(report))
                        (places)
                        (sections::placements(report))
                        (sections::weeks(report))
                        (sections::items(report))
                        (lists(report))
                        (left(report))
                        (notes(report))
                    }
                }
            }
        }
    };
    Ok(page.into_string())
}

fn about(report: &Report) -> String {
    let ending = match report.experiment.ending {
        Design::OpenEnded { planned_devices } => {
            format!("open-ended, {} devices planned", grouped(planned_devices))
        }
        Design::Weekly { weeks } => format!("{weeks} weeks, a look after each"),
        Design::Fixed { weeks } => format!("one look after {weeks} weeks"),
    };
    format!(
        "{} to {} · {} full weeks · {ending} · orders of {} days after the first exposure count",
        report.days[0], report.days[1], report.full_weeks, report.experiment.window_days
    )
}

fn comparison(report: &Report, compared: &Compared) -> Result<Markup, ChartError> {
    let over_time = charts::over_time(&compared.over_time)?;
    let decides = || compared.figures.iter().filter(|figure| figure.decides);
    let control = &report.arms[0].name;
    Ok(html! {
        h2 style="margin-top:20px;font-size:18px" { (compared.arm) " against " (control) }
        @for alarm in &compared.alarms { p.alarm { b { "Alarm: " } (alarm) "." } }
        @for figure in decides() { p.sentence class=(figure.verdict) { (figure.sentence) } }
        (tiles(report, compared))
        div.grid {
            @if let Some(chart) = &over_time {
                section {
                    h2 { "Revenue over time" }
                    p.soft { "Relative effect on revenue per shopper with its interval at each look. The line is no effect." }
                    (drawing("Relative effect on revenue at each look", chart))
                }
            }
            section {
                h2 { "What explains it" }
                @for figure in compared.figures.iter().filter(|figure| !figure.decides) { p style="margin-top:6px" { (figure.sentence) } }
            }
            section.wide { (figures(report, compared)) }
        }
    })
}

fn tiles(report: &Report, compared: &Compared) -> Markup {
    let money = |amount: f64| format!("{} {}", amount_of(amount), report.currency);
    let tile = |what: &str, figure: String, beside: String| html! { div.tile { small { (what) } b { (figure) } small { (beside) } } };
    let (control, arm) = (&report.arms[0], report.arms.iter().find(|arm| arm.name == compared.arm));
    html! {
        div.tiles style="margin-top:12px" {
            @if let Some(effect) = compared.incremental {
                (tile("incremental revenue", money(effect.estimate), format!("{} to {}", amount_of(effect.low), amount_of(effect.high))))
                (tile("attributed revenue", money(compared.attributed), "items that came from a list".to_owned()))
                @if let Some(share) = compared.incremental_by_attributed {
                    (tile("incremental by attributed", format!("{share:.2}"), "1 would be: all of it is new".to_owned()))
                }
            }
            @if let Some(effect) = compared.per_assigned {
                (tile("per assigned device", money(effect.estimate), format!("{} to {}", amount_of(effect.low), amount_of(effect.high))))
            }
            @if let Some(arm) = arm {
                (tile("devices counted", grouped(control.counted + arm.counted), format!("{} and {}", grouped(control.counted), grouped(arm.counted))))
                (tile("buyers", grouped(control.buyers + arm.buyers), format!("{} and {}", grouped(control.buyers), grouped(arm.buyers))))
            }
            @if let Some(relative) = compared.with_bots { (tile("revenue, with bots", signed_percent(relative), "relative effect".to_owned())) }
            @if let Some(relative) = compared.without_shared {
                (tile("revenue, no shared orders", signed_percent(relative), "relative effect".to_owned()))
            }
        }
    }
}

fn figures(report: &Report, compared: &Compared) -> Markup {
    let value = |figure: &Figure, arm: usize| {
        figure.arms[arm].value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"))
    };
    // On its own scale: a share, or a difference in the metric's unit.
    let change = |figure: &Figure| match (figure.relative, figure.absolute) {
        (Some(effect), _) => [effect.estimate, effect.low, effect.high].map(signed_percent),
        (None, Some(effect)) => [effect.estimate, effect.low, effect.high].map(|figure| signed(figure, 4)),
        (None, None) => ["–", "", ""].map(str::to_owned),
    };
    let ends = |[_, low, high]: &[String; 3]| if low.is_empty() { String::new() } else { format!("{low} to {high}") };
    html! {
        h2 { "All figures" }
        p.soft { "Per device, with devices as units. Changes are relative, or differences where a metric can be 0 or less. Intervals are as wide as the ending of the experiment demands." }
        div.scroll {
            table {
                tr {
                    th { "metric" } th.n { (report.arms[0].name) } th.n { (compared.arm) } th.n { "change" } th.n { "between" } th { "verdict" }
                }
                @for (figure, change) in compared.figures.iter().map(|figure| (figure, change(figure))) {
                    tr {
                        td { (figure.name) }
                        td.n { (value(figure, 0)) } td.n { (value(figure, 1)) }
                        td.n { (change[0]) } td.n { (ends(&change)) }
                        td class=(figure.verdict) { (figure.verdict.replace('_', " ")) }
                    }
                }
            }
        }
    }
}

fn devices(report: &Report) -> Markup {
    html! {
        section {
            h2 { "Devices" }
            p.soft { "Met the shelf: it was in view, or would have been. Counted: their window has closed." }
            div.scroll {
                table {
                    tr { th { "arm" } th.n { "share" } th.n { "assigned" } th.n { "met the shelf" } th.n { "counted" } th.n { "buyers" } }
                    @for arm in &report.arms {
                        tr {
                            td { (arm.name) } td.n { (percent(arm.share)) } td.n { (grouped(arm.assigned)) }
                            td.n { (grouped(arm.triggered)) } td.n { (grouped(arm.counted)) } td.n { (grouped(arm.buyers)) }
                        }
                    }
                }
            }
            @for compared in &report.comparisons {
                p.soft {
                    "Split of " (compared.arm) " by chance: p = " (format!("{:.3}", compared.split_p[0])) " assigned, "
                    (format!("{:.3}", compared.split_p[1])) " met the shelf. Devices that never met it buy alike: p = "
                    (format!("{:.3}", compared.untriggered_p)) ". Below .001 is an alarm."
                }
            }
            (ages(report))
        }
    }
}

/// Devices that never met the shelf; how long the others are known, and how many came once only: browsers forget, and ids are drawn anew.
fn ages(report: &Report) -> Markup {
    let days = |arm: &ArmFigures| arm.median_days.map_or_else(|| "–".to_owned(), |days| format!("{days:.1}"));
    let once = |arm: &ArmFigures| arm.one_visit.map_or_else(|| "–".to_owned(), percent);
    html! {
        p.soft { "Devices that never met the shelf, and those of them that bought. Of the others: days from the first to the last event, and one visit only." }
        div.scroll {
            table {
                tr { th { "arm" } th.n { "never met it" } th.n { "buyers" } th.n { "median days" } th.n { "one visit" } }
                @for arm in &report.arms {
                    tr {
                        td { (arm.name) } td.n { (grouped(arm.untriggered)) } td.n { (grouped(arm.untriggered_buyers)) }
                        td.n { (days(arm)) } td.n { (once(arm)) }
                    }
                }
            }
        }
    }
}

fn places(report: &Report) -> Result<Markup, ChartError> {
    let with_views = |arm: &&str| report.places.iter().any(|figure| figure.arm == **arm);
    let arms: Vec<&str> = report.arms.iter().map(|arm| arm.name.as_str()).filter(with_views).collect();
    let Some(chart) = charts::by_place(&report.places, &arms)? else { return Ok(html! {}) };
    Ok(html! {
        section {
            h2 { "Clicks by place" }
            p.soft { "Selects by views of each place. Compare arms at one place only. Lines: two standard errors, by device." }
            (drawing("Click rate by place", &chart))
            p.legend { @for (n, arm) in arms.iter().enumerate() { span { i style={ "background:var(--c" (n % COLOURS.len()) ")" } {} (arm) } } }
        }
    })
}

fn lists(report: &Report) -> Markup {
    html! {
        @if !report.lists.is_empty() {
            section.wide {
                h2 { "By placement and model" }
                div.scroll {
                    table {
                        tr {
                            th { "placement" } th { "model" } th { "arm" } th.n { "lists in view" } th.n { "with a click" } th.n { "with an addition" }
                            th.n { "pieces" } th.n { "attributed" }
                        }
                        @for list in report.lists.iter().take(60) {
                            tr {
                                td { (list.placement) } td { (list.model.chars().take(8).collect::<String>()) } td { (list.arm) }
                                td.n { (grouped(list.rates.views)) } td.n { (rate(list.rates.clicks, list.rates.views)) }
                                td.n { (rate(list.rates.adds, list.rates.views)) } td.n { (grouped(list.rates.units)) }
                                td.n { (amount_of(list.rates.revenue)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn left(report: &Report) -> Markup {
    html! {
        section.wide {
            h2 { "Left out or put right" }
            p.soft { "Nothing is dropped in silence. Counts that differ much between arms deserve a look." }
            div.scroll {
                table {
                    tr { th { "why" } @for arm in &report.arms { th.n { (arm.name) } } th.n { "no arm" } }
                    @for left in &report.left { tr { td { (left.words) } @for count in &left.counts { td.n { (grouped(*count)) } } } }
                    @for lines in &report.broken {
                        tr {
                            td { "lines that are no events: " (lines.reason) " (such as: " (lines.example) ")" }
                            @for _ in &report.arms { td.n {} } td.n { (grouped(lines.lines)) }
                        }
                    }
                    @if report.conflicting > 0 {
                        tr {
                            td { "events under a count that their device had used for another: the first received counts" }
                            @for _ in &report.arms { td.n {} } td.n { (grouped(report.conflicting)) }
                        }
                    }
                    @if report.left.is_empty() && report.broken.is_empty() && report.conflicting == 0 { tr { td { "nothing" } } }
                }
            }
        }
    }
}

fn notes(report: &Report) -> Markup {
    html! {
        section.wide {
            h2 { "To know" }
            @for note in &report.notes { p.soft { (note) } }
            p.soft { "Attributed revenue also counts what would have been bought anyway. Only the difference between arms is due to the shelf." }
        }
    }
}

fn rate(part: u64, whole: u64) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.2} %", 100.0 * part as f64 / whole as f64) }
}
