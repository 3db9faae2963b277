//! `/settings/organisations/{org}`: what an organisation says of itself, who belongs to it, who is
//! asked in.

use actix_web::{
    http::StatusCode,
    web::{Data, Path, Query},
};
use askama::Template;
use domain::{
    id::{OrgId, UserId},
    invitation::Invitation,
    organisation::OrgStatus,
    user::OrgRole,
};
use marketplace_api::{
    app::App,
    services::organisations::{
        self, OrganisationForm, Place, invitations,
        members::{self, Member},
    },
};

use super::{
    After, Top,
    organisations::{OrgFields, kind_name, side_name, stored, typed},
    refusal, role_name, roles,
};
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
#[template(path = "pages/settings/organisation.html")]
struct OrganisationPage {
    t: T,
    shell: Shell,
    top: Top,
    id: String,
    handle: String,
    sells: bool,
    suspended: bool,
    /// May change all of this; everybody else only reads it.
    manages: bool,
    version: u64,
    facts: Vec<(String, String)>,
    fields: OrgFields,
    members: Vec<MemberRow>,
    invitations: Vec<InvitationRow>,
    invite_email: String,
    invite_roles: Vec<Choice>,
    /// Whoever looks is the only owner and cannot leave.
    stays: bool,
}

struct MemberRow {
    id: String,
    name: String,
    email: String,
    role: String,
    is_me: bool,
    /// Empty when their role is not for the viewer to change.
    roles: Vec<Choice>,
    removable: bool,
}

struct InvitationRow {
    id: String,
    email: String,
    role: String,
    until: String,
}

/// What a refused form leaves on the page. Nothing is left by default.
#[derive(Default)]
pub(super) struct Left {
    pub(super) top: Top,
    pub(super) form: Option<OrganisationForm>,
    pub(super) invite: Option<(String, OrgRole)>,
}

pub(crate) async fn show(
    app: Data<App>,
    me: SignedIn,
    org: Path<OrgId>,
    after: Query<After>,
) -> PageResult {
    let top = Top::after(me.shell.t, "settings-organisations", &after);
    render(&app, me, *org, Left { top, ..Left::default() }, StatusCode::OK).await
}

pub(crate) async fn save(app: Data<App>, me: SignedIn, org: Path<OrgId>, sent: Sent) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let typed = typed(&sent);
    match organisations::edit(&app, &me.actor, *org, typed.clone(), sent.version()).await {
        Ok(_) => Ok(see_other(&format!("/settings/organisations/{org}?done=saved"))),
        Err(error) => {
            let refusal = refusal(me.shell.t, error)?;
            let status = refusal.status();
            let left =
                Left { top: refusal.top(String::new()), form: Some(typed), ..Left::default() };
            render(&app, me, *org, left, status).await
        }
    }
}

pub(super) async fn render(
    app: &App,
    me: SignedIn,
    org: OrgId,
    left: Left,
    status: StatusCode,
) -> PageResult {
    let place = organisations::show(app, &me.actor, org).await?;
    let people = members::list(app, &me.actor, org).await?;
    let open = match place.role.manages_members() {
        true => invitations::list(app, &me.actor, org).await?,
        false => Vec::new(),
    };
    let page = OrganisationPage::new(me, &place, left, (&people, &open));
    respond::page_with(&page.shell, status, &page)
}

impl OrganisationPage {
    fn new(
        me: SignedIn,
        place: &Place,
        left: Left,
        (people, open): (&[Member], &[Invitation]),
    ) -> OrganisationPage {
        let SignedIn { shell, actor } = me;
        let (t, org) = (shell.t, &place.org);
        // A refused form has an address of its own, which nothing on the page may lead back to.
        let shell = Shell { path: format!("/settings/organisations/{}", org.id), ..shell };
        let n_owners = people.iter().filter(|it| it.role == OrgRole::Owner).count();
        let (invite_email, invite_role) =
            left.invite.unwrap_or_else(|| (String::new(), OrgRole::Member));
        OrganisationPage {
            t,
            top: left.top.titled(org.name.clone()),
            id: org.id.to_string(),
            handle: org.handle.to_string(),
            sells: org.side.sells(),
            suspended: org.status == OrgStatus::Suspended,
            manages: place.role.manages_members(),
            version: org.version,
            facts: facts(t, place),
            fields: OrgFields::new(t, left.form.unwrap_or_else(|| stored(org))),
            members: people.iter().map(|it| member(t, place, actor.user, (it, n_owners))).collect(),
            invitations: open.iter().map(|it| invitation(t, it)).collect(),
            invite_email,
            invite_roles: roles(t, place.role, invite_role),
            stays: place.role == OrgRole::Owner && n_owners == 1,
            shell,
        }
    }
}

fn facts(t: T, place: &Place) -> Vec<(String, String)> {
    let Place { org, role } = place;
    vec![
        (t.tr("field-kind"), kind_name(t, org)),
        (t.tr("field-side"), side_name(t, org)),
        (t.tr("field-country"), countries::name(org.country, t.lang()).to_owned()),
        (t.tr("your-role"), role_name(t, *role)),
    ]
}

fn member(t: T, place: &Place, me: UserId, (it, n_owners): (&Member, usize)) -> MemberRow {
    let mine = place.role;
    let last_owner = it.role == OrgRole::Owner && n_owners == 1;
    let changeable = mine.may_grant(it.role) && !last_owner;
    MemberRow {
        id: it.user.id.to_string(),
        name: it.user.display_name.clone(),
        email: it.user.email.to_string(),
        role: role_name(t, it.role),
        is_me: it.user.id == me,
        roles: if changeable { roles(t, mine, it.role) } else { Vec::new() },
        removable: changeable && it.user.id != me,
    }
}

fn invitation(t: T, it: &Invitation) -> InvitationRow {
    InvitationRow {
        id: it.id.to_string(),
        email: it.email.to_string(),
        role: role_name(t, it.role),
        until: t.date(&it.expires_at),
    }
}
