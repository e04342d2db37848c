//! Lays the report out as one HTML page that loads nothing; never computes a figure.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::changes::{Changes, Moved};
use super::charts::{self, ChartError};
use super::words::{drawing, grouped, named, percent};
use super::{Read, Report, curve, recency};
use crate::evaluate::{Basis, Comparison, Figures, HistoryGain, Interval, On, Split};

pub(crate) const STYLE: &str = include_str!("page.css");

/// The report as HTML. `title` gives a SKU's title, where it is known.
///
/// # Errors
/// When a chart cannot be drawn.
pub fn page(report: &Report, title: &dyn Fn(&str) -> Option<String>) -> Result<String, ChartError> {
    let quality = quality(report)?;
    let weights = charts::weights(&report.weights)?;
    let history_gain = report.history_gain.as_ref().map(history_gain).transpose()?;
    let learning_curve = curve::section(report)?;
    let grid = html! {
        div.grid {
            (learning_curve)
            (quality)
            @if let Some(history_gain) = &history_gain { (history_gain) }
            (chart("Weights by size", "What an item in the cart adds to another item's probability, at least", &weights))
            (recency::section(report, title))
            (read(&report.read))
            (settings(report))
            @if let Some(changes) = &report.changes { (changed(changes, title)) }
        }
    };
    let page = html! { (DOCTYPE) html lang="en" { (head(report)) body { main { (summary(report)) (grid) } } } };
    Ok(page.into_string())
}

fn head(report: &Report) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { "Pairwell model " (report.model) }
            style { (PreEscaped(STYLE)) }
        }
    }
}

fn summary(report: &Report) -> Markup {
    html! {
        h1 { "Model report" }
        p.soft { "model " (report.model) " · " (report.training.to_string()) }
        (verdict(report))
        @if let (Some(rules), Some(plain)) = (&report.rules, report.methods.first()) {
            p.soft { (rules_sentence(rules, plain)) }
        }
        (tiles(report))
        (legend(report))
    }
}

fn verdict(report: &Report) -> Markup {
    html! {
        @if report.forced {
            p.verdict.forced { b { "Published with --force." } " " (against(report)) }
        } @else if report.comparisons.is_empty() {
            p.verdict { "Published without a comparison: too few orders to hold any out." }
        } @else {
            p.verdict { b { "Published." } " " (against(report)) }
        }
    }
}

fn against(report: &Report) -> String {
    report.comparisons.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

/// What the shop's rules change in the hit rate, in words.
pub fn rules_sentence(rules: &Comparison, plain: &Figures) -> String {
    let Interval { value, low, high } = rules.difference();
    let share = value / plain.headline().hr.value.max(f64::EPSILON) * 100.0;
    let [value, low, high] = [value, low, high].map(|share| share * 100.0);
    format!(
        "With the shop's rules: {value:+.1} points of hit rate on live carts ({low:+.1} to {high:+.1}), a change of {share:+.1} %."
    )
}

/// An interval wider than this says neither that two are level nor that they are not.
const UNSURE: f64 = 0.1;

/// A comparison in words.
pub fn sentence(comparison: &Comparison) -> String {
    let Comparison { with, basis, worse, .. } = comparison;
    let difference = comparison.difference();
    let name = if with == "published" { "the previous model" } else { with };
    let how = match (worse, difference.low > 0.0) {
        (true, _) => "Worse than",
        (_, true) => "Better than",
        _ if difference.high < 0.0 => "A little below",
        _ if difference.high - difference.low > UNSURE => "No sure difference to",
        _ => "Level with",
    };
    let seen = match basis {
        Basis::UnseenByBoth => "",
        Basis::SeenByBoth => ", on orders that both have learned from",
        Basis::SeenByPublished => ", on orders that only the previous model may have learned from",
    };
    let points = |share: f64| format!("{:+.1}", share * 100.0);
    let Interval { value, low, high } = difference;
    let [value, low, high] = [value, low, high].map(points);
    format!("{how} {name}: {value} points of hit rate on live carts ({low} to {high}){seen}.")
}

fn tiles(report: &Report) -> Markup {
    let weights: u64 = report.weights.iter().map(|bin| bin.weights).sum();
    html! {
        div.tiles {
            @if let Some(ours) = report.methods.first() {
                (tile("hit rate at 10, live carts", &percent(ours.headline().hr.value), &span(ours.headline().hr)))
                @if let Some(one) = ours.one_item {
                    (tile("hit rate at 10, one item", &percent(one.hr.value), &span(one.hr)))
                }
                (tile("hit rate at 10, whole orders", &percent(ours.whole.hr.value), &span(ours.whole.hr)))
                (tile("catalog coverage", &percent(ours.coverage), &format!("long tail {}", percent(ours.long_tail))))
            }
            (tile("orders trained on", &grouped(report.read.orders), &format!("{} items", grouped(report.read.items))))
            (tile("weights kept", &grouped(weights), &format!("at most {} per item", report.training.k)))
        }
    }
}

fn tile(what: &str, figure: &str, beside: &str) -> Markup {
    html! { div.tile { small { (what) } b { (figure) } small { (beside) } } }
}

fn legend(report: &Report) -> Markup {
    html! {
        @if !report.methods.is_empty() {
            p.legend {
                @for (n, figures) in report.methods.iter().enumerate() {
                    span { i style={ "background:var(--c" (n % charts::COLOURS.len()) ")" } {} (figures.method) }
                }
            }
        }
    }
}

/// Says how quality was measured.
fn hidden(report: &Report) -> String {
    let held_out = match report.held_out.split {
        Split::Time => "the newest orders",
        Split::Crc32 => "a fifth of the orders",
    };
    let cases = grouped(report.held_out.cases as u64);
    format!(
        "One item is hidden in each of {cases} orders ({held_out}): how often it is among the first ten. A live cart holds the order's first one to eight other items."
    )
}

fn quality(report: &Report) -> Result<Markup, ChartError> {
    let methods = &report.methods;
    if methods.is_empty() {
        return Ok(html! {});
    }
    let sized = charts::bands(methods, &|figures| figures.by_size.clone())?;
    let popular = charts::bands(methods, &|figures| figures.by_popularity.clone())?;
    let thin = charts::situations(methods)?;
    let covered = charts::coverage(methods)?;
    Ok(html! {
        (chart("Hit rate", &hidden(report), &charts::quality(methods)?))
        @if let Some(thin) = &thin { (chart("Hit rate where little is known", THIN, thin)) }
        (chart("Catalog coverage", "Share of all items that are among the first ten at least once", &covered))
        (chart("Hit rate by order size", "Items of the order besides the hidden one, all of them in the cart", &sized))
        (chart("Hit rate by popularity", "How popular the hidden item is among all items; whole orders", &popular))
    })
}

/// What the groups of the chart of little-known carts are.
const THIN: &str = "Nothing in the cart; one item that nobody knows; a hidden item, or the cart's only one, in fewer than twenty orders; variants: any variant of the hidden item's product counts";

fn history_gain(it: &HistoryGain) -> Result<Markup, ChartError> {
    let cases = grouped(it.cases as u64);
    let caption = format!("Hit rate on {cases} orders of returning customers, with and without their earlier orders");
    Ok(chart("What the shopper's history adds", &caption, &charts::history_gain(it)?))
}

fn chart(title: &str, caption: &str, svg: &str) -> Markup {
    html! { section { h2 { (title) } p.soft { (caption) } (drawing(title, svg)) } }
}

fn dropped(read: &Read) -> Markup {
    html! {
        table {
            tr { th { "dropped because" } th.n { "lines" } }
            @for dropped in &read.dropped { tr { td { (dropped.words) } td.n { (grouped(dropped.lines)) } } }
            @if read.dropped.is_empty() { tr { td { "nothing was dropped" } td.n { "0" } } }
        }
    }
}

fn read(read: &Read) -> Markup {
    html! {
        section {
            h2 { "What was read" }
            p.soft { (grouped(read.lines)) " lines, of which " (grouped(read.kept)) " were kept" }
            (dropped(read))
            @if !read.columns.is_empty() {
                table {
                    tr { th { "field" } th { "column" } }
                    @for [field, column] in &read.columns { tr { td { (field) } td { (column) } } }
                }
            }
            @for note in read.notes.iter().chain(&read.warnings) { p.soft { (note) } }
            @if !read.rows.is_empty() {
                p.soft { "The first lines, as understood: " (read.rows.join("; ")) }
            }
        }
    }
}

fn settings(report: &Report) -> Markup {
    html! {
        section.wide {
            h2 { "How it was trained" }
            p.soft {
                @if report.tried.is_empty() { "Settings as given" }
                @else { (report.tried.len()) " settings tried on an inner split of the orders; the best:" }
            }
            table {
                tr { th { "settings" } th.n { "NDCG at 10, live carts" } }
                @for tried in best(report) {
                    tr { td { (tried.options.to_string()) } td.n { (format!("{:.4}", tried.ndcg)) } }
                }
                tr { td { "a pair needs at least " (report.training.min_orders) " orders, and as many customers if known" } td {} }
            }
        }
    }
}

fn best(report: &Report) -> Vec<&crate::evaluate::Try> {
    let mut tried: Vec<_> = report.tried.iter().filter(|tried| tried.on == On::LiveCarts).collect();
    tried.sort_by(|a, b| b.ndcg.total_cmp(&a.ndcg));
    tried.truncate(5);
    tried
}

fn changed(changes: &Changes, title: &dyn Fn(&str) -> Option<String>) -> Markup {
    html! {
        section.wide {
            h2 { "Biggest changes since the previous model" }
            p.soft {
                (grouped(changes.new_items as u64)) " items are new and " (grouped(changes.gone_items as u64)) " gone; "
                (grouped(changes.new_pairs as u64)) " pairs are new and " (grouped(changes.gone_pairs as u64)) " gone"
            }
            (moves(changes, title))
        }
    }
}

fn moves(changes: &Changes, title: &dyn Fn(&str) -> Option<String>) -> Markup {
    html! {
        table {
            tr { th { "item in the cart" } th { "suggestions that rise or fall (weight before → now, in percent)" } }
            @for change in &changes.most {
                tr {
                    td { (named(&change.sku, title)) }
                    td.moves { @for moved in &change.moved { (movement(moved, title)) } }
                }
            }
            @if changes.most.is_empty() { tr { td { "none" } td {} } }
        }
    }
}

fn movement(moved: &Moved, title: &dyn Fn(&str) -> Option<String>) -> Markup {
    let (class, sign) = if moved.now > moved.before { ("up", "▲") } else { ("down", "▼") };
    let percent = |share: f64| if share == 0.0 { "–".to_owned() } else { format!("{:.1}", share * 100.0) };
    html! {
        span { b class=(class) { (sign) } " " (named(&moved.sku, title)) " " small { (percent(moved.before)) " → " (percent(moved.now)) } }
    }
}

fn span(interval: Interval) -> String {
    format!("{:.3} to {:.3}", interval.low, interval.high)
}
