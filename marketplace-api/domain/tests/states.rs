//! `docs/STATES.md` is drawn from the machines themselves; here it is compared with them.

use std::fs;

use domain::{
    capability::Standing,
    dispute::Dispute,
    machine::draw,
    order::{
        funds::Funds,
        milestone::{Contract, Milestone},
        package::Work,
    },
    payout::Payout,
    refund::Refund,
};

const INTRODUCTION: &str = "# States\n\n\
    Work and money stand in two columns, each with its own machine. This page is drawn from the code by\n\
    `cargo test -p domain --test states`, which fails when they differ and says where the new page lies.\n";

#[test]
fn the_page_shows_what_the_code_does() {
    let machines = [
        draw::<Work>(),
        draw::<Funds>(),
        draw::<Contract>(),
        draw::<Milestone>(),
        draw::<Dispute>(),
        draw::<Refund>(),
        draw::<Payout>(),
        draw::<Standing>(),
    ];
    let page = format!("{INTRODUCTION}\n{}", machines.join("\n"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/STATES.md");
    let known = fs::read_to_string(path).unwrap_or_default();
    if page != known {
        let new = concat!(env!("CARGO_TARGET_TMPDIR"), "/STATES.md");
        fs::write(new, page).unwrap();
        panic!("docs/STATES.md is not what the machines do. Read {new} and copy it over {path}.");
    }
}
