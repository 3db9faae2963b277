//! One person, or one program, for each role of the matrix.

use std::collections::BTreeMap;

use domain::user::StaffRole;
use marketplace_api::services::accounts::staff;
use marketplace_tests::{Person, Provider, Site, people, person::Pass};
use serde_json::json;

use super::actor;

pub(super) struct People<'a> {
    by_role: BTreeMap<&'static str, Person<'a>>,
    org: String,
    suspended: String,
    handle: String,
    /// Keys beside those that the roles use.
    spare_key: String,
    invitation: (String, String),
    reset_token: String,
    verify_token: String,
}

impl<'a> People<'a> {
    pub(super) async fn gather(site: &'a Site) -> People<'a> {
        let owner = site.provider("owner@a.example").await;
        let stranger = site.provider("stranger@b.example").await;
        let mut by_role = BTreeMap::new();
        for role in ["member", "admin"] {
            by_role.insert(role, join(site, &owner, role).await);
        }
        let unverified = site.unverified("unverified@c.example").await;
        unverified.sign_in().await.expect(201);
        let verify_token = site.link_token(&unverified).await;
        by_role.insert("unverified", unverified);
        for (name, role) in [
            ("support", StaffRole::Support),
            ("trust", StaffRole::Trust),
            ("finance", StaffRole::Finance),
        ] {
            by_role.insert(name, site.staff(role).await);
        }
        let (person, suspended) = suspended(site, &by_role["trust"]).await;
        by_role.insert("suspended", person);
        for (role, scopes) in [
            ("key-read", vec!["listings:read"]),
            ("key-write", vec!["listings:read", "listings:write", "profile:write"]),
            ("key-revoked", vec!["listings:read", "listings:write"]),
        ] {
            let (id, secret) = key(&owner, role, &scopes).await;
            if role == "key-revoked" {
                let path = format!("/api/v1/organisations/{}/api-keys/{id}", owner.org);
                owner.delete(&path).await.expect(204);
            }
            by_role.insert(role, site.program(&secret));
        }
        let (spare_key, _) = key(&owner, "spare", &["listings:read"]).await;
        let invitation = invite(site, &owner, &stranger.email, "member").await;
        let (org, handle) = (owner.org.to_string(), owner.handle.clone());
        by_role.insert("anonymous", site.stranger());
        by_role.insert("owner", owner.person);
        by_role.insert("stranger", stranger.person);
        let reset_token = reset_token(site, &by_role["owner"]).await;
        People { by_role, org, suspended, handle, spare_key, invitation, reset_token, verify_token }
    }

    pub(super) fn person(&self, role: &str) -> &Person<'a> {
        &self.by_role[role]
    }

    pub(super) fn org(&self) -> &str {
        &self.org
    }

    pub(super) fn passes(&self) -> BTreeMap<&'static str, Pass> {
        self.by_role.iter().map(|(role, person)| (*role, person.pass())).collect()
    }

    /// What paths may name about people.
    pub(super) async fn objects(&self) -> BTreeMap<&'static str, String> {
        let id_of = async |role: &str| actor(self.person(role)).await.user.to_string();
        let owner = self.person("owner");
        let sessions = owner.get("/api/v1/sessions").await.expect(200).json();
        let session = sessions["sessions"][0]["id"].as_str().expect("a session").to_owned();
        let (invitation, token) = self.invitation.clone();
        BTreeMap::from([
            ("org", self.org.clone()),
            ("organisations", self.org.clone()),
            ("handle", self.handle.clone()),
            ("key", self.spare_key.clone()),
            ("user", id_of("member").await),
            ("users", id_of("stranger").await),
            ("suspended-user", self.suspended.clone()),
            ("subject", id_of("owner").await),
            ("sessions", session),
            ("invitation", invitation),
            ("invitations/token", token),
            ("password-resets/token", self.reset_token.clone()),
            ("password-reset/token", self.reset_token.clone()),
            ("verify/token", self.verify_token.clone()),
        ])
    }
}

/// Somebody new in the provider's organisation.
async fn join<'a>(site: &'a Site, owner: &Provider<'_>, role: &str) -> Person<'a> {
    let person = site.sign_up(&format!("{role}@a.example")).await;
    let (_, token) = invite(site, owner, &person.email, role).await;
    let path = format!("/api/v1/invitations/{token}/acceptance");
    let answer = person.post(&path, json!({})).await;
    assert!(answer.status < 300, "{}", answer.text);
    person
}

/// Id and token of an open invitation.
async fn invite(site: &Site, owner: &Provider<'_>, email: &str, role: &str) -> (String, String) {
    let path = format!("/api/v1/organisations/{}/invitations", owner.org);
    let made = owner.post(&path, json!({ "email": email, "role": role })).await.expect(201);
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let mail = site.mail_at(email).await;
    (id, people::token_in(mail.last().expect("an invitation is mailed")))
}

async fn suspended<'a>(site: &'a Site, trust: &Person<'_>) -> (Person<'a>, String) {
    let person = site.sign_up("suspended@d.example").await;
    let user = actor(&person).await.user;
    let trust = actor(trust).await;
    staff::suspend_user(&site.app, &trust, user, "a test").await.expect("an active account");
    (person, user.to_string())
}

/// Id and secret.
async fn key(owner: &Provider<'_>, name: &str, scopes: &[&str]) -> (String, String) {
    let path = format!("/api/v1/organisations/{}/api-keys", owner.org);
    let made = owner.post(&path, json!({ "name": name, "scopes": scopes })).await.expect(201);
    let text = |field: &str| made.json()[field].as_str().expect("text").to_owned();
    (text("id"), text("secret"))
}

async fn reset_token(site: &Site, person: &Person<'_>) -> String {
    let body = json!({ "email": person.email, "lang": "en" });
    site.stranger().post("/api/v1/password-resets", body).await.expect(202);
    site.link_token(person).await
}
