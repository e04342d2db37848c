//! Reads the HTML entities of names: WooCommerce and OpenCart keep `Salt &amp; pepper` in their databases.

/// Those that shops write; others are numbers.
const NAMED: [(&str, char); 6] =
    [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", '\u{a0}')];

/// The longest, with a number: `&#x10FFFF;`.
const LONGEST: usize = 8;

/// The text that was meant. What is no entity stays as it is written.
pub(super) fn unescaped(text: &str) -> String {
    let mut parts = text.split('&');
    let mut read = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(';').and_then(|(entity, rest)| Some((character(entity)?, rest))) {
            Some((character, rest)) => read.extend([character].into_iter().chain(rest.chars())),
            None => read.extend(['&'].into_iter().chain(part.chars())),
        }
    }
    read
}

fn character(entity: &str) -> Option<char> {
    let Some(number) = entity.strip_prefix('#').filter(|number| number.len() <= LONGEST) else {
        return NAMED.iter().find(|(name, _)| *name == entity).map(|(_, character)| *character);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    code.ok().filter(|code| *code > 0).and_then(char::from_u32)
}
