//! Firms and one-person firms: who belongs to them and what each may do.

pub mod invitations;
pub mod members;
pub mod staff;

use domain::{
    country::Country,
    event::Topic,
    id::OrgId,
    organisation::{Handle, InvalidHandle, Membership, OrgKind, OrgStatus, Organisation},
    problem::Problem,
    text,
    user::{OrgRole, OrgSide},
};

use super::fields::{self, Fields};
use crate::{
    app::{Actor, App, Credential},
    error::AppError,
    store::{Db, organisations, outbox},
};

pub const MAX_NAME_CHARS: usize = 120;
/// Organisations of one person.
pub const MAX_ORGANISATIONS: usize = 20;
/// How many numbers are tried behind a handle that is taken.
const MAX_NUMBERED: u32 = 50;

/// What people say of their organisation, as typed.
#[derive(Debug, Clone)]
pub struct OrganisationForm {
    pub name: String,
    /// `individual` or `company`.
    pub kind: String,
    /// `buyer`, `provider` or `both`.
    pub side: String,
    /// `ES`
    pub country: String,
    pub is_trader: bool,
}

/// An organisation seen by one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub org: Organisation,
    pub role: OrgRole,
}

struct Checked {
    name: String,
    kind: OrgKind,
    side: OrgSide,
    country: Country,
}

/// Founds an organisation; the actor becomes its owner. Without a handle one is made from the
/// name.
///
/// # Errors
/// `Invalid` (a taken handle too), `Unverified`, `Forbidden` for keys.
pub async fn create(
    app: &App,
    actor: &Actor,
    form: OrganisationForm,
    handle: Option<&str>,
) -> Result<Organisation, AppError> {
    actor.require_session()?;
    actor.require_active()?;
    let mut fields = Fields::default();
    let checked = check(&mut fields, &form);
    let wanted = match handle.map(str::trim).filter(|it| !it.is_empty()) {
        Some(text) => fields.take("handle", text.parse().map_err(handle_problem)),
        None => Some(Handle::suggest(&form.name).unwrap_or_else(unnamed)),
    };
    let (Some(checked), Some(wanted)) = (checked, wanted) else { return Err(fields.into_error()) };

    let now = app.now();
    let tx = app.store.begin().await?;
    if MAX_ORGANISATIONS <= organisations::of_user(&tx, actor.user).await?.len() {
        fields.refuse("name", Problem::TooMany { max: MAX_ORGANISATIONS });
        return Err(fields.into_error());
    }
    let mut org = Organisation {
        id: OrgId::generate(),
        handle: wanted.clone(),
        name: checked.name,
        kind: checked.kind,
        side: checked.side,
        country: checked.country,
        is_trader: form.is_trader,
        status: OrgStatus::Active,
        is_demo: false,
        created_at: now,
        version: 1,
    };
    let mut n_tried = 1;
    while !organisations::insert(&tx, &org).await? {
        n_tried += 1;
        if handle.is_some() || MAX_NUMBERED < n_tried {
            fields.refuse("handle", Problem::Repeated);
            return Err(fields.into_error());
        }
        org.handle = wanted.numbered(n_tried);
    }
    let place = Membership { org: org.id, user: actor.user, role: OrgRole::Owner };
    organisations::add_member(&tx, &place, now).await?;
    outbox::push(&tx, Topic::ProviderChanged, org.id, now).await?;
    tx.commit().await?;
    app.wake.index.notify_one();
    Ok(org)
}

/// The actor's organisations, the oldest membership first; of a key, the one it acts for.
///
/// # Errors
/// `Store`.
pub async fn list_mine(app: &App, actor: &Actor) -> Result<Vec<Place>, AppError> {
    let all = organisations::of_user(app.store.connection(), actor.user).await?;
    let places = all.into_iter().map(|(org, role)| Place { org, role });
    Ok(match &actor.via {
        Credential::Session(_) => places.collect(),
        Credential::ApiKey { org, .. } => places.filter(|it| it.org.id == *org).collect(),
    })
}

/// # Errors
/// `NotFound` for who does not belong to it.
pub async fn show(app: &App, actor: &Actor, id: OrgId) -> Result<Place, AppError> {
    let db = app.store.connection();
    let place = require_member(db, actor, id, OrgRole::Member).await?;
    Ok(Place { org: fetch(db, id).await?, role: place.role })
}

/// Changes what an organisation says of itself. `version` is the one that was read.
///
/// # Errors
/// `NotFound`, `Forbidden` below administrator and for keys, `Invalid`, `PreconditionFailed`.
pub async fn edit(
    app: &App,
    actor: &Actor,
    id: OrgId,
    form: OrganisationForm,
    version: u64,
) -> Result<Organisation, AppError> {
    actor.require_session()?;
    let tx = app.store.begin().await?;
    require_member(&tx, actor, id, OrgRole::Admin).await?;
    actor.require_active()?;
    let mut fields = Fields::default();
    let Some(checked) = check(&mut fields, &form) else { return Err(fields.into_error()) };
    let known = fetch(&tx, id).await?;
    let wanted = Organisation {
        name: checked.name,
        kind: checked.kind,
        side: checked.side,
        country: checked.country,
        is_trader: form.is_trader,
        version,
        ..known
    };
    if !organisations::update(&tx, &wanted).await? {
        return Err(AppError::PreconditionFailed);
    }
    outbox::push(&tx, Topic::ProviderChanged, id, app.now()).await?;
    tx.commit().await?;
    app.wake.index.notify_one();
    Ok(Organisation { version: version + 1, ..wanted })
}

/// The actor's place in `org`, if it is `least` or more. Every use-case that acts for an
/// organisation begins here.
///
/// A key acts for the one organisation it was made for, and never for more than its maker may.
///
/// # Errors
/// `NotFound` for who does not belong to it (not even that it exists); `Forbidden` for a role
/// below `least`.
pub(crate) async fn require_member(
    db: &impl Db,
    actor: &Actor,
    org: OrgId,
    least: OrgRole,
) -> Result<Membership, AppError> {
    let missing = || AppError::NotFound { what: "organisation", id: org.to_string() };
    if let Credential::ApiKey { org: its_org, .. } = &actor.via
        && *its_org != org
    {
        return Err(missing());
    }
    let place = organisations::membership(db, org, actor.user).await?.ok_or_else(missing)?;
    if place.role <= least {
        return Ok(place);
    }
    let who = match least {
        OrgRole::Owner => "an owner of the organisation",
        OrgRole::Admin => "an administrator of the organisation",
        OrgRole::Member => "a member of the organisation",
    };
    Err(AppError::Forbidden { who })
}

/// # Errors
/// `NotFound`.
pub(crate) async fn fetch(db: &impl Db, id: OrgId) -> Result<Organisation, AppError> {
    let org = organisations::find(db, id).await?;
    org.ok_or_else(|| AppError::NotFound { what: "organisation", id: id.to_string() })
}

fn check(fields: &mut Fields, form: &OrganisationForm) -> Option<Checked> {
    let unknown =
        |given: &str| Problem::Unknown { given: text::line(given, 0, 40).unwrap_or_default() };
    let name = fields.take("name", fields::name(&form.name, MAX_NAME_CHARS, "Estudio Ruiz, S. L."));
    let kind = OrgKind::from_code(&form.kind).ok_or_else(|| unknown(&form.kind));
    let kind = fields.take("kind", kind);
    let side = OrgSide::from_code(&form.side).ok_or_else(|| unknown(&form.side));
    let side = fields.take("side", side);
    let country = form.country.parse().map_err(|_unknown| unknown(&form.country));
    let country = fields.take("country", country);
    Some(Checked { name: name?, kind: kind?, side: side?, country: country? })
}

fn handle_problem(error: InvalidHandle) -> Problem {
    match error {
        InvalidHandle::Length | InvalidHandle::Form => {
            Problem::Malformed { example: "estudio-ruiz" }
        }
        InvalidHandle::Reserved => Problem::Repeated,
    }
}

/// For names without a letter we could use in an address.
fn unnamed() -> Handle {
    "studio".parse().expect("a word is a handle")
}
