//! The route table. Routes are registered here and nowhere else, so that a test can walk all of
//! them: one without a line in the authorisation matrix fails the build.

use std::collections::BTreeMap;

use actix_web::{
    FromRequest, Handler, HttpRequest, Responder, Route, guard,
    http::Method,
    web::{self, ServiceConfig},
};

use super::problem::ApiError;
use crate::error::AppError;

/// Collects routes by path, then installs them as actix resources.
///
/// `GET` answers `HEAD` as well; a method that a path does not know is answered 405 with `Allow`.
/// Literal paths win over `{parameters}` of the same shape.
#[derive(Default)]
pub struct Routes {
    resources: BTreeMap<&'static str, Vec<(Method, Route)>>,
}

impl Routes {
    pub fn get<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let reads = guard::Any(guard::Get()).or(guard::Head());
        self.add(path, Method::GET, web::route().guard(reads).to(handler))
    }

    pub fn post<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(path, Method::POST, web::post().to(handler))
    }

    pub fn put<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(path, Method::PUT, web::put().to(handler))
    }

    pub fn patch<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(path, Method::PATCH, web::patch().to(handler))
    }

    pub fn delete<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(path, Method::DELETE, web::delete().to(handler))
    }

    /// Every `(method, path)` registered, sorted by path.
    pub fn table(&self) -> Vec<(Method, &'static str)> {
        let lines = |(path, routes): (&&'static str, &Vec<(Method, Route)>)| {
            routes.iter().map(|(method, _)| (method.clone(), *path)).collect::<Vec<_>>()
        };
        self.resources.iter().flat_map(lines).collect()
    }

    /// Hands all routes to actix. `{` sorts after letters and digits, so literals come first.
    pub fn install(self, config: &mut ServiceConfig) {
        for (path, routes) in self.resources {
            let methods: Vec<&str> = routes.iter().map(|(method, _)| method.as_str()).collect();
            let allowed = methods.join(", ");
            let mut resource = web::resource(path);
            for (_, route) in routes {
                resource = resource.route(route);
            }
            let refuse = move |request: HttpRequest| refuse(&request, &allowed);
            config.service(resource.default_service(web::to(move |request: HttpRequest| {
                let answer = refuse(request);
                async move { Err::<String, ApiError>(answer) }
            })));
        }
    }

    fn add(&mut self, path: &'static str, method: Method, route: Route) -> &mut Self {
        let routes = self.resources.entry(path).or_default();
        assert!(
            routes.iter().all(|(known, _)| *known != method),
            "{method} {path} is registered twice",
        );
        routes.push((method, route));
        self
    }
}

fn refuse(request: &HttpRequest, allowed: &str) -> ApiError {
    ApiError::from(AppError::MethodNotAllowed {
        method: request.method().to_string(),
        allowed: allowed.to_owned(),
    })
}
