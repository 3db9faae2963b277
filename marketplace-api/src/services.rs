//! Use-cases. One public function is one thing a person, a program or a job can do.

pub mod accounts;
pub mod admission;
pub mod api_keys;
pub mod audit;
pub(crate) mod fields;
pub mod health;
pub mod import;
pub mod listings;
pub(crate) mod mail;
pub mod matches;
pub mod moderation;
pub mod organisations;
pub mod providers;
pub mod search;
pub mod seed;
pub mod service_tokens;
pub mod standing;
