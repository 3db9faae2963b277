//! One marketplace with everybody and everything that a path can name. It is copied for each call
//! that may change it, so no call sees what another has done.

mod people;

use std::collections::BTreeMap;

use domain::{
    id::{ListingId, OrgId},
    user::{StaffRole, UserStatus},
};
use marketplace_api::{
    app::{Actor, Credential},
    demo::{self, Size},
    draft_json::DraftBody,
    jobs::index_listings,
    services::{listings, moderation},
};
use marketplace_tests::{
    Answer, Person, Site,
    database::{Looker, Place, Rows},
    person::Pass,
};
use people::People;

use crate::authz::table::Line;

/// Limits would refuse what permissions allow; the secret makes sessions valid in every copy.
const SETTINGS: &str = "secret = \"only-for-tests-and-long-enough-for-them\"
[limits]
per_address_per_minute = 1000000
per_user_per_minute = 1000000
per_key_per_minute = 1000000
sign_in_per_address_per_hour = 1000000
";

/// Notes about use, which a refused request may leave.
const NOTES: [&str; 3] =
    ["sessions.last_seen_at", "sessions.idle_expires_at", "api_keys.last_used_at"];

/// As if the first version had been read.
pub(crate) const READ: [(&str, &str); 1] = [("if-match", "\"1\"")];

pub(crate) struct World {
    place: Place,
    passes: BTreeMap<&'static str, Pass>,
    /// What stands for a parameter: by `before/name`, by `name`, or by what is before `{id}`.
    objects: BTreeMap<&'static str, String>,
    draft: DraftBody,
}

/// A copy of the world with a site in front of it.
pub(crate) struct Copy<'a> {
    world: &'a World,
    // Dropped last: SQLite's file goes with it.
    looker: Looker,
    site: Site,
    _place: Place,
}

impl World {
    pub(crate) async fn build() -> World {
        let place = Place::fresh().await;
        let site = Site::open_at(&place.url, SETTINGS).await;
        let draft = demo::market(7, Size::STANDARD).listings().next().expect("a listing").draft;
        let draft = DraftBody::from(draft);
        let people = People::gather(&site).await;
        let mut objects = people.objects().await;
        objects.extend(listings_of(&site, &people, &draft).await);
        objects.insert("searches", search_of(&site, people.person("owner")).await);
        let home = site.stranger().get("/").await.text;
        let asset = home.split("\"/a/").nth(1).and_then(|it| it.split('"').next());
        objects.insert("name", asset.expect("the home page has a stylesheet").to_owned());
        let passes = people.passes();
        drop(people);
        site.close().await;
        World { place, passes, objects, draft }
    }

    pub(crate) async fn open(&self) -> Copy<'_> {
        let place = self.place.copy().await;
        let site = Site::open_at(&place.url, SETTINGS).await;
        let looker = place.look().await;
        Copy { world: self, looker, site, _place: place }
    }

    fn object(&self, line: &Line, before: &str, name: &str) -> String {
        let exact = format!("{before}/{name}");
        let usual = [exact.as_str(), if name == "id" { before } else { name }];
        let other = line.objects.iter().find(|(it, _)| it == name);
        let found = match other {
            Some((_, other)) => self.objects.get(other.as_str()),
            None => usual.iter().find_map(|key| self.objects.get(key)),
        };
        let found = found.unwrap_or_else(|| panic!("{}: no object for `{exact}`", line.name()));
        found.clone()
    }
}

/// A live listing, one that waits for a decision, and a draft, all of the owner's organisation.
async fn listings_of(
    site: &Site,
    people: &People<'_>,
    draft: &DraftBody,
) -> BTreeMap<&'static str, String> {
    let owner = actor(people.person("owner")).await;
    let trust = actor(people.person("trust")).await;
    let org: OrgId = people.org().parse().expect("an organisation's id");
    let mut made: Vec<ListingId> = Vec::new();
    for _ in 0..3 {
        let own = listings::create(&site.app, &owner, org, draft.clone().into()).await;
        made.push(own.expect("a member may begin a listing").listing.id);
    }
    for id in &made[..2] {
        listings::submit(&site.app, &owner, *id, None).await.expect("the draft is complete");
    }
    moderation::approve(&site.app, &trust, made[0], 1).await.expect("it waits for a decision");
    let [live, waiting, unfinished] = [0, 1, 2].map(|at| made[at].to_string());
    BTreeMap::from([
        ("listings", live.clone()),
        ("listing", live),
        ("waiting", waiting),
        ("draft", unfinished),
        ("n", "1".to_owned()),
        ("version", "1".to_owned()),
        ("slug", "any".to_owned()),
        ("standing", "any".to_owned()),
    ])
}

/// A search that found what is live, as it is kept.
async fn search_of(site: &Site, person: &Person<'_>) -> String {
    index_listings::catch_up(&site.app.clone().into_inner()).await.expect("the index follows");
    let found = person.get("/api/v1/search").await.expect(200).json();
    let id = found["search_id"].as_str().expect("a search has an id").to_owned();
    person.get(&format!("/api/v1/searches/{id}/receipt")).await.expect(200);
    id
}

/// Whoever stands behind a person's cookies.
async fn actor(person: &Person<'_>) -> Actor {
    let me = person.get("/api/v1/me").await.expect(200).json();
    let text = |name: &str| me[name].as_str().unwrap_or_default().to_owned();
    let sessions = person.get("/api/v1/sessions").await.expect(200).json();
    let session = sessions["sessions"][0]["id"].as_str().expect("a session").to_owned();
    Actor {
        user: text("id").parse().expect("a user's id"),
        lang: text("lang").parse().expect("a language"),
        status: UserStatus::from_code(&text("status")).expect("a status"),
        staff: StaffRole::from_code(&text("staff_role")),
        via: Credential::Session(session.parse().expect("a session's id")),
    }
}

impl Copy<'_> {
    pub(crate) async fn rows(&self) -> Rows {
        self.looker.rows(&NOTES).await
    }

    pub(crate) async fn close(self) {
        self.looker.close().await;
        self.site.close().await;
    }

    pub(crate) fn person(&self, role: &str) -> Person<'_> {
        self.site.with(&self.world.passes[role])
    }

    /// Asks for the line's route, with the tokens of our own pages, as `role`.
    pub(crate) async fn ask(&self, line: &Line, role: &str) -> Answer {
        let person = self.person(role);
        let path = self.path(line);
        let body = with_tokens(&person, self.body(line)).await;
        person.send_bytes(&line.method, &path, &READ, (line.kind(), body.as_bytes())).await
    }

    /// The line's path with its parameters filled in.
    pub(crate) fn path(&self, line: &Line) -> String {
        let world = self.world;
        fill(&line.path, |before, name| world.object(line, before, name))
    }

    /// The same with `odd` for every parameter.
    pub(crate) fn path_with(&self, line: &Line, odd: &str) -> String {
        fill(&line.path, |_, _| odd.to_owned())
    }

    /// The line's body; `{draft}` stands for all that a listing says, `{draft-fields}` for the same
    /// without its braces.
    pub(crate) fn body(&self, line: &Line) -> String {
        let body = line.body.as_deref().unwrap_or_default();
        let draft = serde_json::to_string(&self.world.draft).expect("a draft is JSON");
        let fields = draft.trim_start_matches('{').trim_end_matches('}');
        let mut body = body.replace("{draft}", &draft).replace("{draft-fields}", fields);
        for (name, object) in &self.world.objects {
            body = body.replace(&format!("{{{name}}}"), object);
        }
        body
    }
}

/// The tokens that forms carry: `{form}` belongs to a session, `{public}` to a browser.
async fn with_tokens(person: &Person<'_>, body: String) -> String {
    let mut body = body;
    for (name, page) in [("{form}", "/"), ("{public}", "/password-reset")] {
        if body.contains(name) {
            let page = person.get(page).await.text;
            let token = page.split("name=\"csrf\" value=\"").filter_map(|it| it.split('"').next());
            body = body.replace(name, token.last().unwrap_or_default());
        }
    }
    body
}

/// Replaces each `{name}` of a path by what `object(before, name)` says.
fn fill(path: &str, object: impl Fn(&str, &str) -> String) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut before = "";
    for part in path.split('/') {
        let name = part.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        parts.push(name.map_or(part.to_owned(), |name| object(before, name)));
        before = part;
    }
    parts.join("/")
}
