//! The rules of the marketplace, and nothing else.
//!
//! **Invariant:** pure. No database, no HTTP, no clock (`now` is an argument), no files, no floats.
//! Whatever can be a wrong state is made unrepresentable or refused here, once.
//!
//! | module | what it knows |
//! |---|---|
//! | [`id`] | every identifier, one type per thing |
//! | [`lang`] | Spanish and English, and text that exists in one or both |
//! | [`money`] | amounts, currencies, shares |
//! | [`time`] | instants in milliseconds since 1970, given from outside |
//! | [`user`] | people, organisations, roles |
//! | [`event`] | what the rest of the system may be told |
#![deny(clippy::float_arithmetic)]

pub mod event;
pub mod id;
pub mod lang;
pub mod money;
pub mod time;
pub mod user;
