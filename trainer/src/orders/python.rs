//! Turns a list as Python, Ruby or PostgreSQL prints it into JSON.

/// `['A', "Anna's"]`, `{'sku': 'A', 'price': None}`, `{'A', 'B'}`, `('A',)`, `['A' 'B']` of NumPy, `{"sku"=>"A"}` of Ruby.
pub(super) fn as_json(printed: &str) -> String {
    let printed = printed.strip_prefix("frozenset(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(printed);
    let (mut json, mut chars) = (String::with_capacity(printed.len()), printed.chars().peekable());
    let mut word = String::new();
    let mut after_text = false;
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '-') {
            word.push(c);
            continue;
        }
        json += value(&std::mem::take(&mut word));
        match c {
            '\'' | '"' => {
                // NumPy parts the elements of an array by blanks.
                json += if after_text { ", " } else { "" };
                json.push_str(&serde_json::Value::String(text(&mut chars, c)).to_string());
            }
            '=' if chars.peek() == Some(&'>') => {
                chars.next();
                json.push(':');
            }
            '(' => json.push('['),
            ')' => json.push(']'),
            other => json.push(other),
        }
        after_text = matches!(c, '\'' | '"') || (after_text && c.is_whitespace());
    }
    json += value(&word);
    let json = json.replace(",]", "]");
    // Braces without names in them hold a set.
    match json.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
        Some(set) if !json.contains(':') => format!("[{set}]"),
        _ => json,
    }
}

/// What stands within the brackets of a list.
pub(super) fn inside(cell: &str) -> &str {
    let ends = |c: char| matches!(c, '[' | ']' | '{' | '}' | '(' | ')');
    cell.trim_start_matches("frozenset").trim_matches(ends)
}

fn value(word: &str) -> &str {
    match word {
        "None" | "nan" | "NaN" | "NULL" | "nil" => "null",
        "True" => "true",
        "False" => "false",
        other => other,
    }
}

/// The rest of a quoted text, to its end.
fn text(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, quote: char) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            c if c == quote => break,
            c => text.push(c),
        }
    }
    text
}
