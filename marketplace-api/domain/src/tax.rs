//! The Spanish checkout: what a buyer owes a provider established in Spain, with IVA added and IRPF
//! kept back. The result decides the amount that is held.
//!
//! Who is who decides whether IVA is charged (Ley 37/1992, LIVA, articles 20, 69 and 84); the day of the
//! supply decides the rate ([`rates`]). It covers made-to-order services of providers in the peninsula
//! and the Balearic Islands, whatever country the buyer is in. Anyone else is refused with a reason,
//! because other rules apply there.
//!
//! | buyer | IVA | IRPF kept back (freelancers only) |
//! |---|---|---|
//! | business in the peninsula or the Balearic Islands | charged | yes |
//! | business in the Canary Islands, Ceuta or Melilla | not subject there | yes |
//! | consumer anywhere in Spain | charged | no |
//! | business elsewhere in the EU whose VAT number is confirmed | reverse charge | no |
//! | the same without a confirmed number | charged, as for a consumer | no |
//! | consumer elsewhere in the EU | charged | no |
//! | business or consumer outside the EU | not subject | no |
//!
//! **Invariant:** `net + iva − irpf = total` in every [`Assessment`], each tax rounded half a cent up on
//! its line. **Confirm with a tax adviser before real money moves**: this is arithmetic, not advice.

use crate::{
    country::Country,
    date::Date,
    money::{Bps, Money, MoneyError},
    named,
};

pub mod rates;

named!(/// What kind of person a provider is for income tax.
Seller {
    /// An autónomo with a professional activity.
    Freelancer = "freelancer",
    /// The same in the year of starting or the two after it, and who said so in writing.
    NewFreelancer = "new_freelancer",
    Company = "company",
});

named!(/// The parts of Spain that IVA tells apart.
Territory {
    /// The peninsula and the Balearic Islands: where IVA applies.
    Iva = "iva",
    Canaries = "canaries",
    Ceuta = "ceuta",
    Melilla = "melilla",
});

named!(/// What is supplied.
Supply {
    /// Made to order: development, analysis, advice.
    Service = "service",
    /// Training that article 20 LIVA exempts; the provider answers for it.
    ExemptTraining = "exempt_training",
});

/// Where and as what a buyer buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buyer {
    SpanishBusiness(Territory),
    SpanishConsumer(Territory),
    /// `confirmed`: its VAT number was found valid in VIES when it ordered.
    ForeignBusiness {
        country: Country,
        confirmed: bool,
    },
    ForeignConsumer {
        country: Country,
    },
}

named!(/// How IVA treats a sale; the invoice says so.
Treatment {
    Charged = "charged",
    /// The buyer accounts for VAT in its own country.
    ReverseCharge = "reverse_charge",
    /// Supplied outside the territory of IVA.
    NotSubject = "not_subject",
    Exempt = "exempt",
});

impl Treatment {
    /// The article that the invoice names, where no tax is charged.
    pub fn legal_basis(self) -> Option<&'static str> {
        match self {
            Treatment::Charged => None,
            Treatment::ReverseCharge => {
                Some("art. 69.Uno.1.º LIVA; art. 196 Directiva 2006/112/CE")
            }
            Treatment::NotSubject => Some("art. 69 LIVA"),
            Treatment::Exempt => Some("art. 20.Uno LIVA"),
        }
    }
}

/// One line of an order, assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment {
    pub net: Money,
    pub treatment: Treatment,
    pub iva_rate: Bps,
    pub iva: Money,
    pub irpf_rate: Bps,
    pub irpf: Money,
    /// What the buyer pays through us, and what is held.
    pub total: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxError {
    #[error("we assess taxes for providers in the peninsula or the Balearic Islands, not in {}", .0.code())]
    SellerElsewhere(Territory),
    #[error("a buyer in Spain is described by its territory, not as a foreign one")]
    SpainIsNotForeign,
    #[error("we hold no tax rates for {0}")]
    NoRateYet(Date),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// What is sold by whom, and where that one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    pub seller: Seller,
    pub seller_in: Territory,
    pub supply: Supply,
    /// The day of the supply, or of the payment if that comes first.
    pub day: Date,
}

/// # Errors
/// [`TaxError`] where other rules would apply, or past the range.
pub fn assess(sale: Sale, buyer: Buyer, net: Money) -> Result<Assessment, TaxError> {
    if sale.seller_in != Territory::Iva {
        return Err(TaxError::SellerElsewhere(sale.seller_in));
    }
    let treatment = treatment(sale.supply, buyer)?;
    let iva_rate = iva_rate(treatment, sale.day)?;
    let irpf_rate = irpf_rate(sale, buyer)?;
    let part = |rate: Bps| net.scaled_half_up(u32::from(rate.get()));
    let (iva, irpf) = (part(iva_rate)?, part(irpf_rate)?);
    let total = net.checked_add(iva)?.checked_sub(irpf)?;
    Ok(Assessment { net, treatment, iva_rate, iva, irpf_rate, irpf, total })
}

/// The rate of IVA on a fee of our own, charged by a company in the peninsula.
///
/// # Errors
/// [`TaxError::SpainIsNotForeign`], [`TaxError::NoRateYet`].
pub fn on_our_fee(buyer: Buyer, day: Date) -> Result<(Treatment, Bps), TaxError> {
    let treatment = treatment(Supply::Service, buyer)?;
    Ok((treatment, iva_rate(treatment, day)?))
}

fn treatment(supply: Supply, buyer: Buyer) -> Result<Treatment, TaxError> {
    if let Buyer::ForeignBusiness { country, .. } | Buyer::ForeignConsumer { country } = buyer
        && country.code() == "ES"
    {
        return Err(TaxError::SpainIsNotForeign);
    }
    let there = match buyer {
        Buyer::SpanishBusiness(Territory::Iva) | Buyer::SpanishConsumer(_) => Treatment::Charged,
        Buyer::SpanishBusiness(Territory::Canaries | Territory::Ceuta | Territory::Melilla) => {
            Treatment::NotSubject
        }
        Buyer::ForeignBusiness { country, confirmed: true } if rates::in_eu(country) => {
            Treatment::ReverseCharge
        }
        Buyer::ForeignBusiness { country, .. } | Buyer::ForeignConsumer { country } => {
            if rates::in_eu(country) {
                Treatment::Charged
            } else {
                Treatment::NotSubject
            }
        }
    };
    match (supply, there) {
        (Supply::ExemptTraining, Treatment::Charged) => Ok(Treatment::Exempt),
        (_, there) => Ok(there),
    }
}

fn iva_rate(treatment: Treatment, day: Date) -> Result<Bps, TaxError> {
    match treatment {
        Treatment::Charged => rates::iva(day).ok_or(TaxError::NoRateYet(day)),
        Treatment::ReverseCharge | Treatment::NotSubject | Treatment::Exempt => Ok(rates::NONE),
    }
}

/// Income tax is one for all of Spain: businesses in the islands keep it back as well.
fn irpf_rate(sale: Sale, buyer: Buyer) -> Result<Bps, TaxError> {
    let rate = match (sale.seller, buyer) {
        (Seller::Freelancer, Buyer::SpanishBusiness(_)) => rates::irpf(sale.day),
        (Seller::NewFreelancer, Buyer::SpanishBusiness(_)) => rates::irpf_when_new(sale.day),
        _ => Some(rates::NONE),
    };
    rate.ok_or(TaxError::NoRateYet(sale.day))
}

impl Territory {
    /// By the five digits of a Spanish postcode; nothing for what is none.
    pub fn of_postcode(postcode: &str) -> Option<Territory> {
        if postcode.len() != 5 || !postcode.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        match postcode[..2].parse::<u8>().ok()? {
            35 | 38 => Some(Territory::Canaries),
            51 => Some(Territory::Ceuta),
            52 => Some(Territory::Melilla),
            1..=50 => Some(Territory::Iva),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
