//! Reducing words to what their forms share.
//!
//! The Spanish stemmer knows endings by their accents (`-ción`, `-ía`), and half of what people type
//! has none. So every word is folded first and the accents of its ending are put back by rule: the
//! accented and the bare spelling then take the same path, by construction. Folding alone, without
//! putting back, would part `aplicación` from `aplicaciones`.

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer};

use crate::text::fold::fold;

pub(crate) struct Stemmers {
    spanish: TextAnalyzer,
    english: TextAnalyzer,
}

impl Default for Stemmers {
    fn default() -> Stemmers {
        let of = |language| {
            TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(language)).build()
        };
        Stemmers { spanish: of(Language::Spanish), english: of(Language::English) }
    }
}

impl Stemmers {
    /// `word` is lower case and folded; so is the answer.
    pub(crate) fn spanish(&mut self, word: &str) -> String {
        let stem = run(&mut self.spanish, &restored(word));
        irregular(fold(&stem))
    }

    /// `word` is lower case and folded; so is the answer.
    pub(crate) fn english(&mut self, word: &str) -> String {
        run(&mut self.english, word)
    }
}

fn run(stemmer: &mut TextAnalyzer, word: &str) -> String {
    let mut stream = stemmer.token_stream(word);
    if stream.advance() { stream.token().text.clone() } else { word.to_owned() }
}

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
const ACCENTED_ORIA: &[&str] = &[
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

/// `automatizacion` → `automatización`. Only endings: the rest of the word keeps its bare letters,
/// because the stem is folded again anyway.
fn restored(word: &str) -> String {
    let (single, plural) = match word.strip_suffix('s') {
        Some(single) if single.ends_with("ia") => (single, "s"),
        _ => (word, ""),
    };
    if ACCENTED_ORIA.contains(&single) {
        return format!("{}ía{plural}", single.strip_suffix("ia").unwrap_or(single));
    }
    if PLAIN_ERIA.contains(&single) {
        return word.to_owned();
    }
    if let Some(root) = word.strip_suffix("iera").or_else(|| word.strip_suffix("ieras")) {
        // An engineer (`ingeniera`), not a verb (`quisiera`).
        return format!("{root}iero");
    }
    if let Some(root) = word.strip_suffix("enes") {
        // `imágenes` loses what `imagen` loses.
        return format!("{root}en");
    }
    for (bare, accented) in ACCENTED {
        if let Some(root) = single.strip_suffix(bare) {
            return format!("{root}{accented}{plural}");
        }
    }
    word.to_owned()
}

/// Forms the rules cannot bring together.
fn irregular(stem: String) -> String {
    match stem.as_str() {
        "voces" | "voc" => "voz".to_owned(),
        "actric" | "actriz" => "actor".to_owned(),
        _ => stem,
    }
}
