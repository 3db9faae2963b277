//! `/sell/new`: the little that must be said before there is a draft.

use actix_web::{
    http::StatusCode,
    web::{Data, Form},
};
use askama::Template;
use domain::{
    id::OrgId,
    lang::Lang,
    listing::raw::{RawContent, RawDraft},
    organisation::Organisation,
};
use marketplace_api::{
    app::App,
    error::AppError,
    services::listings::{self, cards::edit_url},
};
use serde::Deserialize;

use super::{errors, form_view, sellers};
use crate::{
    error::PageResult,
    form::Errors,
    i18n::T,
    respond::{self, see_other},
    shell::Shell,
    signed_in::SignedIn,
    view::Choice,
};

#[derive(Template)]
#[template(path = "pages/sell/begin.html")]
struct BeginPage {
    t: T,
    shell: Shell,
    errors: Errors,
    orgs: Vec<Choice>,
    kinds: Vec<Choice>,
    categories: Vec<Choice>,
    title: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Begun {
    csrf: String,
    org: String,
    kind: String,
    category: String,
    title: String,
}

pub(crate) async fn show(app: Data<App>, me: SignedIn) -> PageResult {
    let sellers = sellers(&app, &me.actor).await?;
    if sellers.is_empty() {
        return Ok(see_other("/sell"));
    }
    render(me.shell, StatusCode::OK, &sellers, Begun::default(), Errors::none())
}

pub(crate) async fn create(app: Data<App>, me: SignedIn, form: Form<Begun>) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    let form = form.into_inner();
    let t = me.shell.t;
    let sellers = sellers(&app, &me.actor).await?;
    let missing = || AppError::NotFound { what: "organisation", id: form.org.clone() };
    let org: OrgId = match (form.org.as_str(), &sellers[..]) {
        ("", [only]) => only.id,
        (given, _) => given.parse().map_err(|_not_an_id| missing())?,
    };
    let content = Some(form.title.trim().to_owned()).filter(|it| !it.is_empty());
    let content = content.map(|title| RawContent { title, ..RawContent::default() });
    let mut raw = RawDraft {
        kind: form.kind.clone(),
        category: form.category.clone(),
        languages: vec![t.code().to_owned()],
        currency: String::from("EUR"),
        ..RawDraft::default()
    };
    match t.lang() {
        Lang::Es => raw.content.es = content,
        Lang::En => raw.content.en = content,
    }
    match listings::create(&app, &me.actor, org, raw).await {
        Ok(own) => Ok(see_other(&edit_url(own.listing.id))),
        Err(error) => {
            let errors = errors(t, error)?;
            render(me.shell, StatusCode::UNPROCESSABLE_ENTITY, &sellers, form, errors)
        }
    }
}

fn render(
    shell: Shell,
    status: StatusCode,
    sellers: &[Organisation],
    form: Begun,
    errors: Errors,
) -> PageResult {
    let t = shell.t;
    let org = |it: &Organisation| Choice {
        value: it.id.to_string(),
        label: it.name.clone(),
        note: String::new(),
        chosen: it.id.to_string() == form.org,
    };
    let page = BeginPage {
        t,
        errors,
        orgs: sellers.iter().map(org).collect(),
        kinds: form_view::kinds(t, &form.kind),
        categories: form_view::categories(t, &form.category),
        title: form.title,
        shell,
    };
    respond::page_with(&page.shell, status, &page)
}
