//! The form of a profile, as text.

use domain::{
    id::OrgId,
    problem::{FieldProblem, Problem},
    provider::{Profile, RawProfile, Visibility},
    time::Timestamp,
};

use crate::{i18n::T, sent::Sent};

/// Numbers are kept as typed, so that even a wrong one comes back.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) raw: RawProfile,
    pub(super) hourly_rate: String,
    pub(super) capacity: String,
}

impl Typed {
    pub(super) fn of(sent: &Sent) -> Typed {
        let language = |at: usize| {
            let code = sent.one(&format!("languages[{at}].code")).trim().to_owned();
            let level = sent.text(&format!("languages[{at}].level"));
            (!code.is_empty()).then_some((code, level))
        };
        Typed {
            raw: RawProfile {
                headline_es: sent.text("headline.es"),
                headline_en: sent.text("headline.en"),
                bio_es: sent.text("bio.es"),
                bio_en: sent.text("bio.en"),
                skills: sent.all("skills").map(str::to_owned).collect(),
                languages: (0..=Profile::MAX_LANGUAGES).filter_map(language).collect(),
                hourly_rate_minor: None,
                currency: sent.text("currency"),
                capacity_hours_week: None,
                leave_from: sent.text("leave_from"),
                leave_to: sent.text("leave_to"),
                city: sent.text("city"),
                hidden: sent.is_ticked("hidden"),
            },
            hourly_rate: sent.text("hourly_rate"),
            capacity: sent.text("capacity_hours_week"),
        }
    }

    /// What is saved now, for the first look.
    pub(super) fn stored(profile: &Profile, t: T) -> Typed {
        let text = |it: &Option<domain::lang::Localized<String>>, lang| {
            it.as_ref().and_then(|it| it.get(lang)).cloned().unwrap_or_default()
        };
        let [es, en] = domain::lang::Lang::ALL;
        let currency = profile.hourly_rate.map_or("EUR", |it| it.currency().code());
        Typed {
            raw: RawProfile {
                headline_es: text(&profile.headline, es),
                headline_en: text(&profile.headline, en),
                bio_es: text(&profile.bio, es),
                bio_en: text(&profile.bio, en),
                skills: profile.skills.clone(),
                languages: profile
                    .languages
                    .iter()
                    .map(|it| (it.code.clone(), it.level.code().to_owned()))
                    .collect(),
                hourly_rate_minor: None,
                currency: currency.to_owned(),
                capacity_hours_week: None,
                leave_from: profile.leave.map(|it| it.from.to_string()).unwrap_or_default(),
                leave_to: profile.leave.map(|it| it.to.to_string()).unwrap_or_default(),
                city: profile.city.clone().unwrap_or_default(),
                hidden: profile.visibility == Visibility::Hidden,
            },
            hourly_rate: profile.hourly_rate.map(|it| amount(t, it.minor())).unwrap_or_default(),
            capacity: profile.capacity_hours_week.map(|it| it.to_string()).unwrap_or_default(),
        }
    }

    /// With its numbers read; or everything that is wrong, in the numbers and elsewhere.
    pub(super) fn checked(
        &self,
        org: OrgId,
        now: Timestamp,
    ) -> Result<RawProfile, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut raw = self.raw.clone();
        match self.hourly_rate.trim() {
            "" => {}
            typed => match minor(typed) {
                Some(minor) => raw.hourly_rate_minor = Some(minor),
                None => problems.push(FieldProblem::new(
                    "hourly_rate",
                    Problem::Malformed { example: "85.50" },
                )),
            },
        }
        match self.capacity.trim() {
            "" => {}
            typed => match typed.parse() {
                Ok(hours) => raw.capacity_hours_week = Some(hours),
                Err(_no_number) => {
                    let max = u64::from(Profile::MAX_HOURS_WEEK);
                    let range = Problem::OutOfRange { min: 0, max };
                    problems.push(FieldProblem::new("capacity_hours_week", range));
                }
            },
        }
        if problems.is_empty() {
            return Ok(raw);
        }
        if let Err(others) = Profile::blank(org, now).edited(&raw, now) {
            problems.extend(others);
        }
        Err(problems)
    }
}

/// `85`, `85,5` and `85.50` in cents; thousands are not separated.
fn minor(typed: &str) -> Option<u64> {
    let (whole, cents) = typed.split_once([',', '.']).unwrap_or((typed, ""));
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(cents) || cents.len() > 2 {
        return None;
    }
    let cents: u64 = format!("{cents:0<2}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(cents)
}

fn amount(t: T, minor: u64) -> String {
    let point = if t.is_es() { ',' } else { '.' };
    match minor % 100 {
        0 => (minor / 100).to_string(),
        cents => format!("{}{point}{cents:02}", minor / 100),
    }
}

#[cfg(test)]
mod tests {
    use domain::lang::Lang;

    use super::*;

    #[test]
    fn an_amount_is_read_with_either_point() {
        let read = ["85", "85,5", "85.50", "0.05", "85.", "85.505", "1.234,50", "-1", "", "."];
        let cents = read.map(minor);
        let known = [Some(8_500), Some(8_550), Some(8_550), Some(5), Some(8_500)];
        assert_eq!(cents[..5], known);
        assert_eq!(cents[5..], [None; 5]);
    }

    #[test]
    fn what_is_saved_is_read_back_the_same() {
        for cents in [1, 50, 8_500, 8_505, 100_000] {
            for lang in Lang::ALL {
                assert_eq!(minor(&amount(T::new(lang), cents)), Some(cents));
            }
        }
    }

    #[test]
    fn a_wrong_number_does_not_hide_what_else_is_wrong() {
        let raw = RawProfile { headline_es: String::from("corto"), ..RawProfile::default() };
        let typed = Typed { raw, hourly_rate: String::from("mucho"), capacity: String::from("x") };
        let problems = typed.checked(OrgId::generate(), Timestamp::from_millis(0)).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["hourly_rate", "capacity_hours_week", "headline.es"]);
    }
}
