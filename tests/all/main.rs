//! Stories: what a person or a program sees, through the whole site in memory.

mod accounts;
mod hostile;
mod import;
mod providers;
mod rude;
mod search;
mod sessions;
mod system;
