//! What can be added to an order, and how its price is reckoned.
//!
//! ```text
//! X flat  | name | euros
//! X unit  | name | unit | euros each | most
//! X times | name | percent of the price, 105-300
//! X range | name | unit | units from-to | euros each
//! X one   | name | option = euros ; option = euros
//! ```

use std::ops::RangeInclusive;

use super::{Problem, cents, range};
use crate::demo::pattern::{Pattern, Slot};

#[derive(Debug)]
pub(in crate::demo) struct Extra {
    pub(in crate::demo) name: Pattern,
    pub(in crate::demo) price: Price,
    pub(in crate::demo) days: i32,
}

#[derive(Debug)]
pub(in crate::demo) enum Price {
    Flat(RangeInclusive<u64>),
    PerUnit { unit: Pattern, cents: RangeInclusive<u64>, most: u64 },
    Times { percent: RangeInclusive<u64> },
    Range { unit: Pattern, units: RangeInclusive<u64>, cents: RangeInclusive<u64> },
    OneOf(Vec<(Pattern, RangeInclusive<u64>)>),
}

pub(super) fn parse(text: &str, slots: &[Slot]) -> Result<Extra, Problem> {
    let mut fields: Vec<&str> = text.split(" | ").collect();
    let days = match (fields[0], fields.len()) {
        ("flat" | "times", 4) | ("unit", 6) => {
            let days = fields.pop().and_then(|it| it.trim().parse().ok());
            days.ok_or(Problem::Expected("a number of days"))?
        }
        _ => 0,
    };
    let pattern = |text: &str| Pattern::parse(text, slots);
    let price = match fields[..] {
        ["flat", _, euros] => Price::Flat(cents(euros)?),
        ["unit", _, unit, euros, most] => Price::PerUnit {
            unit: pattern(unit)?,
            cents: cents(euros)?,
            most: most.trim().parse().ok().ok_or(Problem::Expected("a number of units"))?,
        },
        ["times", _, percent] => Price::Times { percent: range(percent)? },
        ["range", _, unit, units, euros] => {
            Price::Range { unit: pattern(unit)?, units: range(units)?, cents: cents(euros)? }
        }
        ["one", _, options] => Price::OneOf(
            options
                .split(" ; ")
                .map(|option| {
                    let (name, euros) =
                        option.rsplit_once(" = ").ok_or(Problem::Expected("option = euros"))?;
                    Ok((pattern(name)?, cents(euros)?))
                })
                .collect::<Result<_, Problem>>()?,
        ),
        _ => return Err(Problem::Expected("flat, unit, times, range or one")),
    };
    Ok(Extra { name: pattern(fields[1])?, price, days })
}
