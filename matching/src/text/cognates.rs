//! Words that sound alike in both languages: `organización`, `organization`.
//!
//! Rules make guesses, most of them wrong; only guesses that stand in the index are ever used, and
//! only for words that neither the glossary nor the learned translations know.

use crate::types::Lang;

/// Endings, Spanish and English, without accents. The first that fits a Spanish word wins, the longest
/// that fits an English one.
const ENDINGS: &[(&str, &[&str])] = &[
    ("aciones", &["ations"]),
    ("acion", &["ation"]),
    ("ciones", &["tions"]),
    ("cion", &["tion"]),
    ("siones", &["sions"]),
    ("sion", &["sion", "ssion"]),
    ("xion", &["xion", "ction"]),
    ("idades", &["ities"]),
    ("idad", &["ity"]),
    ("dad", &["ty"]),
    ("tad", &["ty"]),
    ("logias", &["logies"]),
    ("logia", &["logy"]),
    ("logos", &["logists", "logs"]),
    ("logo", &["logist", "log"]),
    ("loga", &["logist"]),
    ("grafia", &["graphy"]),
    ("grafo", &["grapher", "graph"]),
    ("metria", &["metry"]),
    ("iatra", &["iatrist", "iatrician"]),
    ("amente", &["ly", "ally"]),
    ("mente", &["ly", "ally"]),
    ("istas", &["ists"]),
    ("ista", &["ist"]),
    ("ismo", &["ism"]),
    ("encia", &["ence", "ency"]),
    ("ancia", &["ance", "ancy"]),
    ("arios", &["aries"]),
    ("ario", &["ary", "arian"]),
    ("aria", &["ary"]),
    ("icos", &["ics", "ic", "ical"]),
    ("icas", &["ics", "ic", "ical"]),
    ("ico", &["ic", "ical"]),
    ("ica", &["ic", "ical", "ics"]),
    ("ivos", &["ives", "ive"]),
    ("ivo", &["ive"]),
    ("iva", &["ive"]),
    ("oso", &["ous"]),
    ("osa", &["ous"]),
    ("izar", &["ize"]),
    ("ificar", &["ify"]),
    ("entes", &["ents"]),
    ("ente", &["ent"]),
    ("ante", &["ant"]),
    ("ura", &["ure"]),
    ("ores", &["ors", "ers"]),
    ("or", &["or", "er"]),
    ("ora", &["or", "er"]),
    ("ado", &["ated", "ate"]),
    ("ada", &["ated", "ate"]),
    ("ar", &["ate", ""]),
    ("ia", &["y", "ia"]),
    ("io", &["y", "ium"]),
    ("o", &["", "e"]),
    ("a", &["", "e"]),
    ("e", &["", "e"]),
];

/// Letters written otherwise: Spanish, English.
const LETTERS: [(&str, &str); 4] = [("f", "ph"), ("t", "th"), ("i", "y"), ("c", "ch")];

/// Guesses per way of writing the root: `-ic` is `-icos`, `-icas`, `-ico`, `-ica`.
const MAX_ENDINGS: usize = 4;

/// Shorter words are alike by chance.
const MIN_LETTERS: usize = 6;

/// What `word` (lower case, folded) of `lang` may be in the other language.
pub(crate) fn cognates(lang: Lang, word: &str) -> Vec<String> {
    if word.len() < MIN_LETTERS || !word.bytes().all(|it| it.is_ascii_lowercase()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (root, endings) in endings(lang, word) {
        for root in roots(lang, root) {
            found.extend(endings.iter().map(|ending| format!("{root}{ending}")));
        }
    }
    found
}

/// What stands before the longest known ending, and what that ending is in the other language.
fn endings(lang: Lang, word: &str) -> Vec<(&str, Vec<&'static str>)> {
    if lang == Lang::Es {
        let fits = |it: &&(&str, &'static [&'static str])| word.ends_with(it.0);
        let found = ENDINGS.iter().find(fits);
        let cut = found.and_then(|(es, en)| Some((word.strip_suffix(es)?, en.to_vec())));
        return cut.into_iter().collect();
    }
    let fits = |en: &[&str]| {
        en.iter().filter(|it| !it.is_empty() && word.ends_with(**it)).map(|it| it.len()).max()
    };
    let longest = ENDINGS.iter().filter_map(|it| fits(it.1)).max();
    let found = ENDINGS.iter().filter(|it| longest.is_some() && fits(it.1) == longest);
    let root = &word[..word.len() - longest.unwrap_or(0)];
    found.take(MAX_ENDINGS).map(|it| (root, vec![it.0])).collect()
}

/// The beginning of a word, as it is and as the other language may write it.
fn roots(lang: Lang, root: &str) -> Vec<String> {
    let mut roots = vec![root.to_owned()];
    match lang {
        Lang::Es => {
            // `especialista`, `estadística`.
            let bare = root.strip_prefix('e').filter(|it| begins_with_s(it));
            roots.extend(bare.map(str::to_owned));
            for (es, en) in LETTERS {
                if root.contains(es) {
                    roots.push(root.replacen(es, en, 1));
                }
            }
        }
        Lang::En => {
            if begins_with_s(root) {
                roots.push(format!("e{root}"));
            }
            let mut plain = root.to_owned();
            for (es, en) in LETTERS {
                plain = plain.replace(en, es);
            }
            plain = without_doubles(&plain);
            if plain != root {
                roots.push(plain);
            }
        }
    }
    roots
}

/// An `s` before a consonant, which no Spanish word begins with.
fn begins_with_s(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next() == Some('s') && letters.next().is_some_and(|it| !"aeiouy".contains(it))
}

/// `ss` → `s`, `mm` → `m`; what Spanish doubles stays.
fn without_doubles(word: &str) -> String {
    let mut last = ' ';
    let is_new = |it: &char| {
        let is_twice = *it == last && !"lreo".contains(*it);
        last = *it;
        !is_twice
    };
    word.chars().filter(is_new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_sound_alike_are_guessed() {
        for (es, en) in [
            ("organizacion", "organization"),
            ("velocidad", "velocity"),
            ("florista", "florist"),
            ("rapidamente", "rapidly"),
            ("criptologia", "cryptology"),
            ("adhesivo", "adhesive"),
            ("sanitario", "sanitary"),
            ("adherencia", "adherence"),
            ("estatico", "static"),
            ("hematologo", "hematologist"),
        ] {
            let found = cognates(Lang::Es, es);
            assert!(found.iter().any(|it| it == en), "{es}: {found:?}");
        }
    }

    #[test]
    fn and_the_other_way() {
        for (en, es) in [
            ("organization", "organizacion"),
            ("velocity", "velocidad"),
            ("florist", "florista"),
            ("static", "estatico"),
            ("possessive", "posesivo"),
            ("photography", "fotografia"),
        ] {
            let found = cognates(Lang::En, en);
            assert!(found.iter().any(|it| it == es), "{en}: {found:?}");
        }
    }

    #[test]
    fn short_words_and_other_things_are_not() {
        assert_eq!(cognates(Lang::Es, "ala"), [""; 0]);
        assert_eq!(cognates(Lang::En, "gpt4o-mini"), [""; 0]);
    }
}
