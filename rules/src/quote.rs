//! Makes words of strangers fit for a message: cut short, control characters escaped.

/// The most characters of a name or value in a message.
const MOST: usize = 60;

/// A name or a value, cut, its control characters escaped.
pub fn short(text: &str) -> String {
    cut(text, MOST)
}

/// A message whose quoted names and values are cut; where no quote ends, nothing is. Its control characters but ends of lines are
/// escaped.
pub fn fit(message: &str) -> String {
    let lines = quotes_cut(message);
    lines.split('\n').map(|line| escaped(line.chars())).collect::<Vec<_>>().join("\n")
}

fn quotes_cut(message: &str) -> String {
    let (mut fit, mut rest) = (String::new(), message);
    while let Some(start) = rest.find(['"', '`']) {
        let (before, quoted) = rest.split_at(start + 1);
        let quote = before.chars().next_back().unwrap_or('"');
        let Some(end) = end_of(quoted, quote) else { break };
        fit += before;
        match quoted[..end].char_indices().nth(MOST) {
            Some((most, _)) => fit.extend([&quoted[..most], "…"]),
            None => fit += &quoted[..end],
        }
        fit.push(quote);
        rest = &quoted[end + 1..];
    }
    fit + rest
}

/// Where a quoted text ends: at the first quote without a backslash before it.
fn end_of(quoted: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    quoted.find(|c| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })
}

/// The first `most` characters of a text, its control characters escaped.
pub fn cut(text: &str, most: usize) -> String {
    let mut out = escaped(text.chars().take(most));
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

/// Characters, the odd ones escaped.
fn escaped(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in chars {
        if is_odd(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// Control characters, and those that turn the direction of what follows.
fn is_odd(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{fit, short};

    #[test]
    fn names_are_cut_and_their_control_characters_escaped() {
        assert_eq!(short("a\u{1b}[31mb\0"), "a\\u{1b}[31mb\\u{0}");
        assert_eq!(short(&"x".repeat(61)), "x".repeat(60) + "…");
        assert_eq!(short("Grüße"), "Grüße");
    }

    #[test]
    fn only_what_is_quoted_in_a_message_is_cut() {
        let long = "y".repeat(1000);
        let kept = "y".repeat(60);
        assert_eq!(
            fit(&format!("{long} is {long:?}, not `{long}` here")),
            format!("{long} is \"{kept}…\", not `{kept}…` here")
        );
        assert_eq!(fit(&format!("{:?} was found", format!("{kept}\"{long}"))), format!("\"{kept}…\" was found"));
        let unended = format!("5\" pipe {long}");
        assert_eq!(fit(&unended), unended);
        assert_eq!(fit("a\tb\u{202e}c\nd"), "a\\u{9}b\\u{202e}c\nd");
    }
}
