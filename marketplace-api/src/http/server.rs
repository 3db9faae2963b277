//! The site as actix sees it, and the server that runs it.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::{
    App as Actix, Error, HttpRequest, HttpServer,
    body::MessageBody,
    dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse},
    error::UrlencodedError,
    middleware::{Compress, from_fn},
    web::{self, Data, FormConfig, JsonConfig, PathConfig, PayloadConfig, QueryConfig},
};

use super::{
    platform::{self, Platform, RenderFailure},
    problem::ApiError,
    routes::Routes,
};
use crate::{app::App, error::AppError};

/// What another crate adds to the API: its pages, and how it shows failures to people.
#[derive(Clone, Copy)]
pub struct Pages {
    pub configure: fn(&mut Routes),
    pub render_failure: Option<RenderFailure>,
    /// Nothing but the internal API and what watches the process.
    pub only_internal: bool,
}

impl Pages {
    /// The API alone.
    pub const NONE: Pages = Pages { configure: |_| {}, render_failure: None, only_internal: false };
    /// The internal API alone.
    pub const INTERNAL: Pages = Pages { only_internal: true, ..Pages::NONE };
}

/// Every route of the process, as compiled.
pub fn routes(pages: Pages) -> Routes {
    let mut routes = Routes::default();
    if pages.only_internal {
        super::configure_internal(&mut routes);
    } else {
        super::configure(&mut routes);
        (pages.configure)(&mut routes);
    }
    routes
}

/// The whole site: the API, the pages and what surrounds them (see `platform.rs`).
pub fn site(
    app: &Data<App>,
    pages: Pages,
) -> Actix<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let platform = Platform { app: app.clone().into_inner(), render: pages.render_failure };
    Actix::new()
        .app_data(app.clone())
        .app_data(Data::new(platform))
        .app_data(json_config(app.config.limits.import_bytes))
        .app_data(form_config(app.config.limits.body_bytes))
        .app_data(PayloadConfig::new(app.config.limits.import_bytes))
        .app_data(PathConfig::default().error_handler(|_, request| {
            AppError::NotFound { what: "page", id: request.path().to_owned() }.refused(request)
        }))
        .app_data(QueryConfig::default().error_handler(|error, request| {
            AppError::Malformed { why: format!("the query string: {error}") }.refused(request)
        }))
        .configure(|config| routes(pages).install(config))
        .default_service(web::to(not_found))
        .wrap(from_fn(platform::idempotency::layer))
        .wrap(from_fn(platform::body::layer))
        .wrap(from_fn(platform::limits::layer))
        .wrap(from_fn(platform::private::layer))
        .wrap(Compress::default())
        .wrap(from_fn(platform::trace::layer))
}

fn json_config(limit: usize) -> JsonConfig {
    JsonConfig::default()
        .limit(limit)
        .content_type(|it| it.subtype() == "json" || it.suffix().is_some_and(|it| it == "json"))
        .error_handler(|error, request| {
            use actix_web::error::JsonPayloadError as E;
            let error = match error {
                E::ContentType => AppError::UnsupportedMedia { expected: "application/json" },
                E::Deserialize(why) => AppError::Malformed { why: format!("the body: {why}") },
                other => AppError::Malformed { why: format!("the body cannot be read: {other}") },
            };
            error.refused(request)
        })
}

fn form_config(limit: usize) -> FormConfig {
    let refused = |error, request: &HttpRequest| unreadable_form(&error).refused(request);
    FormConfig::default().limit(limit).error_handler(refused)
}

/// What was wrong with a form as a whole.
pub fn unreadable_form(error: &UrlencodedError) -> AppError {
    use UrlencodedError as E;
    match error {
        E::Overflow { limit, .. } => AppError::TooLarge { limit: *limit },
        E::ContentType => {
            AppError::UnsupportedMedia { expected: "application/x-www-form-urlencoded" }
        }
        other => AppError::Malformed { why: format!("the form cannot be read: {other}") },
    }
}

async fn not_found(request: HttpRequest) -> Result<String, Error> {
    let id = request.path().to_owned();
    Err(AppError::NotFound { what: "page", id }.refused(&request))
}

impl AppError {
    /// As a program or a person is told, by the address they asked for.
    pub fn refused(self, request: &HttpRequest) -> Error {
        match request.app_data::<Data<Platform>>() {
            Some(platform) => platform.refuse(self, request),
            None => ApiError(self).into(),
        }
    }
}

/// Starts to serve on `listener`. The server stops when its handle says so.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(app: &Data<App>, pages: Pages, listener: TcpListener) -> io::Result<Server> {
    let config = &app.config;
    let workers = match config.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        some => some,
    };
    let shutdown = config.limits.shutdown_timeout_s;
    let for_workers = app.clone();
    let server = HttpServer::new(move || site(&for_workers, pages))
        .workers(workers)
        .backlog(4_096)
        .max_connections(20_000)
        .keep_alive(Duration::from_secs(30))
        .client_request_timeout(Duration::from_secs(5))
        .client_disconnect_timeout(Duration::from_secs(2))
        .shutdown_timeout(shutdown)
        .tcp_nodelay(true)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

/// Takes the address, or says plainly why not.
///
/// # Errors
/// One line for a person.
pub fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "{address} is taken by another program. Stop it, or choose another with --bind or LONJA_BIND."
        ),
        io::ErrorKind::PermissionDenied => {
            format!("{address} may not be used by this user. Choose a port above 1023 with --bind.")
        }
        _ => format!("{address} cannot be used: {error}"),
    })
}
