//! The test harness: a whole marketplace in memory, and people to use it.
//!
//! [`Site`] runs on SQLite in memory; with `TEST_DATABASE_URL` set, on a database of its own on
//! that Postgres server. The clock stands still until a test moves it.

pub mod answer;
pub mod clock;
pub mod database;
pub mod listings;
pub mod live;
pub mod people;
pub mod person;
pub mod site;
pub mod smtp;
pub mod wire;

pub use answer::Answer;
pub use live::LiveSite;
pub use people::Provider;
pub use person::Person;
pub use site::Site;
