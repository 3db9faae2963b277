//! The seven worked examples, to the cent: 1,000.00 net with 21 % IVA, commission 10 % and buyer fee
//! 5 % of net with 21 % VAT each, the processor takes 1.5 % and 0.25.

use crate::{
    id::{ChargebackId, OrgId, PayoutId, RefundId, UnitId},
    ledger::{
        Account, Book, Journal, JournalError, ReserveFor, Side, audit,
        audit::left_behind,
        facts::{self, Capture, Earning, Loss, Return, Taxed},
    },
    money::{Currency, Money},
    time::Timestamp,
};

pub(super) fn eur(minor: u64) -> Money {
    Money::new(minor, Currency::Eur)
}

pub(super) fn taxed(net: u64, vat: u64) -> Taxed {
    Taxed { net: eur(net), vat: eur(vat), country: "ES".parse().unwrap() }
}

pub(super) struct Desk {
    pub(super) book: Book,
    pub(super) unit: UnitId,
    pub(super) provider: OrgId,
}

impl Desk {
    pub(super) fn new() -> Desk {
        Desk { book: Book::default(), unit: UnitId::generate(), provider: OrgId::generate() }
    }

    /// Records it and compares what it says: `debits | credits`.
    #[track_caller]
    fn record(&mut self, journal: Result<Journal, JournalError>, says: &str) {
        let journal = journal.unwrap();
        assert_eq!(said(&journal), says);
        self.book.append(journal, Timestamp::from_millis(1_795_338_000_000)).unwrap();
    }

    pub(super) fn earning(&self, gross: u64, commission: u64, vat: u64) -> Earning {
        let commission = taxed(commission, vat);
        Earning { provider: self.provider, gross: eur(gross), commission }
    }

    fn holds(&self, account: Account) -> i128 {
        self.book.balances().natural(account, Currency::Eur)
    }

    /// J1 and J2.
    fn fund(&mut self) {
        let paid = Capture {
            escrow: eur(1_210_00),
            buyer_fee: taxed(50_00, 10_50),
            processor_fee: eur(19_31),
        };
        self.record(
            facts::captured("chg_1", self.unit, paid),
            "processor_pending 1251.19, processor_fees 19.31 | \
             escrow 1210.00, unearned_buyer_fee 50.00, vat_payable 10.50",
        );
        self.record(
            facts::funds_available("txn_1", eur(1_251_19)),
            "processor_available 1251.19 | processor_pending 1251.19",
        );
    }

    /// Clearing and payout of all that the provider has coming.
    fn pay_out(&mut self, minor: u64) {
        let (payout, provider, amount) = (PayoutId::generate(), self.provider, eur(minor));
        let shown = format!("{}.{:02}", minor / 100, minor % 100);
        self.record(
            facts::clearing_over(payout, provider, amount),
            &format!("provider_pending {shown} | provider_available {shown}"),
        );
        self.record(
            facts::payout_requested(payout, provider, amount),
            &format!("provider_available {shown} | payout_in_transit {shown}"),
        );
        self.record(
            facts::payout_confirmed(payout, provider, amount),
            &format!(
                "payout_in_transit {shown}, memo_connected {shown} | processor_available {shown}"
            ),
        );
        assert_eq!(self.holds(Account::ProviderPending(provider)), 0);
        assert_eq!(self.holds(Account::PayoutInTransit(payout)), 0);
    }

    /// Nothing is held, the audit finds nothing, and with us is left what the example says.
    #[track_caller]
    fn closes_with(&self, left: i128, vat: i128) {
        assert_eq!(self.holds(Account::ProcessorAvailable), left);
        assert_eq!(self.holds(Account::VatPayable("ES".parse().unwrap())), vat);
        assert_eq!(audit(self.book.entries(), self.book.balances()), []);
        assert_eq!(left_behind(self.book.balances(), [self.unit]), []);
        let ours = [Account::Commission, Account::BuyerFee].map(|it| self.holds(it));
        let paid = [Account::ProcessorFees, Account::ChargebackLoss, Account::DisputeFees];
        let paid: i128 = paid.map(|it| self.holds(it)).iter().sum();
        let debts = [Account::BadDebtProvider, Account::ProviderReceivable(self.provider)];
        let debts: i128 = debts.map(|it| self.holds(it)).iter().sum();
        let owed = self.holds(Account::ProviderAvailable(self.provider))
            + self.holds(Account::ProviderPending(self.provider));
        assert_eq!(left, ours.iter().sum::<i128>() + vat + owed - paid - debts);
    }
}

/// `escrow 1210.00 | provider_pending 1089.00, …`: debits, then credits, whose they are left out.
fn said(journal: &Journal) -> String {
    let side = |side: Side| {
        let lines = journal.postings().iter().filter(|it| it.side == side);
        let lines = lines.map(|it| {
            let (account, amount) = (it.account.to_string(), it.amount.to_string());
            let name = account.split(':').next().unwrap_or_default();
            format!("{name} {}", amount.trim_end_matches(" EUR"))
        });
        lines.collect::<Vec<_>>().join(", ")
    };
    format!("{} | {}", side(Side::Debit), side(Side::Credit))
}

fn funded_and_paid_out() -> Desk {
    let mut desk = Desk::new();
    desk.fund();
    let earning = desk.earning(1_210_00, 100_00, 21_00);
    desk.record(
        facts::released("dlv_1", desk.unit, earning),
        "escrow 1210.00 | provider_pending 1089.00, vat_payable 21.00, commission 100.00",
    );
    desk.record(
        facts::buyer_fee_earned("dlv_1", desk.unit, eur(50_00)),
        "unearned_buyer_fee 50.00 | buyer_fee 50.00",
    );
    desk.pay_out(1_089_00);
    desk
}

#[test]
fn example_1_fund_release_payout() {
    funded_and_paid_out().closes_with(162_19, 31_50);
}

#[test]
fn example_2_partial_refund_before_release() {
    let mut desk = Desk::new();
    desk.fund();
    let refund = RefundId::generate();
    let back = Return { escrow: eur(363_00), buyer_fee: taxed(15_00, 3_15) };
    desk.record(
        facts::refund_agreed(refund, desk.unit, back),
        "escrow 363.00, unearned_buyer_fee 15.00, vat_payable 3.15 | refund_in_transit 381.15",
    );
    desk.record(
        facts::refund_confirmed(refund, eur(381_15)),
        "refund_in_transit 381.15 | processor_available 381.15",
    );
    let earning = desk.earning(847_00, 70_00, 14_70);
    desk.record(
        facts::released("dlv_1", desk.unit, earning),
        "escrow 847.00 | provider_pending 762.30, vat_payable 14.70, commission 70.00",
    );
    desk.record(
        facts::buyer_fee_earned("dlv_1", desk.unit, eur(35_00)),
        "unearned_buyer_fee 35.00 | buyer_fee 35.00",
    );
    desk.pay_out(762_30);
    desk.closes_with(107_74, 22_05);
}

#[test]
fn example_3_dispute_split_sixty_to_forty() {
    let mut desk = Desk::new();
    desk.fund();
    desk.record(
        facts::dispute_opened("dsp_1", desk.unit, eur(1_210_00)),
        "escrow 1210.00 | escrow_disputed 1210.00",
    );
    let (refund, fee_back) = (RefundId::generate(), RefundId::generate());
    let earning = desk.earning(726_00, 60_00, 12_60);
    desk.record(
        facts::dispute_decided("dsp_1", desk.unit, earning, (refund, eur(484_00))),
        "escrow_disputed 1210.00 | provider_pending 653.40, vat_payable 12.60, \
         refund_in_transit 484.00, commission 60.00",
    );
    let back = Return { escrow: eur(0), buyer_fee: taxed(20_00, 4_20) };
    desk.record(
        facts::refund_agreed(fee_back, desk.unit, back),
        "unearned_buyer_fee 20.00, vat_payable 4.20 | refund_in_transit 24.20",
    );
    desk.record(
        facts::buyer_fee_earned("dsp_1", desk.unit, eur(30_00)),
        "unearned_buyer_fee 30.00 | buyer_fee 30.00",
    );
    for (refund, minor, shown) in [(refund, 484_00, "484.00"), (fee_back, 24_20, "24.20")] {
        desk.record(
            facts::refund_confirmed(refund, eur(minor)),
            &format!("refund_in_transit {shown} | processor_available {shown}"),
        );
    }
    desk.pay_out(653_40);
    desk.closes_with(89_59, 18_90);
}

fn charged_back() -> (Desk, ChargebackId, ReserveFor) {
    let mut desk = funded_and_paid_out();
    // Stands in for other work that was cleared.
    desk.record(
        facts::goodwill("other_work", Account::ProviderAvailable(desk.provider), eur(300_00)),
        "goodwill 300.00 | provider_available 300.00",
    );
    let chargeback = ChargebackId::generate();
    desk.record(
        facts::chargeback_opened(chargeback, desk.unit, eur(1_270_50), eur(20_00)),
        "disputed_funds_held 1270.50, dispute_fees 20.00 | processor_available 1290.50",
    );
    let why = ReserveFor::Chargeback(chargeback);
    desk.record(
        facts::reserve_taken(desk.provider, why, "cb_1", eur(300_00)),
        "provider_available 300.00 | provider_reserve 300.00",
    );
    (desk, chargeback, why)
}

#[test]
fn example_4_chargeback_won() {
    let (mut desk, chargeback, why) = charged_back();
    desk.record(
        facts::chargeback_won(chargeback, desk.unit, eur(1_270_50)),
        "processor_available 1270.50 | disputed_funds_held 1270.50",
    );
    desk.record(
        facts::reserve_lifted(desk.provider, why, "cb_1", eur(300_00)),
        "provider_reserve 300.00 | provider_available 300.00",
    );
    assert_eq!(desk.holds(Account::DisputedFundsHeld(chargeback)), 0);
    assert_eq!(desk.holds(Account::ProcessorAvailable), 142_19);
    assert_eq!(audit(desk.book.entries(), desk.book.balances()), []);
}

#[test]
fn example_4_chargeback_lost_and_borne_by_the_provider() {
    let (mut desk, chargeback, why) = charged_back();
    let provider = desk.provider;
    let loss = Loss::Provider { provider, reserve: eur(300_00), debt: eur(789_00) };
    let (commission, fee) = (taxed(100_00, 21_00), taxed(50_00, 10_50));
    desk.record(
        facts::chargeback_lost(chargeback, desk.unit, loss, commission, fee),
        "provider_receivable 789.00, provider_reserve 300.00, vat_payable 31.50, commission 100.00, \
         buyer_fee 50.00 | disputed_funds_held 1270.50",
    );
    desk.record(
        facts::goodwill("next_work", Account::ProviderPending(provider), eur(500_00)),
        "goodwill 500.00 | provider_pending 500.00",
    );
    desk.record(
        facts::debt_netted("ern_2", provider, eur(500_00)),
        "provider_pending 500.00 | provider_receivable 500.00",
    );
    desk.record(
        facts::debt_written_off("debt_1", provider, eur(289_00)),
        "bad_debt_provider 289.00 | provider_receivable 289.00",
    );
    for gone in [
        Account::ProviderReceivable(provider),
        Account::ProviderReserve(provider, why),
        Account::DisputedFundsHeld(chargeback),
        Account::VatPayable("ES".parse().unwrap()),
        Account::Commission,
        Account::BuyerFee,
    ] {
        assert_eq!(desk.holds(gone), 0, "{gone}");
    }
    assert_eq!(audit(desk.book.entries(), desk.book.balances()), []);
}

#[test]
fn example_4_chargeback_lost_with_the_provider_protected() {
    let (mut desk, chargeback, why) = charged_back();
    let (commission, fee) = (taxed(100_00, 21_00), taxed(50_00, 10_50));
    let loss = Loss::Ours(eur(1_089_00));
    desk.record(
        facts::chargeback_lost(chargeback, desk.unit, loss, commission, fee),
        "vat_payable 31.50, commission 100.00, buyer_fee 50.00, chargeback_loss 1089.00 | \
         disputed_funds_held 1270.50",
    );
    desk.record(
        facts::reserve_lifted(desk.provider, why, "cb_1", eur(300_00)),
        "provider_reserve 300.00 | provider_available 300.00",
    );
    assert_eq!(desk.holds(Account::ProviderAvailable(desk.provider)), 300_00);
    assert_eq!(audit(desk.book.entries(), desk.book.balances()), []);
}

#[test]
fn example_5_bulk_job() {
    let mut desk = Desk::new();
    let none = taxed(0, 0);
    let paid = Capture { escrow: eur(1_200_00), buyer_fee: none, processor_fee: eur(0) };
    desk.record(
        facts::captured("chg_1", desk.unit, paid),
        "processor_pending 1200.00 | escrow 1200.00",
    );
    // 9,640 of 10,000 units at 0.12.
    let earning = desk.earning(1_156_80, 115_68, 24_29);
    desk.record(
        facts::released("job_1", desk.unit, earning),
        "escrow 1156.80 | provider_pending 1016.83, vat_payable 24.29, commission 115.68",
    );
    let back = Return { escrow: eur(43_20), buyer_fee: none };
    desk.record(
        facts::refund_agreed(RefundId::generate(), desk.unit, back),
        "escrow 43.20 | refund_in_transit 43.20",
    );
    assert_eq!(left_behind(desk.book.balances(), [desk.unit]), []);
    assert_eq!(audit(desk.book.entries(), desk.book.balances()), []);
}

#[test]
fn example_6_spanish_freelancer_to_spanish_company() {
    let mut desk = Desk::new();
    let paid = Capture {
        escrow: eur(1_060_00),
        buyer_fee: taxed(50_00, 10_50),
        processor_fee: eur(17_06),
    };
    desk.record(
        facts::captured("chg_1", desk.unit, paid),
        "processor_pending 1103.44, processor_fees 17.06 | \
         escrow 1060.00, unearned_buyer_fee 50.00, vat_payable 10.50",
    );
    let earning = desk.earning(1_060_00, 100_00, 21_00);
    desk.record(
        facts::released_withholding("dlv_1", desk.unit, earning, eur(150_00)),
        "escrow 1060.00, memo_irpf_withheld 150.00 | \
         provider_pending 939.00, vat_payable 21.00, commission 100.00",
    );
    assert_eq!(desk.holds(Account::MemoIrpfWithheld(desk.provider)), 150_00);
    assert_eq!(audit(desk.book.entries(), desk.book.balances()), []);
}

#[test]
fn example_7_course_with_a_session_that_did_not_take_place() {
    let mut desk = Desk::new();
    let paid = Capture { escrow: eur(240_00), buyer_fee: taxed(0, 0), processor_fee: eur(0) };
    desk.record(
        facts::captured("chg_1", desk.unit, paid),
        "processor_pending 240.00 | escrow 240.00",
    );
    for session in [1, 2, 4] {
        let earning = desk.earning(60_00, 6_00, 1_26);
        desk.record(
            facts::released(format_args!("session-{session}"), desk.unit, earning),
            "escrow 60.00 | provider_pending 52.74, vat_payable 1.26, commission 6.00",
        );
    }
    let back = Return { escrow: eur(60_00), buyer_fee: taxed(0, 0) };
    desk.record(
        facts::refund_agreed(RefundId::generate(), desk.unit, back),
        "escrow 60.00 | refund_in_transit 60.00",
    );
    assert_eq!(desk.holds(Account::Escrow(desk.unit)), 0);
    assert_eq!(audit(desk.book.entries(), desk.book.balances()), []);
}

#[test]
fn a_chargeback_lost_while_the_money_is_held_costs_nobody_but_the_fee() {
    let mut desk = Desk::new();
    desk.fund();
    let chargeback = ChargebackId::generate();
    desk.record(
        facts::chargeback_opened(chargeback, desk.unit, eur(1_270_50), eur(20_00)),
        "disputed_funds_held 1270.50, dispute_fees 20.00 | processor_available 1290.50",
    );
    let all = Return { escrow: eur(1_210_00), buyer_fee: taxed(50_00, 10_50) };
    desk.record(
        facts::chargeback_lost_while_held(chargeback, desk.unit, all),
        "escrow 1210.00, unearned_buyer_fee 50.00, vat_payable 10.50 | disputed_funds_held 1270.50",
    );
    assert_eq!(desk.holds(Account::DisputedFundsHeld(chargeback)), 0);
    desk.closes_with(-39_31, 0);
}
