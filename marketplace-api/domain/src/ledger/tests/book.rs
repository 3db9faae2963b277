//! The append rule, balance, and the chain.

use proptest::prelude::*;

use super::examples::{Desk, eur, taxed};
use crate::{
    id::{ChargebackId, OrgId, PayoutId, RefundId, UnitId},
    ledger::{
        Account, AppendError, Appended, Book, Draft, JournalError, Key, Kind, Processor,
        ReserveFor, audit,
        chain::{Digest, daily_heads},
        facts::{self, Capture, Recovery},
    },
    money::{Currency, Money},
    time::Timestamp,
};

const NOW: Timestamp = Timestamp::from_millis(1_795_338_000_000);

fn paid(minor: u64) -> Capture {
    Capture { escrow: eur(minor), buyer_fee: taxed(0, 0), processor_fee: eur(0) }
}

#[test]
fn a_fact_is_recorded_once_and_says_so() {
    let mut desk = Desk::new();
    let capture = || facts::captured("chg_1", UnitId::from_uuid(uuid::Uuid::nil()), paid(10_00));
    assert_eq!(desk.book.append(capture().unwrap(), NOW), Ok(Appended::Written { seq: 1 }));
    for _again in 0..64 {
        let known = desk.book.append(capture().unwrap(), NOW.plus_days(1));
        assert_eq!(known, Ok(Appended::AlreadyThere { seq: 1 }));
    }
    assert_eq!(desk.book.entries().len(), 1);
}

#[test]
fn the_same_key_with_anything_else_is_refused() {
    let mut desk = Desk::new();
    desk.book.append(facts::captured("chg_1", desk.unit, paid(10_00)).unwrap(), NOW).unwrap();
    let before = desk.book.balances().clone();
    for other in [
        facts::captured("chg_1", desk.unit, paid(10_01)),
        facts::captured("chg_1", UnitId::generate(), paid(10_00)),
    ] {
        let refused = desk.book.append(other.unwrap(), NOW);
        assert!(matches!(refused, Err(AppendError::SaysSomethingElse { .. })));
    }
    assert_eq!(*desk.book.balances(), before);
}

#[test]
fn a_refused_journal_is_not_there_afterwards() {
    let mut desk = Desk::new();
    let release = || facts::released("dlv_1", desk.unit, desk.earning(10_00, 1_00, 21)).unwrap();
    let (first, second, third) = (release(), release(), release());
    for journal in [first, second] {
        let refused = desk.book.append(journal, NOW);
        assert!(matches!(refused, Err(AppendError::Overdrawn { by: 1000, .. })), "{refused:?}");
    }
    desk.book.append(facts::captured("chg_1", desk.unit, paid(10_00)).unwrap(), NOW).unwrap();
    assert_eq!(desk.book.append(third, NOW), Ok(Appended::Written { seq: 2 }));
}

#[test]
fn twenty_times_ten_from_a_hundred_is_ten() {
    let mut desk = Desk::new();
    desk.book.append(facts::captured("chg_1", desk.unit, paid(100_00)).unwrap(), NOW).unwrap();
    let tries = (0..20).map(|it| {
        let earning = desk.earning(10_00, 1_00, 21);
        facts::released(format_args!("dlv_{it}"), desk.unit, earning).unwrap()
    });
    let tries: Vec<_> = tries.collect();
    let done = tries.into_iter().filter(|it| desk.book.append(it.clone(), NOW).is_ok()).count();
    assert_eq!(done, 10);
}

#[test]
fn unbalanced_or_mixed_journals_do_not_exist() {
    let key = || Key::new(Kind::Unmatched, "txn_1").unwrap();
    let dollars = Money::new(10_00, Currency::Usd);
    let bank = || Draft::new(key()).debit(Account::Bank, eur(10_00));
    for draft in [
        bank(),
        bank().credit(Account::Goodwill, eur(9_99)),
        bank().credit(Account::Goodwill, dollars),
    ] {
        assert!(matches!(draft.build(), Err(JournalError::Unbalanced { .. })));
    }
    let nothing = Draft::new(key()).debit(Account::Bank, eur(0)).build();
    assert_eq!(nothing, Err(JournalError::Empty { key: key() }));
}

#[test]
fn two_currencies_each_balance_in_one_journal() {
    let dollars = Money::new(7, Currency::Usd);
    let both = Draft::new(Key::new(Kind::Unmatched, "txn_1").unwrap())
        .debit(Account::Bank, eur(9))
        .credit(Account::Goodwill, eur(9))
        .debit(Account::Bank, dollars)
        .credit(Account::Goodwill, dollars);
    assert_eq!(both.build().unwrap().sums().len(), 2);
}

#[test]
fn a_reversal_adds_and_returns_every_balance() {
    let mut desk = Desk::new();
    let capture = facts::captured("chg_1", desk.unit, paid(10_00)).unwrap();
    let back = capture.reversal("chg_1").unwrap();
    desk.book.append(capture, NOW).unwrap();
    desk.book.append(back, NOW).unwrap();
    assert_eq!(desk.book.entries().len(), 2);
    assert_eq!(desk.book.balances().open().count(), 0);
    assert_eq!(audit(desk.book.entries(), desk.book.balances()), []);
}

#[test]
fn a_refund_after_release_takes_what_is_there_and_leaves_a_debt() {
    let parts = Recovery::of(eur(100), [eur(30), eur(0), eur(50)]);
    let expected =
        Recovery { pending: eur(30), available: eur(0), reserve: eur(50), debt: eur(20) };
    assert_eq!(parts, Ok(expected));
    let journal = facts::refund_agreed_after_release(
        RefundId::generate(),
        UnitId::generate(),
        (OrgId::generate(), expected),
        taxed(10, 2),
        taxed(5, 1),
    );
    assert_eq!(journal.unwrap().sums()[&Currency::Eur], (118, 118));
}

#[test]
fn every_account_and_key_survives_its_text() {
    let (org, unit) = (OrgId::generate(), UnitId::generate());
    let chargeback = ChargebackId::generate();
    let accounts = [
        Account::ProcessorPending,
        Account::ProcessorAvailable,
        Account::DisputedFundsHeld(chargeback),
        Account::ProviderReceivable(org),
        Account::BuyerReceivable(org),
        Account::Bank,
        Account::Escrow(unit),
        Account::EscrowDisputed(unit),
        Account::ProviderPending(org),
        Account::ProviderAvailable(org),
        Account::ProviderReserve(org, ReserveFor::Risk),
        Account::ProviderReserve(org, ReserveFor::Chargeback(chargeback)),
        Account::UnearnedBuyerFee(unit),
        Account::BuyerCredit(org),
        Account::VatPayable("PT".parse().unwrap()),
        Account::RefundInTransit(RefundId::generate()),
        Account::PayoutInTransit(PayoutId::generate()),
        Account::Suspense(Processor::Sandbox),
        Account::Commission,
        Account::BuyerFee,
        Account::ProcessorFees,
        Account::ChargebackLoss,
        Account::DisputeFees,
        Account::Goodwill,
        Account::BadDebtProvider,
        Account::MemoConnected(org),
        Account::MemoIrpfWithheld(org),
    ];
    for account in accounts {
        assert_eq!(account.to_string().parse(), Ok(account));
    }
    assert!(accounts.is_sorted_by_key(|it| it.code()));
    for text in ["", "escrow", "escrow:org_1", "bank:x", "provider_reserve:risk", "suspense:visa"] {
        assert!(text.parse::<Account>().is_err(), "{text}");
    }
    let key = Key::new(Kind::Released, "dlv_1:2").unwrap();
    assert_eq!(Key::parse(&key.to_string()), Some(key));
    assert!(Key::new(Kind::Released, "a b").is_err() && Key::new(Kind::Released, "").is_err());
}

/// The text that is hashed is fixed for good: books of last year must verify next year.
#[test]
fn the_hash_of_an_entry_never_changes() {
    let unit = UnitId::from_uuid(uuid::Uuid::nil());
    let mut book = Book::default();
    book.append(facts::captured("chg_1", unit, paid(10_00)).unwrap(), NOW).unwrap();
    insta::assert_snapshot!(book.entries()[0].hash, @"02309b601a927aa49326856cabe2a14af1e9deee1df44b61fdcbbce07fc59ee7");
    let hash = book.entries()[0].hash;
    assert_eq!(hash.to_string().parse(), Ok(hash));
    assert!("g".repeat(64).parse::<Digest>().is_err());
}

#[test]
fn each_day_has_its_last_entry_as_head() {
    let mut desk = Desk::new();
    for (charge, days) in [(1, 0), (2, 0), (3, 2)] {
        let journal = facts::captured(charge, desk.unit, paid(10_00)).unwrap();
        desk.book.append(journal, NOW.plus_days(days)).unwrap();
    }
    let heads = daily_heads(desk.book.entries());
    let shown: Vec<_> = heads.iter().map(|it| format!("{} {}", it.0, it.1)).collect();
    assert_eq!(shown, ["2026-11-22 2", "2026-11-24 3"]);
}

proptest! {
    /// Any sequence of captures, releases, refunds and disputes, sensible or not: what is accepted
    /// keeps every invariant, and reading it all back gives the same balances.
    #[test]
    fn whatever_is_accepted_keeps_the_invariants(
        steps in prop::collection::vec((0_u8..6, 0_u64..40, 0_u64..3), 1..60),
    ) {
        let desk = Desk::new();
        let units = [UnitId::generate(), UnitId::generate(), UnitId::generate()];
        let mut book = Book::default();
        for (step, (what, minor, unit)) in steps.into_iter().enumerate() {
            let unit = units[usize::try_from(unit)?];
            let earning = desk.earning(minor, minor / 10, minor / 50);
            let journal = match what {
                0 => facts::captured(step, unit, paid(minor)),
                1 => facts::released(step, unit, earning),
                2 => facts::dispute_opened(step, unit, eur(minor)),
                3 => facts::dispute_withdrawn(step, unit, eur(minor)),
                4 => facts::dispute_decided(step, unit, earning, (RefundId::generate(), eur(minor))),
                _ => facts::clearing_over(step, desk.provider, eur(minor)),
            };
            let Ok(journal) = journal else { continue };
            let _ = book.append(journal, NOW);
        }
        prop_assert_eq!(audit(book.entries(), book.balances()), []);
        let mut again = Book::default();
        for entry in book.entries() {
            prop_assert!(again.append(entry.journal.clone(), entry.posted_at).is_ok());
        }
        prop_assert_eq!(again.entries(), book.entries());
    }
}
