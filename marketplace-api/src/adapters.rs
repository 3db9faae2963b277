//! The outside: mail, shared counters, other people's services.

pub(crate) mod counters;
pub mod mailer;
