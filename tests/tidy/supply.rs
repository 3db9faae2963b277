//! What other people's code may be in the tree: licences and sources, as `.deny.toml` says.
//!
//! The same file serves `cargo deny check`. Here cargo's own resolution is held to it, so the rule
//! holds wherever the tests run.

use std::{fs, process::Command};

use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[test]
fn every_dependency_has_a_licence_and_a_source_that_we_accept() {
    let policy = fs::read_to_string(format!("{ROOT}/.deny.toml")).expect("the policy is there");
    let accepted = accepted_licences(&policy);
    let packages = packages();

    let complaints: Vec<String> =
        packages.iter().filter_map(|it| complaint(it, &accepted)).collect();

    assert!(packages.len() > 100, "cargo named only {} packages", packages.len());
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn foreign_licences_and_sources_are_noticed() {
    let accepted = ["MIT".to_owned(), "ISC".to_owned()];
    let package = |license: &str, source: &str| serde_json::json!({ "name": "x", "version": "1.0.0", "license": license, "source": source });

    assert_eq!(complaint(&package("GPL-3.0 OR MIT", CRATES_IO), &accepted), None);
    assert_eq!(complaint(&package("MIT/Apache-2.0", CRATES_IO), &accepted), None);
    assert_eq!(complaint(&package("MIT AND (ISC OR GPL-3.0)", CRATES_IO), &accepted), None);
    assert!(complaint(&package("MIT AND GPL-3.0", CRATES_IO), &accepted).is_some());
    assert!(complaint(&package("", CRATES_IO), &accepted).is_some());
    assert!(complaint(&package("MIT", "git+https://example.org/x"), &accepted).is_some());
}

/// What is wrong with a package of `cargo metadata`, ours excepted.
fn complaint(package: &Value, accepted: &[String]) -> Option<String> {
    let text = |key: &str| package[key].as_str().unwrap_or_default();
    let (name, version, source) = (text("name"), text("version"), package["source"].as_str()?);
    let license = text("license");
    if source != CRATES_IO {
        return Some(format!("{name} {version} comes from {source}; take it from crates.io."));
    }
    let words = words(license);
    let mut rest = words.as_slice();
    let holds = either(&mut rest, accepted) && rest.is_empty();
    (!holds).then(|| {
        format!(
            "{name} {version} is under `{license}`. If we can live with that, add it to the list \
             in .deny.toml and say why; else drop the crate."
        )
    })
}

/// The quoted names after `allow = [` under `[licenses]`.
fn accepted_licences(policy: &str) -> Vec<String> {
    let section = policy.split("[licenses]").nth(1).expect("the policy lists licences");
    let list = section.split("allow = [").nth(1).expect("the policy allows some");
    let list = list.split(']').next().unwrap_or(list);
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// All packages of the build for this machine, tests included.
fn packages() -> Vec<Value> {
    let host = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let host = String::from_utf8_lossy(&host.stdout).into_owned();
    let host = host.lines().find_map(|it| it.strip_prefix("host: ")).expect("rustc names its host");
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform", host])
        .current_dir(ROOT)
        .output()
        .expect("cargo runs");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("cargo writes JSON");
    metadata["packages"].as_array().expect("packages are a list").clone()
}

/// The words of an SPDX expression; the old `MIT/Apache-2.0` means `OR`.
fn words(license: &str) -> Vec<String> {
    let spaced = license.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    spaced.split_whitespace().map(str::to_owned).collect()
}

fn either(rest: &mut &[String], accepted: &[String]) -> bool {
    let mut holds = both(rest, accepted);
    while rest.first().is_some_and(|it| it == "OR") {
        *rest = &rest[1..];
        holds |= both(rest, accepted);
    }
    holds
}

fn both(rest: &mut &[String], accepted: &[String]) -> bool {
    let mut holds = single(rest, accepted);
    while rest.first().is_some_and(|it| it == "AND") {
        *rest = &rest[1..];
        holds &= single(rest, accepted);
    }
    holds
}

fn single(rest: &mut &[String], accepted: &[String]) -> bool {
    let Some((first, after)) = rest.split_first() else { return false };
    *rest = after;
    if first == "(" {
        let holds = either(rest, accepted);
        let closed = rest.first().is_some_and(|it| it == ")");
        *rest = rest.get(1..).unwrap_or_default();
        return holds && closed;
    }
    let mut name = first.clone();
    if rest.len() >= 2 && rest[0] == "WITH" {
        name = format!("{first} WITH {}", rest[1]);
        *rest = &rest[2..];
    }
    accepted.contains(&name)
}
