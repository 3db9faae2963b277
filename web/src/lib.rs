//! Server-rendered pages. A page calls the same services as the JSON API and renders a template.
//!
//! **Invariant:** no SQL and no business rule here. If a page needs a decision, a service makes it.

use marketplace_api::http::{routes::Routes, server::Pages};

/// What this crate adds to the API.
pub const PAGES: Pages = Pages { configure, render_failure: None };

/// All pages.
pub fn configure(_routes: &mut Routes) {}
