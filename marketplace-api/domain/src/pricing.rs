//! What a tier with its extras costs. Computed here, on the server, from the version the buyer saw.
//!
//! The order, which the lines of a quote follow:
//!
//! 1. the tier: its price × quantity;
//! 2. flat, per-unit, range and exclusive extras, as the listing lists them;
//! 3. multipliers, as the listing lists them. Each is a share of the sum of 1 and 2, so two of them
//!    add up and do not compound. Half a cent is rounded up, in each line by itself.
//!
//! **Invariant:** the total is the sum of the lines, and the order of the choices changes nothing.

use std::collections::HashSet;

use crate::{
    lang::Localized,
    listing::{Draft, Extra, ExtraPrice},
    money::{Money, MoneyError},
    problem::{FieldProblem, Problem},
};

/// What a buyer picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// From 0, as in [`Draft::tiers`].
    pub tier: usize,
    /// Hours, months, pieces … as the kind of listing says. 1 for a package.
    pub quantity: u32,
    pub extras: Vec<Choice>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// The code of the extra.
    pub extra: String,
    /// For extras priced per unit or by range.
    pub units: Option<u32>,
    /// For exclusive extras: the code of the option.
    pub option: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub lines: Vec<Line>,
    pub total: Money,
    pub delivery_days: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub item: Item,
    pub label: Localized<String>,
    pub units: u32,
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Tier(usize),
    Extra { code: String },
    Option { extra: String, code: String },
}

/// # Errors
/// Every choice the listing does not offer, with its field.
pub fn quote(draft: &Draft, choices: &Choices) -> Result<Quote, Vec<FieldProblem>> {
    let problems = problems(draft, choices);
    if !problems.is_empty() {
        return Err(problems);
    }
    price(draft, choices).map_err(|_too_much| {
        let (min, max) = draft.kind.quantities();
        let range = Problem::OutOfRange { min: u64::from(min), max: u64::from(max) };
        vec![FieldProblem::new("quantity", range)]
    })
}

fn problems(draft: &Draft, choices: &Choices) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if draft.tiers.get(choices.tier).is_none() {
        let max = draft.tiers.len().saturating_sub(1) as u64;
        problems.push(FieldProblem::new("tier", Problem::OutOfRange { min: 0, max }));
    }
    let (min, max) = draft.kind.quantities();
    if !(min..=max).contains(&choices.quantity) {
        let range = Problem::OutOfRange { min: u64::from(min), max: u64::from(max) };
        problems.push(FieldProblem::new("quantity", range));
    }
    let mut seen = HashSet::new();
    for (at, choice) in choices.extras.iter().enumerate() {
        let Some(extra) = draft.extras.iter().find(|it| it.code == choice.extra) else {
            let given = choice.extra.chars().take(60).collect();
            let field = format!("extras[{at}].extra");
            problems.push(FieldProblem::new(field, Problem::Unknown { given }));
            continue;
        };
        if !seen.insert(&choice.extra) {
            problems.push(FieldProblem::new(format!("extras[{at}].extra"), Problem::Repeated));
        }
        problems.extend(problem_of(extra, choice, at));
    }
    problems
}

/// What is wrong with the units or the option chosen for one extra.
fn problem_of(extra: &Extra, choice: &Choice, at: usize) -> Option<FieldProblem> {
    let units = format!("extras[{at}].units");
    let option = format!("extras[{at}].option");
    let not_here = || Problem::NotTogether { other: extra.price.code().to_owned() };
    let sized = |min: u32, max: u32| match choice.units {
        None => Some(FieldProblem::new(units.clone(), Problem::Missing)),
        Some(count) if !(min..=max).contains(&count) => {
            let range = Problem::OutOfRange { min: u64::from(min), max: u64::from(max) };
            Some(FieldProblem::new(units.clone(), range))
        }
        Some(_) => None,
    };
    match &extra.price {
        ExtraPrice::Exclusive { options } => match &choice.option {
            _ if choice.units.is_some() => Some(FieldProblem::new(units, not_here())),
            None => Some(FieldProblem::new(option, Problem::Missing)),
            Some(code) if options.iter().all(|it| it.code != *code) => {
                let given = code.chars().take(60).collect();
                Some(FieldProblem::new(option, Problem::Unknown { given }))
            }
            Some(_) => None,
        },
        _ if choice.option.is_some() => Some(FieldProblem::new(option, not_here())),
        ExtraPrice::PerUnit { min, max, .. } => sized(*min, *max),
        ExtraPrice::Range { min, brackets, .. } => {
            sized(*min, brackets.last().map_or(*min, |it| it.up_to))
        }
        ExtraPrice::Flat { .. } | ExtraPrice::Multiplier { .. } => {
            choice.units.map(|_| FieldProblem::new(units, not_here()))
        }
    }
}

/// The choices are known to be on offer.
fn price(draft: &Draft, choices: &Choices) -> Result<Quote, MoneyError> {
    let tier = &draft.tiers[choices.tier];
    let chosen = |extra: &Extra| choices.extras.iter().find(|it| it.extra == extra.code);
    let mut lines = vec![Line {
        item: Item::Tier(choices.tier),
        label: tier.name.clone(),
        units: choices.quantity,
        amount: tier.price.checked_mul(u64::from(choices.quantity))?,
    }];
    let mut days = i64::from(tier.delivery_days);
    for extra in &draft.extras {
        let Some(choice) = chosen(extra) else { continue };
        days += i64::from(extra.days);
        if let Some(line) = fixed_line(extra, choice)? {
            lines.push(line);
        }
    }
    let base = sum(&lines, draft)?;
    for extra in &draft.extras {
        if let (ExtraPrice::Multiplier { bps }, Some(_)) = (&extra.price, chosen(extra)) {
            lines.push(Line {
                item: Item::Extra { code: extra.code.clone() },
                label: extra.label.clone(),
                units: 1,
                amount: base.scaled_half_up(*bps)?,
            });
        }
    }
    let total = sum(&lines, draft)?;
    Ok(Quote { lines, total, delivery_days: u32::try_from(days.max(1)).unwrap_or(u32::MAX) })
}

/// The line of an extra whose price does not depend on the others.
fn fixed_line(extra: &Extra, choice: &Choice) -> Result<Option<Line>, MoneyError> {
    let code = extra.code.clone();
    let units = choice.units.unwrap_or(1);
    let line = |label: &Localized<String>, item, units, amount| {
        Ok(Some(Line { item, label: label.clone(), units, amount }))
    };
    match &extra.price {
        ExtraPrice::Flat { price } => line(&extra.label, Item::Extra { code }, 1, *price),
        ExtraPrice::PerUnit { price, .. } => {
            let amount = price.checked_mul(u64::from(units))?;
            line(&extra.label, Item::Extra { code }, units, amount)
        }
        ExtraPrice::Range { brackets, .. } => {
            let bracket = brackets.iter().find(|it| units <= it.up_to);
            let price = bracket.ok_or(MoneyError::OutOfRange)?.price;
            line(&extra.label, Item::Extra { code }, units, price)
        }
        ExtraPrice::Exclusive { options } => {
            let option = options.iter().find(|it| Some(&it.code) == choice.option.as_ref());
            let option = option.ok_or(MoneyError::OutOfRange)?;
            let item = Item::Option { extra: code, code: option.code.clone() };
            line(&option.label, item, 1, option.price)
        }
        ExtraPrice::Multiplier { .. } => Ok(None),
    }
}

fn sum(lines: &[Line], draft: &Draft) -> Result<Money, MoneyError> {
    let nothing = Money::new(0, draft.currency);
    lines.iter().try_fold(nothing, |sum, line| sum.checked_add(line.amount))
}

#[cfg(test)]
mod tests;
