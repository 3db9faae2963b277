use super::*;
use crate::{business_days::Calendar, date::Date};

fn at(date: &str) -> Timestamp {
    date.parse::<Date>().unwrap().start()
}

fn due(timer: Timer, from: &str) -> String {
    let spain = Calendar::new(None, []);
    Date::of(timer.default_span().after(at(from), &spain)).to_string()
}

#[test]
fn every_default_is_within_its_own_bounds() {
    for timer in Timer::ALL {
        assert_eq!(timer.check(timer.default_span()), Ok(()), "{timer:?}");
    }
}

#[test]
fn spans_beyond_the_bounds_are_refused() {
    for (timer, short, long) in [
        (Timer::Pay, Span::Minutes(14), Span::Days(8)),
        (Timer::Acceptance, Span::Hours(3), Span::Hours(145)),
        (Timer::Delivery, Span::Minutes(59), Span::Days(31)),
        (Timer::ReviewPackage, Span::BusinessDays(2), Span::BusinessDays(11)),
        (Timer::DisputeTotal, Span::Days(29), Span::Days(31)),
    ] {
        for span in [short, long] {
            assert!(timer.check(span).is_err(), "{timer:?} {span:?}");
        }
    }
    let said = Timer::Acceptance.check(Span::Hours(3)).unwrap_err().to_string();
    assert_eq!(said, "acceptance must be between Hours(4) and Days(6)");
}

#[test]
fn silence_accepts_after_five_business_days() {
    // A Friday, then a long weekend with a holiday on Tuesday.
    assert_eq!(due(Timer::ReviewPackage, "2026-12-04"), "2026-12-14");
    assert_eq!(due(Timer::DisputeReply, "2026-11-23"), "2026-11-30");
    assert_eq!(due(Timer::DisputeDecide, "2026-12-24"), "2026-12-29");
    assert_eq!(due(Timer::ReviewMilestone, "2026-12-04"), "2026-12-18");
    assert_eq!(due(Timer::Clearing, "2026-11-22"), "2026-11-27");
}

#[test]
fn late_is_a_day_after_the_promise_and_over_two_weeks_later() {
    let spain = Calendar::new(None, []);
    let late = Timer::LateGrace.default_span().after(at("2026-11-22"), &spain);
    assert_eq!(late, at("2026-11-23"));
    assert_eq!(Timer::LateCancel.default_span().after(late, &spain), at("2026-12-07"));
}

#[test]
fn a_dispute_stops_a_clock_and_gives_back_what_was_left() {
    let opened = at("2026-11-22");
    let five_days = Frozen::at(opened, at("2026-11-27"));
    assert_eq!(five_days.rearm(at("2026-12-10")), at("2026-12-15"));
    assert_eq!(Frozen::restored(five_days.remaining_millis()), five_days);
    let an_hour = Frozen::at(opened, opened.plus_secs(3_600));
    let overdue = Frozen::at(opened, opened.plus_secs(-3_600));
    for short in [an_hour, overdue] {
        assert_eq!(short.rearm(at("2026-12-10")), at("2026-12-12"));
    }
    assert!(Timer::ReviewPackage.freezes() && !Timer::DisputeReply.freezes());
}

#[test]
fn held_money_has_85_days_and_three_warnings() {
    let hold = Hold::new(at("2026-09-01"));
    assert_eq!(hold.deadline(), at("2026-11-25"));
    assert_eq!(hold.warnings(), [at("2026-11-04"), at("2026-11-18"), at("2026-11-23")]);
    let due = |now: &str| hold.warnings_due(at(now));
    let days = ["2026-11-03", "2026-11-04", "2026-11-18", "2026-11-22", "2026-11-23", "2027-01-01"];
    assert_eq!(days.map(due), [0, 1, 2, 2, 3, 3]);
    assert!(!hold.is_over(hold.deadline().plus_millis(-1)) && hold.is_over(hold.deadline()));
}

#[test]
fn the_longest_delivery_leaves_room_and_a_day_more_does_not() {
    let funded = at("2026-09-01");
    let hold = Hold::new(funded);
    assert!(hold.leaves_room(funded.plus_days(30)));
    assert!(!hold.leaves_room(funded.plus_days(31)));
}

#[test]
fn only_some_may_extend_and_only_their_own_side() {
    let by = |timer: Timer| timer.extension().map(|it| it.by);
    assert_eq!(by(Timer::ReviewPackage), Some(Actor::Buyer));
    assert_eq!(by(Timer::Requirements), Some(Actor::Provider));
    assert_eq!(by(Timer::Pay), None);
}
