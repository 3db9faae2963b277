//! Rules about single files: length, documents, wording.

use crate::{
    code,
    tree::{File, Rule},
};

const MAX_LINES: usize = 400;

pub(crate) fn rules() -> Vec<Rule> {
    vec![
        FILES_STAY_SHORT,
        MODULES_SAY_WHAT_THEY_ARE,
        NOTHING_IS_LEFT_FOR_LATER,
        NO_MACHINE_IS_NAMED,
        LINTS_ARE_EXPECTED_NOT_ALLOWED,
        NO_MOD_RS,
        NO_VAGUE_NAMES,
        TESTS_ALWAYS_RUN,
        LINKS_IN_DOCUMENTS_RESOLVE,
    ]
}

const FILES_STAY_SHORT: Rule = Rule {
    name: "files stay short",
    check: |tree| {
        let long = tree.iter().filter(|it| it.is_rust() && it.text.lines().count() > MAX_LINES);
        long.map(|it| {
            let lines = it.text.lines().count();
            format!(
                "{}: {lines} lines. Split it along its headings; the limit is {MAX_LINES}.",
                it.path
            )
        })
        .collect()
    },
    bad: &[&[("a.rs", include_str!("examples/long.txt"))]],
    good: &[("a.rs", "//! Short.\n")],
};

const MODULES_SAY_WHAT_THEY_ARE: Rule = Rule {
    name: "modules say what they are",
    check: |tree| {
        let plain = |it: &&File| {
            it.name() == "tests.rs"
                || it.path.contains("/store/entity/")
                || it.path.ends_with("src/main.rs")
        };
        let silent = tree.iter().filter(|it| it.is_rust() && !it.text.starts_with("//!"));
        silent
            .filter(|it| !plain(it))
            .map(|it| {
                format!(
                    "{}: begin with `//!` and one sentence: what it is and what always holds.",
                    it.path
                )
            })
            .collect()
    },
    bad: &[&[("domain/src/money.rs", "pub struct Money;\n")]],
    good: &[
        ("domain/src/money.rs", "//! Money.\n"),
        ("a/src/store/entity/user.rs", "struct Model;"),
        ("web/src/main.rs", "fn main() {}"),
    ],
};

/// Spelt in halves, so that this file keeps its own rule.
const LATER: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("to", "do!"),
    concat!("unimple", "mented!"),
];

const SOON: &str = concat!("coming ", "soon");
const PRONTO: &str = concat!("próxi", "mamente");

const NOTHING_IS_LEFT_FOR_LATER: Rule = Rule {
    name: "nothing is left for later",
    check: |tree| {
        let mut complaints = Vec::new();
        for file in tree {
            let lower = file.text.to_lowercase();
            let found = LATER.iter().find(|it| code::has_word(&file.text, it));
            let found = found.or([SOON, PRONTO].iter().find(|it| lower.contains(**it)));
            if let Some(found) = found {
                complaints
                    .push(format!("{}: says `{found}`. Finish it, or take it out.", file.path));
            }
        }
        complaints
    },
    bad: &[
        &[("a.rs", concat!("//! A.\n// TO", "DO: the rest\n"))],
        &[("a.rs", concat!("fn f() { to", "do!() }"))],
        &[("web/templates/a.html", concat!("<p>Coming ", "soon</p>"))],
        &[("web/i18n/es/a.ftl", concat!("x = Próxi", "mamente"))],
    ],
    good: &[("a.rs", "// Todos los anuncios; autodo_x\n")],
};

const NO_MACHINE_IS_NAMED: Rule = Rule {
    name: "no machine is named",
    check: |tree| {
        let homes = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
        let mut complaints = Vec::new();
        for file in tree {
            for (at, line) in file.text.lines().enumerate() {
                if let Some(home) = homes.iter().find(|it| starts_a_path(line, it)) {
                    let (path, at) = (&file.path, at + 1);
                    complaints.push(format!(
                        "{path}:{at}: names `{home}…`. Use a relative path or a setting."
                    ));
                }
            }
        }
        complaints
    },
    bad: &[
        &[("a.toml", concat!("path = \"/wo", "rk/main\""))],
        &[("tests/run", concat!("cd /ro", "ot/x"))],
    ],
    good: &[("a.rs", concat!("\"/listings/wo", "rk/1\""))],
};

/// A folder at the start of a path, not in the middle of one or of a web address.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|it| it.is_alphanumeric() || "_-.}$".contains(it))
    })
}

const LINTS_ARE_EXPECTED_NOT_ALLOWED: Rule = Rule {
    name: "lints are expected, not allowed",
    check: |tree| {
        let allows = |it: &&File| {
            let code: String = code::only(&it.text).split_whitespace().collect();
            code.contains("[allow(")
        };
        tree.iter()
            .filter(|it| it.is_rust())
            .filter(allows)
            .map(|it| format!("{}: write `#[expect(…, reason = \"…\")]`: it tells when it is no longer needed.", it.path))
            .collect()
    },
    bad: &[&[("a.rs", "#![allow(dead_code)]")]],
    good: &[("a.rs", "#[expect(dead_code, reason = \"x\")] // #[allow(")],
};

const NO_MOD_RS: Rule = Rule {
    name: "no mod.rs",
    check: |tree| {
        let found = tree.iter().filter(|it| it.name() == "mod.rs");
        found
            .map(|it| format!("{}: name the file after its folder and put it beside it.", it.path))
            .collect()
    },
    bad: &[&[("web/src/pages/mod.rs", "")]],
    good: &[("web/src/pages.rs", "")],
};

const NO_VAGUE_NAMES: Rule = Rule {
    name: "no vague names",
    check: |tree| {
        let vague =
            ["util", "utils", "helper", "helpers", "common", "misc", "manager", "data", "info"];
        let found = tree.iter().filter(|it| it.is_rust());
        found
            .filter(|it| vague.iter().any(|name| it.name() == format!("{name}.rs")))
            .map(|it| format!("{}: name the file after what is in it.", it.path))
            .collect()
    },
    bad: &[&[("web/src/utils.rs", "")]],
    good: &[("web/src/money.rs", "")],
};

const TESTS_ALWAYS_RUN: Rule = Rule {
    name: "tests always run",
    check: |tree| {
        let ignored = |it: &&File| it.is_rust() && code::only(&it.text).contains("#[ignore");
        let lazy = |it: &&File| {
            let is_test = it.path.starts_with("tests/") || it.name() == "tests.rs";
            is_test && it.is_rust() && code::only(&it.text).contains("thread::sleep")
        };
        tree.iter()
            .filter(|it| ignored(it) || lazy(it))
            .map(|it| {
                format!(
                    "{}: no test is ignored and none sleeps; wait for what should happen.",
                    it.path
                )
            })
            .collect()
    },
    bad: &[
        &[("a.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}")],
        &[("tests/all/a.rs", "std::thread::sleep(d);")],
    ],
    good: &[("a.rs", "// #[ignore] is refused\n#[test]\nfn f() {}")],
};

const LINKS_IN_DOCUMENTS_RESOLVE: Rule = Rule {
    name: "links in documents resolve",
    check: |tree| {
        let mut complaints = Vec::new();
        for page in tree.iter().filter(|it| it.path.ends_with(".md")) {
            for link in links(&page.text) {
                let target = resolve(&page.path, link);
                let inside = format!("{target}/");
                let known = tree.iter().any(|it| it.path == target || it.path.starts_with(&inside));
                if !known {
                    complaints
                        .push(format!("{}: links to `{link}`, which is not there.", page.path));
                }
            }
        }
        complaints
    },
    bad: &[&[("a/README.md", "[b](../b.md)")]],
    good: &[
        ("a/README.md", "[b](../b.md#top), [c](https://c.example), [d](d) and `x[0](y)`"),
        ("b.md", ""),
        ("a/d/e.rs", ""),
    ],
};

/// Targets of `[text](target)` that are files here.
fn links(markdown: &str) -> Vec<&str> {
    let prose = markdown.split('`').step_by(2);
    let targets = prose.flat_map(|it| it.split("](").skip(1));
    let targets = targets.filter_map(|it| it.split(')').next());
    let files = targets.filter(|it| !it.contains("://") && !it.starts_with(['#', '/']));
    files.map(|it| it.split('#').next().unwrap_or(it)).collect()
}

fn resolve(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}
