//! What one version of a listing offers, as the reader sees it.
//!
//! **Invariant:** a text that is not in the reader's language says which one it is in; prices and
//! totals come from `domain::pricing`, never from here.

use domain::{
    lang::Localized,
    listing::{Draft, Extra, ExtraPrice, ListingKind, Revisions},
    money::Money,
    pricing::{self, Choice, Choices, Quote},
};

use super::choices;
use crate::{i18n::T, view::Choice as Option_};

/// A text and, when it is not the reader's, its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) text: String,
    /// Empty, or for the `lang` attribute.
    pub(crate) lang: &'static str,
}

pub(crate) struct TierView {
    pub(crate) value: usize,
    pub(crate) name: Said,
    pub(crate) includes: Vec<Said>,
    pub(crate) price: String,
    pub(crate) unit: String,
    pub(crate) delivery: String,
    pub(crate) revisions: String,
    pub(crate) chosen: bool,
}

pub(crate) struct ExtraView {
    /// Numbered: a code is what people wrote, an id must not be.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: Said,
    /// Price and change of the delivery time, in words.
    pub(crate) note: String,
    pub(crate) error: String,
    pub(crate) input: Input,
}

pub(crate) enum Input {
    Tick { chosen: bool },
    Number { value: String, min: u32, max: u32 },
    Options(Vec<Option_>),
}

pub(crate) struct QuoteView {
    pub(crate) lines: Vec<(Said, String, String)>,
    pub(crate) total: String,
    pub(crate) delivery: String,
}

impl ExtraView {
    pub(crate) fn tick(&self) -> Option<bool> {
        match self.input {
            Input::Tick { chosen } => Some(chosen),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<(&str, u32, u32)> {
        match &self.input {
            Input::Number { value, min, max } => Some((value, *min, *max)),
            _ => None,
        }
    }

    pub(crate) fn options(&self) -> &[Option_] {
        match &self.input {
            Input::Options(options) => options,
            _ => &[],
        }
    }
}

pub(crate) fn said(t: T, text: &Localized<String>) -> Said {
    let (lang, text) = text.best(t.lang());
    Said { text: text.clone(), lang: if lang == t.lang() { "" } else { lang.code() } }
}

pub(crate) fn all_said(t: T, texts: &[Localized<String>]) -> Vec<Said> {
    texts.iter().map(|it| said(t, it)).collect()
}

/// "per hour"; nothing for a package.
pub(crate) fn unit(t: T, kind: ListingKind) -> String {
    match kind {
        ListingKind::Package => String::new(),
        ListingKind::Hourly => t.tr("per-hour"),
        ListingKind::Course => t.tr("per-seat"),
        ListingKind::Subscription => t.tr("per-month"),
        ListingKind::Bulk => t.tr("per-piece"),
        ListingKind::Consult => t.tr("per-session"),
    }
}

pub(crate) fn kind_name(t: T, kind: ListingKind) -> String {
    t.tr(match kind {
        ListingKind::Package => "kind-package",
        ListingKind::Hourly => "kind-hourly",
        ListingKind::Course => "kind-course",
        ListingKind::Subscription => "kind-subscription",
        ListingKind::Bulk => "kind-bulk",
        ListingKind::Consult => "kind-consult",
    })
}

pub(crate) fn tiers(t: T, draft: &Draft, chosen: usize) -> Vec<TierView> {
    let views = draft.tiers.iter().enumerate().map(|(value, tier)| TierView {
        value,
        name: said(t, &tier.name),
        includes: lines(&said(t, &tier.includes)),
        price: t.price(&tier.price),
        unit: unit(t, draft.kind),
        delivery: t.num("n-days", tier.delivery_days),
        revisions: match tier.revisions {
            Revisions::UpTo(n) => t.num("n-revisions", n),
            Revisions::Unlimited => t.tr("revisions-unlimited"),
        },
        chosen: value == chosen,
    });
    views.collect()
}

/// One for each line that is not blank.
pub(crate) fn lines(said: &Said) -> Vec<Said> {
    let lines = said.text.lines().map(str::trim).filter(|it| !it.is_empty());
    lines.map(|it| Said { text: it.to_owned(), lang: said.lang }).collect()
}

/// The extras as a form, and what is wrong with the choices made. Empty errors: all is well.
pub(crate) fn extras(t: T, draft: &Draft, choices: &Choices) -> Vec<ExtraView> {
    let problems = pricing::quote(draft, choices).err().unwrap_or_default();
    let views = draft.extras.iter().enumerate().map(|(at, extra)| {
        let place = choices.extras.iter().position(|it| it.extra == extra.code);
        let choice = place.map(|it| &choices.extras[it]);
        let prefix = place.map(|it| format!("extras[{it}]."));
        let wrong = problems
            .iter()
            .find(|it| prefix.as_ref().is_some_and(|prefix| it.field.starts_with(prefix.as_str())));
        ExtraView {
            id: format!("extra-{at}"),
            name: choices::name_of(&extra.code),
            label: said(t, &extra.label),
            note: note(t, extra),
            error: wrong.map(|it| it.problem.message(t.lang())).unwrap_or_default(),
            input: input(t, extra, choice),
        }
    });
    views.collect()
}

fn input(t: T, extra: &Extra, choice: Option<&Choice>) -> Input {
    let number = |min, max| {
        let value = choice.and_then(|it| it.units).map(|it| it.to_string()).unwrap_or_default();
        Input::Number { value, min, max }
    };
    match &extra.price {
        ExtraPrice::Flat { .. } | ExtraPrice::Multiplier { .. } => {
            Input::Tick { chosen: choice.is_some() }
        }
        ExtraPrice::PerUnit { min, max, .. } => number(*min, *max),
        ExtraPrice::Range { min, brackets, .. } => {
            number(*min, brackets.last().map_or(*min, |it| it.up_to))
        }
        ExtraPrice::Exclusive { options } => {
            let picked = choice.and_then(|it| it.option.as_deref());
            let none = Option_ {
                label: t.tr("extra-none"),
                chosen: picked.is_none(),
                ..Option_::default()
            };
            let options = options.iter().map(|it| Option_ {
                value: it.code.clone(),
                label: said(t, &it.label).text,
                note: more(t, &it.price),
                chosen: picked == Some(it.code.as_str()),
            });
            Input::Options(std::iter::once(none).chain(options).collect())
        }
    }
}

fn note(t: T, extra: &Extra) -> String {
    let price = match &extra.price {
        ExtraPrice::Flat { price } => more(t, price),
        ExtraPrice::PerUnit { unit, price, min, max } => t.args(
            "extra-per-unit",
            &[
                ("price", &t.price(price)),
                ("unit", &said(t, unit).text),
                ("min", &t.int(*min)),
                ("max", &t.int(*max)),
            ],
        ),
        ExtraPrice::Multiplier { bps } => t.with("extra-multiplier", percent(t, *bps)),
        ExtraPrice::Range { unit, brackets, .. } => {
            let unit = said(t, unit).text;
            let steps = brackets.iter().map(|it| {
                let up_to = t.int(it.up_to);
                let price = t.price(&it.price);
                t.args("extra-bracket", &[("up_to", &up_to), ("unit", &unit), ("price", &price)])
            });
            steps.collect::<Vec<_>>().join(" · ")
        }
        ExtraPrice::Exclusive { .. } => t.tr("extra-exclusive"),
    };
    let days = match extra.days {
        0 => return price,
        later @ 1.. => t.num("extra-later", later),
        sooner => t.num("extra-sooner", sooner.unsigned_abs()),
    };
    format!("{price} · {days}")
}

/// 5 000 is 50 %, 1 250 is 12,5 %.
fn percent(t: T, bps: u32) -> String {
    let whole = t.int(bps / 100);
    let rest = format!("{:02}", bps % 100);
    let rest = rest.trim_end_matches('0');
    let point = if t.is_es() { ',' } else { '.' };
    if rest.is_empty() { whole } else { format!("{whole}{point}{rest}") }
}

fn more(t: T, price: &Money) -> String {
    if price.minor() == 0 { t.tr("extra-free") } else { format!("+{}", t.price(price)) }
}

pub(crate) fn quote(t: T, quote: &Quote) -> QuoteView {
    let lines = quote.lines.iter().map(|it| {
        let units = if it.units > 1 { format!("× {}", t.int(it.units)) } else { String::new() };
        (said(t, &it.label), units, t.money(&it.amount))
    });
    QuoteView {
        lines: lines.collect(),
        total: t.money(&quote.total),
        delivery: t.num("n-days", quote.delivery_days),
    }
}

#[cfg(test)]
mod tests {
    use domain::lang::Lang;

    use super::*;
    use crate::tests::sample;

    const ES: fn() -> T = || T::new(Lang::Es);

    #[test]
    fn a_text_in_the_other_language_says_so() {
        let only_spanish = Localized::one(Lang::Es, String::from("Tus documentos"));
        assert_eq!(said(T::new(Lang::En), &only_spanish).lang, "es");
        assert_eq!(said(ES(), &only_spanish).lang, "");
    }

    #[test]
    fn every_extra_says_its_price_in_words() {
        let draft = sample::draft();
        let views = extras(ES(), &draft, &choices::of("", &draft));
        let notes: Vec<&str> = views.iter().map(|it| it.note.as_str()).collect();
        assert_eq!(
            notes,
            [
                "+80\u{a0}€ · 1 día más",
                "0,33\u{a0}€ por página, de 10 a 500 · 2 días más",
                "+50\u{a0}% sobre el resto · 5 días menos",
                "hasta 100 (página): 50\u{a0}€ · hasta 1.000 (página): 200\u{a0}€ · 3 días más",
                "Elige una opción",
            ]
        );
    }

    #[test]
    fn a_wrong_number_is_told_at_its_extra() {
        let draft = sample::draft();
        let views = extras(ES(), &draft, &choices::of("x.training=1&x.pages=9", &draft));
        let wrong: Vec<_> = views.iter().filter(|it| !it.error.is_empty()).collect();
        assert_eq!(wrong.len(), 1);
        assert_eq!(wrong[0].number(), Some(("9", 10, 500)));
    }

    #[test]
    fn the_quote_is_the_sum_of_its_lines() {
        let draft = sample::draft();
        let choices = choices::of("tier=1&x.training=1&x.rush=1", &draft);
        let view = quote(ES(), &pricing::quote(&draft, &choices).unwrap());
        let amounts: Vec<&str> = view.lines.iter().map(|it| it.2.as_str()).collect();
        assert_eq!(amounts, ["900,01\u{a0}€", "80,00\u{a0}€", "490,01\u{a0}€"]);
        assert_eq!((view.total.as_str(), view.delivery.as_str()), ("1.470,02\u{a0}€", "6 días"));
    }

    #[test]
    fn shares_are_written_without_needless_zeros() {
        let written = [5_000, 1_250, 5, 30_000].map(|it| percent(ES(), it));
        assert_eq!(written, ["50", "12,5", "0,05", "300"]);
    }
}
