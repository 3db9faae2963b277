//! Stories: what a person or a program sees, through the whole site in memory.

mod accounts;
mod api_keys;
mod authz;
mod cards;
mod csrf;
mod hostile;
mod import;
mod listings;
mod mail;
mod moderation;
mod organisations;
mod pages_absent;
mod pages_moderation;
mod pages_sell;
mod pages_settings;
mod providers;
mod quotes;
mod receipts;
mod rude;
mod search;
mod sessions;
mod staff;
mod system;
mod taxonomy;
mod versions;
mod world;
