//! Stories: what a person or a program sees, through the whole site in memory.

mod accounts;
mod hostile;
mod rude;
mod sessions;
mod system;
