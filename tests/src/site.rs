//! A whole marketplace in memory.

use std::{cell::OnceCell, pin::Pin, rc::Rc};

use actix_web::{
    body::{BoxBody, to_bytes},
    cookie::Cookie,
    dev::ServiceResponse,
    http::Method,
    test::{TestRequest, call_service, init_service},
    web::Data,
};
use marketplace_api::{app::App, boot::IndexPlace, config::Config, http::server};

use crate::{Answer, Person, clock, database};

pub struct Site {
    pub app: Data<App>,
    /// Built for the first request; building it takes longer than most requests.
    service: OnceCell<Service>,
}

/// The whole site as a function.
type Service = Rc<dyn Fn(TestRequest) -> LocalBoxFuture<ServiceResponse<BoxBody>>>;
type LocalBoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// What somebody asks of the site.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// Content type and bytes.
    pub(crate) body: Option<(&'a str, Vec<u8>)>,
}

impl Site {
    /// Its own empty database, and a clock that stands at its start.
    pub async fn open() -> Site {
        Site::open_with("").await
    }

    /// As [`Site::open`], with settings changed by TOML text.
    pub async fn open_with(settings: &str) -> Site {
        Site::open_at(&database::fresh_url().await, settings).await
    }

    /// As [`Site::open_with`], on a database that is there already.
    pub async fn open_at(database_url: &str, settings: &str) -> Site {
        clock::reset();
        // A test that is about mail says itself where it goes.
        let mail = if settings.contains("[mail]") { "" } else { "mail.transport = \"memory\"" };
        // Tests share the machine with others: what is served must not depend on its haste.
        let patience = "search.deadline_ms = 60000";
        let text = format!("database_url = {database_url:?}\n{mail}\n{patience}\n{settings}");
        let config = Config::from_toml(&text).expect("the test's settings are usable");
        let app = App::open(config, clock::now, IndexPlace::Memory)
            .await
            .expect("an empty database opens");
        app.set_ready(true);
        Site { app: Data::new(app), service: OnceCell::new() }
    }

    /// Lets go of the database.
    pub async fn close(self) {
        self.app.close().await.expect("a database can be let go of");
    }

    /// Somebody who has not signed in.
    pub fn stranger(&self) -> Person<'_> {
        Person {
            site: self,
            email: String::new(),
            password: String::new(),
            cookies: Vec::new().into(),
            bearer: None,
        }
    }

    /// A program that shows `secret` as its API key.
    pub fn program(&self, secret: &str) -> Person<'_> {
        Person { bearer: Some(secret.to_owned()), ..self.stranger() }
    }

    async fn service(&self) -> Service {
        if let Some(service) = self.service.get() {
            return service.clone();
        }
        let built = Rc::new(init_service(server::site(&self.app, web::PAGES)).await);
        let service: Service = Rc::new(move |request: TestRequest| {
            let built = built.clone();
            Box::pin(async move {
                call_service(&*built, request.to_request()).await.map_into_boxed_body()
            })
        });
        self.service.get_or_init(|| service).clone()
    }

    pub(crate) async fn request(&self, who: &Person<'_>, asked: Asked<'_>) -> Answer {
        let service = self.service().await;
        let method: Method = asked.method.parse().expect("a test names a method");
        let mut request = TestRequest::with_uri(asked.path)
            .method(method)
            .peer_addr("192.0.2.1:4711".parse().expect("an address"));
        for (name, value) in who.cookies.borrow().iter() {
            request = request.cookie(Cookie::new(name.clone(), value.clone()));
        }
        if let Some(bearer) = &who.bearer {
            request = request.insert_header(("authorization", format!("Bearer {bearer}")));
        }
        if let Some((content_type, bytes)) = asked.body {
            request = request.insert_header(("content-type", content_type)).set_payload(bytes);
        }
        let says_origin = asked.headers.iter().any(|(name, _)| *name == "sec-fetch-site");
        if who.bearer.is_none() && !says_origin {
            // What a browser says of a request from our own pages.
            request = request.insert_header(("sec-fetch-site", "same-origin"));
        }
        // An empty value stands for a header that is not sent.
        for header in asked.headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.insert_header(*header);
        }
        let response = service(request).await;
        for cookie in response.response().cookies() {
            let mut jar = who.cookies.borrow_mut();
            jar.retain(|(name, _)| name != cookie.name());
            if !cookie.value().is_empty() {
                jar.push((cookie.name().to_owned(), cookie.value().to_owned()));
            }
        }
        let status = response.status().as_u16();
        let pairs = response.headers().iter();
        let headers = pairs
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let bytes = to_bytes(response.into_body()).await.expect("bodies here are in memory");
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
