//! What we take: which rule applies to an order, what it comes to, and the VAT on it.
//!
//! **Invariant:** the rule is chosen once, when the order is placed, and frozen on it as [`Terms`]. A
//! rule that is changed later changes no order. What is taken in parts adds up to what would have been
//! taken at once.

use crate::{
    allocation::Instalments,
    country::Country,
    date::Date,
    id::{ListingId, OrgId},
    ledger::facts::Taxed,
    money::{Bps, Money, MoneyError},
};

/// What a rule is about. The later variants are the more specific ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    Everything,
    /// A category of the taxonomy, by its slug.
    Category(String),
    Provider(OrgId),
    /// One provider in one category.
    ProviderInCategory(OrgId, String),
    Listing(ListingId),
}

impl Scope {
    fn rank(&self) -> u8 {
        match self {
            Scope::Everything => 0,
            Scope::Category(_) => 1,
            Scope::Provider(_) => 2,
            Scope::ProviderInCategory(..) => 3,
            Scope::Listing(_) => 4,
        }
    }

    fn covers(&self, sale: &Sale<'_>) -> bool {
        match self {
            Scope::Everything => true,
            Scope::Category(category) => category == sale.category,
            Scope::Provider(provider) => *provider == sale.provider,
            Scope::ProviderInCategory(provider, category) => {
                *provider == sale.provider && category == sale.category
            }
            Scope::Listing(listing) => *listing == sale.listing,
        }
    }
}

/// One line of our tariff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name in our records and on the order, such as `standard-2026`.
    pub id: String,
    pub scope: Scope,
    /// The first day on which it applies.
    pub from: Date,
    /// The first day on which it does not any more.
    pub until: Option<Date>,
    /// What the provider pays, of its net price.
    pub commission: Bps,
    /// What the buyer pays on top, of the same net price.
    pub buyer_fee: Bps,
}

/// What is being sold: all that a rule can look at.
#[derive(Debug, Clone, Copy)]
pub struct Sale<'a> {
    pub listing: ListingId,
    pub provider: OrgId,
    pub category: &'a str,
    pub day: Date,
}

/// The VAT on our fee to one customer: the rate, and whose tax it is. Zero under reverse charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeVat {
    pub rate: Bps,
    pub country: Country,
}

/// The rule that applied when the order was placed, with its rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub rule: String,
    pub commission: FeeTerms,
    pub buyer_fee: FeeTerms,
}

/// One fee of ours, frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeTerms {
    pub rate: Bps,
    pub vat: FeeVat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no commission rule covers this sale on {0}; add one for everything")]
pub struct NoRule(pub Date);

/// The most specific rule in force; of two equally specific ones the one that began later, then the
/// one whose name sorts last.
///
/// # Errors
/// [`NoRule`].
pub fn rule_for<'a>(rules: &'a [Rule], sale: &Sale<'_>) -> Result<&'a Rule, NoRule> {
    let in_force = |it: &&Rule| it.from <= sale.day && it.until.is_none_or(|end| sale.day < end);
    let candidates = rules.iter().filter(in_force).filter(|it| it.scope.covers(sale));
    candidates.max_by_key(|it| (it.scope.rank(), it.from, &it.id)).ok_or(NoRule(sale.day))
}

impl Rule {
    /// Freezes it for an order, with the VAT on what the provider and the buyer pay us.
    pub fn freeze(&self, provider_vat: FeeVat, buyer_vat: FeeVat) -> Terms {
        Terms {
            rule: self.id.clone(),
            commission: FeeTerms { rate: self.commission, vat: provider_vat },
            buyer_fee: FeeTerms { rate: self.buyer_fee, vat: buyer_vat },
        }
    }
}

impl FeeTerms {
    /// The fee on a net price, and its VAT; each half a cent up.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn on(self, net: Money) -> Result<Taxed, MoneyError> {
        let fee = Instalments::new(self.rate).of_total(net)?;
        let vat = Instalments::new(self.vat.rate).of_total(fee)?;
        Ok(Taxed { net: fee, vat, country: self.vat.country })
    }

    /// The fee on `part` of the net price, after `before` was settled: released, or given back.
    ///
    /// # Errors
    /// [`MoneyError`] past the range, or for two currencies.
    pub fn on_part(self, before: Money, part: Money) -> Result<Taxed, MoneyError> {
        let (now, then) = (self.on(before.checked_add(part)?)?, self.on(before)?);
        let (net, vat) = (now.net.checked_sub(then.net)?, now.vat.checked_sub(then.vat)?);
        Ok(Taxed { net, vat, country: self.vat.country })
    }
}

#[cfg(test)]
mod tests;
