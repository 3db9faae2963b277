//! The demo market's organisations, their owners, and the three accounts to sign in with.

use domain::{
    date::Date,
    id::{OrgId, UserId},
    lang::Lang,
    organisation::{Membership, OrgKind, OrgStatus, Organisation},
    provider::{Leave, Level, Profile, Spoken, SyntheticRating, Visibility},
    time::Timestamp,
    user::{Email, OrgRole, OrgSide, StaffRole, User, UserStatus},
};

use super::{DEMO_PASSWORD, DEMO_SIGN_INS, Seeded};
use crate::{
    app::App,
    demo::{DemoProvider, Market},
    error::AppError,
    store::{Db, organisations, provider_profiles, users},
};

/// Matches no password: nobody signs in as an invented provider.
const NO_PASSWORD: &str = "!";
const CHUNK: usize = 200;

/// Writes all providers and the sign-ins; returns the providers in the market's order.
pub(super) async fn insert(app: &App, market: &Market) -> Result<Vec<Seeded>, AppError> {
    let mut seeded = Vec::with_capacity(market.size().providers);
    let mut all = market.providers();
    loop {
        let chunk: Vec<DemoProvider> = all.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        let tx = app.store.begin().await?;
        let mut profiles = Vec::with_capacity(chunk.len());
        for made in chunk {
            let joined = app.now().plus_days(-i64::from(made.joined_days_ago));
            let org = organisation(&made, joined)?;
            let owner = person(&made.email, &made.name, native(&made), joined)?;
            write(&tx, &org, &owner, NO_PASSWORD).await?;
            seeded.push(Seeded { org: org.id, joined });
            profiles.push(profile(app, made, org.id, joined));
        }
        provider_profiles::insert_many(&tx, &profiles).await?;
        tx.commit().await?;
    }
    sign_ins(app, &seeded).await?;
    Ok(seeded)
}

/// A buyer with a firm, an owner of the first provider, and one of our trust team.
async fn sign_ins(app: &App, providers: &[Seeded]) -> Result<(), AppError> {
    let hash = app.passwords.hash(DEMO_PASSWORD).await?;
    let now = app.now();
    let tx = app.store.begin().await?;
    for (who, email) in DEMO_SIGN_INS {
        let name = match *who {
            "buyer" => "Demo Compradora",
            "provider" => "Demo Proveedor",
            _ => "Demo Trust",
        };
        let mut user = person(email, name, Lang::Es, now)?;
        user.staff = (*who == "trust").then_some(StaffRole::Trust);
        match (*who, providers.first()) {
            ("buyer", _) => {
                let org = Organisation {
                    id: OrgId::generate(),
                    handle: "demo-compras".parse().map_err(|_form| invalid())?,
                    name: "Compras de Demostración".to_owned(),
                    kind: OrgKind::Company,
                    side: OrgSide::Buyer,
                    country: "ES".parse().map_err(|_form| invalid())?,
                    is_trader: true,
                    status: OrgStatus::Active,
                    is_demo: true,
                    created_at: now,
                    version: 1,
                };
                write(&tx, &org, &user, &hash).await?;
            }
            ("provider", Some(first)) => {
                users::insert(&tx, &user, &hash).await?;
                let place = Membership { org: first.org, user: user.id, role: OrgRole::Owner };
                organisations::add_member(&tx, &place, now).await?;
            }
            _ => {
                users::insert(&tx, &user, &hash).await?;
                users::set_staff(&tx, user.id, user.staff).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn write(
    db: &impl Db,
    org: &Organisation,
    owner: &User,
    password_hash: &str,
) -> Result<(), AppError> {
    let fresh =
        users::insert(db, owner, password_hash).await? && organisations::insert(db, org).await?;
    if !fresh {
        return Err(AppError::Conflict);
    }
    let place = Membership { org: org.id, user: owner.id, role: OrgRole::Owner };
    organisations::add_member(db, &place, org.created_at).await?;
    Ok(())
}

fn organisation(made: &DemoProvider, joined: Timestamp) -> Result<Organisation, AppError> {
    Ok(Organisation {
        id: OrgId::generate(),
        handle: made.handle.parse().map_err(|_form| invalid())?,
        name: made.name.clone(),
        kind: if made.is_firm { OrgKind::Company } else { OrgKind::Individual },
        side: OrgSide::Provider,
        country: made.country.parse().map_err(|_form| invalid())?,
        is_trader: true,
        status: OrgStatus::Active,
        is_demo: made.is_demo,
        created_at: joined,
        version: 1,
    })
}

fn person(email: &str, name: &str, lang: Lang, joined: Timestamp) -> Result<User, AppError> {
    Ok(User {
        id: UserId::generate(),
        email: email.parse::<Email>().map_err(|_form| invalid())?,
        display_name: name.to_owned(),
        lang,
        time_zone: "Europe/Madrid".to_owned(),
        status: UserStatus::Active,
        staff: None,
        created_at: joined,
        version: 1,
    })
}

fn native(made: &DemoProvider) -> Lang {
    let spanish = made.languages.first().is_some_and(|it| it.code() == "es");
    if spanish { Lang::Es } else { Lang::En }
}

fn profile(app: &App, made: DemoProvider, org: OrgId, joined: Timestamp) -> Profile {
    let day = |days: u16| Date::of(app.now().plus_days(i64::from(days)));
    let spoken = made.languages.iter().enumerate();
    Profile {
        org,
        headline: Some(made.headline),
        bio: Some(made.bio),
        skills: made.skills.into_iter().map(str::to_owned).collect(),
        languages: spoken
            .map(|(at, it)| Spoken {
                code: it.code().to_owned(),
                level: if at == 0 { Level::Native } else { Level::Fluent },
            })
            .collect(),
        hourly_rate: Some(made.rate),
        capacity_hours_week: Some(made.hours_per_week),
        leave: made.leave.map(|(from, to)| Leave { from: day(from), to: day(to) }),
        city: Some(made.city.to_owned()),
        visibility: Visibility::Public,
        synthetic_rating: made
            .rating
            .map(|it| SyntheticRating { count: it.count, mean_hundredths: it.mean_hundredths }),
        updated_at: joined,
        version: 1,
    }
}

fn invalid() -> AppError {
    AppError::Corrupt { what: "demo market" }
}
