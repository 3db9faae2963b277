use super::*;
use crate::{
    features::{N, *},
    signals::{Record, Replies, Seen},
};

fn plain() -> Candidate {
    Candidate {
        text: None,
        langs: [true, false],
        price_minor: None,
        delivery_days: None,
        rating: 4.2,
        rating_count: 0,
        created_at_ms: 0,
        signals: None,
    }
}

fn rows(asked: &Asked, candidates: &[Candidate]) -> Vec<Row> {
    let mut rows = vec![[0.0; N]; 3];
    assemble(asked, candidates, &mut rows);
    assert_eq!(rows.len(), candidates.len());
    rows
}

#[test]
fn what_nobody_told_is_unknown_and_never_zero() {
    let [row] = rows(&Asked::default(), &[plain()])[..] else { panic!("one row") };
    let known: Vec<&str> =
        NAMES.into_iter().zip(row).filter(|(_, it)| !it.is_nan()).map(|(it, _)| it).collect();
    let expected = ["query_ideas", "quality_rating", "quality_reviews", "freshness_age"];
    assert_eq!(known, expected);
}

#[test]
fn a_price_is_compared_with_the_other_candidates_and_with_the_budget() {
    let priced = |minor| Candidate { price_minor: Some(minor), ..plain() };
    let candidates = [priced(400_00), priced(100_00), plain(), priced(200_00)];
    let asked = Asked { budget_minor: Some((100_00, 300_00)), ..Asked::default() };
    let rows = rows(&asked, &candidates);

    let column = |at: usize| [rows[0][at], rows[1][at], rows[3][at]];
    assert_eq!(column(PRICE_RANK), [5.0 / 6.0, 1.0 / 6.0, 0.5]);
    assert_eq!(column(PRICE_BUDGET), [-0.5, 1.0, 0.5]);
    let [dear, cheap, middle] = column(PRICE_RATIO);
    assert!((dear - 2_f32.ln()).abs() < 1e-3 && (cheap + 2_f32.ln()).abs() < 1e-3);
    assert_eq!(middle, 0.0);
    assert!(rows[2][PRICE_RATIO].is_nan() && rows[2][PRICE_BUDGET].is_nan());
}

#[test]
fn one_lucky_click_does_not_beat_a_steady_record() {
    let seen = |examinations, clicks, orders| Candidate {
        signals: Some(Signals {
            seen: Some(Seen { examinations, clicks, orders, ..Seen::default() }),
            ..Signals::default()
        }),
        ..plain()
    };
    let rows = rows(&Asked::default(), &[seen(2.0, 1.0, 1.0), seen(2_000.0, 400.0, 80.0)]);
    assert!(rows[0][CLICKS] < rows[1][CLICKS] && rows[0][ORDERS] < rows[1][ORDERS]);
    assert_eq!((rows[0][NEW], rows[1][NEW]), (1.0, 0.0));
}

#[test]
fn the_place_where_it_was_shown_is_divided_out() {
    // The same document, at the first place and at the eighth, where a quarter looks.
    let shown = |examined: f32, times: f32| Seen {
        examinations: times * examined,
        clicks: times * examined * 0.2,
        ..Seen::default()
    };
    let of = |seen| Candidate {
        signals: Some(Signals { seen: Some(seen), ..Signals::default() }),
        ..plain()
    };
    let rows = rows(&Asked::default(), &[of(shown(1.0, 1e4)), of(shown(0.25, 4e4))]);
    assert_eq!(rows[0][CLICKS], rows[1][CLICKS]);
}

#[test]
fn shares_are_drawn_towards_what_is_usual() {
    let record = Record { asked: 10, accepted: 10, completed: 10, on_time: 10, disputed: 0 };
    let replies = Replies { median_minutes: 30.0, in_time: 6, of: 6 };
    let signals = Signals {
        record: Some(record),
        replies: Some(replies),
        capacity: Some(99.0),
        verified: Some(false),
        ..Signals::default()
    };
    let row = rows(&Asked::default(), &[Candidate { signals: Some(signals), ..plain() }])[0];
    for at in [COMPLETION, ON_TIME, ACCEPTS, REPLIES] {
        assert!(row[at] > 0.6 && row[at] < 1.0, "{}: {}", NAMES[at], row[at]);
    }
    assert_eq!(row[DISPUTES], 0.015);
    assert_eq!((row[CAPACITY], row[VERIFIED]), (10.0, 0.0));
    assert!(row[COMPLETENESS].is_nan() && row[NEW].is_nan());
}

#[test]
fn text_is_compared_with_the_best_candidate() {
    let found = |bm25f| Candidate {
        text: Some(TextMatch { bm25f, share: bm25f / 8.0, ..TextMatch::default() }),
        ..plain()
    };
    let asked = Asked { ideas: 2, entropy: 1.0, lang: Some(Lang::En), ..Asked::default() };
    let rows = rows(&asked, &[found(2.0), found(4.0)]);
    assert_eq!((rows[0][TEXT_OF_BEST], rows[1][TEXT_OF_BEST]), (0.5, 1.0));
    assert_eq!((rows[0][TEXT_LANGUAGE], rows[0][QUERY_ENTROPY]), (0.0, 1.0));
}

#[test]
fn entropy_counts_bits() {
    assert_eq!(entropy([1.0, 1.0, 1.0, 1.0].into_iter()), 2.0);
    assert_eq!(entropy([3.0, 0.0].into_iter()), 0.0);
    assert_eq!(entropy([].into_iter()), 0.0);
}
