//! What the owners of a listing are told about a decision, each in their own language.

use domain::{
    lang::Lang,
    listing::{
        raw::RawContents,
        record::{Listing, Version},
    },
    user::{OrgRole, UserStatus},
};

use crate::{
    adapters::mailer::Template,
    app::App,
    error::AppError,
    services::{
        listings::cards,
        mail::{self, Outgoing},
    },
    store::{Db, organisations},
};

pub(super) async fn approved(
    app: &App,
    db: &impl Db,
    listing: &Listing,
    version: &Version,
) -> Result<(), AppError> {
    tell(app, db, Template::ListingApproved, (listing, version)).await
}

pub(super) async fn declined(
    app: &App,
    db: &impl Db,
    listing: &Listing,
    version: &Version,
) -> Result<(), AppError> {
    tell(app, db, Template::ListingDeclined, (listing, version)).await
}

/// Into the queue, in the transaction of the decision.
async fn tell(
    app: &App,
    db: &impl Db,
    template: Template,
    (listing, version): (&Listing, &Version),
) -> Result<(), AppError> {
    for (owner, role) in organisations::members(db, listing.org).await? {
        if role != OrgRole::Owner || owner.status == UserStatus::Suspended {
            continue;
        }
        let title = title(&version.raw.content, owner.lang);
        let path = match template {
            Template::ListingApproved => cards::url(listing.id, title),
            _ => cards::edit_url(listing.id),
        };
        let params = mail::params([
            ("name", owner.display_name),
            ("title", title.to_owned()),
            ("reason", version.reason.clone().unwrap_or_default()),
            ("link", format!("{}{path}", app.config.base_url)),
        ]);
        let outgoing = Outgoing { to: owner.email, lang: owner.lang, template, params };
        mail::post(db, outgoing, listing.updated_at).await?;
    }
    Ok(())
}

/// In the reader's language if there is one.
fn title(content: &RawContents, lang: Lang) -> &str {
    let (first, second) = match lang {
        Lang::Es => (&content.es, &content.en),
        Lang::En => (&content.en, &content.es),
    };
    first.as_ref().or(second.as_ref()).map_or("", |it| &it.title)
}
