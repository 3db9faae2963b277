//! What a reader of the standard market may rely on.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use domain::{
    lang::{Lang, Spoken},
    listing::{
        Draft, ListingKind,
        raw::{RawDraft, RawText},
    },
    taxonomy,
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

/// Made once for all tests here.
fn standard() -> &'static [DemoListing] {
    static LISTINGS: LazyLock<Vec<DemoListing>> =
        LazyLock::new(|| market(SEED, Size::STANDARD).listings().collect());
    &LISTINGS
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
        let problems = Draft::check(listing.draft.clone()).err();
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

#[test]
fn titles_are_unique_in_a_language() {
    let mut seen: HashMap<(Lang, String), String> = HashMap::new();
    for listing in standard() {
        for lang in Lang::ALL {
            let Some(title) = texts(&listing.draft, lang).first().map(|it| (*it).to_owned()) else {
                continue;
            };
            let before = seen.insert((lang, title.clone()), listing.external_id.clone());
            assert_eq!(before, None, "`{title}` again in {}", listing.external_id);
        }
    }
}

#[test]
fn nobody_reads_the_same_long_sentence_four_times() {
    let mut listings_of: HashMap<(Lang, String), usize> = HashMap::new();
    for listing in standard() {
        for lang in Lang::ALL {
            let sentences: HashSet<String> = texts(&listing.draft, lang)
                .into_iter()
                .flat_map(once::long_sentences)
                .map(str::to_lowercase)
                .collect();
            for sentence in sentences {
                *listings_of.entry((lang, sentence)).or_default() += 1;
            }
        }
    }
    let worn: Vec<_> = listings_of.iter().filter(|(_, count)| **count > 3).collect();
    assert!(worn.is_empty(), "{worn:#?}");
    assert!(listings_of.len() > 15_000, "only {} sentences were compared", listings_of.len());
}

#[test]
fn both_languages_have_their_half() {
    let listings = standard();
    let count = |is: fn(&RawDraft) -> bool| listings.iter().filter(|it| is(&it.draft)).count();
    let (es, en) = (count(|it| it.content.es.is_some()), count(|it| it.content.en.is_some()));
    let share = es * 100 / (es + en);
    assert!((45..=55).contains(&share), "{share} % of the texts are Spanish");
    let both = count(|it| it.content.es.is_some() && it.content.en.is_some());
    let share = both * 100 / listings.len();
    assert!((48..=62).contains(&share), "{share} % of the listings are in both languages");
}

#[test]
fn prices_make_sense_for_what_is_sold() {
    let mut kinds = HashSet::new();
    for listing in standard() {
        let RawDraft { kind, tiers, .. } = &listing.draft;
        kinds.insert(kind.clone());
        let (least, most) = match kind.as_str() {
            "package" => (60_00, 30_000_00),
            "hourly" => (25_00, 200_00),
            "course" => (10_00, 2_500_00),
            "subscription" => (20_00, 6_000_00),
            "bulk" => (1, 400_00),
            _ => (40_00, 2_500_00),
        };
        for tier in tiers {
            assert!((least..=most).contains(&tier.price_minor), "{kind}: {tier:?}");
        }
        assert!(tiers.is_sorted_by(|a, b| a.price_minor < b.price_minor), "{tiers:?}");
    }
    assert_eq!(kinds.len(), ListingKind::ALL.len(), "{kinds:?}");
}

#[test]
fn providers_differ_as_people_do() {
    let providers: Vec<_> = market(SEED, Size::STANDARD).providers().collect();
    let share = |is: fn(&DemoProvider) -> bool| {
        providers.iter().filter(|it| is(it)).count() * 100 / providers.len()
    };
    assert!((6..=12).contains(&share(|it| it.joined_days_ago < 30)));
    assert!((3..=15).contains(&share(|it| it.leave.is_some())));
    assert!((35..=65).contains(&share(|it| it.is_firm)));
    assert!((40..=80).contains(&share(|it| it.country == "ES" || it.languages[0] == Spoken::Es)));
    let names: HashSet<_> = providers.iter().map(|it| &it.name).collect();
    assert_eq!(names.len(), providers.len());
    for it in &providers {
        assert!(it.joined_days_ago >= 30 || it.rating.is_none(), "{} just joined", it.name);
        assert!((20_00..=150_00).contains(&it.rate.minor()), "{}", it.rate);
        assert!(it.skills.len() >= 3, "{:?}", it.skills);
        let stars = it.rating.map_or(400, |it| it.mean_hundredths);
        assert!((300..=500).contains(&stars), "{stars}");
    }
}

#[test]
fn a_market_of_any_size_is_as_large_as_asked() {
    let size = Size { providers: 400, listings: 9_000 };
    let listings = market(SEED, size).listings();
    assert_eq!(listings.size_hint(), (9_000, Some(9_000)));
    let ids: HashSet<String> = listings.map(|it| it.external_id).collect();
    assert_eq!(ids.len(), 9_000);
    assert_eq!(market(SEED, Size { providers: 0, listings: 5 }).listings().count(), 0);
}

#[test]
fn every_category_is_well_stocked() {
    let mut count: HashMap<String, usize> = HashMap::new();
    let listings = standard();
    assert!(listings.len() >= 1_200 && Size::STANDARD.providers >= 150);
    for listing in listings {
        *count.entry(listing.draft.category.clone()).or_default() += 1;
    }
    for category in taxonomy::categories() {
        let found = count.get(category.slug()).copied().unwrap_or(0);
        assert!(found >= 40, "{} has {found} listings", category.slug());
    }
    let briefs: HashSet<_> = market(SEED, Size::STANDARD).briefs().map(|it| it.category).collect();
    assert_eq!(briefs.len(), taxonomy::categories().len());
    for shelf in content::shelves() {
        assert!(shelf.archetypes.len() >= 10, "{} has too few archetypes", shelf.category);
    }
}
