//! `/sell/profile/{org}`: what a provider says about itself.
//!
//! **Invariant:** what was typed is never lost: a mistake and a version that somebody else has
//! replaced both bring the form back as it was.

mod typed;

use actix_web::{
    http::StatusCode,
    web::{Data, Path, Query},
};
use askama::Template;
use domain::{
    id::OrgId,
    lang::{Lang, Spoken as Named},
    money::Currency,
    problem::Problem,
    provider::{Level, Profile},
    taxonomy,
};
use marketplace_api::{
    app::App,
    error::AppError,
    services::{organisations, providers},
};

use self::typed::Typed;
use super::settings::{After, Refusal, Top, choices, refusal};
use crate::{
    error::{PageError, PageResult},
    form::Errors,
    i18n::T,
    respond::{self, see_other},
    sent::Sent,
    shell::Shell,
    signed_in::SignedIn,
    view::Choice,
};

/// Rows for languages: those there are, and some to spare.
const SPARE_ROWS: usize = 2;

#[derive(Template)]
#[template(path = "pages/settings/profile.html")]
struct ProfilePage {
    t: T,
    shell: Shell,
    top: Top,
    org: String,
    org_name: String,
    handle: String,
    sells: bool,
    /// May save; everybody else in the organisation only reads it.
    manages: bool,
    version: u64,
    typed: Typed,
    currencies: Vec<Choice>,
    shelves: Vec<Shelf>,
    n_skills: String,
    languages: Vec<LanguageRow>,
}

/// The skills of one category.
struct Shelf {
    name: &'static str,
    chosen: String,
    is_open: bool,
    skills: Vec<Choice>,
}

struct LanguageRow {
    /// `languages[0].code`, as the service names it.
    code_id: String,
    level_id: String,
    codes: Vec<Choice>,
    levels: Vec<Choice>,
}

pub(crate) async fn show(
    app: Data<App>,
    me: SignedIn,
    org: Path<OrgId>,
    after: Query<After>,
) -> PageResult {
    let top = Top::after(me.shell.t, "profile-title", &after);
    render(&app, me, *org, (top, None), StatusCode::OK).await
}

pub(crate) async fn save(app: Data<App>, me: SignedIn, org: Path<OrgId>, sent: Sent) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let t = me.shell.t;
    let typed = Typed::of(&sent);
    let refusal = match typed.checked(*org, app.now()) {
        Ok(raw) => match providers::edit(&app, &me.actor, *org, sent.version(), &raw).await {
            Ok(_) => return Ok(see_other(&format!("/sell/profile/{org}?done=saved"))),
            Err(error) => profile_refusal(t, error)?,
        },
        // Only whoever belongs here is told what is wrong.
        Err(problems) => {
            organisations::show(&app, &me.actor, *org).await?;
            profile_refusal(t, AppError::Invalid(problems))?
        }
    };
    let status = refusal.status();
    let top = refusal.top(t.tr("profile-title"));
    render(&app, me, *org, (top, Some(typed)), status).await
}

/// In the words and under the names of this form.
fn profile_refusal(t: T, error: AppError) -> Result<Refusal, PageError> {
    let AppError::Invalid(problems) = error else { return refusal(t, error) };
    let mut errors = Errors::none();
    for it in problems {
        let message = match (it.field.as_str(), &it.problem) {
            ("hourly_rate_minor", Problem::OutOfRange { .. }) => t.tr("rate-range"),
            ("leave_to", Problem::NotTogether { .. }) => t.tr("leave-order"),
            (_, problem) => problem.message(t.lang()),
        };
        let field = match it.field.as_str() {
            "hourly_rate_minor" => String::from("hourly_rate"),
            field if field.starts_with("skills") => String::from("skills"),
            "languages" => String::from("languages[0].code"),
            field => field.to_owned(),
        };
        errors.add(field, message);
    }
    Ok(Refusal::Fields(errors))
}

async fn render(
    app: &App,
    me: SignedIn,
    org: OrgId,
    (top, typed): (Top, Option<Typed>),
    status: StatusCode,
) -> PageResult {
    let place = organisations::show(app, &me.actor, org).await?;
    let stored = providers::own(app, &me.actor, org).await?.profile;
    let version = stored.version;
    let typed = typed.unwrap_or_else(|| Typed::stored(&stored, me.shell.t));
    let t = me.shell.t;
    let page = ProfilePage {
        t,
        top,
        org: org.to_string(),
        org_name: place.org.name,
        handle: place.org.handle.to_string(),
        sells: place.org.side.sells(),
        manages: place.role.manages_members(),
        version,
        currencies: currencies(&typed.raw.currency),
        shelves: shelves(t, &typed.raw.skills),
        n_skills: t.args(
            "skills-hint",
            &[("n", &t.int(typed.raw.skills.len())), ("max", &t.int(Profile::MAX_SKILLS))],
        ),
        languages: language_rows(t, &typed.raw.languages),
        typed,
        shell: me.shell,
    };
    respond::page_with(&page.shell, status, &page)
}

fn currencies(chosen: &str) -> Vec<Choice> {
    let choice = |it: &Currency| Choice {
        value: it.code().to_owned(),
        label: it.code().to_owned(),
        note: String::new(),
        chosen: it.code() == chosen,
    };
    [Currency::Eur, Currency::Usd, Currency::Gbp].iter().map(choice).collect()
}

/// Every skill once, under the category closest to it.
fn shelves(t: T, chosen: &[String]) -> Vec<Shelf> {
    let shelf = |category: &'static taxonomy::Category| {
        let here = taxonomy::skills_of(category.slug())
            .filter(|it| it.categories().first().is_some_and(|slug| slug == category.slug()));
        let skills: Vec<Choice> = here
            .map(|it| Choice {
                value: it.slug().to_owned(),
                label: it.label(t.lang()).to_owned(),
                note: String::new(),
                chosen: chosen.iter().any(|slug| slug == it.slug()),
            })
            .collect();
        let n_chosen = skills.iter().filter(|it| it.chosen).count();
        Shelf {
            name: category.name(t.lang()),
            chosen: if n_chosen == 0 { String::new() } else { t.num("skills-chosen", n_chosen) },
            is_open: n_chosen > 0,
            skills,
        }
    };
    taxonomy::categories().iter().map(shelf).collect()
}

fn language_rows(t: T, typed: &[(String, String)]) -> Vec<LanguageRow> {
    let n_rows = (typed.len() + SPARE_ROWS).min(Profile::MAX_LANGUAGES.max(typed.len()));
    let row = |at: usize| {
        let (code, level) = typed.get(at).map_or(("", ""), |it| (it.0.as_str(), it.1.as_str()));
        LanguageRow {
            code_id: format!("languages[{at}].code"),
            level_id: format!("languages[{at}].level"),
            codes: language_names(t.lang(), code, t.tr("language-none")),
            levels: choices(t, &LEVELS, if code.is_empty() { Level::Fluent.code() } else { level }),
        }
    };
    (0..n_rows).map(row).collect()
}

const LEVELS: [(&str, &str, &str); 3] =
    [("basic", "level-basic", ""), ("fluent", "level-fluent", ""), ("native", "level-native", "")];

/// The languages we have names for, and whatever else was there.
fn language_names(lang: Lang, chosen: &str, none: String) -> Vec<Choice> {
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        note: String::new(),
        chosen: value == chosen,
    };
    let mut all = vec![choice("", &none)];
    all.extend(Named::ALL.iter().map(|it| choice(it.code(), it.name(lang))));
    if all.iter().all(|it| !it.chosen) {
        all.push(choice(chosen, chosen));
    }
    all
}
