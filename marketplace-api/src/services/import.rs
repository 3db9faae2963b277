//! Listings from a file: one JSON object a line, each with an `external_id` and what a listing
//! says.
//!
//! **Invariant:** a row is written whole or not at all, and a bad row stops no other. The external
//! id makes it repeatable: the same file again changes nothing. A dry run goes the same way and
//! takes everything back.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead, Read},
};

use domain::{
    id::{ListingId, OrgId},
    listing::{
        raw::RawDraft,
        record::{Listing, Version},
        state::Review,
    },
    organisation::{Handle, Organisation},
    problem::{FieldProblem, Problem},
    user::OrgRole,
};

use super::{
    listings::{
        bulk::{Batch, CHUNK, Fresh, Goal},
        steps::{self, Edit, Gate, first_version_waits, hand_in, rewrite},
    },
    organisations::require_member,
};
use crate::{
    app::{Actor, App, Scope},
    error::AppError,
    store::{Db, listings, listings::versions, organisations},
};

mod row;

use row::{Line, MAX_LINE_BYTES, Row};
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Say what would happen and write nothing.
    pub dry_run: bool,
    /// Hand every row in; otherwise new and changed ones stay drafts.
    pub publish: bool,
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub failed: u64,
    /// The first [`MAX_ERRORS`] of them.
    pub errors: Vec<RowError>,
}

/// More is not kept; whoever has that many fixes the first ones first.
pub const MAX_ERRORS: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// From 1.
    pub line: u64,
    pub external_id: Option<String>,
    /// Its field is empty when it is about the whole line.
    pub problem: FieldProblem,
    /// What the parser says of a value that is no JSON or of the wrong type.
    pub unreadable: Option<String>,
}

/// How far an import has read.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    lines: u64,
    bytes: u64,
}

/// On behalf of a member of `org`.
///
/// # Errors
/// `NotFound` (not a member), `Forbidden`, `Unverified`, `Suspended`, `Malformed` (unreadable).
/// Wrong rows are no error; they are in the report.
pub async fn import(
    app: &App,
    actor: &Actor,
    org: OrgId,
    input: impl BufRead,
    options: Options,
) -> Result<Report, AppError> {
    actor.require_scope(Scope::ListingsWrite)?;
    actor.require_active()?;
    let db = app.store.connection();
    require_member(db, actor, org, OrgRole::Member).await?;
    let org = steps::fetch_seller(db, org).await?;
    let edit = Edit { user: Some(actor.user), now: app.now() };
    Import::new(app, org, options, edit).await?.run(input, |_| {}).await
}

/// On behalf of whoever runs the server: what is imported goes live without a decision.
/// `progress` is told how many bytes have been read, after every chunk of rows.
///
/// # Errors
/// `NotFound` (no such organisation), `Forbidden` (it only buys), `Suspended`, `Malformed`.
pub async fn import_as_operator(
    app: &App,
    handle: &str,
    input: impl BufRead,
    dry_run: bool,
    progress: impl FnMut(u64),
) -> Result<Report, AppError> {
    let db = app.store.connection();
    let missing = || AppError::NotFound { what: "organisation", id: handle.to_owned() };
    let handle: Handle = handle.parse().map_err(|_form| missing())?;
    let org = organisations::find_by_handle(db, &handle).await?.ok_or_else(missing)?;
    let org = steps::fetch_seller(db, org.id).await?;
    let edit = Edit { user: None, now: app.now() };
    let options = Options { dry_run, publish: true };
    Import::new(app, org, options, edit).await?.run(input, progress).await
}

struct Import<'a> {
    app: &'a App,
    org: Organisation,
    options: Options,
    edit: Edit,
    /// Where new listings go.
    goal: Goal,
    seen: HashSet<String>,
    report: Report,
}

impl<'a> Import<'a> {
    async fn new(
        app: &'a App,
        org: Organisation,
        options: Options,
        edit: Edit,
    ) -> Result<Import<'a>, AppError> {
        let is_trusted = edit.user.is_none();
        let waits = !is_trusted && first_version_waits(app.store.connection(), &org).await?;
        let goal = match (options.publish, waits) {
            (false, _) => Goal::Draft,
            (true, true) => Goal::InReview,
            (true, false) => Goal::Live,
        };
        let (seen, report) = (HashSet::new(), Report::default());
        Ok(Import { app, org, options, edit, goal, seen, report })
    }

    async fn run(
        mut self,
        mut input: impl BufRead,
        mut progress: impl FnMut(u64),
    ) -> Result<Report, AppError> {
        let mut place = Place::default();
        loop {
            let lines = read_lines(&mut input, &mut place)?;
            if lines.is_empty() {
                break;
            }
            // Checking is work for the processor; other requests go on meanwhile.
            let rows = tokio::task::spawn_blocking(|| {
                lines.into_iter().map(Line::parse).collect::<Vec<_>>()
            });
            let rows = rows.await.map_err(|it| AppError::internal("an import stopped", it))?;
            self.write(rows).await?;
            progress(place.bytes);
        }
        Ok(self.report)
    }

    async fn write(&mut self, rows: Vec<Result<Row, Vec<RowError>>>) -> Result<(), AppError> {
        let rows: Vec<Row> = rows.into_iter().filter_map(|it| self.accept(it)).collect();
        let tx = self.app.store.begin().await?;
        // Two imports of one organisation take turns, or both would make the same listing.
        organisations::lock(&tx, self.org.id).await?;
        let ids: Vec<&str> = rows.iter().map(|it| it.external_id.as_str()).collect();
        let known = listings::find_external(&tx, self.org.id, &ids).await?;
        let newest: Vec<ListingId> = known.iter().map(|it| it.id).collect();
        let newest = versions::newest_of(&tx, &newest).await?;
        let mut newest: HashMap<ListingId, Version> =
            newest.into_iter().map(|it| (it.listing, it)).collect();
        let mut known: HashMap<String, Listing> =
            known.into_iter().filter_map(|it| Some((it.external_id.clone()?, it))).collect();
        let mut batch = Batch::default();
        for row in &rows {
            match known.remove(&row.external_id) {
                Some(listing) => {
                    let newest = newest.remove(&listing.id);
                    let newest = newest.ok_or(AppError::Corrupt { what: "listing" })?;
                    self.update(&tx, (listing, newest), row).await?;
                }
                None => {
                    let fresh = Fresh {
                        org: self.org.id,
                        draft: &row.draft,
                        external_id: Some(row.external_id.clone()),
                        synthetic_rating: None,
                        created_at: self.edit.now,
                        goal: self.goal,
                    };
                    batch.add(fresh, self.edit)?;
                }
            }
        }
        self.report.created += batch.len() as u64;
        batch.write(&tx, self.edit.now).await?;
        if self.options.dry_run {
            tx.rollback().await?;
        } else {
            tx.commit().await?;
            self.app.wake.index.notify_one();
        }
        Ok(())
    }

    /// A row whose listing is known. What it says may be new.
    async fn update(
        &mut self,
        db: &impl Db,
        (mut listing, newest): (Listing, Version),
        row: &Row,
    ) -> Result<(), AppError> {
        if !listing.status.may_edit() {
            let other = format!("status {}", listing.status.code());
            let problem = FieldProblem::new("external_id", Problem::NotTogether { other });
            self.fail(vec![row.error(problem)]);
            return Ok(());
        }
        let raw = RawDraft::from(&row.draft);
        let is_same = newest.raw == raw;
        let mut version = rewrite(db, &mut listing, newest, raw, self.edit).await?;
        let is_handed_in = self.options.publish && version.review == Review::Draft;
        if is_handed_in {
            let gate =
                Gate { org: &self.org, now: self.edit.now, is_trusted: self.edit.user.is_none() };
            hand_in(db, &mut listing, &mut version, &gate).await?;
        }
        match is_same && !is_handed_in {
            true => self.report.unchanged += 1,
            false => self.report.updated += 1,
        }
        Ok(())
    }

    /// The row, unless it is wrong or was there before.
    fn accept(&mut self, row: Result<Row, Vec<RowError>>) -> Option<Row> {
        match row {
            Ok(row) if self.seen.insert(row.external_id.clone()) => Some(row),
            Ok(row) => {
                let twice = FieldProblem::new("external_id", Problem::Repeated);
                self.fail(vec![row.error(twice)]);
                None
            }
            Err(errors) => {
                self.fail(errors);
                None
            }
        }
    }

    fn fail(&mut self, errors: Vec<RowError>) {
        self.report.failed += 1;
        let room = MAX_ERRORS.saturating_sub(self.report.errors.len());
        self.report.errors.extend(errors.into_iter().take(room));
    }
}

/// The next lines, at most a chunk of them; none at the end. Blank ones are left out.
fn read_lines(reader: &mut impl BufRead, place: &mut Place) -> Result<Vec<Line>, AppError> {
    let unreadable =
        |it: std::io::Error| AppError::Malformed { why: format!("the rows cannot be read: {it}") };
    let mut lines = Vec::with_capacity(CHUNK);
    while lines.len() < CHUNK {
        let mut bytes = Vec::new();
        let limit = MAX_LINE_BYTES as u64 + 1;
        let length = reader.take(limit).read_until(b'\n', &mut bytes).map_err(unreadable)?;
        if length == 0 {
            break;
        }
        place.lines += 1;
        place.bytes += length as u64;
        if !bytes.ends_with(b"\n") && bytes.len() > MAX_LINE_BYTES {
            place.bytes += skip_line(reader).map_err(unreadable)?;
        }
        if !bytes.trim_ascii().is_empty() {
            lines.push(Line { number: place.lines, bytes });
        }
    }
    Ok(lines)
}

/// The rest of a line that is too long, without keeping it.
fn skip_line(reader: &mut impl BufRead) -> std::io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = reader.fill_buf()?;
        let end = buffer.iter().position(|it| *it == b'\n');
        let length = end.map_or(buffer.len(), |it| it + 1);
        let is_over = end.is_some() || buffer.is_empty();
        reader.consume(length);
        skipped += length as u64;
        if is_over {
            return Ok(skipped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<(u64, usize)> {
        let mut place = Place::default();
        let mut reader = text;
        let lines = read_lines(&mut reader, &mut place).unwrap();
        assert_eq!(place.bytes, text.len() as u64);
        lines.into_iter().map(|it| (it.number, it.bytes.len())).collect()
    }

    #[test]
    fn lines_keep_their_numbers_and_blank_ones_are_left_out() {
        assert_eq!(lines(b"{}\n\n  \r\n{ }"), [(1, 3), (4, 3)]);
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn an_endless_line_is_cut_and_the_next_one_is_still_read() {
        let mut text = vec![b'x'; MAX_LINE_BYTES * 3];
        text.extend(b"\n{}\n");
        assert_eq!(lines(&text), [(1, MAX_LINE_BYTES + 1), (2, 3)]);
    }

    #[test]
    fn a_line_of_the_greatest_length_is_whole() {
        let mut text = vec![b'x'; MAX_LINE_BYTES];
        text.extend(b"\n{}\n");
        assert_eq!(lines(&text), [(1, MAX_LINE_BYTES + 1), (2, 3)]);
    }
}
