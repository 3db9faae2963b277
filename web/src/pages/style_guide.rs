//! `/ui`: every component in every state, for whoever writes the next page.

use askama::Template;
use domain::money::{Currency, Money};

use crate::{
    error::PageResult,
    form::Errors,
    i18n::T,
    respond,
    shell::Shell,
    view::{Card, Choice, Pager, Rating, Step, StepState},
};

#[derive(Template)]
#[template(path = "pages/style_guide.html")]
struct StyleGuide {
    t: T,
    shell: Shell,
    errors: Errors,
    cards: Vec<Card>,
    choices: Vec<Choice>,
    steps: Vec<Step>,
    pager: Pager,
    rating: Rating,
    price: String,
    icons: Vec<&'static str>,
    tokens: [&'static str; 9],
}

pub(crate) async fn show(shell: Shell) -> PageResult {
    let t = shell.t;
    let mut errors = Errors::none();
    errors.add("sample-email", t.tr("ui-sample-email-error"));
    let page = StyleGuide {
        t,
        errors,
        cards: vec![full_card(t), plain_card(t)],
        choices: ["ui-choice-a", "ui-choice-b"]
            .into_iter()
            .enumerate()
            .map(|(at, key)| Choice {
                value: at.to_string(),
                label: t.tr(key),
                note: t.tr("ui-choice-note"),
                chosen: at == 0,
            })
            .collect(),
        steps: steps(t),
        pager: Pager { first: String::from("/ui"), next: String::from("/ui") },
        rating: sample_rating(t),
        price: sample_price(t),
        icons: crate::icons::names().collect(),
        tokens: ["stone", "paper", "sunk", "sea", "sea-soft", "clay", "good", "warn", "bad"],
        shell,
    };
    respond::page(&page.shell, &page)
}

fn sample_rating(t: T) -> Rating {
    let value = crate::fmt::tenths(t.lang(), 48);
    let label = t.args("rating-label", &[("value", &value), ("count", "31")]);
    Rating { value, count: String::from("31"), label }
}

fn sample_price(t: T) -> String {
    t.price(&Money::new(1_850_00, Currency::Eur))
}

fn full_card(t: T) -> Card {
    Card {
        href: String::from("/ui"),
        title: t.tr("ui-card-title"),
        outcome: t.tr("ui-card-outcome"),
        lang: "",
        lang_note: String::new(),
        provider: t.tr("ui-card-provider"),
        category: t.tr("ui-card-category"),
        icon: String::from("bot"),
        tags: ["RAG", "Qdrant", "WhatsApp"].map(String::from).to_vec(),
        price: sample_price(t),
        unit: String::new(),
        delivery: t.num("n-days", 12),
        rating: Some(sample_rating(t)),
        reasons: vec![t.tr("ui-card-reason-a"), t.tr("ui-card-reason-b")],
    }
}

/// What a newcomer's looks like, in the language the page is not in.
fn plain_card(t: T) -> Card {
    let other = T::new(t.lang().other());
    Card {
        title: other.tr("ui-card-title"),
        outcome: other.tr("ui-card-outcome"),
        lang: other.code(),
        lang_note: super::cards::language_note(t, other.lang()),
        tags: Vec::new(),
        rating: None,
        reasons: Vec::new(),
        icon: String::from("not-an-icon"),
        ..full_card(t)
    }
}

fn steps(t: T) -> Vec<Step> {
    let step = |key, state| Step { title: t.tr(key), note: t.tr("ui-step-note"), state };
    vec![
        step("ui-step-draft", StepState::Done),
        step("ui-step-review", StepState::Now),
        step("ui-step-live", StepState::Ahead),
    ]
}
