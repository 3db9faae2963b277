//! From what was typed to a [`Draft`]: every problem at once, each with its field.

use std::collections::HashSet;

use super::{
    Bracket, Content, Draft, Extra, ExtraOption, ExtraPrice, ListingKind, Question, Revisions,
    Tier, limits,
    raw::{RawContent, RawContents, RawDraft, RawExtra, RawExtraPrice, RawText, RawTier},
};
use crate::{
    lang::{Localized, Spoken},
    money::{Currency, Money},
    problem::{FieldProblem, Problem},
    taxonomy, text,
};

impl Draft {
    /// # Errors
    /// Every problem there is, in the order of the fields.
    pub fn check(raw: RawDraft) -> Result<Draft, Vec<FieldProblem>> {
        let mut check = Check::default();
        let draft = check.draft(&raw);
        match draft {
            Some(draft) if check.problems.is_empty() => Ok(draft),
            _ => Err(check.problems),
        }
    }
}

#[derive(Default)]
struct Check {
    problems: Vec<FieldProblem>,
    /// Of all prices. Euro until the currency field is read.
    currency: Option<Currency>,
}

type Clean = fn(&str, usize, usize) -> Result<String, Problem>;

impl Check {
    /// `None` when something without which nothing can be built is missing; the reason is noted.
    fn draft(&mut self, raw: &RawDraft) -> Option<Draft> {
        let kind = self.known("kind", &raw.kind, ListingKind::from_code);
        let category =
            self.known("category", &raw.category, |it| Some(taxonomy::category(it)?.slug()));
        let skills = self.skills(&raw.skills);
        let languages = self.languages(&raw.languages);
        self.currency = self.known("currency", &raw.currency, |it| {
            Currency::from_code(it).filter(|it| *it == Currency::Eur)
        });
        let content = self.contents(&raw.content);
        let (deliverables, acceptance, requirements) = (
            self.items("deliverables", &raw.deliverables, limits::MAX_DELIVERABLES),
            self.items("acceptance", &raw.acceptance, limits::MAX_ACCEPTANCE),
            self.items("requirements", &raw.requirements, limits::MAX_REQUIREMENTS),
        );
        let faq = self.faq(raw);
        let tiers = self.tiers(&raw.tiers, kind.unwrap_or(ListingKind::Package));
        let extras = self.extras(&raw.extras);
        Some(Draft {
            kind: kind?,
            category: category?.to_owned(),
            skills,
            languages,
            currency: self.currency?,
            content: content?,
            deliverables,
            acceptance,
            requirements,
            faq,
            tiers: Some(tiers).filter(|it| !it.is_empty())?,
            extras,
        })
    }

    fn skills(&mut self, raw: &[String]) -> Vec<String> {
        self.at_most("skills", raw.len(), limits::MAX_SKILLS);
        self.at_least("skills", raw.len(), 1);
        let mut skills: Vec<String> = Vec::new();
        for (at, given) in raw.iter().take(limits::MAX_SKILLS).enumerate() {
            let field = format!("skills[{at}]");
            let Some(slug) =
                self.known(&field, given, |it| Some(taxonomy::find_skill(it)?.slug().to_owned()))
            else {
                continue;
            };
            if skills.contains(&slug) {
                self.note(field, Problem::Repeated);
            } else {
                skills.push(slug);
            }
        }
        skills
    }

    fn languages(&mut self, raw: &[String]) -> Vec<Spoken> {
        self.at_least("languages", raw.len(), 1);
        self.at_most("languages", raw.len(), limits::MAX_LANGUAGES);
        let mut languages = Vec::new();
        for (at, given) in raw.iter().take(limits::MAX_LANGUAGES).enumerate() {
            let field = format!("languages[{at}]");
            match self.known(&field, given, Spoken::from_code) {
                Some(language) if languages.contains(&language) => {
                    self.note(field, Problem::Repeated);
                }
                Some(language) => languages.push(language),
                None => {}
            }
        }
        languages
    }

    fn contents(&mut self, raw: &RawContents) -> Option<Localized<Content>> {
        let is_said = |it: &&RawContent| {
            [&it.title, &it.summary, &it.description].iter().any(|it| !it.trim().is_empty())
        };
        let (es, en) = (raw.es.as_ref().filter(is_said), raw.en.as_ref().filter(is_said));
        if es.is_none() && en.is_none() {
            self.note("content", Problem::Missing);
            return None;
        }
        let es = es.map(|it| self.content("content.es", it));
        let en = en.map(|it| self.content("content.en", it));
        Localized::new(es, en)
    }

    fn content(&mut self, path: &str, raw: &RawContent) -> Content {
        Content {
            title: self.text(&format!("{path}.title"), &raw.title, limits::TITLE, text::line),
            summary: self.text(
                &format!("{path}.summary"),
                &raw.summary,
                limits::SUMMARY,
                text::line,
            ),
            description: self.text(
                &format!("{path}.description"),
                &raw.description,
                limits::DESCRIPTION,
                text::prose,
            ),
        }
    }

    fn items(&mut self, field: &str, raw: &[RawText], max: usize) -> Vec<Localized<String>> {
        self.at_most(field, raw.len(), max);
        let items = raw.iter().take(max).enumerate();
        items
            .filter_map(|(at, it)| {
                self.localized(&format!("{field}[{at}]"), it, limits::ITEM, text::line)
            })
            .collect()
    }

    fn faq(&mut self, raw: &RawDraft) -> Vec<Question> {
        self.at_most("faq", raw.faq.len(), limits::MAX_FAQ);
        let mut faq = Vec::new();
        for (at, it) in raw.faq.iter().take(limits::MAX_FAQ).enumerate() {
            let question = format!("faq[{at}].question");
            let question = self.localized(&question, &it.question, limits::QUESTION, text::line);
            let answer = format!("faq[{at}].answer");
            let answer = self.localized(&answer, &it.answer, limits::ANSWER, text::prose);
            if let (Some(question), Some(answer)) = (question, answer) {
                faq.push(Question { question, answer });
            }
        }
        faq
    }

    fn tiers(&mut self, raw: &[RawTier], kind: ListingKind) -> Vec<Tier> {
        self.at_least("tiers", raw.len(), 1);
        self.at_most("tiers", raw.len(), limits::MAX_TIERS);
        let tiers = raw.iter().take(limits::MAX_TIERS).enumerate();
        tiers.filter_map(|(at, it)| self.tier(&format!("tiers[{at}]"), it, kind)).collect()
    }

    fn tier(&mut self, path: &str, raw: &RawTier, kind: ListingKind) -> Option<Tier> {
        let name =
            self.localized(&format!("{path}.name"), &raw.name, limits::TIER_NAME, text::line);
        let includes = format!("{path}.includes");
        let includes = self.localized(&includes, &raw.includes, limits::TIER_INCLUDES, text::prose);
        self.within(&format!("{path}.price_minor"), raw.price_minor, kind.price_minor());
        let days = u64::from(raw.delivery_days);
        self.within(&format!("{path}.delivery_days"), days, limits::DELIVERY_DAYS);
        let revisions = match raw.revisions {
            None => Revisions::Unlimited,
            Some(count) => {
                let field = format!("{path}.revisions");
                self.within(&field, u64::from(count), (0, limits::MAX_REVISIONS));
                Revisions::UpTo(count)
            }
        };
        Some(Tier {
            name: name?,
            includes: includes?,
            price: self.money(raw.price_minor),
            delivery_days: raw.delivery_days,
            revisions,
        })
    }

    fn extras(&mut self, raw: &[RawExtra]) -> Vec<Extra> {
        self.at_most("extras", raw.len(), limits::MAX_EXTRAS);
        let mut codes = HashSet::new();
        let mut extras = Vec::new();
        for (at, it) in raw.iter().take(limits::MAX_EXTRAS).enumerate() {
            let path = format!("extras[{at}]");
            let code = self.code(&format!("{path}.code"), &it.code, &mut codes);
            let label = format!("{path}.label");
            let label = self.localized(&label, &it.label, limits::EXTRA_LABEL, text::line);
            if it.days.unsigned_abs() > limits::MAX_EXTRA_DAYS {
                let max = u64::from(limits::MAX_EXTRA_DAYS);
                self.note(format!("{path}.days"), Problem::OutOfRange { min: 0, max });
            }
            let price = self.extra_price(&format!("{path}.price"), &it.price);
            if let (Some(code), Some(label), Some(price)) = (code, label, price) {
                extras.push(Extra { code, label, days: it.days, price });
            }
        }
        extras
    }

    fn extra_price(&mut self, path: &str, raw: &RawExtraPrice) -> Option<ExtraPrice> {
        match raw {
            RawExtraPrice::Flat { price_minor } => {
                Some(ExtraPrice::Flat { price: self.extra_money(path, *price_minor) })
            }
            RawExtraPrice::PerUnit { unit, price_minor, min, max } => {
                let unit = self.localized(&format!("{path}.unit"), unit, limits::UNIT, text::line);
                let most = u64::from(limits::MAX_UNITS);
                self.within(&format!("{path}.min"), u64::from(*min), (1, most));
                self.within(&format!("{path}.max"), u64::from(*max), (u64::from(*min), most));
                let price = self.extra_money(path, *price_minor);
                Some(ExtraPrice::PerUnit { unit: unit?, price, min: *min, max: *max })
            }
            RawExtraPrice::Multiplier { bps } => {
                self.within(&format!("{path}.bps"), u64::from(*bps), limits::MULTIPLIER_BPS);
                Some(ExtraPrice::Multiplier { bps: *bps })
            }
            RawExtraPrice::Range { unit, min, brackets } => {
                let unit = self.localized(&format!("{path}.unit"), unit, limits::UNIT, text::line);
                self.within(
                    &format!("{path}.min"),
                    u64::from(*min),
                    (1, u64::from(limits::MAX_UNITS)),
                );
                self.at_least(&format!("{path}.brackets"), brackets.len(), 1);
                self.at_most(&format!("{path}.brackets"), brackets.len(), limits::MAX_BRACKETS);
                let mut lowest = u64::from(*min);
                let mut checked = Vec::new();
                for (at, it) in brackets.iter().take(limits::MAX_BRACKETS).enumerate() {
                    let path = format!("{path}.brackets[{at}]");
                    let most = u64::from(limits::MAX_UNITS);
                    self.within(&format!("{path}.up_to"), u64::from(it.up_to), (lowest, most));
                    lowest = u64::from(it.up_to) + 1;
                    let price = self.extra_money(&path, it.price_minor);
                    checked.push(Bracket { up_to: it.up_to, price });
                }
                Some(ExtraPrice::Range { unit: unit?, min: *min, brackets: checked })
            }
            RawExtraPrice::Exclusive { options } => {
                let field = format!("{path}.options");
                self.at_least(&field, options.len(), limits::MIN_OPTIONS);
                self.at_most(&field, options.len(), limits::MAX_BRACKETS);
                let mut codes = HashSet::new();
                let mut checked = Vec::new();
                for (at, it) in options.iter().take(limits::MAX_BRACKETS).enumerate() {
                    let path = format!("{field}[{at}]");
                    let code = self.code(&format!("{path}.code"), &it.code, &mut codes);
                    let label = format!("{path}.label");
                    let label = self.localized(&label, &it.label, limits::EXTRA_LABEL, text::line);
                    let price = self.extra_money(&path, it.price_minor);
                    if let (Some(code), Some(label)) = (code, label) {
                        checked.push(ExtraOption { code, label, price });
                    }
                }
                Some(ExtraPrice::Exclusive { options: checked })
            }
        }
    }

    fn extra_money(&mut self, path: &str, minor: u64) -> Money {
        let field = format!("{path}.price_minor");
        self.within(&field, minor, (0, limits::MAX_EXTRA_PRICE_MINOR));
        self.money(minor)
    }

    fn money(&self, minor: u64) -> Money {
        Money::new(minor, self.currency.unwrap_or(Currency::Eur))
    }
}

/// The small checks the others are made of.
impl Check {
    fn note(&mut self, field: impl Into<String>, problem: Problem) {
        self.problems.push(FieldProblem::new(field, problem));
    }

    fn known<T>(
        &mut self,
        field: &str,
        given: &str,
        find: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let given = given.trim();
        if given.is_empty() {
            self.note(field, Problem::Missing);
            return None;
        }
        let found = find(given);
        if found.is_none() {
            let shown = given.chars().filter(|it| !it.is_control()).take(60).collect();
            self.note(field, Problem::Unknown { given: shown });
        }
        found
    }

    /// Small letters, digits, `-` and `_`, not seen before.
    fn code(&mut self, field: &str, raw: &str, seen: &mut HashSet<String>) -> Option<String> {
        let code = self.text(field, raw, limits::CODE, text::line);
        let is_plain =
            |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "-_".contains(it);
        if code.is_empty() {
            return None;
        }
        if !code.chars().all(is_plain) {
            self.note(field, Problem::Malformed { example: "rush-delivery" });
            return None;
        }
        if !seen.insert(code.clone()) {
            self.note(field, Problem::Repeated);
            return None;
        }
        Some(code)
    }

    /// Empty when it is no good; the reason is noted.
    fn text(&mut self, field: &str, raw: &str, (min, max): (usize, usize), clean: Clean) -> String {
        clean(raw, min, max).unwrap_or_else(|problem| {
            self.note(field, problem);
            String::new()
        })
    }

    fn localized(
        &mut self,
        field: &str,
        raw: &RawText,
        limits: (usize, usize),
        clean: Clean,
    ) -> Option<Localized<String>> {
        fn said(it: &Option<String>) -> Option<&String> {
            it.as_ref().filter(|it| !it.trim().is_empty())
        }
        let es = said(&raw.es).map(|it| self.text(&format!("{field}.es"), it, limits, clean));
        let en = said(&raw.en).map(|it| self.text(&format!("{field}.en"), it, limits, clean));
        if es.is_none() && en.is_none() {
            self.note(field, Problem::Missing);
        }
        Localized::new(es, en)
    }

    fn at_least(&mut self, field: &str, count: usize, min: usize) {
        if count < min {
            self.note(field, Problem::TooFew { min });
        }
    }

    fn at_most(&mut self, field: &str, count: usize, max: usize) {
        if count > max {
            self.note(field, Problem::TooMany { max });
        }
    }

    fn within(&mut self, field: &str, value: u64, (min, max): (u64, u64)) {
        if !(min..=max).contains(&value) {
            self.note(field, Problem::OutOfRange { min, max });
        }
    }
}

#[cfg(test)]
mod tests;
