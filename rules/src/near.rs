//! Finds the known name that a misspelt one probably means.

/// The most similar known name, if one is similar enough.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let letters = name.chars().count();
    // A third of the letters may be wrong. In a code with digits only one may be, because similar codes are different items.
    let most = if name.contains(|c: char| c.is_ascii_digit()) { 1 } else { letters.div_ceil(3) };
    let distance = |other: &str| {
        let far = other.chars().count().abs_diff(letters) > most;
        if far { usize::MAX } else { strsim::osa_distance(&name, &other.to_lowercase()) }
    };
    let near = known.into_iter().map(|other| (distance(other), other)).filter(|(distance, _)| *distance <= most);
    near.min().map(|(_, other)| other)
}

/// `Did you mean "Coffee"?`, or another remedy.
pub(crate) fn did_you_mean(nearest: Option<&str>, otherwise: &str) -> String {
    nearest.map_or_else(|| otherwise.to_owned(), |name| format!("Did you mean {name:?}?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    fn check(name: &str, expected: Option<&str>) {
        assert_eq!(nearest(name, ["boost", "bury", "exclude", "KF-1001"]), expected, "{name}");
    }

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        check("bost", Some("boost"));
        check("Boost", Some("boost"));
        check("exclud", Some("exclude"));
        check("KF-1002", Some("KF-1001"));
        check("KF-1010", Some("KF-1001"));
        check("KF-9999", None);
        check("discount", None);
        check("", None);
    }
}
