//! Reads a whole ledger back and names every break with its cause. It trusts nothing: journals may
//! have been restored from a damaged or forged table.
//!
//! | check | what must hold |
//! |---|---|
//! | L1 | every journal balances per currency, and so does the whole |
//! | L2 | the kept balances are the sums of the entries, for every account |
//! | L3 | no guarded account is overdrawn, after any entry |
//! | L4 | money held for a unit moves only by the facts that may move it |
//! | L5 | entries follow each other without a gap, and the chain of hashes holds |
//! | L6, L9 | one fact is one journal; what is reversed is there, says the opposite, and once |
//! | L7 | of one unit no more goes back to the buyer than was captured; a release bears one commission |
//!
//! L8 and L10 to L12 compare the ledger with other tables and are checked where those are read.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt,
};

use super::{
    account::{Account, Side},
    book::Balances,
    chain::{Digest, Entry},
    journal::{Journal, Key, Kind, Posting},
};
use crate::{id::UnitId, money::Currency};

/// Which invariant is broken, where, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// `L1` … `L9`, as above.
    pub check: &'static str,
    /// The entry that causes it, where it is one.
    pub seq: Option<u64>,
    pub cause: String,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seq {
            Some(seq) => write!(f, "{} at entry {seq}: {}", self.check, self.cause),
            None => write!(f, "{}: {}", self.check, self.cause),
        }
    }
}

/// Every break of the entries, and of the balances that were kept beside them; none is good.
pub fn audit(entries: &[Entry], kept: &Balances) -> Vec<Break> {
    let mut audit = Audit::default();
    for entry in entries {
        audit.chain(entry);
        audit.fact(entry);
        audit.reversal(entry);
        audit.balance(entry);
        audit.movements(entry);
        audit.refunds(entry);
        audit.fees(entry);
        audit.overdrafts(entry);
        audit.journals.insert(entry.journal.key(), &entry.journal);
        audit.last = Some((entry.seq, entry.hash));
    }
    audit.compare(kept);
    audit.breaks
}

/// What is left where nothing may be left once the work on `units` is closed (L4).
pub fn left_behind(balances: &Balances, units: impl IntoIterator<Item = UnitId>) -> Vec<Break> {
    let places = |unit| {
        [Account::Escrow(unit), Account::EscrowDisputed(unit), Account::UnearnedBuyerFee(unit)]
    };
    let mut breaks = Vec::new();
    for account in units.into_iter().flat_map(places) {
        for currency in Currency::ALL {
            let left = balances.natural(account, currency);
            if left != 0 {
                let code = currency.code();
                let cause = format!(
                    "{account} holds {left} minor units of {code} though its order is closed"
                );
                breaks.push(Break { check: "L4", seq: None, cause });
            }
        }
    }
    breaks
}

#[derive(Default)]
struct Audit<'a> {
    breaks: Vec<Break>,
    last: Option<(u64, Digest)>,
    journals: HashMap<&'a Key, &'a Journal>,
    reversed: HashSet<&'a Key>,
    balances: Balances,
    overdrawn: HashSet<(Account, Currency)>,
    /// Captured and given back, per unit.
    flows: HashMap<(UnitId, Currency), (u128, u128)>,
}

impl<'a> Audit<'a> {
    fn report(&mut self, check: &'static str, seq: u64, cause: String) {
        self.breaks.push(Break { check, seq: Some(seq), cause });
    }

    fn chain(&mut self, entry: &Entry) {
        let (seq, hash) = self.last.unwrap_or((0, Digest::GENESIS));
        if entry.seq != seq + 1 {
            let cause = format!("it follows entry {seq}: one is missing, doubled or out of order");
            self.report("L5", entry.seq, cause);
        }
        if entry.previous != hash {
            let cause = format!("it points back to {}, the entry before is {hash}", entry.previous);
            self.report("L5", entry.seq, cause);
        }
        let expected = entry.expected_hash();
        if entry.hash != expected {
            let cause = format!(
                "{} was changed after it was written: its hash is {}, what it says hashes to {expected}",
                entry.journal.key(),
                entry.hash
            );
            self.report("L5", entry.seq, cause);
        }
    }

    fn fact(&mut self, entry: &Entry) {
        let key = entry.journal.key();
        if let Some(known) = self.journals.get(key) {
            let same = **known == entry.journal;
            let says = if same { "with the same amounts" } else { "with other amounts" };
            self.report("L9", entry.seq, format!("{key} is recorded twice, {says}"));
        }
    }

    fn reversal(&mut self, entry: &'a Entry) {
        let journal = &entry.journal;
        let Some(target) = journal.reverses() else {
            if journal.kind() == Kind::Reversal {
                let cause = format!("{} does not say what it reverses", journal.key());
                self.report("L6", entry.seq, cause);
            }
            return;
        };
        let Some(reversed) = self.journals.get(target) else {
            let cause = format!("{} reverses {target}, which is not on record", journal.key());
            return self.report("L6", entry.seq, cause);
        };
        let opposite = reversed.reversal(journal.key().source());
        if !opposite.is_ok_and(|it| it.postings() == journal.postings()) {
            let cause = format!("{} is not the opposite of {target}", journal.key());
            self.report("L6", entry.seq, cause);
        }
        if !self.reversed.insert(target) {
            self.report("L6", entry.seq, format!("{target} is reversed a second time"));
        }
    }

    fn balance(&mut self, entry: &Entry) {
        let key = entry.journal.key();
        for (currency, (debit, credit)) in entry.journal.sums() {
            if debit != credit {
                let code = currency.code();
                let cause =
                    format!("{key}: debits are {debit}, credits {credit} minor units of {code}");
                self.report("L1", entry.seq, cause);
            }
        }
    }

    fn movements(&mut self, entry: &Entry) {
        let kind = entry.journal.kind();
        for posting in entry.journal.postings() {
            if !may_move(kind, posting) {
                let (key, account) = (entry.journal.key(), posting.account);
                let side = posting.side.code();
                let cause = format!("{key} may not {side} {account}");
                self.report("L4", entry.seq, cause);
            }
        }
    }

    fn refunds(&mut self, entry: &Entry) {
        let journal = &entry.journal;
        let Some(unit) = journal.about() else { return };
        // What a reversal undoes counts the other way round.
        let (kind, undone) = match journal.reverses() {
            Some(target) => (target.kind(), true),
            None => (journal.kind(), false),
        };
        let of = |side: Side, wanted: fn(&Account) -> bool| {
            let lines = journal.postings().iter();
            let side = if undone { opposite(side) } else { side };
            lines.filter(move |it| it.side == side && wanted(&it.account))
        };
        let captured =
            of(Side::Debit, |it| matches!(it, Account::ProcessorPending | Account::ProcessorFees));
        let returned = of(Side::Credit, |it| matches!(it, Account::RefundInTransit(_)));
        let (captured, returned): (Vec<_>, Vec<_>) = match kind {
            Kind::ChargeCaptured => (captured.collect(), Vec::new()),
            _ => (Vec::new(), returned.collect()),
        };
        let mut touched = BTreeSet::new();
        let mut count = |lines: Vec<&Posting>, first: bool| {
            for line in lines {
                let place = (unit, line.amount.currency());
                let flow = self.flows.entry(place).or_default();
                let sum = if first { &mut flow.0 } else { &mut flow.1 };
                let minor = u128::from(line.amount.minor());
                *sum = if undone { sum.saturating_sub(minor) } else { *sum + minor };
                touched.insert(place);
            }
        };
        count(captured, true);
        count(returned, false);
        for place in touched {
            let (captured, returned) = self.flows[&place];
            if returned > captured {
                let cause = format!(
                    "{}: {returned} minor units of {} go back for {unit}, captured were {captured}",
                    journal.key(),
                    place.1.code()
                );
                self.report("L7", entry.seq, cause);
            }
        }
    }

    fn fees(&mut self, entry: &Entry) {
        let journal = &entry.journal;
        if journal.kind() != Kind::Released {
            return;
        }
        let credits = |it: &Posting| it.side == Side::Credit && it.account == Account::Commission;
        let lines = journal.postings().iter().filter(|it| credits(it)).count();
        if lines > 1 {
            let cause = format!("{} bears {lines} commissions", journal.key());
            self.report("L7", entry.seq, cause);
        }
    }

    fn overdrafts(&mut self, entry: &Entry) {
        self.balances.add(&entry.journal);
        let mut places = BTreeMap::new();
        for posting in entry.journal.postings().iter().filter(|it| it.account.is_guarded()) {
            let place = (posting.account, posting.amount.currency());
            places.insert(place, self.balances.natural(place.0, place.1));
        }
        for ((account, currency), natural) in places {
            let place = (account, currency);
            if natural >= 0 {
                self.overdrawn.remove(&place);
            } else if self.overdrawn.insert(place) {
                let (key, code) = (entry.journal.key(), currency.code());
                let by = natural.unsigned_abs();
                let cause = format!("{key} overdraws {account} by {by} minor units of {code}");
                self.report("L3", entry.seq, cause);
            }
        }
    }

    fn compare(&mut self, kept: &Balances) {
        let both = self.balances.iter().chain(kept.iter());
        let places: BTreeSet<_> = both.map(|it| (it.0, it.1)).collect();
        for (account, currency) in places {
            let (is, stored) =
                (self.balances.signed(account, currency), kept.signed(account, currency));
            if is != stored {
                let code = currency.code();
                let cause = format!(
                    "the balance kept for {account} is {stored} minor units of {code}, its entries sum to {is}"
                );
                self.breaks.push(Break { check: "L2", seq: None, cause });
            }
        }
    }
}

fn opposite(side: Side) -> Side {
    if side == Side::Debit { Side::Credit } else { Side::Debit }
}

/// Which facts may move the money that is held for a unit. Anything else on these accounts is a hole.
fn may_move(kind: Kind, posting: &Posting) -> bool {
    use Kind as K;
    if kind == K::Reversal {
        return true; // `reversal` compares it with what it undoes.
    }
    match (posting.account, posting.side) {
        (Account::Escrow(_), Side::Credit) => {
            matches!(kind, K::ChargeCaptured | K::DisputeWithdrawn)
        }
        (Account::Escrow(_), Side::Debit) => {
            matches!(kind, K::Released | K::RefundAgreed | K::DisputeOpened | K::ChargebackLost)
        }
        (Account::EscrowDisputed(_), Side::Credit) => kind == K::DisputeOpened,
        (Account::EscrowDisputed(_), Side::Debit) => {
            matches!(kind, K::DisputeDecided | K::DisputeWithdrawn)
        }
        (Account::UnearnedBuyerFee(_), Side::Credit) => kind == K::ChargeCaptured,
        (Account::UnearnedBuyerFee(_), Side::Debit) => {
            matches!(kind, K::BuyerFeeEarned | K::RefundAgreed | K::ChargebackLost)
        }
        _ => true,
    }
}
