//! Parses the one number in a text written by people: sign, digits, decimal mark.

/// A number as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Whether it is below zero.
    pub negative: bool,
    /// Digits and marks, from the first digit, or the decimal mark before it, to the last digit.
    pub text: String,
    /// Whether the currency beside it has no cents in use, so that a mark before three digits parts thousands.
    without_cents: bool,
}

/// Signs between digits that part thousands.
const GAPS: [char; 7] = ['_', ' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’'];
/// Signs for minus.
const MINUS: [char; 3] = ['-', '−', '–'];

impl Figures {
    /// `12.90`, `1.234,50`, `Rs. 120.00`, `CHF 12.-`, `4,- €`, `12,50 zł.`, `(2)`, `2-`. A text of two numbers is none.
    pub fn read(text: &str) -> Option<Self> {
        let text = &usual(text.trim());
        let bracketed = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let text = bracketed.unwrap_or(text);
        let first = text.find(|c: char| c.is_ascii_digit())?;
        let before = &text[..first];
        let start = first - decimal_mark_before(before);
        let rest = &text[start..];
        let end = end(rest);
        let after = &rest[end..];
        let (no_cents, after) = without_cents(after);
        if after.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let minus_after = !no_cents && after.strip_prefix(MINUS).is_some_and(str::is_empty);
        let minus_before = before.trim_end_matches('.').contains(MINUS) && !is_word_with_minus(before);
        let digits: String = rest[..end].chars().filter(|c| !GAPS.contains(c)).collect();
        let without_cents = has_no_cents(before) || has_no_cents(after);
        Some(Self { negative: bracketed.is_some() || minus_after || minus_before, text: digits, without_cents })
    }

    /// The digits before and after the decimal mark. `places` is how many decimals the currency has, where that is known.
    /// `None` where the marks stand as in no number.
    pub fn split(&self, places: Option<usize>) -> Option<(String, String)> {
        let marks: Vec<char> = self.text.chars().filter(|c| matches!(c, '.' | ',')).collect();
        let Some(&last) = marks.last() else { return Some((self.text.clone(), String::new())) };
        let at = self.text.rfind(last)?;
        let (whole, fraction) = (&self.text[..at], &self.text[at + 1..]);
        let others = marks.iter().filter(|mark| **mark != last).count();
        let thousands = match (marks.len(), others) {
            (1, _) => {
                let comma = last == ',' && places != Some(3);
                (comma || places == Some(0)) && fraction.len() == 3 && (1..=3).contains(&whole.len())
            }
            (_, 0) => true,
            _ => false,
        };
        let (whole, fraction) = if thousands { (self.text.as_str(), "") } else { (whole, fraction) };
        if !parts_thousands(whole) {
            return None;
        }
        Some((whole.chars().filter(char::is_ascii_digit).collect(), fraction.to_owned()))
    }

    /// The number.
    pub fn value(&self) -> Option<f64> {
        let (whole, fraction) = self.split(self.without_cents.then_some(0))?;
        let number: f64 = format!("{whole}.{fraction}0").parse().ok()?;
        Some(if self.negative { -number } else { number })
    }
}

/// Figures as the keyboard has them, and `12€50` as `12.50€`.
fn usual(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '٠'..='٩' => char::from_u32(c as u32 - '٠' as u32 + '0' as u32).unwrap_or(c),
        '．' | '٫' => '.',
        '，' | '٬' => ',',
        other => other,
    };
    let text: String = text.chars().map(narrow).collect();
    for sign in ['€', '$', '£'] {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if let Some((whole, cents)) = text.split_once(sign).filter(|(whole, cents)| digits(whole) && digits(cents)) {
            return format!("{whole}.{cents}{sign}");
        }
    }
    text
}

/// `.99`: a mark right before the digits is theirs, unless it ends a word, as in `Rs.75`.
fn decimal_mark_before(before: &str) -> usize {
    let mark = before.ends_with(['.', ',']);
    let word = before.trim_end_matches(['.', ',']).ends_with(char::is_alphabetic);
    usize::from(mark && !word)
}

/// Where the number ends: a mark or a gap belongs to it when a digit follows.
fn end(text: &str) -> usize {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let digits = |from: usize| chars[from.min(chars.len())..].iter().take_while(|(_, c)| c.is_ascii_digit()).count();
    let mut end = 0;
    for (n, &(at, c)) in chars.iter().enumerate() {
        let belongs = match c {
            '0'..='9' => true,
            '.' | ',' => digits(n + 1) > 0,
            gap if GAPS.contains(&gap) => digits(n + 1) == 3,
            _ => false,
        };
        if !belongs {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// `12.-`, `12,--`, `12.–`, `199:-`: a dash in place of cents.
fn without_cents(after: &str) -> (bool, &str) {
    match after.strip_prefix(['.', ',', ':']) {
        Some(rest) if rest.starts_with(['-', '–', '—', '−']) => {
            (true, rest.trim_start_matches(['-', '–', '—', '−']))
        }
        _ => (false, after),
    }
}

/// `Rp 120.000`, `120.000 ₫`.
fn has_no_cents(beside: &str) -> bool {
    const CURRENCIES: [&str; 15] =
        ["₫", "vnd", "đ", "rp", "idr", "¥", "円", "jpy", "₩", "원", "krw", "ft", "huf", "clp", "cop"];
    let beside = beside.trim_matches(|c: char| c.is_whitespace() || c == '.').to_lowercase();
    CURRENCIES.contains(&beside.as_str())
}

/// A dash within words before the number says nothing of its sign.
fn is_word_with_minus(before: &str) -> bool {
    let at = before.find(MINUS).unwrap_or(0);
    let joined = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    joined(before[..at].chars().next_back()) && joined(before[at..].chars().nth(1))
}

/// Whether the marks within whole digits part thousands, or lakhs: groups of three, or of two, the last of three.
fn parts_thousands(whole: &str) -> bool {
    let mut groups: Vec<&str> = whole.split(['.', ',']).collect();
    let (Some(last), true) = (groups.pop(), whole.contains(['.', ','])) else { return true };
    let first_fits = groups.first().is_some_and(|group| (1..=3).contains(&group.len()));
    last.len() == 3 && first_fits && groups.iter().skip(1).all(|group| matches!(group.len(), 2 | 3))
}

#[cfg(test)]
mod tests {
    use super::Figures;

    fn check(text: &str, expected: impl Into<Option<f64>>) {
        assert_eq!(Figures::read(text).and_then(|figures| figures.value()), expected.into(), "{text:?}");
    }

    #[test]
    fn money_is_read_as_people_write_it() {
        check("Rs.75", 75.0);
        check("Rs. 120.00", 120.0);
        check("Rs. 1,250.00", 1250.0);
        check("Rs 1,25,000.50", 125_000.5);
        check("12,50 zł.", 12.5);
        check("4.200,00 kr.", 4200.0);
        check("CHF 12.-", 12.0);
        check("12,- EUR", 12.0);
        check("4,-- €", 4.0);
        check("199:-", 199.0);
        check("Fr. 12.50", 12.5);
        check("1'250.00", 1250.0);
        check("1 234,50 €", 1234.5);
        check(".99", 0.99);
        check("$.99", 0.99);
        check("R$ 1.234,56", 1234.56);
        check("1.234.567", 1_234_567.0);
        check("S/. 45.00", 45.0);
        check("12.90 EUR incl. VAT", 12.9);
        check("12€50", 12.5);
        check("￥１２００", 1200.0);
        check("1_234.50", 1234.5);
        check("Rp 120.000", 120_000.0);
        check("120.000 ₫", 120_000.0);
        check("¥1,200", 1200.0);
        check("4.500 Ft.", 4500.0);
    }

    #[test]
    fn a_sign_is_a_sign_where_it_says_below_zero() {
        check("-€5", -5.0);
        check("€ -5.00", -5.0);
        check("(2)", -2.0);
        check("2-", -2.0);
        check("-Rs. 5", -5.0);
        check("−5", -5.0);
        check("pre-tax 5", 5.0);
    }

    #[test]
    fn two_numbers_are_none() {
        for text in ["12.50 - 15.00", "6 x 12", "1.2.3", "12 5", "from 3 to 4", "", "free", "-"] {
            check(text, None);
        }
    }
}
