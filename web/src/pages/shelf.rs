//! A category as it is shown: on the first page, and with its skills at `/categories`.

use askama::Template;
use domain::taxonomy::{self, Category};

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

pub(crate) fn of(t: T, category: &'static Category, count: Option<u64>) -> Shelf {
    let skills = taxonomy::skills_of(category.slug());
    let link =
        |it: &'static taxonomy::Skill| (format!("/search?skill={}", it.slug()), it.label(t.lang()));
    Shelf {
        href: format!("/search?category={}", category.slug()),
        icon: category.icon(),
        name: category.name(t.lang()),
        description: category.description(t.lang()),
        count: count.map(|it| t.num("n-services", it)).unwrap_or_default(),
        skills: skills.map(link).collect(),
    }
}

pub(crate) async fn show(shell: Shell) -> PageResult {
    let t = shell.t;
    let shelves = taxonomy::categories().iter().map(|it| of(t, it, None)).collect();
    let page = CategoriesPage { t, shelves, unavailable: false, shell };
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
