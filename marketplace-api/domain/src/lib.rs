//! The rules of the marketplace, and nothing else.
//!
//! **Invariant:** pure. No database, no HTTP, no clock (`now` is an argument), no files, no floats.
//! Whatever can be a wrong state is made unrepresentable or refused here, once.
//!
//! | module | what it knows |
//! |---|---|
//! | [`id`] | every identifier, one type per thing |
//! | [`lang`] | Spanish and English, and text that exists in one or both |
//! | [`named`] | closed sets of names, stored and sent as text |
//! | [`money`] | amounts, currencies, shares |
//! | [`taxonomy`] | categories and skills, in both languages |
//! | [`time`] | instants in milliseconds since 1970, given from outside |
//! | [`user`] | people, organisations, roles |
//! | [`event`] | what the rest of the system may be told |
//! | [`problem`] | what is wrong with an input field, said in both languages |
#![deny(clippy::float_arithmetic)]

pub mod event;
pub mod id;
pub mod lang;
pub mod money;
pub mod named;
pub mod problem;
pub mod taxonomy;
pub mod time;
pub mod user;
