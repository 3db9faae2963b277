//! `/settings/organisations`: where one belongs, and founding another.

use actix_web::{
    http::StatusCode,
    web::{Data, Query},
};
use askama::Template;
use domain::{
    country::Country,
    organisation::{OrgStatus, Organisation},
    user::UserStatus,
};
use marketplace_api::{
    app::App,
    services::organisations::{self, OrganisationForm, Place},
};

use super::{After, Top, choices, refusal, role_name};
use crate::{
    countries,
    error::PageResult,
    i18n::T,
    respond::{self, see_other},
    sent::Sent,
    shell::Shell,
    signed_in::SignedIn,
    view::Choice,
};

#[derive(Template)]
#[template(path = "pages/settings/organisations.html")]
struct OrganisationsPage {
    t: T,
    shell: Shell,
    top: Top,
    places: Vec<PlaceRow>,
    unverified: bool,
    fields: OrgFields,
}

struct PlaceRow {
    id: String,
    name: String,
    role: String,
    side: String,
    sells: bool,
    suspended: bool,
}

/// What is asked about an organisation: `pages/settings/org_fields.html`.
pub(super) struct OrgFields {
    pub(super) name: String,
    pub(super) kinds: Vec<Choice>,
    pub(super) sides: Vec<Choice>,
    pub(super) countries: Vec<Choice>,
    pub(super) is_trader: bool,
}

pub(crate) async fn show(app: Data<App>, me: SignedIn, after: Query<After>) -> PageResult {
    let top = Top::after(me.shell.t, "settings-organisations", &after);
    let blank = OrganisationForm {
        name: String::new(),
        kind: String::from("company"),
        side: String::from("both"),
        country: String::from("ES"),
        is_trader: true,
    };
    render(&app, me, top, blank, StatusCode::OK).await
}

pub(crate) async fn create(app: Data<App>, me: SignedIn, sent: Sent) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let typed = typed(&sent);
    match organisations::create(&app, &me.actor, typed.clone(), None).await {
        Ok(org) => Ok(see_other(&format!("/settings/organisations/{}?done=founded", org.id))),
        Err(error) => {
            let refusal = refusal(me.shell.t, error)?;
            let status = refusal.status();
            let top = refusal.top(me.shell.t.tr("settings-organisations"));
            render(&app, me, top, typed, status).await
        }
    }
}

/// An organisation as a form says it.
pub(super) fn typed(sent: &Sent) -> OrganisationForm {
    OrganisationForm {
        name: sent.text("name"),
        kind: sent.text("kind"),
        side: sent.text("side"),
        country: sent.text("country"),
        is_trader: sent.is_ticked("is_trader"),
    }
}

/// An organisation as it is, for its form.
pub(super) fn stored(org: &Organisation) -> OrganisationForm {
    OrganisationForm {
        name: org.name.clone(),
        kind: org.kind.code().to_owned(),
        side: org.side.code().to_owned(),
        country: org.country.code().to_owned(),
        is_trader: org.is_trader,
    }
}

impl OrgFields {
    pub(super) fn new(t: T, form: OrganisationForm) -> OrgFields {
        let country = |(country, name): (Country, &'static str)| Choice {
            value: country.code().to_owned(),
            label: name.to_owned(),
            note: String::new(),
            chosen: country.code() == form.country,
        };
        OrgFields {
            kinds: choices(t, &KINDS, &form.kind),
            sides: choices(t, &SIDES, &form.side),
            countries: countries::sorted(t.lang()).into_iter().map(country).collect(),
            is_trader: form.is_trader,
            name: form.name,
        }
    }
}

const KINDS: [(&str, &str, &str); 2] = [
    ("company", "kind-company", "kind-company-note"),
    ("individual", "kind-individual", "kind-individual-note"),
];

const SIDES: [(&str, &str, &str); 3] = [
    ("provider", "side-provider", "side-provider-note"),
    ("buyer", "side-buyer", "side-buyer-note"),
    ("both", "side-both", "side-both-note"),
];

/// The words for one choice of a group.
pub(super) fn side_name(t: T, org: &Organisation) -> String {
    let known = SIDES.iter().find(|(code, ..)| *code == org.side.code());
    known.map(|(_, key, _)| t.tr(key)).unwrap_or_default()
}

pub(super) fn kind_name(t: T, org: &Organisation) -> String {
    let known = KINDS.iter().find(|(code, ..)| *code == org.kind.code());
    known.map(|(_, key, _)| t.tr(key)).unwrap_or_default()
}

async fn render(
    app: &App,
    me: SignedIn,
    top: Top,
    form: OrganisationForm,
    status: StatusCode,
) -> PageResult {
    let SignedIn { shell, actor } = me;
    let t = shell.t;
    let row = |it: &Place| PlaceRow {
        id: it.org.id.to_string(),
        name: it.org.name.clone(),
        role: role_name(t, it.role),
        side: side_name(t, &it.org),
        sells: it.org.side.sells(),
        suspended: it.org.status == OrgStatus::Suspended,
    };
    let places = organisations::list_mine(app, &actor).await?;
    let page = OrganisationsPage {
        t,
        top,
        places: places.iter().map(row).collect(),
        unverified: actor.status == UserStatus::Unverified,
        fields: OrgFields::new(t, form),
        shell,
    };
    respond::page_with(&page.shell, status, &page)
}
