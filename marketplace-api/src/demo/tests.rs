//! What a reader of the standard market may rely on.

use std::collections::HashSet;

use domain::{
    lang::Lang,
    listing::{
        Draft,
        raw::{RawDraft, RawText},
    },
    user::Email,
};

use super::*;

const SEED: u64 = 2026;

/// Everything a listing says in one language.
fn texts(draft: &RawDraft, lang: Lang) -> Vec<&str> {
    fn one(text: &RawText, lang: Lang) -> Option<&str> {
        match lang {
            Lang::Es => text.es.as_deref(),
            Lang::En => text.en.as_deref(),
        }
    }
    let content = match lang {
        Lang::Es => draft.content.es.as_ref(),
        Lang::En => draft.content.en.as_ref(),
    };
    let Some(content) = content else { return Vec::new() };
    let mut texts = vec![&*content.title, &*content.summary, &*content.description];
    let lines = draft.deliverables.iter().chain(&draft.acceptance).chain(&draft.requirements);
    texts.extend(lines.filter_map(|it| one(it, lang)));
    for it in &draft.faq {
        texts.extend([&it.question, &it.answer].into_iter().filter_map(|it| one(it, lang)));
    }
    for it in &draft.tiers {
        texts.extend([&it.name, &it.includes].into_iter().filter_map(|it| one(it, lang)));
    }
    texts.extend(draft.extras.iter().filter_map(|it| one(&it.label, lang)));
    texts
}

fn standard() -> Vec<DemoListing> {
    market(SEED, Size::STANDARD).listings().collect()
}

#[test]
fn the_same_seed_makes_the_same_market() {
    let size = Size { providers: 30, listings: 120 };
    let make = |seed| -> (Vec<_>, Vec<_>, Vec<_>) {
        let market = market(seed, size);
        (market.providers().collect(), market.listings().collect(), market.briefs().collect())
    };
    assert!(make(7) == make(7));
    assert!(make(7).1 != make(8).1);
}

#[test]
fn the_content_parses() {
    if let Err(problem) = content::read_all() {
        panic!("{problem}");
    }
}

#[test]
fn no_slot_is_left_unfilled() {
    let is_odd = |text: &str| {
        text.contains(['{', '}', '[', ']', '|']) || text.contains("  ") || text.trim().is_empty()
    };
    for listing in standard() {
        for lang in Lang::ALL {
            let odd = texts(&listing.draft, lang).into_iter().find(|it| is_odd(it));
            assert_eq!(odd, None, "{}", listing.external_id);
        }
    }
    for provider in market(SEED, Size::STANDARD).providers() {
        for (_, text) in provider.bio.langs().chain(provider.headline.langs()) {
            assert!(!is_odd(text), "{text}");
        }
    }
    for brief in market(SEED, Size::STANDARD).briefs() {
        for (_, text) in brief.title.langs().chain(brief.text.langs()) {
            assert!(!is_odd(text), "{text}");
        }
    }
}

#[test]
fn every_listing_would_be_accepted() {
    for listing in standard() {
        let problems = Draft::check(listing.draft).err();
        assert_eq!(problems, None, "{}", listing.external_id);
    }
}

#[test]
fn providers_are_told_apart_and_say_they_are_made_up() {
    let mut handles = HashSet::new();
    for provider in market(SEED, Size { providers: 20_000, listings: 0 }).providers() {
        assert!(provider.is_demo && provider.email.ends_with(".example"), "{}", provider.email);
        assert!(provider.email.parse::<Email>().is_ok(), "{}", provider.email);
        assert!(handles.insert(provider.handle.clone()), "`{}` twice", provider.handle);
    }
}
