//! What the Spanish stemmer does not know.

use std::borrow::Cow;

/// Endings that are always accented, with and without the plural.
const ACCENTED: [(&str, &str); 7] = [
    ("cion", "ción"),
    ("sion", "sión"),
    ("xion", "xión"),
    ("logia", "logía"),
    ("grafia", "grafía"),
    ("metria", "metría"),
    ("eria", "ería"),
];

/// `-eria` without an accent.
const PLAIN_ERIA: [&str; 5] = ["materia", "feria", "arteria", "miseria", "bacteria"];

/// `-oria` is usually plain (`memoria`, `historia`); these are the trades and sums that are not.
const ACCENTED_ORIA: [&str; 12] = [
    "asesoria",
    "auditoria",
    "categoria",
    "consultoria",
    "correduria",
    "gestoria",
    "mayoria",
    "mentoria",
    "minoria",
    "subcategoria",
    "teoria",
    "tutoria",
];

/// Plurals in `-ces` of words in `-ce`; all others are of words in `-z` (`luces`, `jueces`).
const PLAIN_CE: [&str; 15] = [
    "alcances",
    "apendices",
    "avances",
    "balances",
    "bronces",
    "cauces",
    "complices",
    "cruces",
    "desenlaces",
    "dulces",
    "enlaces",
    "indices",
    "romances",
    "roces",
    "vertices",
];

/// What is left of `-és` when it becomes `-esa`, `-eses`, `-esas`.
const PEOPLES: [&str; 14] = [
    "burgu", "cord", "dan", "escoc", "finland", "franc", "holand", "ingl", "irland", "japon",
    "marqu", "neerland", "portugu", "vien",
];

/// What is left of `-án` when it becomes `-ana`, `-anes`; the stemmer takes it for a verb.
const LEADERS: [&str; 5] = ["alem", "capit", "catal", "guardi", "sacrist"];

/// `automatizacion` → `automatización`. Only endings: the rest of the word keeps its bare letters,
/// because the stem is folded again anyway.
pub(super) fn restored(word: &str) -> Cow<'_, str> {
    if word.len() < 4 {
        return word.into();
    }
    if let Some(known) = irregular(word).or_else(|| respelled(word)) {
        return known.into();
    }
    let (single, plural) = match word.strip_suffix('s') {
        Some(single) if single.ends_with("ia") => (single, "s"),
        _ => (word, ""),
    };
    if ACCENTED_ORIA.contains(&single) {
        return format!("{}ía{plural}", single.strip_suffix("ia").unwrap_or(single)).into();
    }
    if PLAIN_ERIA.contains(&single) {
        return word.into();
    }
    let accented = ACCENTED.iter().find_map(|(bare, accented)| {
        single.strip_suffix(bare).map(|root| format!("{root}{accented}{plural}"))
    });
    accented.map_or(Cow::Borrowed(word), Cow::Owned)
}

/// The ending under which the stemmer takes all forms of a word to one stem.
fn respelled(word: &str) -> Option<String> {
    of_a_person(word).or_else(|| plural(word)).or_else(|| verb(word))
}

fn of_a_person(word: &str) -> Option<String> {
    let single = word.strip_suffix('s').unwrap_or(word);
    if let Some(root) = single.strip_suffix("iera") {
        // An engineer (`ingeniera`), not a verb (`quisiera`).
        return Some(format!("{root}iero"));
    }
    let people = ["esa", "eses", "esas", "es"].iter().find_map(|it| word.strip_suffix(it));
    if let Some(root) = people.filter(|it| PEOPLES.contains(it)) {
        return Some(format!("{root}es"));
    }
    let leader = ["ana", "an", "anas", "anes"].iter().find_map(|it| word.strip_suffix(it));
    leader.filter(|it| LEADERS.contains(it)).map(|root| format!("{root}ano"))
}

fn plural(word: &str) -> Option<String> {
    // `ciudad`, `hogar`, `mujer` lose what looks like the ending of a verb, `imagen` does not; the
    // plural follows the singular.
    let whole = word.strip_suffix("es").unwrap_or_default();
    if ["ad", "ar", "er", "en"].iter().any(|it| whole.ends_with(it)) {
        return Some(whole.to_owned());
    }
    if let Some(root) = word.strip_suffix("ces").filter(|_| !PLAIN_CE.contains(&word)) {
        return Some(format!("{root}z"));
    }
    // `bots`, `links`: no Spanish word ends like this.
    let single = word.strip_suffix('s')?;
    let is_foreign = single.ends_with(|it| "bcdfgklmnprtvw".contains(it));
    (is_foreign || matches!(single, "api" | "kpi" | "dia" | "via")).then(|| single.to_owned())
}

/// `automatice`, `clasifiquen`: the sound of the verb, in other letters.
fn verb(word: &str) -> Option<String> {
    let single = word.strip_suffix('n').unwrap_or(word);
    if let Some(root) = single.strip_suffix("ifique") {
        return Some(format!("{root}ifica"));
    }
    let ends = ["alice", "anice", "atice", "etice", "ilice", "imice", "onice", "orice"];
    let root = ends.iter().find(|it| single.ends_with(**it)).and(single.strip_suffix("ce"))?;
    Some(format!("{root}za"))
}

/// Words whose forms no rule brings together.
fn irregular(word: &str) -> Option<String> {
    let usual = match word {
        "actriz" | "actrices" => "actor",
        "alcaldesa" | "alcaldesas" => "alcalde",
        "poetisa" | "poetisas" => "poeta",
        _ => return None,
    };
    Some(usual.to_owned())
}

/// Stems that are one word after all: `clasific(ación)` and `clasif(icar)`.
pub(super) fn one(stem: String) -> String {
    match stem.strip_suffix("ific") {
        Some(root) if root.len() >= 3 => format!("{root}if"),
        _ => stem,
    }
}
