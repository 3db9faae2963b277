//! Server-rendered pages. A page calls the same services as the JSON API and renders a template.
//!
//! **Invariant:** no SQL and no business rule here. If a page needs a decision, a service makes it.

use marketplace_api::http::routes::Routes;

/// All pages.
pub fn configure(_routes: &mut Routes) {}
