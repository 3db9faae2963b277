//! What a provider says about itself, and when it is away.

use crate::{
    date::Date,
    id::OrgId,
    lang::{Lang, Localized},
    money::{Currency, Money},
    named,
    problem::{FieldProblem, Problem},
    taxonomy, text,
    time::Timestamp,
};

named!(/// How well somebody speaks a language.
    Level { Basic = "basic", Fluent = "fluent", Native = "native" });

named!(/// Who may see the profile.
    Visibility { Public = "public", Hidden = "hidden" });

/// A language the provider works in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// ISO 639-1.
    pub code: String,
    pub level: Level,
}

/// Away from the first day to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave {
    pub from: Date,
    pub to: Date,
}

/// Ratings of the demo market. Nobody gave them, and whoever shows them says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntheticRating {
    pub count: u32,
    /// Hundredths of a star, 100 to 500.
    pub mean_hundredths: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub org: OrgId,
    pub headline: Option<Localized<String>>,
    pub bio: Option<Localized<String>>,
    /// Slugs of the taxonomy.
    pub skills: Vec<String>,
    pub languages: Vec<Spoken>,
    pub hourly_rate: Option<Money>,
    pub capacity_hours_week: Option<u16>,
    pub leave: Option<Leave>,
    pub city: Option<String>,
    pub visibility: Visibility,
    pub synthetic_rating: Option<SyntheticRating>,
    pub updated_at: Timestamp,
    pub version: u64,
}

/// A profile as it is typed: nothing is checked yet. Blank counts as not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawProfile {
    pub headline_es: String,
    pub headline_en: String,
    pub bio_es: String,
    pub bio_en: String,
    /// Slugs, labels or synonyms.
    pub skills: Vec<String>,
    /// `(code, level)`.
    pub languages: Vec<(String, String)>,
    pub hourly_rate_minor: Option<u64>,
    /// ISO 4217; euros when blank.
    pub currency: String,
    pub capacity_hours_week: Option<u32>,
    /// `2026-11-22`, or blank.
    pub leave_from: String,
    pub leave_to: String,
    pub city: String,
    pub hidden: bool,
}

impl Profile {
    pub const HEADLINE_CHARS: (usize, usize) = (8, 120);
    pub const BIO_CHARS: (usize, usize) = (20, 3_000);
    pub const MAX_SKILLS: usize = 25;
    pub const MAX_LANGUAGES: usize = 10;
    pub const MAX_CITY_CHARS: usize = 80;
    /// A thousand euros an hour.
    pub const MAX_RATE_MINOR: u64 = 1_000_00;
    pub const MAX_HOURS_WEEK: u32 = 2_000;

    /// What a new provider has.
    pub fn blank(org: OrgId, now: Timestamp) -> Profile {
        Profile {
            org,
            headline: None,
            bio: None,
            skills: Vec::new(),
            languages: Vec::new(),
            hourly_rate: None,
            capacity_hours_week: None,
            leave: None,
            city: None,
            visibility: Visibility::Public,
            synthetic_rating: None,
            updated_at: now,
            version: 1,
        }
    }

    /// The same profile saying what was typed instead.
    ///
    /// # Errors
    /// One problem for each field that needs another look.
    pub fn edited(&self, raw: &RawProfile, now: Timestamp) -> Result<Profile, Vec<FieldProblem>> {
        let mut check = Check::default();
        let edited = Profile {
            headline: check.both(
                "headline",
                [&raw.headline_es, &raw.headline_en],
                Profile::HEADLINE_CHARS,
                text::line,
            ),
            bio: check.both("bio", [&raw.bio_es, &raw.bio_en], Profile::BIO_CHARS, text::prose),
            skills: check.skills(&raw.skills),
            languages: check.languages(&raw.languages),
            hourly_rate: check.rate(raw),
            capacity_hours_week: check.capacity(raw.capacity_hours_week),
            leave: check.leave(&raw.leave_from, &raw.leave_to),
            city: check.city(&raw.city),
            visibility: if raw.hidden { Visibility::Hidden } else { Visibility::Public },
            updated_at: now,
            ..self.clone()
        };
        if check.problems.is_empty() { Ok(edited) } else { Err(check.problems) }
    }

    /// Whether nobody is there on `day`.
    pub fn is_away(&self, day: Date) -> bool {
        self.leave.is_some_and(|it| it.from <= day && day <= it.to)
    }
}

#[derive(Default)]
struct Check {
    problems: Vec<FieldProblem>,
}

type Clean = fn(&str, usize, usize) -> Result<String, Problem>;

impl Check {
    fn refuse(&mut self, field: impl Into<String>, problem: Problem) {
        self.problems.push(FieldProblem::new(field, problem));
    }

    fn both(
        &mut self,
        field: &str,
        texts: [&String; 2],
        (min, max): (usize, usize),
        clean: Clean,
    ) -> Option<Localized<String>> {
        let [es, en] = [Lang::Es, Lang::En].map(|lang| {
            let typed = texts[usize::from(lang == Lang::En)];
            if typed.trim().is_empty() {
                return None;
            }
            let cleaned = clean(typed, min, max);
            cleaned.map_err(|it| self.refuse(format!("{field}.{lang}"), it)).ok()
        });
        Localized::new(es, en)
    }

    fn skills(&mut self, typed: &[String]) -> Vec<String> {
        if typed.len() > Profile::MAX_SKILLS {
            self.refuse("skills", Problem::TooMany { max: Profile::MAX_SKILLS });
            return Vec::new();
        }
        let mut slugs: Vec<String> = Vec::with_capacity(typed.len());
        for (index, name) in typed.iter().enumerate() {
            match taxonomy::find_skill(name) {
                Some(skill) if slugs.iter().all(|it| it != skill.slug()) => {
                    slugs.push(skill.slug().to_owned());
                }
                Some(_) => {} // Said twice is said.
                None => {
                    let given = name.chars().take(60).collect();
                    self.refuse(format!("skills[{index}]"), Problem::Unknown { given });
                }
            }
        }
        slugs
    }

    fn languages(&mut self, typed: &[(String, String)]) -> Vec<Spoken> {
        if typed.len() > Profile::MAX_LANGUAGES {
            self.refuse("languages", Problem::TooMany { max: Profile::MAX_LANGUAGES });
            return Vec::new();
        }
        let mut spoken: Vec<Spoken> = Vec::with_capacity(typed.len());
        for (index, (code, level)) in typed.iter().enumerate() {
            let code = code.trim().to_lowercase();
            let well_formed = code.len() == 2 && code.bytes().all(|it| it.is_ascii_lowercase());
            if !well_formed {
                let field = format!("languages[{index}].code");
                self.refuse(field, Problem::Malformed { example: "es" });
            } else if spoken.iter().any(|it| it.code == code) {
                self.refuse(format!("languages[{index}].code"), Problem::Repeated);
            } else if let Some(level) = Level::from_code(level) {
                spoken.push(Spoken { code, level });
            } else {
                let given = level.chars().take(60).collect();
                self.refuse(format!("languages[{index}].level"), Problem::Unknown { given });
            }
        }
        spoken
    }

    fn rate(&mut self, raw: &RawProfile) -> Option<Money> {
        let minor = raw.hourly_rate_minor?;
        if !(1..=Profile::MAX_RATE_MINOR).contains(&minor) {
            let range = Problem::OutOfRange { min: 1, max: Profile::MAX_RATE_MINOR };
            self.refuse("hourly_rate_minor", range);
            return None;
        }
        let code = if raw.currency.is_empty() { "EUR" } else { raw.currency.as_str() };
        let currency = Currency::from_code(code);
        if currency.is_none() {
            let given = code.chars().take(60).collect();
            self.refuse("currency", Problem::Unknown { given });
        }
        Some(Money::new(minor, currency?))
    }

    fn capacity(&mut self, hours: Option<u32>) -> Option<u16> {
        let hours = hours?;
        if hours > Profile::MAX_HOURS_WEEK {
            let range = Problem::OutOfRange { min: 0, max: u64::from(Profile::MAX_HOURS_WEEK) };
            self.refuse("capacity_hours_week", range);
        }
        u16::try_from(hours).ok()
    }

    fn leave(&mut self, from: &str, to: &str) -> Option<Leave> {
        let (from, to) = (from.trim(), to.trim());
        if from.is_empty() && to.is_empty() {
            return None;
        }
        let from = self.date("leave_from", from);
        let to = self.date("leave_to", to);
        let leave = Leave { from: from?, to: to? };
        if leave.to < leave.from {
            self.refuse("leave_to", Problem::NotTogether { other: "leave_from".into() });
        }
        Some(leave)
    }

    fn date(&mut self, field: &str, text: &str) -> Option<Date> {
        if text.is_empty() {
            self.refuse(field, Problem::Missing);
            return None;
        }
        let date = text.parse();
        date.map_err(|_form| self.refuse(field, Problem::Malformed { example: "2026-11-22" })).ok()
    }

    fn city(&mut self, typed: &str) -> Option<String> {
        if typed.trim().is_empty() {
            return None;
        }
        let city = text::line(typed, 1, Profile::MAX_CITY_CHARS);
        city.map_err(|it| self.refuse("city", it)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank() -> Profile {
        Profile::blank(OrgId::generate(), Timestamp::from_millis(0))
    }

    fn refused(raw: &RawProfile) -> Vec<String> {
        let problems = blank().edited(raw, Timestamp::from_millis(1)).unwrap_err();
        problems.iter().map(|it| format!("{} {}", it.field, it.problem.code())).collect()
    }

    #[test]
    fn nothing_typed_is_an_empty_profile() {
        let edited = blank().edited(&RawProfile::default(), Timestamp::from_millis(1)).unwrap();
        assert_eq!(edited.headline, None);
        assert_eq!(edited.visibility, Visibility::Public);
    }

    #[test]
    fn skills_are_known_by_any_of_their_names_and_kept_once() {
        let slug = taxonomy::skills()[0].slug();
        let label = taxonomy::skills()[0].label(Lang::Es);
        let raw =
            RawProfile { skills: vec![slug.into(), label.to_uppercase()], ..RawProfile::default() };
        let edited = blank().edited(&raw, Timestamp::from_millis(1)).unwrap();
        assert_eq!(edited.skills, [slug]);
    }

    #[test]
    fn every_field_that_is_wrong_is_named() {
        let raw = RawProfile {
            headline_es: "corto".into(),
            bio_en: "x".repeat(3_001),
            skills: vec!["alchemy of the ancients".into()],
            languages: vec![("esp".into(), "native".into()), ("en".into(), "great".into())],
            hourly_rate_minor: Some(0),
            capacity_hours_week: Some(100_000),
            leave_from: "2026-12-01".into(),
            leave_to: "2026-11-01".into(),
            city: "A\u{0}".into(),
            ..RawProfile::default()
        };
        assert_eq!(
            refused(&raw),
            [
                "headline.es too-short",
                "bio.en too-long",
                "skills[0] unknown-value",
                "languages[0].code malformed",
                "languages[1].level unknown-value",
                "hourly_rate_minor out-of-range",
                "capacity_hours_week out-of-range",
                "leave_to not-together",
                "city bad-characters",
            ]
        );
    }

    #[test]
    fn leave_includes_its_first_and_last_day() {
        let leave =
            Leave { from: "2026-12-01".parse().unwrap(), to: "2026-12-03".parse().unwrap() };
        let profile = Profile { leave: Some(leave), ..blank() };
        let away = |day: &str| profile.is_away(day.parse().unwrap());
        assert!(away("2026-12-01") && away("2026-12-03"));
        assert!(!away("2026-11-30") && !away("2026-12-04"));
    }
}
