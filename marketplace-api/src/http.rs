//! The JSON API. One file per resource; a handler reads the request, calls one service, answers.
//!
//! Every route is registered through [`routes::Routes`], which keeps the table that the
//! authorisation matrix and the OpenAPI description are checked against.

mod accounts;
mod api_keys;
pub mod auth;
mod etag;
mod health;
mod import;
pub mod internal;
mod listings;
mod members;
mod moderation;
pub mod openapi;
mod organisations;
pub(crate) mod platform;
pub mod problem;
mod providers;
pub mod routes;
mod search;
mod searches;
pub mod server;
mod sessions;
mod staff;
mod taxonomy;

use routes::Routes;

pub use platform::{FailureContext, RenderFailure};

/// All routes of the JSON API.
pub fn configure(routes: &mut Routes) {
    accounts::configure(routes);
    sessions::configure(routes);
    staff::configure(routes);
    organisations::configure(routes);
    members::configure(routes);
    api_keys::configure(routes);
    providers::configure(routes);
    import::configure(routes);
    listings::configure(routes);
    moderation::configure(routes);
    taxonomy::configure(routes);
    search::configure(routes);
    searches::configure(routes);
    openapi::configure(routes);
    configure_internal(routes);
}

/// The API for our own services, and what watches the process.
pub fn configure_internal(routes: &mut Routes) {
    internal::configure(routes);
    health::configure(routes);
}
