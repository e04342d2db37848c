//! Tells on standard error which flags of a command line have a new name; the old ones still work.

/// Verb, old flag, new flag. clap knows the old ones as hidden aliases.
const RENAMED: [(&str, &str, &str); 5] = [
    ("train", "--again", "--repurchase-boost"),
    ("train", "--with", "--history-weight"),
    ("evaluate", "--again", "--repurchase-boost"),
    ("evaluate", "--with", "--history-weight"),
    ("bundles", "--min-orders", "--min-customers"),
];

/// A note for each old flag among the arguments, the program's name aside.
pub fn notes(arguments: &[String]) -> Vec<String> {
    let Some((verb, rest)) = arguments.split_first() else { return Vec::new() };
    let is_given = |flag: &str| rest.iter().any(|it| it.split('=').next() == Some(flag));
    let renamed = RENAMED.iter().filter(|(of, old, _)| verb == of && is_given(old));
    renamed.map(|(_, old, new)| format!("note: {old} is now {new}")).collect()
}

#[cfg(test)]
mod tests {
    use super::notes;

    fn check(line: &str, expected: &[&str]) {
        assert_eq!(notes(&line.split(' ').map(str::to_owned).collect::<Vec<_>>()), expected, "{line}");
    }

    #[test]
    fn an_old_flag_gets_one_note_and_a_new_one_none() {
        check("train --out model --again 0.1 --again=0.2", &["note: --again is now --repurchase-boost"]);
        check("train --out model --repurchase-boost 0.1 --min-orders 3", &[]);
        check("bundles model --min-orders 3", &["note: --min-orders is now --min-customers"]);
    }
}
