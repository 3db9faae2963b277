//! A category as it is shown: on the first page, and with its skills at `/categories`.

use actix_web::web::Data;
use askama::Template;
use domain::taxonomy::{self, Category};
use marketplace_api::{
    app::App,
    error::AppError,
    services::search::{self, Request},
};

use super::search::facets::Counts;
use crate::{error::PageResult, i18n::T, respond, shell::Shell};

pub(crate) struct Shelf {
    pub(crate) href: String,
    pub(crate) icon: &'static str,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    /// "34 services", or nothing when nobody counted.
    pub(crate) count: String,
    pub(crate) skills: Vec<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "pages/categories.html")]
struct CategoriesPage {
    t: T,
    shell: Shell,
    shelves: Vec<Shelf>,
    unavailable: bool,
}

pub(crate) fn of(t: T, category: &'static Category, counts: Option<&Counts>) -> Shelf {
    let skills = taxonomy::skills_of(category.slug());
    let link =
        |it: &'static taxonomy::Skill| (format!("/search?skill={}", it.slug()), it.label(t.lang()));
    Shelf {
        href: format!("/search?category={}", category.slug()),
        icon: category.icon(),
        name: category.name(t.lang()),
        description: category.description(t.lang()),
        count: counts.map(|it| t.num("n-services", count_of(it, category))).unwrap_or_default(),
        skills: skills.map(link).collect(),
    }
}

fn count_of(counts: &Counts, category: &Category) -> u64 {
    let field = counts.iter().find(|(field, _)| field == "category");
    let value = field.and_then(|(_, it)| it.iter().find(|(value, _)| value == category.slug()));
    value.map_or(0, |(_, count)| *count)
}

pub(crate) async fn show(app: Data<App>, shell: Shell) -> PageResult {
    let t = shell.t;
    let browse = Request { limit: Some(1), count_facets: true, ..Request::default() };
    let found = search::search(&app, &browse).await.inspect_err(AppError::log_if_ours);
    let counts = found.ok().map(|it| super::search::counts(&it));
    let shelves = taxonomy::categories().iter().map(|it| of(t, it, counts.as_ref())).collect();
    let page = CategoriesPage { t, shelves, unavailable: counts.is_none(), shell };
    respond::page(&page.shell, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_an_icon_of_its_own() {
        let known: Vec<&str> = crate::icons::names().collect();
        for category in taxonomy::categories() {
            assert!(known.contains(&category.icon()), "assets/icons/{}.svg", category.icon());
        }
    }
}
