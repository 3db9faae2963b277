//! What no browser is needed for: the words, the templates, the answers.

mod i18n;
mod lint;
mod market;
mod pages;
pub(crate) mod sample;
