//! A listing as a form has it: one text for each field, under the same name the API uses for it.
//!
//! **Invariant:** what was typed is never lost. Rows are counted anew (blank ones in between go),
//! so a field here, in what is saved and in a problem always has the same name.

use std::collections::BTreeMap;

use actix_web::web::Query;
use domain::listing::limits;

mod read;
mod write;

/// The lists of a listing, with how many rows each may have and how many spare ones it is shown
/// with.
pub(crate) const LISTS: [(&str, usize, usize); 6] = [
    ("deliverables", limits::MAX_DELIVERABLES, 2),
    ("acceptance", limits::MAX_ACCEPTANCE, 2),
    ("requirements", limits::MAX_REQUIREMENTS, 2),
    ("faq", limits::MAX_FAQ, 2),
    ("tiers", limits::MAX_TIERS, 1),
    ("extras", limits::MAX_EXTRAS, 1),
];

/// Fields that may be given more than once; their values are joined.
const MANY: [&str; 1] = ["languages"];

/// What a row may say without saying anything: the choice of a list, a tick, what it is called by
/// programs.
const SILENT: [&str; 4] = [".price.kind", ".remove", ".code", ".price.codes"];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    values: BTreeMap<String, String>,
    /// How many rows of a list are shown.
    rows: BTreeMap<&'static str, usize>,
}

/// What was typed in one row: the rest of each name, and the value.
type Row = Vec<(String, String)>;

impl Fields {
    /// From the body of a form. Nothing that can be sent makes this fail.
    pub(crate) fn typed(body: &str) -> Fields {
        let pairs = Query::<Vec<(String, String)>>::from_query(body);
        let pairs = pairs.map(Query::into_inner).unwrap_or_default();
        let mut typed = Fields::default();
        for (name, value) in pairs {
            let value = value.replace("\r\n", "\n").trim().to_owned();
            match typed.values.get_mut(&name).filter(|_| MANY.contains(&name.as_str())) {
                Some(known) => {
                    known.push_str(", ");
                    known.push_str(&value);
                }
                None => {
                    typed.values.insert(name, value);
                }
            }
        }
        typed.count_rows();
        typed
    }

    /// What stands in `name`, or nothing.
    pub(crate) fn of(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// How many rows of `list` are shown.
    pub(crate) fn rows(&self, list: &str) -> usize {
        self.rows.get(list).copied().unwrap_or_default()
    }

    /// How many rows of `list` say something.
    pub(crate) fn filled(&self, list: &str) -> usize {
        let last = self.values.keys().filter_map(|it| split(it)).filter(|it| it.0 == list);
        last.map(|it| it.1 + 1).max().unwrap_or_default()
    }

    /// Two more empty rows, if there may be so many.
    pub(crate) fn add_rows(&mut self, list: &str) {
        for (name, max, _) in LISTS.iter().filter(|it| it.0 == list) {
            let rows = self.rows.entry(name).or_default();
            *rows = (*rows + 2).min(*max);
        }
    }

    fn put(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.values.insert(name.into(), value);
        }
    }

    /// Rows that say nothing go; the others are numbered from nought. As many are shown as before.
    fn count_rows(&mut self) {
        let mut kept: BTreeMap<String, String> = BTreeMap::new();
        let mut lists: BTreeMap<&str, BTreeMap<usize, Row>> = BTreeMap::new();
        for (name, value) in std::mem::take(&mut self.values) {
            let place = split(&name).and_then(|(list, at, rest)| {
                let list = LISTS.iter().find(|it| it.0 == list)?;
                Some((list.0, at, rest.to_owned()))
            });
            match place {
                Some((list, at, rest)) => {
                    lists.entry(list).or_default().entry(at).or_default().push((rest, value));
                }
                None => {
                    kept.insert(name, value);
                }
            }
        }
        for (list, max, spare) in LISTS {
            let rows = lists.remove(list).unwrap_or_default();
            let shown = rows.len();
            let said = rows.into_values().filter(|it| says_something(it)).take(max + 1);
            let mut filled = 0;
            for row in said {
                kept.extend(
                    row.into_iter()
                        .filter(|it| !it.1.is_empty())
                        .map(|(rest, value)| (format!("{list}[{filled}]{rest}"), value)),
                );
                filled += 1;
            }
            let rows = if shown == filled { filled + spare } else { shown };
            self.rows.insert(list, rows.clamp(1, max.max(filled)));
        }
        self.values = kept;
    }
}

fn says_something(row: &[(String, String)]) -> bool {
    let is_removed = row.iter().any(|(rest, value)| rest == ".remove" && !value.is_empty());
    let speaks =
        |(rest, value): &(String, String)| !value.is_empty() && !SILENT.contains(&rest.as_str());
    !is_removed && row.iter().any(speaks)
}

/// `tiers[1].name.es` is `("tiers", 1, ".name.es")`.
pub(crate) fn split(name: &str) -> Option<(&str, usize, &str)> {
    let (list, rest) = name.split_once('[')?;
    let (at, rest) = rest.split_once(']')?;
    Some((list, at.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use domain::{lang::Lang, listing::raw::RawDraft};

    use super::*;
    use crate::{i18n::T, tests::sample};

    #[test]
    fn what_is_saved_and_shown_and_sent_again_is_the_same() {
        for lang in Lang::ALL {
            let raw = RawDraft::from(&sample::draft());
            let fields = Fields::from_raw(&raw, T::new(lang));
            let (again, problems) = fields.to_raw();
            assert_eq!(problems, []);
            assert_eq!(again, raw, "{lang:?}");
        }
    }

    #[test]
    fn blank_and_removed_rows_go_and_the_others_are_counted_anew() {
        let typed = Fields::typed(
            "deliverables[0].es=&deliverables[2].es=Uno&deliverables[5].en=Two&\
             extras[0].price.kind=flat&extras[1].label.es=Fuera&extras[1].remove=1",
        );
        assert_eq!(typed.of("deliverables[0].es"), "Uno");
        assert_eq!(typed.of("deliverables[1].en"), "Two");
        assert_eq!((typed.filled("deliverables"), typed.rows("deliverables")), (2, 3));
        assert_eq!(typed.filled("extras"), 0);
        assert!(typed.to_raw().0.extras.is_empty());
    }

    #[test]
    fn more_rows_are_given_until_there_may_be_no_more() {
        let mut typed = Fields::typed("tiers[0].name.es=Uno");
        for _ in 0..5 {
            typed.add_rows("tiers");
        }
        assert_eq!(typed.rows("tiers"), limits::MAX_TIERS);
    }

    #[test]
    fn any_body_at_all_is_read() {
        for body in ["", "%ff=%fe&&=", "tiers[99999999999999999999].x=1", "tiers[=1&]=2&a[0]b[1]=3"]
        {
            let (raw, _) = Fields::typed(body).to_raw();
            assert!(raw.kind.is_empty());
        }
    }

    #[test]
    fn a_number_that_is_none_is_told_and_kept() {
        let typed = Fields::typed("tiers[0].name.es=Uno&tiers[0].price_minor=caro");
        let (_, problems) = typed.to_raw();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].field, "tiers[0].price_minor");
        assert_eq!(typed.of("tiers[0].price_minor"), "caro");
    }

    #[test]
    fn languages_are_ticked_one_by_one() {
        let (raw, _) =
            Fields::typed("languages=es&languages=en&skills=RAG,+no+such+thing").to_raw();
        assert_eq!(raw.languages, ["es", "en"]);
        assert_eq!(raw.skills.len(), 2);
        assert_eq!(raw.skills[0], "rag");
    }
}
