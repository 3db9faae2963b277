//! Rules about migrations: named by date and number, listed in order, honest about old code.

use crate::tree::{File, Rule};

pub(crate) fn rules() -> Vec<Rule> {
    vec![MIGRATIONS_ARE_NAMED_AND_LISTED, MIGRATIONS_SAY_WHETHER_THEY_ARE_SAFE]
}

const MIGRATIONS_ARE_NAMED_AND_LISTED: Rule = Rule {
    name: "migrations are named and listed",
    check: |tree| {
        let list = tree.iter().find(|it| it.path == "migrations/src/lib.rs");
        let list = list.map(|it| it.text.as_str()).unwrap_or_default();
        let mut complaints = Vec::new();
        let mut positions = Vec::new();
        let mut numbers = Vec::new();
        for (stem, file) in migrations(tree) {
            let path = &file.path;
            match number(stem) {
                None => complaints.push(format!("{path}: name it mYYYYMMDD_NNNNNN_what.rs.")),
                Some(number) if numbers.contains(&number) => {
                    complaints
                        .push(format!("{path}: number {number} is taken; take the next one."));
                }
                Some(number) => numbers.push(number),
            }
            match list.find(&format!("Box::new({stem}::Migration)")) {
                None => {
                    complaints.push(format!("{path}: add it to the list in migrations/src/lib.rs."))
                }
                Some(at) => positions.push(at),
            }
        }
        if !positions.is_sorted() {
            complaints
                .push("migrations/src/lib.rs: list them in the order of their names.".to_owned());
        }
        complaints
    },
    bad: &[
        &[("migrations/src/lib.rs", ""), ("migrations/src/m20261122_000001_a.rs", "")],
        &[
            ("migrations/src/lib.rs", "Box::new(m2026_a::Migration)"),
            ("migrations/src/m2026_a.rs", ""),
        ],
        &[
            (
                "migrations/src/lib.rs",
                "Box::new(m20261122_000002_b::Migration), Box::new(m20261122_000001_a::Migration)",
            ),
            ("migrations/src/m20261122_000001_a.rs", ""),
            ("migrations/src/m20261122_000002_b.rs", ""),
        ],
    ],
    good: &[
        (
            "migrations/src/lib.rs",
            "Box::new(m20261122_000001_a::Migration), Box::new(m20261122_000002_b::Migration)",
        ),
        ("migrations/src/m20261122_000001_a.rs", ""),
        ("migrations/src/m20261122_000002_b.rs", ""),
    ],
};

const MIGRATIONS_SAY_WHETHER_THEY_ARE_SAFE: Rule = Rule {
    name: "migrations say whether they are safe",
    check: |tree| {
        let says = |text: &str, what: &str| {
            text.lines().any(|it| it.starts_with("//!") && it.contains(what))
        };
        let honest = |text: &str| {
            let safe = ["while the old code runs: yes", "while the old code runs: no"];
            says(text, "Why") && safe.iter().any(|it| says(text, it))
        };
        migrations(tree)
            .into_iter()
            .filter(|(_, file)| !honest(&file.text))
            .map(|(_, file)| {
                format!(
                    "{}: say in the header `Why: …` and `Safe while the old code runs: yes/no`.",
                    file.path
                )
            })
            .collect()
    },
    bad: &[&[("migrations/src/m20261122_000001_a.rs", "//! A table.\n//!\n//! Why: because.\n")]],
    good: &[(
        "migrations/src/m20261122_000001_a.rs",
        "//! A table.\n//!\n//! Why: because.\n//!\n//! Safe while the old code runs: yes (new).\n",
    )],
};

/// `(stem, file)` of every migration, in the order of their names.
fn migrations(tree: &[File]) -> Vec<(&str, &File)> {
    let stem = |file: &'_ File| -> Option<usize> {
        let name = file.path.strip_prefix("migrations/src/")?;
        let direct = !name.contains('/') && name != "lib.rs" && name.ends_with(".rs");
        direct.then_some("migrations/src/".len())
    };
    let found = tree.iter().filter_map(|file| {
        let from = stem(file)?;
        Some((&file.path[from..file.path.len() - ".rs".len()], file))
    });
    found.collect()
}

/// The six digits of `m20261122_000001_outbox`.
fn number(stem: &str) -> Option<&str> {
    let digits =
        |text: &str, n: usize| text.len() == n && text.bytes().all(|it| it.is_ascii_digit());
    let mut parts = stem.strip_prefix('m')?.splitn(3, '_');
    let (day, number, what) = (parts.next()?, parts.next()?, parts.next()?);
    let named = !what.is_empty()
        && what.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_');
    (digits(day, 8) && digits(number, 6) && named).then_some(number)
}
