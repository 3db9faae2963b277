//! Every way to damage a ledger is noticed, and named.

use super::examples::{Desk, eur, taxed};
use crate::{
    id::{RefundId, UnitId},
    ledger::{
        Account, Balances, Book, Entry, Journal, Key, Kind, Posting, Side, audit,
        audit::left_behind,
        facts::{self, Capture, Return},
    },
    money::Currency,
    time::Timestamp,
};

const NOW: Timestamp = Timestamp::from_millis(1_795_338_000_000);

fn three_entries() -> (Desk, Book) {
    let desk = Desk::new();
    let mut book = Book::default();
    let paid = Capture { escrow: eur(10_00), buyer_fee: taxed(1_00, 21), processor_fee: eur(5) };
    for journal in [
        facts::captured("chg_1", desk.unit, paid),
        facts::released("dlv_1", desk.unit, desk.earning(6_00, 60, 13)),
        facts::clearing_over("dlv_1", desk.provider, eur(1_00)),
    ] {
        book.append(journal.unwrap(), NOW).unwrap();
    }
    (desk, book)
}

/// The entries as if somebody who knows the hash had written these journals.
fn forged(journals: impl IntoIterator<Item = Journal>) -> (Vec<Entry>, Balances) {
    let (mut entries, mut balances) = (Vec::<Entry>::new(), Balances::default());
    for journal in journals {
        balances.add(&journal);
        entries.push(Entry::after(entries.last(), journal, NOW));
    }
    (entries, balances)
}

fn checks(entries: &[Entry], kept: &Balances) -> Vec<String> {
    audit(entries, kept).iter().map(|it| format!("{} {:?}", it.check, it.seq)).collect()
}

fn line(account: Account, side: Side, minor: u64) -> Posting {
    Posting { account, side, amount: eur(minor) }
}

#[test]
fn a_changed_amount_breaks_the_chain_and_the_balance() {
    let (desk, book) = three_entries();
    let mut entries = book.entries().to_vec();
    let old = &entries[1].journal;
    let mut postings = old.postings().to_vec();
    postings[0].amount = eur(7_00);
    entries[1].journal = Journal::restored(old.key().clone(), old.about(), None, postings);
    let breaks = audit(&entries, book.balances());
    let found: Vec<_> = breaks.iter().map(|it| it.check).collect();
    assert_eq!(found, ["L5", "L1", "L2"]);
    let cause = breaks[1].to_string();
    assert_eq!(
        cause,
        "L1 at entry 2: released:dlv_1: debits are 700, credits 600 minor units of EUR"
    );
    assert!(breaks[2].cause.contains(&desk.unit.to_string()), "{}", breaks[2]);
}

#[test]
fn a_missing_a_doubled_and_a_swapped_entry_are_noticed() {
    let (_desk, book) = three_entries();
    for damage in [vec![0, 2], vec![0, 1, 1, 2], vec![1, 0, 2], vec![1, 2]] {
        let entries: Vec<_> = damage.iter().map(|it| book.entries()[*it].clone()).collect();
        let found = checks(&entries, book.balances());
        assert!(found.iter().any(|it| it.starts_with("L5")), "{damage:?}: {found:?}");
    }
}

#[test]
fn a_later_moment_cannot_be_written_in() {
    let (_desk, book) = three_entries();
    let mut entries = book.entries().to_vec();
    entries[2].posted_at = NOW.plus_days(1);
    assert_eq!(checks(&entries, book.balances()), ["L5 Some(3)"]);
}

#[test]
fn a_kept_balance_that_drifted_is_named() {
    let (desk, book) = three_entries();
    let mut kept = book.balances().clone();
    kept.set(Account::ProviderAvailable(desk.provider), Currency::Eur, -1_01);
    let breaks = audit(book.entries(), &kept);
    assert_eq!(breaks.len(), 1);
    assert_eq!(breaks[0].check, "L2");
    let missing = audit(book.entries(), &Balances::default());
    assert!(missing.len() > 5 && missing.iter().all(|it| it.check == "L2"));
}

#[test]
fn an_overdraft_is_reported_once_where_it_begins() {
    let desk = Desk::new();
    let release = |name: &str| facts::released(name, desk.unit, desk.earning(10, 1, 0)).unwrap();
    let (entries, kept) = forged([release("dlv_1"), release("dlv_2")]);
    assert_eq!(checks(&entries, &kept), ["L3 Some(1)"]);
}

#[test]
fn the_same_fact_twice_is_noticed_even_with_a_sound_chain() {
    let capture = |unit, minor| {
        let paid = Capture { escrow: eur(minor), buyer_fee: taxed(0, 0), processor_fee: eur(0) };
        facts::captured("chg_1", unit, paid).unwrap()
    };
    let unit = UnitId::generate();
    let (entries, kept) = forged([capture(unit, 10), capture(unit, 10), capture(unit, 11)]);
    assert_eq!(checks(&entries, &kept), ["L9 Some(2)", "L9 Some(3)"]);
}

#[test]
fn held_money_moves_only_by_the_facts_that_may() {
    let unit = UnitId::generate();
    let theft = |account| {
        let lines = vec![line(account, Side::Debit, 10), line(Account::Bank, Side::Credit, 10)];
        Journal::restored(Key::new(Kind::Unmatched, account).unwrap(), None, None, lines)
    };
    let places =
        [Account::Escrow(unit), Account::EscrowDisputed(unit), Account::UnearnedBuyerFee(unit)];
    for account in places {
        let (entries, kept) = forged([theft(account)]);
        assert_eq!(checks(&entries, &kept), ["L4 Some(1)", "L3 Some(1)"], "{account}");
    }
}

#[test]
fn more_cannot_go_back_than_came() {
    let (desk, book) = three_entries();
    let unit = desk.unit;
    let after = |minor| {
        let refund = RefundId::generate();
        let lines = vec![
            line(Account::ProviderReceivable(desk.provider), Side::Debit, minor),
            line(Account::RefundInTransit(refund), Side::Credit, minor),
        ];
        Journal::restored(Key::new(Kind::RefundAgreed, refund).unwrap(), Some(unit), None, lines)
    };
    let journals = || book.entries().iter().map(|it| it.journal.clone());
    let (entries, kept) = forged(journals().chain([after(11_21)]));
    assert_eq!(audit(&entries, &kept), []);
    let (entries, kept) = forged(journals().chain([after(11_20), after(2)]));
    assert_eq!(checks(&entries, &kept), ["L7 Some(5)"]);
}

#[test]
fn reversals_are_checked_against_what_they_undo() {
    let (_desk, book) = three_entries();
    let last = &book.entries()[2].journal;
    let journals = || book.entries().iter().map(|it| it.journal.clone());
    let twice = [last.reversal("a").unwrap(), last.reversal("b").unwrap()];
    let (entries, kept) = forged(journals().chain(twice));
    assert!(checks(&entries, &kept).contains(&"L6 Some(5)".to_owned()));

    let stray = forged([last.reversal("a").unwrap()]);
    assert!(checks(&stray.0, &stray.1).contains(&"L6 Some(1)".to_owned()));

    let key = Key::new(Kind::Reversal, "c").unwrap();
    let lines = vec![line(Account::Bank, Side::Debit, 1), line(Account::Goodwill, Side::Credit, 1)];
    let other = Journal::restored(key, None, Some(last.key().clone()), lines);
    let (entries, kept) = forged(journals().chain([other]));
    assert_eq!(checks(&entries, &kept), ["L6 Some(4)"]);
}

#[test]
fn a_release_bears_one_commission() {
    let (desk, book) = three_entries();
    let lines = vec![
        line(Account::Escrow(desk.unit), Side::Debit, 2),
        line(Account::Commission, Side::Credit, 1),
        line(Account::Commission, Side::Credit, 1),
    ];
    let key = Key::new(Kind::Released, "dlv_2").unwrap();
    let double = Journal::restored(key, Some(desk.unit), None, lines);
    let (entries, kept) =
        forged(book.entries().iter().map(|it| it.journal.clone()).chain([double]));
    assert_eq!(checks(&entries, &kept), ["L7 Some(4)"]);
}

#[test]
fn a_closed_order_leaves_nothing_behind() {
    let (desk, mut book) = three_entries();
    assert_eq!(left_behind(book.balances(), [desk.unit]).len(), 2);
    let back = Return { escrow: eur(4_00), buyer_fee: taxed(1_00, 21) };
    let refund = facts::refund_agreed(RefundId::generate(), desk.unit, back).unwrap();
    book.append(refund, NOW).unwrap();
    assert_eq!(left_behind(book.balances(), [desk.unit]), []);
}
