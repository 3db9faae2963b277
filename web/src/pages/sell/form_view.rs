//! The editor's fields in sections, with what stands in them and what is wrong.
//!
//! **Invariant:** the id of a field is its name; a problem that names no field of the form is shown
//! at the nearest one, so every problem leads somewhere.

use domain::{
    lang::{Lang, Spoken},
    listing::{ListingKind, limits},
    problem::FieldProblem,
    taxonomy,
};

use super::{fields::Fields, names};
use crate::{i18n::T, pages::listing::offer, view::Choice};

mod rows;

/// Some fields that belong together.
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) hint: String,
    pub(crate) rows: Vec<Row>,
    /// Whether more rows can be asked for.
    pub(crate) grows: bool,
}

#[derive(Default)]
pub(crate) struct Row {
    /// "Tier 2"; nothing for a section that is one row.
    pub(crate) legend: String,
    pub(crate) class: &'static str,
    pub(crate) fields: Vec<Field>,
    /// The name of the tick that takes the row away.
    pub(crate) remove: String,
}

#[derive(Default)]
pub(crate) struct Field {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) value: String,
    pub(crate) error: String,
    /// The language of what is written, or nothing.
    pub(crate) lang: &'static str,
    /// For which kinds of extra it is shown.
    pub(crate) class: &'static str,
    pub(crate) input: Input,
    pub(crate) max: usize,
}

#[derive(Default, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    #[default]
    Line,
    Number,
    Hidden,
    Area(usize),
    Select,
    Ticks,
}

/// Options of selects and ticks are looked up when shown.
impl Field {
    pub(crate) fn area(&self) -> Option<usize> {
        match self.input {
            Input::Area(rows) => Some(rows),
            _ => None,
        }
    }

    pub(crate) fn is_hidden(&self) -> bool {
        self.input == Input::Hidden
    }

    pub(crate) fn is_select(&self) -> bool {
        self.input == Input::Select
    }

    pub(crate) fn is_ticks(&self) -> bool {
        self.input == Input::Ticks
    }

    pub(crate) fn inputmode(&self) -> &'static str {
        if self.input == Input::Number { "decimal" } else { "text" }
    }

    pub(crate) fn is_wrong(&self) -> bool {
        !self.error.is_empty()
    }

    pub(crate) fn choices(&self, t: &T) -> Vec<Choice> {
        match self.id.as_str() {
            "kind" => kinds(*t, &self.value),
            "category" => categories(*t, &self.value),
            "languages" => languages(*t, &self.value),
            _ => rows::extra_kinds(*t, &self.value),
        }
    }
}

pub(crate) fn kinds(t: T, chosen: &str) -> Vec<Choice> {
    let choice = |it: &ListingKind| Choice {
        value: it.code().to_owned(),
        label: offer::kind_name(t, *it),
        note: String::new(),
        chosen: it.code() == chosen,
    };
    ListingKind::ALL.iter().map(choice).collect()
}

/// The first one is none: nobody should offer something in a category they did not choose.
pub(crate) fn categories(t: T, chosen: &str) -> Vec<Choice> {
    let none =
        Choice { label: t.tr("sell-choose"), chosen: chosen.is_empty(), ..Choice::default() };
    let choices = taxonomy::categories().iter().map(|it| Choice {
        value: it.slug().to_owned(),
        label: it.name(t.lang()).to_owned(),
        note: String::new(),
        chosen: it.slug() == chosen,
    });
    std::iter::once(none).chain(choices).collect()
}

fn languages(t: T, chosen: &str) -> Vec<Choice> {
    let chosen: Vec<&str> = chosen.split(", ").collect();
    let choice = |it: &Spoken| Choice {
        value: it.code().to_owned(),
        label: it.name(t.lang()).to_owned(),
        note: String::new(),
        chosen: chosen.contains(&it.code()),
    };
    Spoken::ALL.iter().map(choice).collect()
}

/// One wrong thing: where it is, and what to do about it.
pub(crate) struct Wrong {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// The whole form, and what is wrong with it in the order it was found.
pub(crate) fn sections(
    t: T,
    fields: &Fields,
    problems: &[FieldProblem],
) -> (Vec<Section>, Vec<Wrong>) {
    let mut sections = vec![basics(t, fields), texts(t, fields)];
    sections.extend(rows::lists(t, fields));
    let mut wrong = Vec::new();
    for problem in problems {
        let message = problem.problem.message(t.lang());
        let all = || sections.iter().flat_map(|it| &it.rows).flat_map(|it| &it.fields);
        let visible = |id: &str| all().any(|it| it.id == id && !it.is_hidden());
        let id = nearest(&problem.field, t.lang(), visible);
        wrong.push(Wrong {
            text: format!("{}: {message}", names::field(t, &problem.field)),
            id: id.clone(),
        });
        let mut fields =
            sections.iter_mut().flat_map(|it| &mut it.rows).flat_map(|it| &mut it.fields);
        if let Some(field) = fields.find(|it| it.id == id && it.error.is_empty()) {
            field.error = message;
        }
    }
    (sections, wrong)
}

/// The field to go to for a problem at `path`.
fn nearest(path: &str, lang: Lang, exists: impl Fn(&str) -> bool) -> String {
    let code = lang.code();
    let mut path = path;
    loop {
        let inner = [
            path.to_owned(),
            format!("{path}.{code}"),
            format!("{path}.{code}.title"),
            format!("{path}.label.{code}"),
            format!("{path}[0].{code}"),
            format!("{path}[0].name.{code}"),
            format!("{path}[0].label.{code}"),
            format!("{path}[0].question.{code}"),
        ];
        if let Some(found) = inner.into_iter().find(|it| exists(it)) {
            return found;
        }
        match path.rfind(['.', '[']) {
            Some(at) => path = &path[..at],
            None => return String::from("kind"),
        }
    }
}

fn basics(t: T, fields: &Fields) -> Section {
    let field = |id: &str, input| Field {
        id: id.to_owned(),
        label: names::field(t, id),
        value: fields.of(id).to_owned(),
        input,
        ..Field::default()
    };
    let like = taxonomy::skills_of(fields.of("category"));
    let like: Vec<&str> = like.map(|it| it.label(t.lang())).take(12).collect();
    let hint = match like.is_empty() {
        true => t.tr("sell-skills-hint"),
        false => t.with("sell-skills-like", like.join(", ")),
    };
    let row = Row {
        fields: vec![
            field("kind", Input::Select),
            field("category", Input::Select),
            Field { hint, max: 600, class: "wide", ..field("skills", Input::Line) },
            Field { class: "wide", ..field("languages", Input::Ticks) },
        ],
        class: "pair",
        ..Row::default()
    };
    Section {
        id: "basics",
        title: t.tr("sell-basics"),
        hint: String::new(),
        rows: vec![row],
        grows: false,
    }
}

fn texts(t: T, fields: &Fields) -> Section {
    let parts = [
        ("title", Input::Line, limits::TITLE.1),
        ("summary", Input::Area(3), limits::SUMMARY.1),
        ("description", Input::Area(10), limits::DESCRIPTION.1),
    ];
    let mut row = Row { class: "pair", ..Row::default() };
    for (part, input, max) in parts {
        for lang in Lang::ALL {
            let id = format!("content.{}.{part}", lang.code());
            row.fields.push(Field {
                label: names::field(t, &id),
                value: fields.of(&id).to_owned(),
                lang: lang.code(),
                input: input.clone(),
                max,
                id,
                ..Field::default()
            });
        }
    }
    Section {
        id: "texts",
        title: t.tr("sell-texts"),
        hint: t.tr("sell-texts-hint"),
        rows: vec![row],
        grows: false,
    }
}

#[cfg(test)]
mod tests {
    use domain::listing::{Draft, raw::RawDraft};

    use super::*;

    #[test]
    fn every_problem_leads_to_a_field_that_is_there() {
        let typed = Fields::typed(
            "kind=package&faq[0].question.es=Hola+hola&tiers[0].price_minor=1&\
             extras[0].label.es=X&extras[0].price.kind=exclusive&extras[0].price.options=a|b|1",
        );
        let problems = Draft::check(typed.to_raw().0).unwrap_err();
        for lang in Lang::ALL {
            let (sections, wrong) = sections(T::new(lang), &typed, &problems);
            assert_eq!(wrong.len(), problems.len());
            let all = sections.iter().flat_map(|it| &it.rows).flat_map(|it| &it.fields);
            let ids: Vec<&str> = all.map(|it| it.id.as_str()).collect();
            for it in &wrong {
                assert!(ids.contains(&it.id.as_str()), "{}: {}", it.id, it.text);
            }
        }
    }

    #[test]
    fn no_two_fields_have_the_same_id() {
        let full = RawDraft::from(&crate::tests::sample::draft());
        let t = T::new(Lang::En);
        let (sections, _) = sections(t, &Fields::from_raw(&full, t), &[]);
        let all = sections.iter().flat_map(|it| &it.rows).flat_map(|it| &it.fields);
        let mut ids: Vec<&str> = all.map(|it| it.id.as_str()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
