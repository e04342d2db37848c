//! Makes text of strangers fit for a terminal: without control characters, a screen at most.

/// The most lines of a message, and the most characters of a line.
const LINES: usize = 22;
const WIDTH: usize = 400;
/// The most characters of a name or value that is quoted.
const QUOTED: usize = 60;

/// A message without control characters, cut to a screen.
pub fn screen(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().take(LINES).map(|line| cut(line, WIDTH)).collect();
    if text.lines().nth(LINES).is_some() {
        lines.push("  …".to_owned());
    }
    lines.join("\n")
}

/// A name or a value without control characters, cut short.
pub fn short(text: &str) -> String {
    cut(text, QUOTED)
}

fn cut(text: &str, most: usize) -> String {
    let mut out: String = text.chars().take(most).map(|c| if is_odd(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

/// Control characters, and those that turn the direction of what follows.
fn is_odd(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{screen, short};

    #[test]
    fn control_characters_never_reach_a_terminal() {
        assert_eq!(short("a\u{1b}[31mb\0"), "a\u{fffd}[31mb\u{fffd}");
    }

    #[test]
    fn a_message_is_a_screen_at_most() {
        let long = format!("{}\n", "x".repeat(1000)).repeat(100);
        assert!(screen(&long).lines().count() <= 23 && screen(&long).chars().count() < 10_000);
    }
}
