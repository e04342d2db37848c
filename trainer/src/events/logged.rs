//! Reads events out of a web server's log lines: the request's body and the server's clock.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::event::Text;
use super::intake::Intake;

/// A log line, as nginx writes it by `log_format … escape=json`.
#[derive(Deserialize)]
struct Logged<'a> {
    #[serde(borrow, alias = "request_body")]
    body: Text<'a>,
    /// `$msec`: seconds since 1970, with thousandths.
    #[serde(default, alias = "msec", alias = "time")]
    received: Value,
}

/// Whether a file's first line is such a line.
pub(super) fn recognises(line: &[u8]) -> bool {
    serde_json::from_slice::<Logged<'_>>(line).is_ok()
}

/// Takes in the events of one log line: a body is an event, an array of events, or events a line.
pub(super) fn line(line: &[u8], intake: &mut Intake<'_>) {
    let line = line.trim_ascii();
    if line.is_empty() {
        return;
    }
    let Ok(logged) = serde_json::from_slice::<Logged<'_>>(line) else {
        intake.broken("a line of a server's log without the body of a request", line, "expected {\"body\": \"…\"}");
        return;
    };
    let received = milliseconds(&logged.received);
    let body: &Cow<'_, str> = &logged.body.0;
    if body.trim().is_empty() || body.trim() == "-" {
        intake.broken("a line of a server's log without the body of a request", line, "an empty body");
    }
    body.lines().filter(|event| event.trim() != "-").for_each(|event| intake.line(event.as_bytes(), received));
}

/// Seconds since 1970, as text or as a number, in milliseconds.
fn milliseconds(seconds: &Value) -> Option<i64> {
    let seconds = match seconds {
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        Value::Number(number) => number.as_f64()?,
        _ => return None,
    };
    (0.0..253_402_300_800.0).contains(&seconds).then(|| (seconds * 1000.0).round() as i64)
}
