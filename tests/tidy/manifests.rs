//! Rules about Cargo manifests: which crate may lean on which.
//!
//! `tests/run` asks cargo the same of the whole dependency graph; this is the part that answers in
//! milliseconds and says what to do.

use crate::tree::{File, Rule};

pub(crate) fn rules() -> Vec<Rule> {
    vec![CRATES_POINT_ONE_WAY, VERSIONS_ARE_SHARED]
}

/// Crate folder and the dependencies it must not have.
const BANNED: [(&str, &[&str]); 5] = [
    (
        "matching",
        &["domain", "marketplace-api", "migrations", "web", "actix-web", "sea-orm", "redis"],
    ),
    ("migrations", &["domain", "marketplace-api", "matching", "web", "actix-web"]),
    ("marketplace-api", &["web", "askama", "marketplace-tests"]),
    (
        "web",
        &[
            "sea-orm",
            "sea-orm-migration",
            "migrations",
            "matching",
            "redis",
            "lettre",
            "marketplace-tests",
        ],
    ),
    ("marketplace-api/domain", &["marketplace-tests"]),
];

/// All that domain may lean on, tests aside. `unicode-normalization` is tables: two spellings of one
/// word are one text before anything is compared. `sha2` is arithmetic: it chains the ledger.
const DOMAIN: [&str; 5] = ["serde", "sha2", "thiserror", "unicode-normalization", "uuid"];

const CRATES_POINT_ONE_WAY: Rule = Rule {
    name: "crates point one way",
    check: |tree| {
        let mut complaints = Vec::new();
        for (folder, banned) in BANNED {
            for found in
                dependencies(tree, folder).iter().filter(|it| banned.contains(&it.as_str()))
            {
                complaints.push(format!(
                    "{folder}/Cargo.toml leans on `{found}`. See the table of crates in ARCHITECTURE.md."
                ));
            }
        }
        let domain = dependencies(tree, "marketplace-api/domain");
        for found in domain.iter().filter(|it| !DOMAIN.contains(&it.as_str())) {
            complaints.push(format!(
                "domain leans on `{found}`: it computes with {} alone.",
                DOMAIN.join(", ")
            ));
        }
        complaints
    },
    bad: &[
        &[("matching/Cargo.toml", "[dependencies]\ndomain.workspace = true\n")],
        &[("marketplace-api/domain/Cargo.toml", "[dependencies]\nchrono = \"0.4\"\n")],
        &[("web/Cargo.toml", "[dependencies]\nsea-orm = { workspace = true }\n")],
    ],
    good: &[
        (
            "matching/Cargo.toml",
            "[package]\nname = \"matching\"\n[dependencies]\nserde.workspace = true\n",
        ),
        (
            "marketplace-api/domain/Cargo.toml",
            "[dependencies]\nuuid.workspace = true\n[dev-dependencies]\ninsta = \"1\"\n",
        ),
    ],
};

const VERSIONS_ARE_SHARED: Rule = Rule {
    name: "versions are shared",
    check: |tree| {
        let members = tree.iter().filter(|it| it.path.ends_with("/Cargo.toml"));
        let own = |file: &File| {
            let lines = dependency_lines(&file.text, |section| section.ends_with("dependencies"));
            let own = lines.into_iter().filter(|it| !it.contains("workspace = true"));
            own.map(|it| {
                format!("{}: `{it}`. Put the version in the root Cargo.toml and write `.workspace = true`.", file.path)
            })
            .collect::<Vec<_>>()
        };
        members.flat_map(own).collect()
    },
    bad: &[&[("web/Cargo.toml", "[dependencies]\nserde = \"1\"\n")]],
    good: &[
        ("Cargo.toml", "[workspace.dependencies]\nserde = \"1\"\n"),
        (
            "web/Cargo.toml",
            "[dependencies]\nserde.workspace = true\nfigment = { workspace = true, features = [\"test\"] }\n",
        ),
    ],
};

/// Names under `[dependencies]` of the crate in `folder`.
fn dependencies(tree: &[File], folder: &str) -> Vec<String> {
    let path = format!("{folder}/Cargo.toml");
    let Some(file) = tree.iter().find(|it| it.path == path) else { return Vec::new() };
    let lines = dependency_lines(&file.text, |section| section == "dependencies");
    let name = |line: &str| line.split([' ', '.', '=']).next().unwrap_or_default().to_owned();
    lines.into_iter().map(name).collect()
}

fn dependency_lines(manifest: &str, wanted: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            inside = wanted(section);
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            lines.push(line);
        }
    }
    lines
}
