//! `/settings`: name, language and time zone.

use actix_web::web::{Data, Query};
use askama::Template;
use domain::{
    lang::Lang,
    problem::{FieldProblem, Problem},
    time_zone,
};
use marketplace_api::{
    app::App,
    error::AppError,
    services::accounts::{self, Settings},
};

use super::{After, Top, choices, refusal};
use crate::{
    error::PageResult,
    i18n::T,
    respond::{self, see_other},
    sent::Sent,
    shell::Shell,
    signed_in::SignedIn,
    view::Choice,
};

#[derive(Template)]
#[template(path = "pages/settings/person.html")]
struct PersonPage {
    t: T,
    shell: Shell,
    top: Top,
    version: u64,
    email: String,
    display_name: String,
    langs: Vec<Choice>,
    zones: Vec<Choice>,
}

struct Typed {
    display_name: String,
    lang: String,
    time_zone: String,
    version: u64,
}

pub(crate) async fn show(app: Data<App>, me: SignedIn, after: Query<After>) -> PageResult {
    let user = accounts::me(&app, &me.actor).await?;
    let typed = Typed {
        display_name: user.display_name,
        lang: user.lang.code().to_owned(),
        time_zone: user.time_zone,
        version: user.version,
    };
    let top = Top::after(me.shell.t, "settings-person", &after);
    let page = PersonPage::new(me.shell, top, typed);
    respond::page(&page.shell, &page)
}

pub(crate) async fn save(app: Data<App>, me: SignedIn, sent: Sent) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let t = me.shell.t;
    let typed = Typed {
        display_name: sent.text("display_name"),
        lang: sent.text("lang"),
        time_zone: sent.text("time_zone"),
        version: sent.version(),
    };
    let error = match settings(&typed) {
        Ok(settings) => {
            let lang = settings.lang;
            match accounts::set_settings(&app, &me.actor, settings, typed.version).await {
                // The address sets the language of the pages from now on.
                Ok(_) => return Ok(see_other(&format!("/settings?done=saved&lang={lang}"))),
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    let refusal = refusal(t, error)?;
    let version = accounts::me(&app, &me.actor).await?.version;
    let status = refusal.status();
    let top = refusal.top(t.tr("settings-person"));
    let page = PersonPage::new(me.shell, top, Typed { version, ..typed });
    respond::page_with(&page.shell, status, &page)
}

fn settings(typed: &Typed) -> Result<Settings, AppError> {
    let lang = typed.lang.parse::<Lang>().map_err(|_unknown| {
        let given = typed.lang.chars().take(20).collect();
        AppError::Invalid(vec![FieldProblem::new("lang", Problem::Unknown { given })])
    })?;
    Ok(Settings {
        display_name: typed.display_name.clone(),
        lang,
        time_zone: typed.time_zone.clone(),
    })
}

impl PersonPage {
    fn new(shell: Shell, top: Top, typed: Typed) -> PersonPage {
        let t = shell.t;
        let langs = [("es", "lang-es", ""), ("en", "lang-en", "")];
        let zone = |name: &str| Choice {
            value: name.to_owned(),
            label: name.replace('_', " "),
            note: String::new(),
            chosen: name == typed.time_zone,
        };
        PersonPage {
            t,
            top,
            version: typed.version,
            email: shell.viewer.as_ref().map(|it| it.email.clone()).unwrap_or_default(),
            langs: choices(t, &langs, &typed.lang),
            zones: time_zone::all().map(zone).collect(),
            display_name: typed.display_name,
            shell,
        }
    }
}
