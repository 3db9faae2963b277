//! Many listings of one organisation at once, one JSON object per line.
//!
//! **Invariant:** a row's `external_id` is its identity. Importing a row again changes nothing;
//! importing it with other content makes a new version. A bad row never stops the others, and a dry
//! run does everything but keep it.

mod rows;

use std::{collections::HashSet, io::BufRead};

use domain::{
    id::{ListingId, OrgId, UserId},
    listing::{
        record::{Listing, Version},
        state::{Review, Status},
    },
    organisation::{Handle, Organisation},
    problem::{FieldProblem, Problem},
    user::OrgRole,
};
use rows::{Reader, Row};

use super::{
    listings::steps::{self, Gate, Next},
    organisations::require_member,
};
use crate::{
    app::{Actor, App, Scope},
    error::AppError,
    store::{Db, listings, listings::versions, organisations},
};

/// Rows written in one transaction.
const CHUNK: usize = 500;
/// Errors described one by one; more are only counted.
const MAX_ERRORS: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Check every row and write nothing.
    pub dry_run: bool,
    /// Hand each row in at once; otherwise rows become drafts.
    pub publish: bool,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub failed: u64,
    /// The first thousand.
    pub errors: Vec<RowError>,
}

/// What is wrong with one field of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// From 1.
    pub line: u64,
    pub external_id: Option<String>,
    pub problem: FieldProblem,
    /// Where in the line it could not be read, for rows that are no JSON.
    pub unreadable: Option<String>,
}

/// Imports for the organisation, as one of its people.
///
/// # Errors
/// `NotFound` for strangers, `Forbidden` without the scope, `Unverified`, `Suspended`. Bad rows are
/// in the report.
pub async fn import(
    app: &App,
    actor: &Actor,
    org: OrgId,
    input: impl BufRead,
    options: Options,
) -> Result<Report, AppError> {
    actor.require_scope(Scope::ListingsWrite)?;
    actor.require_active()?;
    require_member(app.store.connection(), actor, org, OrgRole::Member).await?;
    run(app, org, Some(actor.user), input, options, |_| {}).await
}

/// Imports for the organisation with this handle, on the server itself. `progress` is told how many
/// bytes have been read.
///
/// # Errors
/// `NotFound`, `Suspended`, `Store`.
pub async fn import_as_operator(
    app: &App,
    handle: &str,
    input: impl BufRead,
    dry_run: bool,
    progress: impl FnMut(u64),
) -> Result<Report, AppError> {
    let missing = || AppError::NotFound { what: "organisation", id: handle.to_owned() };
    let parsed: Handle = handle.parse().map_err(|_form| missing())?;
    let org = organisations::find_by_handle(app.store.connection(), &parsed).await?;
    let org = org.ok_or_else(missing)?.id;
    run(app, org, None, input, Options { dry_run, publish: true }, progress).await
}

async fn run(
    app: &App,
    org: OrgId,
    author: Option<UserId>,
    input: impl BufRead,
    options: Options,
    mut progress: impl FnMut(u64),
) -> Result<Report, AppError> {
    let mut report = Report::default();
    let mut reader = Reader::new(input);
    let mut seen = HashSet::new();
    let mut chunk = Vec::with_capacity(CHUNK);
    loop {
        let next = reader.next()?;
        let ended = next.is_none();
        match next {
            Some(Ok(row)) if seen.insert(row.external_id.clone()) => chunk.push(row),
            Some(Ok(row)) => report.refuse(RowError {
                line: row.line,
                external_id: Some(row.external_id),
                problem: FieldProblem::new("external_id", Problem::Repeated),
                unreadable: None,
            }),
            Some(Err(errors)) => {
                report.failed += 1;
                report.note(errors);
            }
            None => {}
        }
        if chunk.len() == CHUNK || (ended && !chunk.is_empty()) {
            let rows = std::mem::take(&mut chunk);
            write(app, org, author, rows, options, &mut report).await?;
            progress(reader.n_bytes());
        }
        if ended {
            return Ok(report);
        }
    }
}

impl Report {
    fn refuse(&mut self, error: RowError) {
        self.failed += 1;
        self.note(vec![error]);
    }

    fn note(&mut self, errors: Vec<RowError>) {
        let room = MAX_ERRORS.saturating_sub(self.errors.len());
        self.errors.extend(errors.into_iter().take(room));
    }
}

/// One chunk, in one transaction.
async fn write(
    app: &App,
    org: OrgId,
    author: Option<UserId>,
    rows: Vec<Row>,
    options: Options,
    report: &mut Report,
) -> Result<(), AppError> {
    let tx = app.store.begin().await?;
    let org = steps::fetch_seller(&tx, org).await?;
    let names: Vec<&str> = rows.iter().map(|it| it.external_id.as_str()).collect();
    let mut known = listings::find_external(&tx, org.id, &names).await?;
    let mut fresh = Vec::with_capacity(rows.len());
    let import = Import { gate: Gate { org: &org, now: app.now() }, author, options };
    for row in rows {
        let at = known.iter().position(|it| it.external_id.as_deref() == Some(&row.external_id));
        match at {
            None => fresh.push(row),
            Some(at) => {
                let listing = known.swap_remove(at);
                match import.change(&tx, listing, row).await? {
                    Changed::Unchanged => report.unchanged += 1,
                    Changed::Updated => report.updated += 1,
                    Changed::Refused(error) => report.refuse(error),
                }
            }
        }
    }
    report.created += fresh.len() as u64;
    import.create(&tx, fresh).await?;
    if options.dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
        app.wake.index.notify_one();
    }
    Ok(())
}

enum Changed {
    Unchanged,
    Updated,
    Refused(RowError),
}

struct Import<'a> {
    gate: Gate<'a>,
    author: Option<UserId>,
    options: Options,
}

impl Import<'_> {
    /// A row whose listing is there already.
    async fn change(
        &self,
        db: &impl Db,
        mut listing: Listing,
        row: Row,
    ) -> Result<Changed, AppError> {
        let newest = versions::newest(db, listing.id).await?;
        if newest.raw == row.raw && (newest.review != Review::Draft || !self.options.publish) {
            return Ok(Changed::Unchanged);
        }
        if !listing.status.may_edit() {
            let other = format!("status {}", listing.status.code());
            return Ok(Changed::Refused(RowError {
                line: row.line,
                external_id: Some(row.external_id),
                problem: FieldProblem::new("external_id", Problem::NotTogether { other }),
                unreadable: None,
            }));
        }
        let next = Next { raw: row.raw, author: self.author, now: self.gate.now };
        let mut version = steps::write_next(db, &mut listing, newest, next).await?;
        if self.options.publish {
            steps::hand_in(db, &mut listing, &mut version, &self.gate).await?;
        }
        Ok(Changed::Updated)
    }

    /// Rows that are new, all at once.
    async fn create(&self, db: &impl Db, rows: Vec<Row>) -> Result<(), AppError> {
        if rows.is_empty() {
            return Ok(());
        }
        let waits = steps::first_version_waits(db, self.gate.org).await?;
        let mut heads = Vec::with_capacity(rows.len());
        let mut first = Vec::with_capacity(rows.len());
        for row in rows {
            let (head, version) = self.begin(row, waits);
            heads.push(head);
            first.push(version);
        }
        listings::insert_many(db, &heads).await?;
        versions::insert_many(db, &first).await?;
        for head in heads.iter().filter(|it| it.status == Status::Live) {
            steps::tell_index(db, head, self.gate.now).await?;
        }
        Ok(())
    }

    /// A new listing where handing in its first version would have led.
    fn begin(&self, row: Row, waits: bool) -> (Listing, Version) {
        let now = self.gate.now;
        let mut head = Listing::new(ListingId::generate(), self.gate.org.id, row.kind, now);
        head.external_id = Some(row.external_id);
        let mut version =
            Version { created_by: self.author, ..steps::draft_of(head.id, 1, row.raw, now) };
        if self.options.publish {
            head.status = Status::InReview;
            version.review = Review::InReview;
            version.submitted_at = Some(now);
        }
        if self.options.publish && !waits {
            head.status = Status::Live;
            head.live = Some(version.id);
            version.review = Review::Approved;
            version.decided_at = Some(now);
        }
        (head, version)
    }
}
