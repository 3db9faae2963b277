//! The description of the API, made from the code.

use actix_web::{HttpResponse, Responder};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use super::routes::Routes;

pub(super) fn configure(routes: &mut Routes) {
    routes.get("/api/openapi.json", description);
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Lonja",
        description = "A marketplace for AI services. Failures are RFC 9457 problems; every POST takes an \
                       Idempotency-Key; edits take If-Match with the ETag of what was read.",
        license(name = "MIT OR Apache-2.0"),
    ),
    paths(
        super::health::alive,
        super::health::ready,
        super::health::metrics,
        super::import::import_listings,
        super::providers::show,
        super::providers::show_own,
        super::providers::edit,
        super::listings::create,
        super::listings::list,
        super::listings::show,
        super::listings::save,
        super::listings::submit,
        super::listings::withdraw,
        super::listings::pause,
        super::listings::resume,
        super::listings::archive,
        super::listings::versions::list,
        super::listings::versions::show,
        super::listings::quotes::quote,
        super::moderation::queue,
        super::moderation::approve,
        super::moderation::decline,
        super::moderation::suspend,
        super::moderation::lift,
        super::taxonomy::categories,
        super::taxonomy::skills,
        super::search::find,
        super::search::suggest,
        super::searches::receipt,
        super::searches::explain,
        description,
        super::accounts::sign_up,
        super::accounts::verify,
        super::accounts::resend_verification,
        super::accounts::request_reset,
        super::accounts::confirm_reset,
        super::accounts::me,
        super::accounts::change_me,
        super::accounts::change_password,
        super::sessions::sign_in,
        super::sessions::list,
        super::sessions::sign_out,
        super::sessions::revoke_others,
        super::sessions::revoke,
        super::staff::suspend_user,
        super::staff::restore_user,
        super::staff::suspend_organisation,
        super::staff::restore_organisation,
        super::staff::history,
        super::organisations::create,
        super::organisations::list,
        super::organisations::show,
        super::organisations::edit,
        super::members::list,
        super::members::set_role,
        super::members::remove,
        super::members::open_invitations,
        super::members::invite,
        super::members::withdraw,
        super::members::look,
        super::members::accept,
        super::api_keys::list,
        super::api_keys::create,
        super::api_keys::revoke,
    ),
    components(schemas(super::problem::ProblemBody, super::problem::FieldErrorBody)),
    modifiers(&Security),
)]
struct Description;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "api_key",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        );
        components.add_security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-lonja"))),
        );
    }
}

/// The whole description.
pub fn document() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

/// This description.
#[utoipa::path(get, path = "/api/openapi.json", tag = "health",
    responses((status = 200, description = "OpenAPI 3.1")))]
pub(super) async fn description() -> impl Responder {
    HttpResponse::Ok().json(document())
}
