//! The description of the internal API, made from the code.

use actix_web::{HttpResponse, Responder};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use super::Service;
use crate::http::routes::Routes;

pub(super) fn configure(routes: &mut Routes) {
    routes.get("/internal/v1/openapi.json", description);
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Lonja, internal",
        description = "The matching engine for our own services. Show a service token as \
                       `Authorization: Bearer lonja_svc_…`. Failures are RFC 9457 problems; 503 carries Retry-After.",
        license(name = "MIT OR Apache-2.0"),
    ),
    paths(
        super::find,
        super::find_batch,
        super::explain,
        super::stats,
        super::standing::percolate,
        super::standing::put,
        super::standing::end,
        super::standing::meeting,
        description,
    ),
    components(schemas(crate::http::problem::ProblemBody, crate::http::problem::FieldErrorBody)),
    modifiers(&Security),
)]
struct Description;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("service_token", SecurityScheme::Http(scheme));
    }
}

/// The whole description.
pub fn document() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

/// This description.
#[utoipa::path(get, path = "/internal/v1/openapi.json", tag = "match", security(("service_token" = [])),
    responses((status = 200, description = "OpenAPI 3.1"), (status = 401, description = "No service token")))]
pub(super) async fn description(_service: Service) -> impl Responder {
    HttpResponse::Ok().json(document())
}
