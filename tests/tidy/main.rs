//! Architecture rules, as tests. Each complaint names the file and says what to do about it.
//!
//! **Invariant:** a rule comes with a small tree that breaks it and one that keeps it, so a rule
//! that stopped looking is noticed as soon as one that looks too hard.

mod code;
mod layers;
mod manifests;
mod migrations;
mod supply;
mod templates;
mod text;
mod tree;

use tree::{File, Rule};

fn rules() -> Vec<Rule> {
    [text::rules(), layers::rules(), manifests::rules(), migrations::rules(), templates::rules()]
        .concat()
}

#[test]
fn the_tree_keeps_every_rule() {
    let tree = tree::read();

    let complaints: Vec<String> = rules().iter().flat_map(|rule| (rule.check)(&tree)).collect();

    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_rule_complains_about_each_of_its_bad_examples() {
    for rule in rules() {
        assert!(!rule.bad.is_empty(), "{}: add an example that breaks it", rule.name);
        for example in rule.bad {
            let complaints = (rule.check)(&File::all(example));
            assert!(!complaints.is_empty(), "{}: nothing said about {example:?}", rule.name);
        }
    }
}

#[test]
fn every_rule_is_content_with_its_good_example() {
    for rule in rules() {
        let complaints = (rule.check)(&File::all(rule.good));
        assert!(complaints.is_empty(), "{}:\n{}", rule.name, complaints.join("\n"));
    }
}

#[test]
fn the_tree_that_is_checked_is_the_whole_one() {
    let tree = tree::read();

    for known in ["Cargo.toml", "tests/tidy/main.rs", "marketplace-api/src/lib.rs", ".ci/run"] {
        assert!(tree.iter().any(|it| it.path == known), "{known} was not read");
    }
}
