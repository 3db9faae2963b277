//! Use-cases. One public function is one thing a person, a program or a job can do.

pub mod health;
pub mod import;
pub mod listings;
pub mod moderation;
pub mod organisations;
pub mod search;
