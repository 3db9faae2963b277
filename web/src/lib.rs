//! Server-rendered pages. A page calls the same services as the JSON API and renders a template.
//!
//! **Invariant:** no SQL and no business rule here. If a page needs a decision, a service makes it.
//!
//! | module | what it knows |
//! |---|---|
//! | [`assets`], `icons` | files compiled in by `build.rs` |
//! | [`i18n`], [`fmt`] | words, numbers, money and dates in two languages |
//! | [`shell`] | what surrounds every page |
//! | [`signed_in`] | the same, where somebody must be signed in |
//! | [`view`] | what components show |
//! | [`form`] | what was wrong with a form, next to the field it concerns |
//! | [`frame`], `headers`, [`respond`], [`error`] | from a template or a failure to an answer |
//! | [`pages`] | one module per page |

pub mod assets;
pub mod countries;
pub mod error;
pub mod fmt;
pub mod form;
pub mod frame;
mod headers;
pub mod i18n;
mod icons;
mod json_ld;
pub mod pages;
mod query;
pub mod respond;
mod sent;
pub mod shell;
pub mod signed_in;
#[cfg(test)]
mod tests;
pub mod view;

use marketplace_api::http::{routes::Routes, server::Pages};

pub use icons::icon;

/// What this crate adds to the API.
pub const PAGES: Pages =
    Pages { configure, render_failure: Some(error::render_failure), only_internal: false };

/// All pages.
pub fn configure(routes: &mut Routes) {
    pages::routes(routes);
}
