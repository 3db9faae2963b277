//! Who may do what: every route of the compiled table, asked by everybody.
//!
//! **Invariant:** a route without a line in `tests/authz/` fails, and so does a line without a
//! route. Whoever is refused has changed no row.

pub(crate) mod table;

use std::collections::BTreeSet;

use crate::world::{Copy, World};
use marketplace_api::http::server;
use marketplace_tests::{Answer, database::Rows};
use table::{Expected, Line, ROLES};

#[test]
fn every_route_has_a_line_and_every_line_a_route() {
    let routes: BTreeSet<String> = server::routes(web::PAGES)
        .table()
        .into_iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    let lines = table::read();
    let named: BTreeSet<String> = lines.iter().map(Line::name).collect();

    let without_line: Vec<_> = routes.difference(&named).collect();
    let without_route: Vec<_> = named.difference(&routes).collect();

    assert!(
        without_line.is_empty(),
        "say in tests/authz/ who may do this:\n{}\nin the order {}",
        lines_of(&without_line),
        ROLES.join(" ")
    );
    assert!(without_route.is_empty(), "no such route:\n{}", lines_of(&without_route));
    assert_eq!(named.len(), lines.len(), "a route has two lines");
}

#[actix_web::test]
async fn everybody_may_do_what_the_matrix_says_and_nothing_else() {
    let world = World::build().await;
    let mut wrong = Vec::new();

    for line in table::read() {
        let mut copy = world.open().await;
        let mut before = copy.rows().await;
        for (role, expected) in ROLES.into_iter().zip(&line.expected) {
            let outcome = try_cell(&copy, &line, role, *expected).await;
            let after = copy.rows().await;
            let changed = changed(&before, &after);
            if let Err(what) = outcome {
                wrong.push(format!("{} as {role}: {what}", line.name()));
            } else if *expected != Expected::Allowed && !changed.is_empty() {
                wrong.push(format!("{} as {role}: refused, yet {changed:?} changed", line.name()));
            }
            // The next one finds everything as it was.
            if !changed.is_empty() {
                copy.close().await;
                copy = world.open().await;
                before = copy.rows().await;
            }
        }
        copy.close().await;
    }

    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[actix_web::test]
async fn a_changed_row_does_not_go_unnoticed() {
    let world = World::build().await;
    let copy = world.open().await;
    let before = copy.rows().await;

    let founding = |it: &Line| it.name() == "POST /api/v1/organisations";
    let line = table::read().into_iter().find(founding).expect("people may found organisations");
    let answer = copy.ask(&line, "owner").await;

    assert_eq!(answer.status, 201, "{}", answer.text);
    let after = copy.rows().await;
    assert!(changed(&before, &after).iter().any(|it| *it == "organisations"));
}

/// Makes one call; says what is wrong with its outcome.
async fn try_cell(
    copy: &Copy<'_>,
    line: &Line,
    role: &str,
    expected: Expected,
) -> Result<(), String> {
    let answer = copy.ask(line, role).await;
    let status = answer.status;
    let got = if is_sign_in(&answer) { "sent to sign in".to_owned() } else { status.to_string() };
    let as_expected = match expected {
        Expected::Allowed => {
            !matches!(status, 401 | 403 | 404 | 405 | 500..) && !is_sign_in(&answer)
        }
        Expected::Refused(wanted) => status == wanted,
        Expected::SignIn => is_sign_in(&answer),
    };
    if as_expected {
        Ok(())
    } else {
        Err(format!("expected {expected:?}, was {got} {}", answer.slug()))
    }
}

fn changed<'a>(before: &Rows, after: &'a Rows) -> Vec<&'a String> {
    after.keys().filter(|table| after.get(*table) != before.get(*table)).collect()
}

fn is_sign_in(answer: &Answer) -> bool {
    let target = answer.header("location").unwrap_or_default();
    (300..400).contains(&answer.status) && target.starts_with("/sign-in?to=")
}

fn lines_of(names: &[&String]) -> String {
    names.iter().map(|it| format!("  {it}\n")).collect()
}
