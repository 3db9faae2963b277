//! The JSON API. One file per resource; a handler reads the request, calls one service, answers.
//!
//! Every route is registered through [`routes::Routes`], which keeps the table that the
//! authorisation matrix and the OpenAPI description are checked against.

pub mod problem;
pub mod routes;

use actix_web::{
    App as Actix, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    web::{self, Data},
};
use problem::ApiError;
use routes::Routes;

use crate::{app::App, error::AppError};

/// All routes of the JSON API.
pub fn configure(_routes: &mut Routes) {}

/// The whole site as actix sees it: the API, `extra` routes (pages) and what surrounds them.
pub fn site(
    app: &Data<App>,
    extra: fn(&mut Routes),
) -> Actix<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let mut routes = Routes::default();
    configure(&mut routes);
    extra(&mut routes);
    Actix::new()
        .app_data(app.clone())
        .configure(|config| routes.install(config))
        .default_service(web::to(not_found))
}

async fn not_found(request: actix_web::HttpRequest) -> Result<String, ApiError> {
    Err(ApiError(AppError::NotFound { what: "page", id: request.path().to_owned() }))
}
