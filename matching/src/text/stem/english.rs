//! British and American spelling, and plurals without an `s`.

use std::borrow::Cow;

/// What stands before an `-ise` that is not a way of writing `-ize`.
const PLAIN_ISE: [&str; 22] = [
    "advert", "appra", "chast", "circumc", "compr", "comprom", "conc", "disgu", "enterpr", "exerc",
    "expert", "franch", "improv", "likew", "merchand", "otherw", "parad", "prec", "prem", "prom",
    "superv", "surpr",
];

/// British → American, where it is not a rule.
const WORDS: [(&str, &str); 37] = [
    ("aeroplane", "airplane"),
    ("aluminium", "aluminum"),
    ("analogue", "analog"),
    ("analyse", "analyze"),
    ("analysed", "analyzed"),
    ("analyses", "analyzes"),
    ("analysing", "analyzing"),
    ("archaeological", "archeological"),
    ("archaeologist", "archeologist"),
    ("archaeology", "archeology"),
    ("catalogue", "catalog"),
    ("catalogues", "catalogs"),
    ("cheque", "check"),
    ("children", "child"),
    ("cosy", "cozy"),
    ("defence", "defense"),
    ("dialogue", "dialog"),
    ("dialogues", "dialogs"),
    ("enrol", "enroll"),
    ("grey", "gray"),
    ("gynaecologist", "gynecologist"),
    ("gynaecology", "gynecology"),
    ("jewellery", "jewelry"),
    ("kerb", "curb"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("mould", "mold"),
    ("moulder", "molder"),
    ("moulding", "molding"),
    ("offence", "offense"),
    ("orthopaedic", "orthopedic"),
    ("paediatric", "pediatric"),
    ("plough", "plow"),
    ("practise", "practice"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("sulphur", "sulfur"),
];

/// `-our` that is not a way of writing `-or`.
const PLAIN_OUR: [&str; 14] = [
    "detour", "contour", "four", "hour", "our", "pour", "your", "tour", "sour", "flour", "glamour",
    "scour", "devour", "velour",
];

/// `-men` of one person or thing.
const PLAIN_MEN: [&str; 10] = [
    "abdomen", "acumen", "amen", "bitumen", "examen", "omen", "ramen", "regimen", "specimen",
    "stamen",
];

/// The spelling under which both sides of the ocean meet, before stemming.
pub(super) fn usual(word: &str) -> Cow<'_, str> {
    if word.len() < 4 {
        return word.into();
    }
    if let Ok(at) = WORDS.binary_search_by_key(&word, |it| it.0) {
        return WORDS[at].1.into();
    }
    let found = ize(word).or_else(|| or(word)).or_else(|| er(word)).or_else(|| single_l(word));
    found.or_else(|| man(word)).map_or(Cow::Borrowed(word), Cow::Owned)
}

/// `organise` → `organize`, with all its forms.
fn ize(word: &str) -> Option<String> {
    const FORMS: [(&str, &str); 7] = [
        ("isations", "izations"),
        ("isation", "ization"),
        ("isers", "izers"),
        ("iser", "izer"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ises", "izes"),
    ];
    let found =
        FORMS.iter().find_map(|(british, usual)| Some((word.strip_suffix(british)?, *usual)));
    let (root, usual) = found.or_else(|| Some((word.strip_suffix("ise")?, "ize")))?;
    (root.len() >= 4 && !PLAIN_ISE.contains(&root)).then(|| format!("{root}{usual}"))
}

/// `colour` → `color`.
fn or(word: &str) -> Option<String> {
    let at = word.rfind("our")?;
    let (root, rest) = (&word[..at], &word[at + 3..]);
    let ends = ["", "s", "ed", "ing", "al", "able", "ful", "ist", "er", "ers", "hood"];
    let is_british =
        root.len() >= 3 && ends.contains(&rest) && !PLAIN_OUR.contains(&&word[..at + 3]);
    is_british.then(|| format!("{root}or{rest}"))
}

/// `centre` → `center`.
fn er(word: &str) -> Option<String> {
    let (single, plural) = word.strip_suffix('s').map_or((word, ""), |it| (it, "s"));
    let ends = ["centre", "theatre", "metre", "litre", "fibre", "calibre", "spectre", "lustre"];
    ends.iter().any(|it| single.ends_with(it)).then(|| {
        let root = &single[..single.len() - 2];
        format!("{root}er{plural}")
    })
}

/// `modelling` → `modeling`; the stemmer itself takes `controlling` to `control`.
fn single_l(word: &str) -> Option<String> {
    const ROOTS: [&str; 19] = [
        "cancel", "channel", "counsel", "dial", "enamel", "equal", "fuel", "jewel", "label",
        "level", "marshal", "model", "panel", "pedal", "signal", "total", "travel", "tunnel",
        "chisel",
    ];
    let (root, rest) = ["ling", "led", "ler", "lers", "lor", "lors"]
        .iter()
        .find_map(|it| Some((word.strip_suffix(it)?, *it)))?;
    ROOTS.contains(&root).then(|| format!("{root}{}", &rest[1..]))
}

/// `salesmen` → `salesman`.
fn man(word: &str) -> Option<String> {
    let root = word.strip_suffix("men")?;
    (!PLAIN_MEN.contains(&word)).then(|| format!("{root}man"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_in_order() {
        assert!(WORDS.is_sorted_by_key(|it| it.0));
    }
}
