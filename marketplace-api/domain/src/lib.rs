//! The rules of the marketplace, and nothing else.
//!
//! **Invariant:** pure. No database, no HTTP, no clock (`now` is an argument), no files, no floats.
//! Whatever can be a wrong state is made unrepresentable or refused here, once.
//!
//! | module | what it knows |
//! |---|---|
//! | [`id`] | every identifier, one type per thing |
//! | [`lang`] | Spanish and English, and text that exists in one or both |
//! | [`allocation`] | dividing amounts so that the parts add up |
//! | [`commission`] | what we take, frozen on the order, and the VAT on it |
//! | [`ledger`] | double-entry bookkeeping: accounts, journals, the chain over them, the audit |
//! | [`listing`] | a service for hire: what it says, what it costs, where it stands |
//! | [`mod@named`] | closed sets of names, stored and sent as text |
//! | [`mod@machine`] | what every state machine of money and work has in common |
//! | [`money`] | amounts, currencies, shares |
//! | [`order`] | work and money of an order: package, milestones, delivery, revisions |
//! | [`dispute`] | a disagreement, from the claim to the decision |
//! | [`refund`] | money on its way back |
//! | [`payout`] | money on its way to a provider |
//! | [`business_days`] | which days count in Spain |
//! | [`timer`] | how long everybody has, and what happens to clocks while a dispute is open |
//! | [`capability`] | what a provider may do while it is being verified |
//! | [`pricing`] | what a tier with its extras costs |
//! | [`tax`] | the Spanish checkout: IVA, IRPF, reverse charge |
//! | [`taxonomy`] | categories and skills, in both languages |
//! | [`text`] | what people type, made uniform |
//! | [`time`] | instants in milliseconds since 1970, given from outside |
//! | [`user`] | people, organisations, roles |
//! | [`session`] | a signed-in browser, and how long |
//! | [`sign_in`] | how fast passwords may be tried |
//! | [`time_zone`] | the zones a person may choose |
//! | [`organisation`] | firms and one-person firms, their handles |
//! | [`provider`] | what a provider says about itself, when it is away |
//! | [`date`] | days of the calendar |
//! | [`invitation`] | being asked into an organisation |
//! | [`country`] | ISO 3166-1 codes |
//! | [`audit`] | what is written down for good |
//! | [`event`] | what the rest of the system may be told |
//! | [`problem`] | what is wrong with an input field, said in both languages |
#![deny(clippy::float_arithmetic)]

pub mod allocation;
pub mod audit;
pub mod business_days;
pub mod capability;
pub mod commission;
pub mod country;
pub mod date;
pub mod dispute;
pub mod event;
pub mod id;
pub mod invitation;
pub mod lang;
pub mod ledger;
pub mod listing;
pub mod machine;
pub mod money;
pub mod named;
pub mod order;
pub mod organisation;
pub mod payout;
pub mod pricing;
pub mod problem;
pub mod provider;
pub mod refund;
pub mod session;
pub mod sign_in;
pub mod tax;
pub mod taxonomy;
pub mod text;
pub mod time;
pub mod time_zone;
pub mod timer;
pub mod user;
