//! Compiles experiments files: what is refused and in which words, how devices are split, and what never moves.

use std::collections::HashMap;

use pairwell_rules::experiments::{Experiments, murmur3, read};

/// An experiment of two equal arms, with more lines for itself.
fn experiment(name: &str, lines: &str) -> String {
    format!(
        "[[experiment]]\nname = \"{name}\"\ncontrol = \"off\"\nending = \"weekly\"\nweeks = 4\n{lines}\n\
         [[experiment.arm]]\nname = \"off\"\nshare = 50\nshown = false\n\
         [[experiment.arm]]\nname = \"on\"\nshare = 50\n"
    )
}

fn good(text: &str, published: Option<&Experiments>) -> Experiments {
    let read = read(text, published);
    read.experiments.unwrap_or_else(|| panic!("{:#?}", read.findings))
}

/// The text is refused, and the findings say these words.
fn refused(text: &str, published: Option<&Experiments>, says: &[&str]) {
    let read = read(text, published);
    let heard: String = read.findings.iter().map(|finding| format!("{finding}\n")).collect();
    assert!(read.experiments.is_none(), "{text}\nis accepted: {heard}");
    for words in says {
        assert!(heard.contains(words), "expected {words:?} in:\n{heard}");
    }
}

/// 100 000 ids as devices draw them: 32 hexadecimal digits, from a fixed seed.
fn ids() -> impl Iterator<Item = String> {
    let mut state = 20_260_101_u64;
    let mut draw = move || {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    };
    (0..100_000).map(move |_| format!("{:016x}{:016x}", draw(), draw()))
}

/// Pearson's statistic of counts against shares.
fn chi_square(counts: &[f64], shares: &[f64]) -> f64 {
    let (count, share): (f64, f64) = (counts.iter().sum(), shares.iter().sum());
    let terms = counts.iter().zip(shares).map(|(found, part)| {
        let expected = count * part / share;
        (found - expected).powi(2) / expected
    });
    terms.sum()
}

fn arms<'e>(experiments: &'e Experiments, id: &str) -> HashMap<&'e str, &'e str> {
    experiments.arms_of(id).into_iter().map(|(experiment, arm)| (experiment.name.as_str(), arm.name.as_str())).collect()
}

#[test]
fn devices_are_split_by_the_shares() {
    let text = experiment("autumn", "") + "[[experiment.arm]]\nname = \"more\"\nshare = 12.5\n";
    let experiments = good(&text, None);
    let mut counts = HashMap::new();
    for id in ids() {
        *counts.entry(arms(&experiments, &id)["autumn"]).or_insert(0.0) += 1.0;
    }
    // 13.8 is passed by chance once in a thousand, with two degrees of freedom.
    let statistic = chi_square(&["off", "on", "more"].map(|arm| counts[arm]), &[50.0, 50.0, 12.5]);
    assert!(statistic < 13.8, "{statistic}: {counts:?}");
}

#[test]
fn arms_of_two_experiments_are_independent_though_their_names_are_alike() {
    for (one, other) in [("autumn", "autumm"), ("a", "b"), ("test-1", "test-2"), ("ab", "ba")] {
        let experiments = good(&(experiment(one, "") + &experiment(other, "")), None);
        let mut counts = HashMap::new();
        for id in ids() {
            let arms = arms(&experiments, &id);
            *counts.entry((arms[one], arms[other])).or_insert(0.0) += 1.0;
        }
        let cells = [("off", "off"), ("off", "on"), ("on", "off"), ("on", "on")].map(|cell| counts[&cell]);
        // 16.3 is passed by chance once in a thousand, with three degrees of freedom.
        let statistic = chi_square(&cells, &[1.0; 4]);
        assert!(statistic < 16.3, "{one} and {other}: {statistic}: {counts:?}");
    }
}

#[test]
fn each_bit_of_an_id_changes_each_bit_of_the_hash_with_a_probability_of_one_half() {
    let mut flipped = [0u32; 32];
    let mut pairs = 0;
    for id in ids().take(2000) {
        for at in 0..id.len() {
            let mut other = id.clone().into_bytes();
            other[at] ^= 1;
            let change =
                murmur3(&format!("autumn/{id}")) ^ murmur3(&format!("autumn/{}", String::from_utf8(other).unwrap()));
            (0..32).for_each(|bit| flipped[bit] += change >> bit & 1);
            pairs += 1;
        }
    }
    for (bit, count) in flipped.iter().enumerate() {
        let share = f64::from(*count) / f64::from(pairs);
        // 64 000 pairs: the standard error is .002.
        assert!((share - 0.5).abs() < 0.01, "bit {bit}: {share}");
    }
}

#[test]
fn experiments_of_a_layer_exclude_each_other_and_others_do_not() {
    let half = "layer = \"shelf\"\ntraffic = 50";
    let text = experiment("one", half) + &experiment("two", half) + &experiment("free", "");
    let experiments = good(&text, None);
    let mut counts = [0.0, 0.0];
    for id in ids() {
        let arms = arms(&experiments, &id);
        assert!(arms.contains_key("free") && arms.contains_key("one") != arms.contains_key("two"), "{id}: {arms:?}");
        counts[usize::from(arms.contains_key("two"))] += 1.0;
    }
    assert!(chi_square(&counts, &[1.0, 1.0]) < 10.8, "{counts:?}");
    refused(
        &(text + &experiment("three", "layer = \"shelf\"\ntraffic = 1")),
        None,
        &["the layer \"shelf\" has no room"],
    );
}

#[test]
fn a_device_that_is_held_out_takes_part_in_nothing_else() {
    let holdout = experiment("hold", "holdout = true").replace("share = 50\nshown", "share = 5\nshown");
    let experiments = good(&(experiment("autumn", "") + &holdout), None);
    let mut held = 0;
    for id in ids() {
        let arms = arms(&experiments, &id);
        assert_eq!(arms["hold"] == "off", !arms.contains_key("autumn"), "{id}: {arms:?}");
        held += u32::from(arms["hold"] == "off");
    }
    assert!((8_700..=9_500).contains(&held), "5 of 55: {held}");
    let shown = holdout.replace("shown = false", "shown = true");
    refused(&shown, None, &["the arm \"off\" of a hold-out is shown", "Give it `shown = false`"]);
    refused(&(holdout + &experiment("two", "holdout = true")), None, &["second hold-out"]);
}

#[test]
fn nobody_moves_when_an_experiment_of_the_layer_ends_and_another_begins() {
    let third = "layer = \"shelf\"\ntraffic = 33";
    let before = good(&["a", "b", "c"].map(|name| experiment(name, third)).concat(), None);
    let now = good(&["new", "c", "a"].map(|name| experiment(name, third)).concat(), Some(&before));
    for id in ids().take(20_000) {
        let (was, is) = (arms(&before, &id), arms(&now, &id));
        for name in ["a", "c"] {
            assert_eq!(was.get(name), is.get(name), "{id}");
        }
        assert_eq!(was.contains_key("b"), is.contains_key("new"), "the part that is free: {id}");
    }
    assert_eq!(now.ended, ["b"]);
    refused(&experiment("b", ""), Some(&now), &["the experiment \"b\" has ended", "another name"]);
}

#[test]
fn what_is_published_cannot_change_under_its_name() {
    let before = good(&experiment("autumn", ""), None);
    good(&experiment("autumn", ""), Some(&before));
    let weekly = "ending = \"weekly\"\nweeks = 4";
    for (from, to, says) in [
        ("weeks = 4", "weeks = 5", "`weeks` was 4, and is now 5"),
        (
            weekly,
            "ending = \"open-ended\"\nplanned_devices = 40000",
            "`ending` was \"weekly\", and is now \"open-ended\"",
        ),
        (weekly, "ending = \"fixed\"\nweeks = 4", "`ending` was \"weekly\", and is now \"fixed\""),
        ("share = 50\nshown", "share = 40\nshown", "`share` of the arm `off` was 50, and is now 40"),
        ("shown = false", "", "`shown` of the arm `off` was false, and is now true"),
        ("\"on\"", "\"yes\"", "`arm` was \"off\", \"on\", and is now \"off\", \"yes\""),
        ("control = \"off\"", "control = \"on\"", "`control` was \"off\""),
        ("weeks = 4", "weeks = 4\ntraffic = 50", "`traffic` was 100 %, and is now 50 %"),
        ("weeks = 4", "weeks = 4\nwindow_days = 14", "`window_days` was 7, and is now 14"),
        ("weeks = 4", "weeks = 4\nplacements = [\"cart\"]", "`placements` was all"),
        ("shown = false", "shown = false\nset = { limit = 2 }", "`set` of the arm `off` was"),
    ] {
        let text = experiment("autumn", "").replace(from, to);
        refused(&text, Some(&before), &[says, "Give the changed experiment another name"]);
        good(&text.replace("\"autumn\"", "\"autumn-2\""), Some(&before));
    }
}

#[test]
fn mistakes_are_named_with_their_line_and_a_remedy() {
    let text = experiment("autumn", "");
    for (from, to, says) in [
        ("name = \"autumn\"", "name = \"au tumn\"", "2:8: error: `name`: expected 1 to 40 letters"),
        ("control = \"off\"", "control = \"of\"", "no arm is called \"of\"\n  Did you mean \"off\"?"),
        ("weeks = 4", "", "ending \"weekly\" needs `weeks`"),
        ("weeks = 4", "weeks = 0", "`weeks`: expected 1 to 520, found 0"),
        ("weeks = 4", "weeks = 4\nplanned_devices = 1000", "ending \"weekly\" has no `planned_devices`"),
        ("ending = \"weekly\"", "ending = \"never\"", "expected one of \"open-ended\", \"weekly\", \"fixed\""),
        ("weeks = 4", "weeks = 4\nwindow_days = 91", "`window_days`: expected 1 to 90"),
        ("weeks = 4", "weeks = 4\nstart = \"2026-02-29\"", "expected a day such as \"2026-09-01\""),
        ("weeks = 4", "weeks = 4\nstrat = \"2026-02-28\"", "Did you mean \"start\"?"),
        ("name = \"on\"", "name = \"off\"", "there is already an arm named \"off\""),
        ("share = 50\nshown", "share = 0\nshown", "`share`: expected"),
        ("shown = false", "model = \"https://elsewhere.example/\"", "expected a directory on the same host"),
        ("shown = false", "set = { limit = 0 }", "`limit`: expected 1 to 100"),
        ("shown = false", "shuffle = { eps = 2.0, candidates = 8 }", "`eps`: expected 0.001 to 1"),
        (
            "shown = false",
            "shuffle = { eps = 0.1, candidates = 8 }\ninterleave = \"../b/\"",
            "cannot both shuffle and interleave",
        ),
        ("shown = false", "rules = \"b.toml\"\nmodel = \"../b/\"", "`rules` are for the model of this directory"),
        ("[[experiment]]", "[[experiment]", "invalid TOML"),
    ] {
        assert!(text.contains(from), "{from}");
        refused(&text.replacen(from, to, 1), None, &[says]);
    }
    refused(&(text.clone() + &text), None, &["there is already an experiment named \"autumn\""]);
    refused(
        "[[experiment]]\nname = \"a\"\ncontrol = \"x\"\nending = \"fixed\"\nweeks = 1\n",
        None,
        &["has 0 arms: expected 2 to 20"],
    );
    assert!(good("", None).experiments.is_empty());
}
