//! From what was typed to a listing that can be saved.

use std::{collections::BTreeSet, str::FromStr};

use domain::{
    listing::{self, limits, raw::*},
    problem::{FieldProblem, Problem},
    taxonomy,
};

use super::{Fields, LISTS};
use crate::pages::sell::amounts;

impl Fields {
    /// The listing, and every number that is none. What is missing is for the service to say.
    pub(crate) fn to_raw(&self) -> (RawDraft, Vec<FieldProblem>) {
        let mut read = Reading { fields: self, problems: Vec::new() };
        let raw = RawDraft {
            kind: self.of("kind").to_owned(),
            category: self.of("category").to_owned(),
            skills: several(self.of("skills")).into_iter().map(slug_of).collect(),
            languages: several(self.of("languages")),
            currency: String::from("EUR"),
            content: RawContents { es: self.content("es"), en: self.content("en") },
            deliverables: self.texts("deliverables"),
            acceptance: self.texts("acceptance"),
            requirements: self.texts("requirements"),
            faq: (0..self.filled("faq"))
                .map(|at| RawQuestion {
                    question: self.text(&format!("faq[{at}].question")),
                    answer: self.text(&format!("faq[{at}].answer")),
                })
                .collect(),
            tiers: (0..self.filled("tiers")).map(|at| read.tier(at)).collect(),
            extras: read.extras(),
        };
        (raw, read.problems)
    }

    fn content(&self, lang: &str) -> Option<RawContent> {
        let of = |part: &str| self.of(&format!("content.{lang}.{part}")).to_owned();
        let content = RawContent {
            title: of("title"),
            summary: of("summary"),
            description: of("description"),
        };
        Some(content).filter(|it| *it != RawContent::default())
    }

    fn text(&self, name: &str) -> RawText {
        let of = |lang: &str| {
            let text = self.of(&format!("{name}.{lang}"));
            Some(text).filter(|it| !it.is_empty()).map(str::to_owned)
        };
        RawText { es: of("es"), en: of("en") }
    }

    fn texts(&self, list: &str) -> Vec<RawText> {
        (0..self.filled(list)).map(|at| self.text(&format!("{list}[{at}]"))).collect()
    }

    /// The language to take for a text that does not say its own.
    fn is_english_only(&self) -> bool {
        self.of("content.es.title").is_empty() && !self.of("content.en.title").is_empty()
    }
}

struct Reading<'a> {
    fields: &'a Fields,
    problems: Vec<FieldProblem>,
}

impl Reading<'_> {
    fn tier(&mut self, at: usize) -> RawTier {
        let path = format!("tiers[{at}]");
        RawTier {
            name: self.fields.text(&format!("{path}.name")),
            includes: self.fields.text(&format!("{path}.includes")),
            price_minor: self.amount(&format!("{path}.price_minor")),
            delivery_days: self.number(&format!("{path}.delivery_days")).unwrap_or(0),
            revisions: self.number(&format!("{path}.revisions")),
        }
    }

    fn extras(&mut self) -> Vec<RawExtra> {
        let mut codes = BTreeSet::new();
        let count = self.fields.filled("extras");
        let mut extras = Vec::with_capacity(count);
        for at in 0..count {
            let path = format!("extras[{at}]");
            let label = self.fields.text(&format!("{path}.label"));
            let known = self.fields.of(&format!("{path}.code"));
            extras.push(RawExtra {
                code: code(known, &label, &mut codes),
                days: self.number(&format!("{path}.days")).unwrap_or(0),
                price: self.extra_price(&format!("{path}.price")),
                label,
            });
        }
        extras
    }

    fn extra_price(&mut self, path: &str) -> RawExtraPrice {
        let unit = self.fields.text(&format!("{path}.unit"));
        let name = |part: &str| format!("{path}.{part}");
        match self.fields.of(&name("kind")) {
            "per_unit" => RawExtraPrice::PerUnit {
                unit,
                price_minor: self.amount(&name("price_minor")),
                min: self.number(&name("min")).unwrap_or(0),
                max: self.number(&name("max")).unwrap_or(0),
            },
            "multiplier" => {
                let hundredths = self.amount(&name("bps"));
                RawExtraPrice::Multiplier { bps: u32::try_from(hundredths).unwrap_or(u32::MAX) }
            }
            "range" => RawExtraPrice::Range {
                unit,
                min: self.number(&name("min")).unwrap_or(0),
                brackets: self.brackets(&name("brackets")),
            },
            "exclusive" => {
                RawExtraPrice::Exclusive { options: self.options(&name("options"), &name("codes")) }
            }
            _ => RawExtraPrice::Flat { price_minor: self.amount(&name("price_minor")) },
        }
    }

    /// A line for each: `100: 50`.
    fn brackets(&mut self, name: &str) -> Vec<RawBracket> {
        let mut brackets = Vec::new();
        for line in lines(self.fields.of(name)) {
            let bracket = line.split_once([':', '=']).and_then(|(up_to, price)| {
                let up_to = amounts::whole(up_to)?.try_into().ok()?;
                Some(RawBracket { up_to, price_minor: amounts::minor(price)? })
            });
            match bracket {
                Some(bracket) => brackets.push(bracket),
                None => self.wrong(name, "100: 49,90"),
            }
        }
        brackets
    }

    /// A line for each: `Nuestro | Ours | 30`, or `Nuestro | 30` in one language.
    fn options(&mut self, name: &str, codes: &str) -> Vec<RawOption> {
        let codes = several(self.fields.of(codes));
        let count = lines(self.fields.of(name)).count();
        let known = |at: usize| match codes.len() == count {
            true => codes[at].as_str(),
            false => "",
        };
        let mut seen = BTreeSet::new();
        let mut options = Vec::new();
        for (at, line) in lines(self.fields.of(name)).enumerate() {
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let said = |it: &str| Some(it.to_owned()).filter(|it| !it.is_empty());
            let (label, price) = match parts[..] {
                [es, en, price] => (RawText { es: said(es), en: said(en) }, price),
                [en, price] if self.fields.is_english_only() => {
                    (RawText { es: None, en: said(en) }, price)
                }
                [es, price] => (RawText { es: said(es), en: None }, price),
                _ => (RawText::default(), ""),
            };
            match amounts::minor(price) {
                Some(price_minor) => {
                    let code = code(known(at), &label, &mut seen);
                    options.push(RawOption { code, label, price_minor });
                }
                None => self.wrong(name, "Nuestro | Ours | 30"),
            }
        }
        options
    }

    fn amount(&mut self, name: &str) -> u64 {
        let typed = self.fields.of(name);
        if typed.is_empty() {
            return 0;
        }
        amounts::minor(typed).unwrap_or_else(|| {
            self.wrong(name, "49,90");
            0
        })
    }

    /// Nothing when nothing is typed.
    fn number<N: FromStr>(&mut self, name: &str) -> Option<N> {
        let typed = self.fields.of(name);
        if typed.is_empty() {
            return None;
        }
        let number = typed.replace('\u{2212}', "-").parse().ok();
        if number.is_none() {
            self.wrong(name, "10");
        }
        number
    }

    fn wrong(&mut self, name: &str, example: &'static str) {
        self.problems.push(FieldProblem::new(name, Problem::Malformed { example }));
    }
}

/// What programs call it: as before, else after its label; never the same twice.
fn code(known: &str, label: &RawText, seen: &mut BTreeSet<String>) -> String {
    let label = label.es.as_deref().or(label.en.as_deref()).unwrap_or_default();
    let mut code = if known.is_empty() { listing::slug(label) } else { known.to_owned() };
    code.truncate(code.floor_char_boundary(limits::CODE.1 - 3));
    if code.is_empty() {
        code.push('x');
    }
    let first = code.clone();
    for again in 2..=LISTS.len() * limits::MAX_EXTRAS {
        if seen.insert(code.clone()) {
            break;
        }
        code = format!("{first}-{again}");
    }
    code
}

/// As it is saved; what is not known stays as it was typed, to be told.
fn slug_of(skill: String) -> String {
    taxonomy::find_skill(&skill).map_or(skill, |it| it.slug().to_owned())
}

fn several(text: &str) -> Vec<String> {
    let parts = text.split(',').map(str::trim).filter(|it| !it.is_empty());
    parts.map(str::to_owned).collect()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|it| !it.is_empty())
}
