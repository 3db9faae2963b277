//! Made-up documents and queries, the same on every machine and every run.

use matching::types::{Doc, Lang, Text};

pub(crate) const NOW_MS: i64 = 1_790_000_000_000;

const WORDS: usize = 60_000;
const SYLLABLES: [&str; 40] = [
    "ba", "be", "bo", "ca", "ce", "co", "da", "de", "di", "do", "fa", "fe", "ga", "go", "la", "le",
    "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "no", "pa", "pe", "po", "ra", "re", "ri", "ro",
    "sa", "se", "so", "ta", "te", "ti", "to", "va",
];
const REAL: [(&str, &str); 8] = [
    ("chatbot", "chatbot"),
    ("automatización", "automation"),
    ("factura", "invoice"),
    ("clínica", "clinic"),
    ("asistente", "assistant"),
    ("datos", "data"),
    ("voz", "voice"),
    ("traducción", "translation"),
];

pub(crate) struct Corpus {
    seed: u64,
    /// How often the words up to each one are used, of all uses.
    cumulated: Vec<f64>,
}

/// A 64-bit LCG.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn share(&mut self) -> f64 {
        self.next() as f64 / (1_u64 << 31) as f64
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.share() * limit as f64) as usize
    }
}

impl Corpus {
    pub(crate) fn new(seed: u64) -> Corpus {
        let mut sum = 0.0;
        let weights = (1..=WORDS).map(|rank| {
            sum += 1.0 / (rank as f64 + 2.7);
            sum
        });
        let mut cumulated: Vec<f64> = weights.collect();
        cumulated.iter_mut().for_each(|it| *it /= sum);
        Corpus { seed, cumulated }
    }

    fn chance(&self, number: usize) -> Chance {
        let mut chance = Chance(self.seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        (0..4).for_each(|_| {
            chance.next();
        });
        chance
    }

    fn word(&self, chance: &mut Chance, lang: Lang) -> String {
        let share = chance.share();
        let rank = self.cumulated.partition_point(|it| *it < share).min(WORDS - 1);
        if let Some((es, en)) = rank.checked_sub(30).and_then(|it| REAL.get(it / 3)) {
            return (if lang == Lang::Es { es } else { en }).to_string();
        }
        let mut number = rank * 2 + usize::from(lang == Lang::En) + 40;
        let mut word = String::new();
        while number > 0 {
            word.push_str(SYLLABLES[number % SYLLABLES.len()]);
            number /= SYLLABLES.len();
        }
        word
    }

    fn words(&self, chance: &mut Chance, lang: Lang, count: usize) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word(chance, lang)).collect();
        words.join(" ")
    }

    pub(crate) fn doc(&self, number: usize) -> Doc {
        let mut chance = self.chance(number);
        let langs: &[Lang] = match chance.below(10) {
            0..=3 => &[Lang::Es],
            4..=7 => &[Lang::En],
            _ => &Lang::ALL,
        };
        let long = 300 / langs.len();
        let text = |lang: &Lang| Text {
            lang: *lang,
            title: self.words(&mut chance, *lang, 6),
            summary: self.words(&mut chance, *lang, 18),
            body: self.words(&mut chance, *lang, long),
        };
        let texts: Vec<Text> = langs.iter().map(text).collect();
        let skills: Vec<String> = (0..3).map(|_| format!("skill {}", chance.below(150))).collect();
        let mut facets = vec![
            ("category".to_owned(), format!("c{}", chance.below(14))),
            ("kind".to_owned(), format!("k{}", chance.below(3))),
        ];
        facets.extend(langs.iter().map(|it| ("lang".to_owned(), format!("{it:?}"))));
        facets.extend(skills.iter().map(|it| ("skill".to_owned(), it.clone())));
        Doc {
            key: format!("lst_{number:032x}"),
            owner: format!("org_{}", number / 8),
            owner_name: format!("Casa {}", self.words(&mut chance, Lang::Es, 1)),
            texts,
            labels: skills,
            facets,
            price_minor: Some(5_000 + 100 * chance.below(3_000) as u64),
            delivery_days: Some(1 + chance.below(30) as u32),
            rating_mean: (chance.below(3) > 0).then(|| 3.0 + 2.0 * chance.share() as f32),
            rating_count: chance.below(200) as u32,
            created_at_ms: NOW_MS - chance.below(500) as i64 * 86_400_000 - number as i64,
        }
    }

    /// One to six words of some document, sometimes with a slip.
    pub(crate) fn query(&self, number: usize, documents: usize) -> String {
        let mut chance = self.chance(number + 0x5eed_0000);
        let doc = self.doc(chance.below(documents));
        let text = &doc.texts[chance.below(doc.texts.len())];
        let source = format!("{} {}", text.title, text.summary);
        let words: Vec<&str> = source.split(' ').collect();
        let from = chance.below(words.len() - 6);
        let mut query = words[from..=from + chance.below(6)].join(" ");
        if chance.below(10) == 0 && query.len() > 6 {
            query.remove(4);
        }
        query
    }
}
