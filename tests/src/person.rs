//! Somebody in front of the site: a browser with its cookies, or a program with its key.

use std::cell::RefCell;

use serde_json::Value;

use crate::{Answer, Site, site::Asked};

/// Talks to one [`Site`]; keeps cookies between requests as a browser does.
pub struct Person<'a> {
    pub site: &'a Site,
    pub email: String,
    pub password: String,
    pub(crate) cookies: RefCell<Vec<(String, String)>>,
    pub(crate) bearer: Option<String>,
}

/// What lets somebody in, without the site that it was got from.
#[derive(Debug, Clone, Default)]
pub struct Pass {
    cookies: Vec<(String, String)>,
    bearer: Option<String>,
}

impl Site {
    /// Whoever shows `pass`, in front of this site.
    pub fn with(&self, pass: &Pass) -> Person<'_> {
        Person {
            cookies: pass.cookies.clone().into(),
            bearer: pass.bearer.clone(),
            ..self.stranger()
        }
    }
}

impl<'a> Person<'a> {
    /// Another browser with the same cookies, as when somebody has got hold of them.
    pub fn copy(&self) -> Person<'a> {
        Person {
            site: self.site,
            email: self.email.clone(),
            password: self.password.clone(),
            cookies: self.cookies.clone(),
            bearer: self.bearer.clone(),
        }
    }
}

impl Person<'_> {
    pub fn pass(&self) -> Pass {
        Pass { cookies: self.cookies.borrow().clone(), bearer: self.bearer.clone() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, &[], Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send("PUT", path, &[], Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], None).await
    }

    /// Any request, with extra headers.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let body = body.map(|it| ("application/json", it.to_string().into_bytes()));
        self.site.request(self, Asked { method, path, headers, body }).await
    }

    /// A request whose body is any bytes at all.
    pub async fn send_raw(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Answer {
        self.send_bytes(method, path, &[], (content_type, bytes)).await
    }

    /// As [`Person::send_raw`], with extra headers.
    pub async fn send_bytes(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        (content_type, bytes): (&str, &[u8]),
    ) -> Answer {
        let body = Some((content_type, bytes.to_vec()));
        self.site.request(self, Asked { method, path, headers, body }).await
    }

    /// A form, as a browser without JavaScript sends it.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = form_urlencoded(fields).into_bytes();
        self.send_raw("POST", path, "application/x-www-form-urlencoded", &form).await
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.cookies.borrow();
        cookies.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone())
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.borrow_mut();
        cookies.retain(|(it, _)| it != name);
        cookies.push((name.to_owned(), value.to_owned()));
    }

    /// As when the browser is closed for good.
    pub fn forget_cookies(&self) {
        self.cookies.borrow_mut().clear();
    }
}

fn form_urlencoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        let mut out = String::new();
        for byte in text.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
                    out.push(char::from(byte))
                }
                b' ' => out.push('+'),
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
        out
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}
