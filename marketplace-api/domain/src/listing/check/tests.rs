//! Every limit is enforced, every problem names its field, and what passes survives storage.

use proptest::prelude::*;

use super::*;
use crate::{
    lang::Lang,
    listing::{raw::RawBracket, sample},
};

fn refused(change: impl FnOnce(&mut RawDraft)) -> Vec<String> {
    let mut raw = sample::full();
    change(&mut raw);
    let problems = Draft::check(raw).expect_err("this must be refused");
    problems.into_iter().map(|it| format!("{} {}", it.field, it.problem.code())).collect()
}

#[test]
fn a_listing_that_uses_everything_passes() {
    let draft = Draft::check(sample::full()).unwrap();
    assert_eq!(draft.from_price(), Money::new(400_00, Currency::Eur));
    assert_eq!(draft.title(Lang::Es), "Asistente que cita tus documentos");
    assert_eq!(draft.extras.len(), 6);
}

#[test]
fn what_was_checked_comes_back_the_same() {
    let draft = Draft::check(sample::full()).unwrap();
    assert_eq!(Draft::restore(RawDraft::from(&draft)), Some(draft.clone()));
    assert_eq!(Draft::check(RawDraft::from(&draft)), Ok(draft));
}

#[test]
fn an_empty_form_hears_everything_at_once() {
    let problems = Draft::check(RawDraft::default()).unwrap_err();
    let fields: Vec<_> = problems.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["kind", "category", "skills", "languages", "currency", "content", "tiers"]);
}

#[test]
fn one_language_is_enough() {
    let mut raw = sample::full();
    raw.content.en = None;
    let draft = Draft::check(raw).unwrap();
    assert_eq!(draft.title(Lang::En), "Asistente que cita tus documentos");
}

#[test]
fn half_a_translation_is_not() {
    let problems = refused(|it| it.content.en.as_mut().unwrap().summary = "  ".into());
    assert_eq!(problems, ["content.en.summary missing"]);
}

#[test]
fn names_that_do_not_exist_are_refused() {
    assert_eq!(refused(|it| it.kind = "gift".into()), ["kind unknown-value"]);
    assert_eq!(refused(|it| it.category = "zzz".into()), ["category unknown-value"]);
    assert_eq!(refused(|it| it.skills[0] = "juggling".into()), ["skills[0] unknown-value"]);
    assert_eq!(refused(|it| it.languages[1] = "xx".into()), ["languages[1] unknown-value"]);
    assert_eq!(refused(|it| it.currency = "USD".into()), ["currency unknown-value"]);
}

#[test]
fn the_same_thing_twice_is_refused() {
    assert_eq!(refused(|it| it.skills.push("RAG".into())), ["skills[1] repeated"]);
    assert_eq!(refused(|it| it.languages.push("es".into())), ["languages[2] repeated"]);
    let twice = |it: &mut RawDraft| it.extras[1].code = "training".into();
    assert_eq!(refused(twice), ["extras[1].code repeated"]);
}

#[test]
fn lengths_have_limits() {
    let title = |text: &str| {
        let text = text.to_owned();
        refused(move |it| it.content.es.as_mut().unwrap().title = text)
    };
    assert_eq!(title("Corto"), ["content.es.title too-short"]);
    assert_eq!(title(&"a".repeat(91)), ["content.es.title too-long"]);
    assert_eq!(title("Con un \u{0}nulo"), ["content.es.title bad-characters"]);
    let long = |it: &mut RawDraft| it.content.en.as_mut().unwrap().description = "a".repeat(6_001);
    assert_eq!(refused(long), ["content.en.description too-long"]);
}

#[test]
fn lists_have_limits() {
    let many = |it: &mut RawDraft| it.deliverables = vec![it.deliverables[0].clone(); 13];
    assert_eq!(refused(many), ["deliverables too-many"]);
    let many = |it: &mut RawDraft| it.tiers = vec![it.tiers[0].clone(); 7];
    assert_eq!(refused(many), ["tiers too-many"]);
    assert_eq!(refused(|it| it.tiers.clear()), ["tiers too-few"]);
    assert_eq!(refused(|it| it.skills.clear()), ["skills too-few"]);
    let blank = |it: &mut RawDraft| it.acceptance[0] = RawText::both(" ", "\t");
    assert_eq!(refused(blank), ["acceptance[0] missing"]);
}

#[test]
fn numbers_have_limits() {
    assert_eq!(refused(|it| it.tiers[1].price_minor = 4_99), ["tiers[1].price_minor out-of-range"]);
    let days = |it: &mut RawDraft| it.tiers[0].delivery_days = 0;
    assert_eq!(refused(days), ["tiers[0].delivery_days out-of-range"]);
    let revisions = |it: &mut RawDraft| it.tiers[0].revisions = Some(21);
    assert_eq!(refused(revisions), ["tiers[0].revisions out-of-range"]);
    assert_eq!(refused(|it| it.extras[0].days = i32::MIN), ["extras[0].days out-of-range"]);
}

#[test]
fn extras_that_cannot_be_priced_are_refused() {
    let with = |price: RawExtraPrice| refused(move |it| it.extras[0].price = price);
    let unit = || RawText::both("página", "page");
    assert_eq!(
        with(RawExtraPrice::PerUnit { unit: unit(), price_minor: 1, min: 9, max: 3 }),
        ["extras[0].price.max out-of-range"]
    );
    assert_eq!(with(RawExtraPrice::Multiplier { bps: 0 }), ["extras[0].price.bps out-of-range"]);
    let bracket = |up_to| RawBracket { up_to, price_minor: 1 };
    let brackets = vec![bracket(10), bracket(10)];
    assert_eq!(
        with(RawExtraPrice::Range { unit: unit(), min: 1, brackets }),
        ["extras[0].price.brackets[1].up_to out-of-range"]
    );
    assert_eq!(
        with(RawExtraPrice::Range { unit: RawText::default(), min: 1, brackets: vec![] }),
        ["extras[0].price.unit missing", "extras[0].price.brackets too-few"]
    );
    assert_eq!(
        with(RawExtraPrice::Exclusive { options: vec![] }),
        ["extras[0].price.options too-few"]
    );
    assert_eq!(refused(|it| it.extras[0].code = "Rush!".into()), ["extras[0].code malformed"]);
}

proptest! {
    #[test]
    fn whatever_is_typed_is_answered(
        words in proptest::collection::vec(".{0,40}", 8),
        numbers in proptest::collection::vec(any::<u32>(), 6),
    ) {
        let mut raw = sample::full();
        raw.kind.clone_from(&words[0]);
        raw.skills = words[1..3].to_vec();
        raw.content.es.as_mut().unwrap().title.clone_from(&words[3]);
        raw.deliverables[0] = RawText { es: Some(words[4].clone()), en: None };
        raw.tiers[0].price_minor = u64::from(numbers[0]);
        raw.extras[0].code.clone_from(&words[5]);
        raw.extras[1].price = RawExtraPrice::PerUnit {
            unit: RawText::both(&words[6], &words[7]),
            price_minor: u64::from(numbers[1]),
            min: numbers[2],
            max: numbers[3],
        };
        if let Ok(draft) = Draft::check(raw) {
            prop_assert_eq!(Draft::restore(RawDraft::from(&draft)), Some(draft));
        }
    }
}
