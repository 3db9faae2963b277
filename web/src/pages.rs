//! One module per page, and the table of their addresses.

pub(crate) mod account;
mod api_docs;
mod cards;
pub(crate) mod docs;
mod home;
mod invitation;
pub(crate) mod listing;
mod moderation;
mod offline;
mod profile_editor;
mod provider;
mod search;
mod sell;
pub(crate) mod settings;
mod shelf;
mod sitemap;
mod status;
mod style_guide;
mod suggestions;

use marketplace_api::http::routes::Routes;

use account::{reset, sign_in, sign_up, verify};

use crate::{assets, frame::framed};

pub(crate) fn routes(routes: &mut Routes) {
    routes
        .get("/", framed(home::show))
        .get("/a/{name}", framed(assets::hashed))
        .get("/api/docs", framed(api_docs::show))
        .get("/categories", framed(shelf::show))
        .get("/listings/{id}", framed(listing::show))
        .get("/listings/{id}/{slug}", framed(listing::show))
        .get("/moderation/catalogue", framed(moderation::catalogue::show))
        .get("/moderation/listings", framed(moderation::queue))
        .get("/moderation/listings/{id}", framed(moderation::show))
        .post("/moderation/listings/{id}/approve", framed(moderation::approve))
        .post("/moderation/listings/{id}/decline", framed(moderation::decline))
        .post("/moderation/listings/{id}/suspend", framed(moderation::suspend))
        .post("/moderation/listings/{id}/lift", framed(moderation::lift))
        .get("/offline", framed(offline::show))
        .get("/providers/{handle}", framed(provider::show))
        .get("/search", framed(search::show))
        .get("/search/suggestions", framed(suggestions::show))
        .get("/robots.txt", framed(sitemap::robots))
        .get("/sitemap.xml", framed(sitemap::show))
        .get("/sell", framed(sell::list))
        .get("/sell/new", framed(sell::begin::show))
        .post("/sell/new", framed(sell::begin::create))
        .get("/sell/listings/{id}", framed(sell::editor::show))
        .post("/sell/listings/{id}", framed(sell::editor::save))
        .post("/sell/listings/{id}/preview", framed(sell::editor::show_preview))
        .post("/sell/listings/{id}/submit", framed(sell::actions::submit))
        .post("/sell/listings/{id}/withdraw", framed(sell::actions::withdraw))
        .post("/sell/listings/{id}/pause", framed(sell::actions::pause))
        .post("/sell/listings/{id}/resume", framed(sell::actions::resume))
        .get("/sell/listings/{id}/archive", framed(sell::actions::ask_archive))
        .post("/sell/listings/{id}/archive", framed(sell::actions::archive))
        .get("/sell/listings/{id}/versions", framed(sell::versions::show))
        .get("/status", framed(status::show))
        .get("/ui", framed(style_guide::show))
        .get("/sign-in", framed(sign_in::show))
        .post("/sign-in", framed(sign_in::submit))
        .get("/sign-out", framed(sign_in::confirm_sign_out))
        .post("/sign-out", framed(sign_in::sign_out))
        .get("/sign-up", framed(sign_up::show))
        .post("/sign-up", framed(sign_up::submit))
        .get("/verify", framed(verify::ask_again))
        .post("/verify", framed(verify::send_again))
        .get("/verify/{token}", framed(verify::show))
        .post("/verify/{token}", framed(verify::confirm))
        .get("/password-reset", framed(reset::ask))
        .post("/password-reset", framed(reset::send))
        .get("/password-reset/{token}", framed(reset::show))
        .post("/password-reset/{token}", framed(reset::set));
    settings::routes(routes);
    for address in assets::root_addresses() {
        routes.get(address, framed(assets::root));
    }
    for doc in &docs::ALL {
        routes.get(doc.path, framed(docs::show));
    }
}
