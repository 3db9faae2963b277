//! What the fields of a listing and their values are called, for people.
//!
//! **Invariant:** every path of `domain::listing::raw` has a name; a test walks a whole listing.

use domain::{
    lang::{Lang, Spoken},
    listing::{ListingKind, diff::Change},
    money::{Currency, Money},
    taxonomy,
};

use crate::{i18n::T, pages::listing::offer};

/// Parts of a path that say something to a person.
const PARTS: [(&str, &str); 30] = [
    ("kind", "part-kind"),
    ("category", "part-category"),
    ("skills", "part-skills"),
    ("languages", "part-languages"),
    ("currency", "part-currency"),
    ("content", "part-content"),
    ("title", "part-title"),
    ("summary", "part-summary"),
    ("description", "part-description"),
    ("deliverables", "part-deliverable"),
    ("acceptance", "part-acceptance"),
    ("requirements", "part-requirement"),
    ("faq", "part-faq"),
    ("question", "part-question"),
    ("answer", "part-answer"),
    ("tiers", "part-tier"),
    ("name", "part-name"),
    ("includes", "part-includes"),
    ("price_minor", "part-price"),
    ("delivery_days", "part-delivery"),
    ("revisions", "part-revisions"),
    ("extras", "part-extra"),
    ("label", "part-label"),
    ("code", "part-code"),
    ("days", "part-days"),
    ("unit", "part-unit"),
    ("min", "part-min"),
    ("max", "part-max"),
    ("bps", "part-bps"),
    ("up_to", "part-up-to"),
];

/// Lists inside a list: named by their number alone or in full.
const INNER: [(&str, &str); 2] = [("brackets", "part-brackets"), ("options", "part-options")];

/// `tiers[0].name.es` is "Tier 1 · Name (Spanish)".
pub(crate) fn field(t: T, path: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut lang = None;
    let parts: Vec<&str> = path.split('.').collect();
    for (at, part) in parts.iter().enumerate() {
        let (name, number) = match part.split_once('[') {
            Some((name, rest)) => (name, rest.trim_end_matches(']').parse::<usize>().ok()),
            None => (*part, None),
        };
        if let Some(spoken) = Spoken::from_code(name) {
            lang = Some(spoken.name(t.lang()));
            continue;
        }
        // A heading that only holds other fields is not said.
        if at + 1 < parts.len() && (name == "content" || name == "price") {
            continue;
        }
        let known = PARTS.iter().chain(&INNER).find(|it| it.0 == name);
        let Some((_, key)) = known else { continue };
        let number = number.map_or(String::new(), |it| format!(" {}", it + 1));
        words.push(format!("{}{number}", t.tr(key)));
    }
    let words = words.join(" · ");
    match lang {
        Some(lang) => format!("{words} ({lang})"),
        None => words,
    }
}

/// One line of "what changed".
pub(crate) struct Line {
    pub(crate) field: String,
    pub(crate) before: String,
    pub(crate) after: String,
    /// Empty, or the language both are in.
    pub(crate) lang: &'static str,
}

pub(crate) fn lines(t: T, changes: &[Change]) -> Vec<Line> {
    let text = |field: &str, it: &Option<String>| {
        it.as_deref().map(|it| value(t, field, it)).unwrap_or_default()
    };
    let shown = changes.iter().filter(|it| !it.field.ends_with(".code"));
    shown
        .map(|it| Line {
            field: field(t, &it.field),
            before: text(&it.field, &it.before),
            after: text(&it.field, &it.after),
            lang: Lang::ALL
                .into_iter()
                .find(|lang| it.field.split('.').any(|part| part == lang.code()))
                .filter(|lang| *lang != t.lang())
                .map_or("", Lang::code),
        })
        .collect()
}

/// A value as a difference tells it, in words.
fn value(t: T, path: &str, text: &str) -> String {
    let last = path.rsplit('.').next().unwrap_or(path);
    let money = || Some(Money::new(text.parse().ok()?, Currency::Eur));
    let several = |name: &dyn Fn(&str) -> Option<String>| {
        let all = text.split(", ").map(|it| name(it).unwrap_or_else(|| it.to_owned()));
        all.collect::<Vec<_>>().join(", ")
    };
    let said = match last {
        "kind" => ListingKind::from_code(text).map(|it| offer::kind_name(t, it)),
        "category" => taxonomy::category(text).map(|it| it.name(t.lang()).to_owned()),
        "skills" => Some(several(&|it| Some(taxonomy::find_skill(it)?.label(t.lang()).to_owned()))),
        "languages" => Some(several(&|it| Some(Spoken::from_code(it)?.name(t.lang()).to_owned()))),
        "price_minor" => money().map(|it| t.money(&it)),
        "delivery_days" => text.parse::<u32>().ok().map(|it| t.num("n-days", it)),
        "revisions" if text == "unlimited" => Some(t.tr("revisions-unlimited")),
        "bps" => money().map(|it| format!("{} %", super::amounts::plain(t, it.minor()))),
        _ => None,
    };
    said.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use domain::listing::{diff::diff, raw::RawDraft};

    use super::*;
    use crate::tests::sample;

    #[test]
    fn every_field_of_a_listing_has_a_name() {
        let full = RawDraft::from(&sample::draft());
        for lang in Lang::ALL {
            let t = T::new(lang);
            for change in diff(&RawDraft::default(), &full) {
                let name = field(t, &change.field);
                assert!(!name.is_empty() && !name.starts_with('('), "{}", change.field);
                assert!(!name.contains('_') && !name.contains('['), "{name}");
            }
        }
    }

    #[test]
    fn a_change_is_told_in_words() {
        let t = T::new(Lang::Es);
        let change = |field: &str, before: &str, after: &str| Change {
            field: field.to_owned(),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
        };
        let told = lines(
            t,
            &[change("tiers[1].price_minor", "90000", "95050"), change("kind", "package", "bulk")],
        );
        assert_eq!(told[0].field, "Nivel 2 · Precio");
        assert_eq!(told[0].after, "950,50\u{a0}€");
        assert_eq!(told[1].after, "Por volumen");
    }
}
