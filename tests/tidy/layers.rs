//! Rules about who may name whom in code.

use crate::{
    code,
    tree::{File, Rule},
};

pub(crate) fn rules() -> Vec<Rule> {
    vec![
        ONLY_THE_STORE_SPEAKS_SQL,
        ONLY_THE_EDGE_SPEAKS_HTTP,
        DOMAIN_IS_PURE,
        MATCHING_STANDS_ALONE,
        PAGES_ASK_SERVICES,
        UNSAFE_HAS_TWO_HOMES,
    ]
}

const ONLY_THE_STORE_SPEAKS_SQL: Rule = Rule {
    name: "only the store speaks SQL",
    check: |tree| {
        let allowed = |path: &str| {
            path.starts_with("marketplace-api/src/store")
                || path.starts_with("migrations/")
                || path == "marketplace-api/src/error.rs"
                || path.starts_with("tests/src/database")
        };
        let advice = "Add a function to marketplace-api/src/store/ and call that.";
        named(tree, |path| !allowed(path), &["sea_orm", "sqlx"], advice)
    },
    bad: &[
        &[("marketplace-api/src/services/users.rs", "use sea_orm::EntityTrait;")],
        &[("tests/all/users.rs", "sea_orm::Database::connect(url)")],
    ],
    good: &[
        ("marketplace-api/src/store/users.rs", "use sea_orm::EntityTrait;"),
        ("marketplace-api/src/services/users.rs", "// sea_orm stays in the store"),
    ],
};

const ONLY_THE_EDGE_SPEAKS_HTTP: Rule = Rule {
    name: "only the edge speaks HTTP",
    check: |tree| {
        let inner = |path: &str| {
            let path = path.strip_prefix("marketplace-api/").unwrap_or_default();
            ["domain/", "src/services", "src/store", "src/jobs", "src/adapters"]
                .iter()
                .any(|it| path.starts_with(it))
        };
        let advice = "Return an AppError or a domain value; http/ and web/ translate.";
        named(tree, inner, &["actix_web"], advice)
    },
    bad: &[
        &[("marketplace-api/src/services/users.rs", "use actix_web::HttpResponse;")],
        &[("marketplace-api/domain/src/user.rs", "actix_web::test")],
    ],
    good: &[("marketplace-api/src/http/users.rs", "use actix_web::HttpResponse;")],
};

const DOMAIN_IS_PURE: Rule = Rule {
    name: "domain is pure",
    check: |tree| {
        let inside = |path: &str| path.starts_with("marketplace-api/domain/src/");
        let floats = "Money and scores in domain are whole numbers; see money.rs.";
        let outside = "Take the value as an argument; a service fetches it.";
        let world = ["tokio", "std::fs", "std::net", "std::env", "std::process", "reqwest"];
        let clock = ["SystemTime", "Instant", "chrono"];
        let mut complaints = named(tree, inside, &["f32", "f64"], floats);
        complaints.extend(named(tree, inside, &world, outside));
        complaints.extend(named(tree, inside, &clock, outside));
        complaints
    },
    bad: &[
        &[("marketplace-api/domain/src/a.rs", "pub fn half(it: f64) -> f64 { it }")],
        &[("marketplace-api/domain/src/a.rs", "use std::fs;")],
        &[("marketplace-api/domain/src/a.rs", "let now = Instant::now();")],
    ],
    good: &[
        ("marketplace-api/domain/src/a.rs", "//! No f64, no std::fs.\nlet rest = \"Instant\";"),
        ("matching/src/a.rs", "pub fn half(it: f64) -> f64 { it }"),
    ],
};

const MATCHING_STANDS_ALONE: Rule = Rule {
    name: "matching stands alone",
    check: |tree| {
        let inside = |path: &str| path.starts_with("matching/");
        let banned = ["domain", "marketplace_api", "actix_web", "ListingId", "UserId", "OrderId"];
        // `domain` as a path: a local variable may be called so.
        let banned = banned.map(|it| if it == "domain" { "domain::" } else { it });
        named(tree, inside, &banned, "Give it plain data; its keys are opaque text.")
    },
    bad: &[&[("matching/src/a.rs", "use domain::id::ListingId;")]],
    good: &[("matching/src/a.rs", "pub struct Doc { key: String }")],
};

const PAGES_ASK_SERVICES: Rule = Rule {
    name: "pages ask services",
    check: |tree| {
        let inside = |path: &str| path.starts_with("web/src/");
        let banned = ["matching", "migrations", "redis", "lettre", "marketplace_api::store"];
        named(tree, inside, &banned, "Call a service of marketplace_api; pages decide nothing.")
    },
    bad: &[&[("web/src/pages/search.rs", "let hits = matching::Engine::open(path);")]],
    good: &[("web/src/pages/search.rs", "let found = services::search::search(&app, &query);")],
};

const UNSAFE_HAS_TWO_HOMES: Rule = Rule {
    name: "unsafe has two homes",
    check: |tree| {
        let homes = ["matching/src/model/forest/simd.rs", "matching/src/train/xgboost.rs"];
        let elsewhere = |path: &str| !homes.contains(&path);
        named(tree, elsewhere, &["unsafe"], "Write it in safe Rust.")
    },
    bad: &[&[("web/src/a.rs", "unsafe { *it }")]],
    good: &[("matching/src/model/forest/simd.rs", "unsafe { load(it) }")],
};

/// A complaint for each Rust file in `place` that names one of `words` in code.
fn named(tree: &[File], place: impl Fn(&str) -> bool, words: &[&str], advice: &str) -> Vec<String> {
    let files = tree.iter().filter(|it| it.is_rust() && place(&it.path));
    let complaint = |file: &File| {
        let code = code::only(&file.text);
        let word = words.iter().find(|it| code::has_word(&code, it))?;
        Some(format!("{} names `{word}`. {advice}", file.path))
    };
    files.filter_map(complaint).collect()
}
