//! For those who watch the process: alive, ready, figures.

use std::net::IpAddr;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::{problem::ApiResult, routes::Routes};
use crate::{app::App, error::AppError, services::health};

pub(super) fn configure(routes: &mut Routes) {
    routes.get("/healthz", alive).get("/readyz", ready).get("/metrics", metrics);
}

#[derive(Serialize, ToSchema)]
pub(super) struct HealthBody {
    /// `ok`, or what is not.
    status: &'static str,
}

/// Whether the process runs. Says nothing of what it needs.
#[utoipa::path(get, path = "/healthz", tag = "health",
    responses((status = 200, description = "The process runs", body = HealthBody)))]
pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(HealthBody { status: "ok" })
}

/// Whether the process can answer: the database is reachable and the index is loaded.
#[utoipa::path(get, path = "/readyz", tag = "health",
    responses((status = 200, description = "Ready", body = HealthBody),
              (status = 503, description = "Not ready: starting, stopping or without a database")))]
pub(super) async fn ready(app: Data<App>) -> ApiResult<HttpResponse> {
    health::ready(&app).await?;
    Ok(HttpResponse::Ok().json(HealthBody { status: "ok" }))
}

/// Figures for Prometheus; only for a collector inside the same network, never through a proxy.
#[utoipa::path(get, path = "/metrics", tag = "health",
    responses((status = 200, description = "Prometheus text format", content_type = "text/plain", body = String),
              (status = 404, description = "Asked from outside")))]
pub(super) async fn metrics(app: Data<App>, request: HttpRequest) -> ApiResult<HttpResponse> {
    let inside = request.peer_addr().is_some_and(|it| is_inside(it.ip()));
    if !inside || request.headers().contains_key("x-forwarded-for") {
        return Err(AppError::NotFound { what: "page", id: "/metrics".into() }.into());
    }
    let text = app.metrics.render();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}

fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => it.is_loopback() || it.is_private(),
        IpAddr::V6(it) => match it.to_ipv4_mapped() {
            Some(mapped) => mapped.is_loopback() || mapped.is_private(),
            None => it.is_loopback() || it.is_unique_local(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_for_the_own_network() {
        for (address, inside) in [
            ("127.0.0.1", true),
            ("10.1.2.3", true),
            ("::1", true),
            ("fd00::1", true),
            ("::ffff:192.168.1.1", true),
            ("203.0.113.5", false),
            ("2001:db8::1", false),
        ] {
            assert_eq!(is_inside(address.parse().unwrap()), inside, "{address}");
        }
    }
}
