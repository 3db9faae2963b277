//! Stories: what a person or a program sees, through the whole site in memory.

mod accounts;
mod api_keys;
mod hostile;
mod import;
mod mail;
mod organisations;
mod providers;
mod rude;
mod search;
mod sessions;
mod staff;
mod system;
