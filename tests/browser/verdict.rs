//! What can be wrong with any page.

use serde_json::Value;

use crate::window::Window;

/// axe-core, run inside the page; its licence lies beside it.
const AXE: &str = include_str!("../vendor/axe-core-4.14.1/axe.min.js");

const RUN_AXE: &str = "const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then((it) => done(
        it.violations.map((v) => `${v.id}: ${v.help}: ` + v.nodes.map((n) => n.html).join(' | ')))
    , (error) => done([`axe failed: ${error}`]));";

/// Warnings and errors since the last look.
pub(crate) async fn console(window: &Window<'_>) -> Vec<String> {
    let entries = window.chromium.driver.browser_log().await.expect("the console can be read");
    let loud = entries.into_iter().filter(|it| it.level == "SEVERE" || it.level == "WARNING");
    // A page that is meant to be missing says so by its status, which the console repeats.
    let own_status =
        |message: &str| message.contains("Failed to load resource") && !message.contains("/a/");
    loud.filter(|it| !own_status(&it.message))
        .map(|it| format!("console: {}", it.message))
        .collect()
}

/// What the content policy refused.
pub(crate) async fn policy(window: &Window<'_>) -> Vec<String> {
    let refused = window.run("return window.refused").await;
    let refused = refused.as_array().expect("every document is watched from its start").clone();
    refused.iter().map(|it| format!("content policy: {}", said(it))).collect()
}

pub(crate) async fn accessibility(window: &Window<'_>) -> Vec<String> {
    window.run(AXE).await;
    let found = window.chromium.driver.execute_async(RUN_AXE, Vec::new()).await;
    let found = found.expect("axe answers").json().clone();
    let found = found.as_array().expect("axe lists what it found").clone();
    found.iter().map(|it| format!("axe: {}", said(it))).collect()
}

/// Elements that make the page wider than its window.
pub(crate) async fn sideways(window: &Window<'_>, width: u32) -> Vec<String> {
    let script = "const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) { return []; }
        const wide = [...document.querySelectorAll('body *')].filter((it) =>
            it.getBoundingClientRect().right > root.clientWidth + 1);
        return wide.slice(0, 5).map((it) => it.cloneNode(false).outerHTML.slice(0, 160));";
    let wide = window.run(script).await;
    let wide = wide.as_array().expect("a list of elements").clone();
    wide.iter().map(|it| format!("wider than {width} px: {}", said(it))).collect()
}

fn said(value: &Value) -> &str {
    value.as_str().unwrap_or("something without words")
}
