//! The lists of a listing: rows that can be added and taken away.

use domain::{lang::Lang, listing::limits};

use super::{Field, Input, Row, Section};
use crate::{
    i18n::T,
    pages::sell::{
        fields::{Fields, LISTS},
        names,
    },
    view::Choice,
};

/// Title, hint and what a row is called.
const WORDS: [(&str, &str, &str); 6] = [
    ("deliverables", "listing-deliverables", "sell-deliverables-hint"),
    ("acceptance", "listing-acceptance", "sell-acceptance-hint"),
    ("requirements", "listing-requirements", "sell-requirements-hint"),
    ("faq", "listing-faq", "sell-faq-hint"),
    ("tiers", "sell-tiers", "sell-tiers-hint"),
    ("extras", "sell-extras", "sell-extras-hint"),
];

const EXTRA_KINDS: [(&str, &str); 5] = [
    ("flat", "extra-kind-flat"),
    ("per_unit", "extra-kind-per-unit"),
    ("multiplier", "extra-kind-multiplier"),
    ("range", "extra-kind-range"),
    ("exclusive", "extra-kind-exclusive"),
];

pub(super) fn lists(t: T, fields: &Fields) -> Vec<Section> {
    let sections = WORDS.into_iter().map(|(list, title, hint)| {
        let max = LISTS.iter().find(|it| it.0 == list).map_or(0, |it| it.1);
        let shown = fields.rows(list);
        let maker = Maker { t, fields };
        Section {
            id: list,
            title: t.tr(title),
            hint: t.tr(hint),
            rows: (0..shown).map(|at| maker.row(list, at)).collect(),
            grows: shown < max,
        }
    });
    sections.collect()
}

pub(super) fn extra_kinds(t: T, chosen: &str) -> Vec<Choice> {
    let choices = EXTRA_KINDS.iter().map(|(code, key)| Choice {
        value: (*code).to_owned(),
        label: t.tr(key),
        note: String::new(),
        chosen: *code == chosen,
    });
    choices.collect()
}

struct Maker<'a> {
    t: T,
    fields: &'a Fields,
}

impl Maker<'_> {
    fn row(&self, list: &str, at: usize) -> Row {
        let path = format!("{list}[{at}]");
        let legend = names::field(self.t, &path);
        let is_filled = at < self.fields.filled(list);
        let remove = if is_filled { format!("{path}.remove") } else { String::new() };
        let (class, fields) = match list {
            "faq" => ("pair", self.faq(&path)),
            "tiers" => ("pair boxed", self.tier(&path)),
            "extras" => ("pair boxed extra-edit", self.extra(&path)),
            _ => ("pair tight", self.both(&path, "", &Input::Line, limits::ITEM.1)),
        };
        // A line is taken away by emptying it.
        let remove = if class.contains("boxed") { remove } else { String::new() };
        Row { legend, class, fields, remove }
    }

    /// One field for each language.
    fn both(&self, path: &str, part: &str, input: &Input, max: usize) -> Vec<Field> {
        let field = |lang: Lang| {
            let dot = if part.is_empty() { "" } else { "." };
            let id = format!("{path}{dot}{part}.{}", lang.code());
            Field { lang: lang.code(), input: input.clone(), max, ..self.field(id) }
        };
        Lang::ALL.map(field).into()
    }

    fn field(&self, id: String) -> Field {
        let name = names::field(self.t, &id);
        // The legend of the row says the rest.
        let label = name.split_once(" · ").map_or(name.as_str(), |(_, rest)| rest).to_owned();
        Field { label, value: self.fields.of(&id).to_owned(), max: 40, id, ..Field::default() }
    }

    fn number(&self, id: String, hint: &str) -> Field {
        let hint = if hint.is_empty() { String::new() } else { self.t.tr(hint) };
        Field { input: Input::Number, hint, max: 20, ..self.field(id) }
    }

    fn faq(&self, path: &str) -> Vec<Field> {
        let mut fields = self.both(path, "question", &Input::Line, limits::QUESTION.1);
        fields.extend(self.both(path, "answer", &Input::Area(2), limits::ANSWER.1));
        fields
    }

    fn tier(&self, path: &str) -> Vec<Field> {
        let mut fields = self.both(path, "name", &Input::Line, limits::TIER_NAME.1);
        fields.extend(self.both(path, "includes", &Input::Area(3), limits::TIER_INCLUDES.1));
        fields.push(self.number(format!("{path}.price_minor"), "sell-price-hint"));
        fields.push(self.number(format!("{path}.delivery_days"), ""));
        fields.push(self.number(format!("{path}.revisions"), "sell-revisions-hint"));
        fields
    }

    fn extra(&self, path: &str) -> Vec<Field> {
        let mut fields = self.both(path, "label", &Input::Line, limits::EXTRA_LABEL.1);
        let price = |part: &str| format!("{path}.price.{part}");
        let kind = self.field(price("kind"));
        let value = if kind.value.is_empty() { String::from("flat") } else { kind.value };
        let label = self.t.tr("extra-kind");
        fields.push(Field { input: Input::Select, value, label, ..kind });
        fields.push(self.number(format!("{path}.days"), "sell-days-hint"));
        let amount = self.number(price("price_minor"), "sell-price-hint");
        fields.push(Field { class: "for-price", ..amount });
        let percent = self.number(price("bps"), "sell-percent-hint");
        fields.push(Field { class: "for-multiplier", ..percent });
        let units = self.both(path, "price.unit", &Input::Line, limits::UNIT.1);
        fields.extend(units.into_iter().map(|it| Field { class: "for-unit", ..it }));
        fields.push(Field { class: "for-unit", ..self.number(price("min"), "") });
        fields.push(Field { class: "for-per-unit", ..self.number(price("max"), "") });
        fields.push(Field {
            class: "for-range wide",
            hint: self.t.tr("sell-brackets-hint"),
            input: Input::Area(3),
            max: 600,
            ..self.field(price("brackets"))
        });
        fields.push(Field {
            class: "for-exclusive wide",
            hint: self.t.tr("sell-options-hint"),
            input: Input::Area(3),
            max: 3_000,
            ..self.field(price("options"))
        });
        for hidden in [format!("{path}.code"), price("codes")] {
            if !self.fields.of(&hidden).is_empty() {
                fields.push(Field { input: Input::Hidden, ..self.field(hidden) });
            }
        }
        fields
    }
}
