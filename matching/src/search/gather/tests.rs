use super::*;
use crate::{
    index::writer::{Load, Writer},
    search::parse::{Member, Origin, Reading},
    types::{Change, Doc},
};

const MOST: u32 = MOST_HITS as u32;

/// A price of 1 fails the test of those who want the first half.
fn snapshot() -> Snapshot {
    let (mut writer, empty) =
        Writer::create(None, &[], &std::sync::Arc::default(), Load::Edits).unwrap();
    let doc = |n: u32| {
        let price_minor = Some(u64::from(n >= 2 * MOST));
        Change::Put(Box::new(Doc { key: n.to_string(), price_minor, ..Doc::default() }))
    };
    writer.write(&empty, &(0..4 * MOST).map(doc).collect::<Vec<_>>(), 1).unwrap()
}

fn group(idf: f32) -> Group {
    let (reading, origin) = (Reading::Owner, Origin::Typed);
    let member = Member { reading, terms: Vec::new(), worth: 1.0, origin };
    let typed = String::new();
    Group { typed, exact: Vec::new(), members: vec![member], phrase: None, idf, times: 1 }
}

#[test]
fn of_too_many_hits_the_best_stay_and_their_equals() {
    let snapshot = snapshot();
    let mut tests = Tests::default();
    tests.tests.push(Test::Price { min: 0, max: 0 });
    let score = |slot: u32| (slot % (2 * MOST) / 4) as f32;
    let mut orders = [Vec::from_iter(0..4 * MOST), Vec::from_iter((0..4 * MOST).rev())];
    for order in &mut orders {
        let mut hits = Vec::new();
        let mut sieve = Sieve::new(&snapshot, &[group(1.0)], &tests, &mut hits);
        order.iter().for_each(|slot| sieve.offer(*slot, score(*slot), 1));
        assert!(sieve.finish());
        // What a filter hides is not counted against the others, and goes by the same measure.
        let mut kept: Vec<u32> = hits.iter().map(|it| it.slot).collect();
        kept.sort_unstable();
        assert_eq!(kept, Vec::from_iter((MOST..2 * MOST).chain(3 * MOST..4 * MOST)));
    }
}

#[test]
fn as_many_as_allowed_all_stay() {
    let snapshot = snapshot();
    let tests = Tests::default();
    let mut hits = Vec::new();
    let mut sieve = Sieve::new(&snapshot, &[group(1.0)], &tests, &mut hits);
    (0..MOST).for_each(|slot| sieve.offer(slot, slot as f32, 1));
    assert!(!sieve.finish());
    assert_eq!(hits.len(), MOST_HITS);
}

#[test]
fn a_group_that_cannot_carry_a_document_is_told_before_it_is_read() {
    let snapshot = snapshot();
    let tests = Tests::default();
    let mut hits = Vec::new();
    let groups = [group(4.0), group(3.0), group(1.0)];
    let mut sieve = Sieve::new(&snapshot, &groups, &tests, &mut hits);
    // Of three ideas one that is common is not enough.
    assert!(sieve.may_pass_with(0b001) && sieve.may_pass_with(0b010));
    assert!(!sieve.may_pass_with(0b100));
    // Once there are enough with the first, the second alone is not enough either.
    (0..2 * MOST).for_each(|slot| sieve.offer(slot, 4.0, 0b001));
    assert!(!sieve.may_pass_with(0b010));
    assert!(sieve.may_pass_with(0b001) && sieve.may_pass_with(0b110));
}
