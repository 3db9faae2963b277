//! The model checks, over every machine there is.

use std::collections::HashMap;

use super::*;
use crate::{
    capability::Standing,
    country::Country,
    dispute::Dispute,
    id::{OrgId, PayoutId, RefundId, UnitId},
    ledger::{
        Account, Book,
        audit::{audit, left_behind},
        facts::{self, Capture, Earning, Return, Taxed},
    },
    money::{Currency, Money},
    order::{
        effect::{Effect, Paid, of_contract, step},
        funds::Funds,
        milestone::{Contract, Milestone},
        package::Work,
    },
    payout::{self, Payout},
    refund::Refund,
    time::Timestamp,
};

fn reached<M: Machine>(from: M) -> Vec<M> {
    let mut found = vec![from];
    let mut next = 0;
    while let Some(state) = found.get(next).copied() {
        next += 1;
        let steps: Vec<M> = M::EVENTS.iter().filter_map(|event| state.next(*event)).collect();
        for state in steps {
            if !found.contains(&state) {
                found.push(state);
            }
        }
    }
    found
}

fn check<M: Machine>() {
    let name = M::NAME;
    let all = reached(M::START);
    for state in M::STATES {
        let code = state.state_code();
        assert!(all.contains(state), "{name} never is {code}");
        let exits = M::EVENTS.iter().filter(|it| state.next(**it).is_some()).count();
        match state.rest() {
            Rest::Terminal => assert_eq!(exits, 0, "{name} leaves {code}, which is terminal"),
            Rest::Resting => {}
            Rest::Moving => {
                let ends = reached(*state).iter().any(|it| it.rest() != Rest::Moving);
                assert!(ends, "{name} has no way out of {code}");
            }
        }
        let by = |wanted: fn(&Actor) -> bool| {
            let open = M::EVENTS.iter().filter(|it| state.next(**it).is_some());
            open.filter(move |it| M::by(**it).iter().any(wanted)).count()
        };
        if by(|it| *it == Actor::Timer) > 0 {
            assert!(by(|it| it.is_person()) > 0, "{name}: only a timer can leave {code}");
        }
    }
    for event in M::EVENTS {
        let code = M::event_code(*event);
        let used = M::table().iter().any(|it| it.1 == *event);
        assert!(used, "{name}: {code} is never possible");
        let timed = M::by(*event).contains(&Actor::Timer);
        assert_eq!(timed, code.ends_with("_timeout"), "{name}: {code}");
    }
}

#[test]
fn no_state_is_without_an_exit_and_no_timer_without_a_person() {
    check::<Work>();
    check::<Funds>();
    check::<Contract>();
    check::<Milestone>();
    check::<Dispute>();
    check::<Refund>();
    check::<Payout>();
    check::<Standing>();
}

#[test]
fn only_who_may_can_and_only_from_where_it_is_possible() {
    use crate::order::package::Event;
    let mine = Work::Delivered.act(Event::Accept, Actor::Buyer);
    assert_eq!(mine, Ok(Work::Accepted));
    let theirs = Work::Delivered.act(Event::Accept, Actor::Provider);
    assert_eq!(
        theirs.unwrap_err().to_string(),
        "accept of an order with a package is not for provider to do"
    );
    let late = Work::Closed.act(Event::Accept, Actor::Buyer);
    assert_eq!(
        late.unwrap_err().to_string(),
        "accept is not possible for an order with a package that is closed"
    );
}

fn eur(minor: u64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn taxed(net: u64, vat: u64) -> Taxed {
    let spain: Country = "ES".parse().unwrap();
    Taxed { net: eur(net), vat: eur(vat), country: spain }
}

/// Posts what an effect means for 12.10 in escrow and a buyer's fee of 1.00 with 0.21 VAT.
fn post(book: &mut Book, unit: UnitId, effect: Effect) {
    let source = book.entries().len() + 1;
    let half = Earning { provider: OrgId::generate(), gross: eur(6_05), commission: taxed(50, 11) };
    let whole = Earning { gross: eur(12_10), commission: taxed(1_00, 21), ..half };
    let refund = RefundId::generate;
    let fee_back = |net, vat| {
        facts::refund_agreed(refund(), unit, Return { escrow: eur(0), buyer_fee: taxed(net, vat) })
    };
    let earned = |minor| facts::buyer_fee_earned(source, unit, eur(minor));
    let paid = Capture { escrow: eur(12_10), buyer_fee: taxed(1_00, 21), processor_fee: eur(5) };
    let all = Return { escrow: eur(12_10), buyer_fee: taxed(1_00, 21) };
    let part = Return { escrow: eur(6_05), buyer_fee: taxed(50, 11) };
    let journals = match effect {
        Effect::Nothing | Effect::Ask | Effect::Unask => vec![],
        Effect::Hold => vec![facts::captured(source, unit, paid)],
        Effect::Freeze => vec![facts::dispute_opened(source, unit, eur(12_10))],
        Effect::Thaw => vec![facts::dispute_withdrawn(source, unit, eur(12_10))],
        Effect::Release => vec![facts::released(source, unit, whole), earned(1_00)],
        Effect::Refund => vec![facts::refund_agreed(refund(), unit, all)],
        Effect::Split => vec![
            facts::released(source, unit, half),
            facts::refund_agreed(refund(), unit, part),
            earned(50),
        ],
        Effect::Decide => vec![
            facts::dispute_decided(source, unit, half, (refund(), eur(6_05))),
            fee_back(50, 11),
            earned(50),
        ],
    };
    for journal in journals {
        let written = book.append(journal.unwrap(), Timestamp::from_millis(0));
        assert!(written.is_ok(), "{effect:?}: {written:?}");
    }
}

/// Walks every step of `W` with its money and its ledger; a place is known by both columns and by what
/// is held and frozen.
fn walk<W: Paid + std::hash::Hash + std::fmt::Debug>() -> usize {
    let unit = UnitId::generate();
    let held = |book: &Book| {
        let on = |account| book.balances().natural(account, Currency::Eur);
        [Account::Escrow(unit), Account::EscrowDisputed(unit), Account::UnearnedBuyerFee(unit)]
            .map(on)
    };
    let mut places = HashMap::new();
    let mut open = vec![(W::START, Funds::START, Book::default())];
    while let Some((work, funds, book)) = open.pop() {
        let holds = held(&book);
        if places.insert((work, funds, holds), ()).is_some() {
            continue;
        }
        assert!(work.agrees(funds), "{work:?} and {funds:?} do not agree");
        let is_held = holds.iter().any(|it| *it != 0);
        assert_eq!(is_held, funds == Funds::Funded, "{work:?} {funds:?} {holds:?}");
        if work.rest() == Rest::Terminal {
            assert_eq!(left_behind(book.balances(), [unit]), [], "{work:?}");
            assert_eq!(audit(book.entries(), book.balances()), []);
        }
        for event in W::EVENTS {
            if work.next(*event).is_none() {
                continue;
            }
            let actor = W::by(*event)[0];
            let after = step(work, funds, *event, actor).unwrap();
            let mut book = book.clone();
            post(&mut book, unit, after.effect);
            open.push((after.work, after.funds, book));
        }
    }
    places.len()
}

#[test]
fn money_returns_to_zero_wherever_the_work_ends() {
    assert!(walk::<Work>() >= Work::STATES.len());
    assert!(walk::<Milestone>() >= Milestone::STATES.len());
}

#[test]
fn a_payout_is_in_transit_only_while_it_is_on_its_way() {
    let (provider, id, amount) = (OrgId::generate(), PayoutId::generate(), eur(10));
    let mut book = Book::default();
    let account = Account::ProviderAvailable(provider);
    book.append(facts::goodwill("work", account, amount).unwrap(), Timestamp::from_millis(0))
        .unwrap();
    let (mut known, mut open) = (Vec::new(), vec![(Payout::START, book)]);
    while let Some((state, book)) = open.pop() {
        let on = |account| book.balances().natural(account, Currency::Eur);
        let holds = (on(account), on(Account::PayoutInTransit(id)));
        if known.contains(&(state, holds)) {
            continue;
        }
        known.push((state, holds));
        use Payout as P;
        let expected = match state {
            P::Planned | P::Held | P::Ready | P::Cancelled => (10, 0),
            P::Transferring | P::Failed | P::Stuck => (0, 10),
            P::Transferred | P::BankInTransit | P::Paid | P::Returned => (0, 0),
        };
        assert_eq!(holds, expected, "{state:?}");
        for event in Payout::EVENTS {
            let Some(next) = state.next(*event) else { continue };
            let mut book = book.clone();
            let journal = match state.effect(*event) {
                payout::Effect::Nothing => None,
                payout::Effect::Request => Some(facts::payout_requested(id, provider, amount)),
                payout::Effect::Confirm => Some(facts::payout_confirmed(id, provider, amount)),
                payout::Effect::GiveBack => Some(facts::payout_failed(id, provider, amount)),
            };
            if let Some(journal) = journal {
                book.append(journal.unwrap(), Timestamp::from_millis(0)).unwrap();
            }
            open.push((next, book));
        }
    }
    assert_eq!(known.len(), Payout::STATES.len());
}

#[test]
fn while_money_is_charged_back_nothing_moves_it() {
    for (from, event, _to) in Work::table() {
        let (effect, actor) = (from.effect(event), Work::by(event)[0]);
        let after = step(from, Funds::ChargedBack, event, actor);
        let possible = effect.on_funds().is_none() || Work::writes_off(event);
        assert_eq!(after.is_ok(), possible, "{from:?} {event:?}");
        assert!(after.is_err() || after.is_ok_and(|it| it.funds == Funds::ChargedBack));
    }
}

/// From wherever work can stand while its money is charged back, it can be ended.
fn ends_after_a_lost_chargeback<W: Paid + std::fmt::Debug>() {
    let open = |work: &&W| work.rest() == Rest::Moving && work.agrees(Funds::ChargedBack);
    for from in W::STATES.iter().filter(open) {
        let mut found = vec![*from];
        let mut place = 0;
        while let Some(work) = found.get(place).copied() {
            place += 1;
            for event in W::EVENTS {
                let after = step(work, Funds::ChargedBack, *event, W::by(*event)[0]);
                if let Ok(after) = after
                    && !found.contains(&after.work)
                {
                    assert!(after.work.agrees(after.funds), "{after:?}");
                    found.push(after.work);
                }
            }
        }
        assert!(found.iter().any(|it| it.rest() == Rest::Terminal), "{from:?} never ends");
    }
}

#[test]
fn work_whose_money_was_charged_back_can_be_ended() {
    ends_after_a_lost_chargeback::<Work>();
    ends_after_a_lost_chargeback::<Milestone>();
}

#[test]
fn the_money_of_a_contract_is_that_of_its_milestones() {
    use Funds as F;
    for (milestones, contract) in [
        (vec![], F::Unfunded),
        (vec![F::Unfunded, F::Unfunded], F::Unfunded),
        (vec![F::Funding, F::Unfunded], F::Funding),
        (vec![F::Funded, F::Unfunded], F::Funded),
        (vec![F::Settled, F::Funded], F::PartSettled),
        (vec![F::Settled, F::Unfunded], F::PartSettled),
        (vec![F::Settled, F::Settled], F::Settled),
        (vec![F::Settled, F::ChargedBack], F::ChargedBack),
    ] {
        assert_eq!(of_contract(&milestones), contract, "{milestones:?}");
    }
}
