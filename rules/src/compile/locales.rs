//! Checks that a word is a language tag (BCP 47) or a country or region code (ISO 3166).

use crate::finding::Notes;
use crate::read::Words;

/// ISO 3166-1 alpha-2, plus XK, which shops use for Kosovo.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM \
    FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO \
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT \
    MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA \
    SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US \
    UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// Reports words that are not language tags.
pub(super) fn check_locales(words: &Words, notes: &mut Notes<'_>) {
    for word in words.0.iter().filter(|word| !is_locale(word)) {
        let text = format!("{:?} is not a BCP 47 language tag, so this never matches", word.value);
        notes.warning(word.place, text, "Use a tag such as \"de\" or \"de-CH\".");
    }
}

/// Reports words that are not country or region codes.
pub(super) fn check_regions(words: &Words, notes: &mut Notes<'_>) {
    for word in words.0.iter().filter(|word| !is_region(word)) {
        let text = format!("{:?} is not an ISO 3166 code, so this never matches", word.value);
        let remedy = if word.eq_ignore_ascii_case("uk") {
            "The code of the United Kingdom is \"GB\"."
        } else {
            "Use a code such as \"DE\" or \"US-CA\"."
        };
        notes.warning(word.place, text, remedy);
    }
}

/// `de`, `de-CH`, `zh-Hant-TW`: two or three letters, then parts of up to eight letters and digits. The standard allows
/// longer languages, but none is registered.
fn is_locale(word: &str) -> bool {
    let mut parts = word.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let plain = |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    (2..=3).contains(&language.len()) && language.chars().all(|c| c.is_ascii_alphabetic()) && parts.all(plain)
}

/// `DE`, or `US-CA`: a country and up to three letters and digits.
fn is_region(word: &str) -> bool {
    let (country, part) = word.split_once('-').map_or((word, None), |(country, part)| (country, Some(part)));
    let known = COUNTRIES.split_ascii_whitespace().any(|code| code.eq_ignore_ascii_case(country));
    let fits = |part: &str| (1..=3).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    known && part.is_none_or(fits)
}
