//! People who can be had in one line, and the mail they get.

use std::{collections::BTreeMap, ops::Deref};

use domain::{id::OrgId, user::StaffRole};
use marketplace_api::{
    adapters::mailer::Mail,
    app::Actor,
    jobs,
    services::accounts::{sessions, staff::grant_staff},
};
use serde_json::json;

use crate::{Answer, Person, Site};

/// Hard to guess, and the same for everybody in tests.
pub const PASSWORD: &str = "grapa-nube-tejado-9";

/// Somebody with an organisation that sells.
pub struct Provider<'a> {
    pub person: Person<'a>,
    pub org: OrgId,
    pub handle: String,
}

impl<'a> Deref for Provider<'a> {
    type Target = Person<'a>;

    fn deref(&self) -> &Person<'a> {
        &self.person
    }
}

impl Site {
    /// A person with a confirmed address, signed in. They read English.
    pub async fn sign_up(&self, email: &str) -> Person<'_> {
        let person = self.unverified(email).await;
        let token = self.link_token(&person).await;
        let body = json!({ "token": token });
        person.post("/api/v1/accounts/verification", body).await.expect(204);
        person.sign_in().await.expect(201);
        person
    }

    /// A person who has not confirmed their address and is not signed in.
    pub async fn unverified(&self, email: &str) -> Person<'_> {
        let person =
            Person { email: email.to_owned(), password: PASSWORD.to_owned(), ..self.stranger() };
        let name = email.split('@').next().unwrap_or_default();
        let body = json!({
            "email": email,
            "password": PASSWORD,
            "display_name": format!("Test {name}"),
            "lang": "en",
        });
        person.post("/api/v1/accounts", body).await.expect(202);
        person
    }

    /// A signed-in person who owns an organisation that sells.
    pub async fn provider(&self, email: &str) -> Provider<'_> {
        let person = self.sign_up(email).await;
        let name = email.split('@').next().unwrap_or_default();
        let org = person.found(&format!("Studio {name}"), "provider").await;
        let answer = person.get(&format!("/api/v1/organisations/{org}")).await.expect(200);
        let handle = answer.json()["handle"].as_str().expect("a handle").to_owned();
        Provider { person, org, handle }
    }

    /// One of ours, signed in.
    pub async fn staff(&self, role: StaffRole) -> Person<'_> {
        let email = format!("{}@staff.example", role.code());
        let person = self.sign_up(&email).await;
        let email = email.parse().expect("an address");
        grant_staff(&self.app, &email, Some(role)).await.expect("the account is active");
        person.sign_in().await.expect(201);
        person
    }

    /// Sends what waits, then returns all mail to `person` so far, oldest first.
    pub async fn mail_to(&self, person: &Person<'_>) -> Vec<Mail> {
        self.mail_at(&person.email).await
    }

    /// As [`Site::mail_to`], by address.
    pub async fn mail_at(&self, email: &str) -> Vec<Mail> {
        while jobs::mail::deliver(&self.app, 100).await.expect("mail is delivered") > 0 {}
        let kept = jobs::mail::kept(&self.app).into_iter();
        kept.filter(|it| it.to.as_str().eq_ignore_ascii_case(email)).collect()
    }

    /// How often passwords were worked on so far, by kind of work.
    pub fn password_work(&self) -> BTreeMap<String, u64> {
        let text = self.app.metrics.render();
        let lines = text.lines().filter_map(|it| it.strip_prefix("password_work_total{work=\""));
        let counts = lines.filter_map(|it| it.split_once("\"} "));
        counts
            .map(|(kind, count)| (kind.to_owned(), count.parse().expect("a whole number")))
            .collect()
    }

    /// What was done since `before`, in order of kind.
    pub fn password_work_since(&self, before: &BTreeMap<String, u64>) -> Vec<(String, u64)> {
        let since = self.password_work().into_iter().map(|(kind, count)| {
            let earlier = before.get(&kind).copied().unwrap_or(0);
            (kind, count - earlier)
        });
        since.filter(|(_, count)| *count > 0).collect()
    }

    /// The secret in the link of the newest mail to `person`.
    pub async fn link_token(&self, person: &Person<'_>) -> String {
        let mail = self.mail_to(person).await;
        let newest = mail.last().unwrap_or_else(|| panic!("no mail to {}", person.email));
        token_in(newest)
    }
}

/// The last part of the first link in a mail.
pub fn token_in(mail: &Mail) -> String {
    let link = mail.text.lines().find(|it| it.starts_with("http"));
    let link = link.unwrap_or_else(|| panic!("no link in:\n{}", mail.text));
    link.rsplit('/').next().unwrap_or_default().to_owned()
}

impl Person<'_> {
    /// Who the site takes this signed-in person for, to call a use-case that has no page yet.
    pub async fn actor(&self) -> Actor {
        let token = self.cookie("lonja").expect("signed in");
        let actor = sessions::authenticate(&self.site.app, &token).await;
        actor.expect("the store answers").expect("the session runs")
    }

    /// Signs in with the person's own address and password; the cookie is kept.
    pub async fn sign_in(&self) -> Answer {
        let body = json!({ "email": self.email, "password": self.password });
        self.post("/api/v1/sessions", body).await
    }

    /// The person's own id, `usr_…`.
    pub async fn id(&self) -> String {
        let me = self.get("/api/v1/me").await.expect(200).json();
        me["id"].as_str().expect("an id").to_owned()
    }

    /// Founds an organisation; `side` is `buyer`, `provider` or `both`.
    pub async fn found(&self, name: &str, side: &str) -> OrgId {
        let body = json!({
            "name": name,
            "kind": "company",
            "side": side,
            "country": "ES",
            "is_trader": true,
        });
        let founded = self.post("/api/v1/organisations", body).await.expect(201);
        let id = founded.json()["id"].as_str().expect("an id").to_owned();
        id.parse().expect("an organisation's id")
    }
}
