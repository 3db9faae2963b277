//! The JSON API. One file per resource; a handler reads the request, calls one service, answers.
//!
//! Every route is registered through [`routes::Routes`], which keeps the table that the
//! authorisation matrix and the OpenAPI description are checked against.

mod etag;
mod health;
pub mod openapi;
pub(crate) mod platform;
pub mod problem;
pub mod routes;
mod search;
pub mod server;

use routes::Routes;

pub use platform::{FailureContext, RenderFailure};

/// All routes of the JSON API.
pub fn configure(routes: &mut Routes) {
    health::configure(routes);
    openapi::configure(routes);
    search::configure(routes);
}
