//! `/offline`: kept by the service worker, shown when there is no connection.

use askama::Template;

use crate::{error::PageResult, i18n::T, respond, shell::Shell};

#[derive(Template)]
#[template(path = "pages/offline.html")]
struct OfflinePage {
    t: T,
    shell: Shell,
}

pub(crate) async fn show(shell: Shell) -> PageResult {
    // Kept on the device: it must not carry a name.
    let shell = Shell { viewer: None, demo_notice: false, ..shell };
    let page = OfflinePage { t: shell.t, shell };
    respond::page(&page.shell, &page)
}
