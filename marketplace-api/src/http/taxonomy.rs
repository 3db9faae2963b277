//! `/api/v1/categories` and `/api/v1/skills`: the words listings are sorted by.

use actix_web::{HttpResponse, Responder, web::Query};
use domain::{
    lang::Lang,
    taxonomy::{self, Category, Skill},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{problem::ProblemBody, routes::Routes};

pub(super) fn configure(routes: &mut Routes) {
    routes.get("/api/v1/categories", categories).get("/api/v1/skills", skills);
}

#[derive(Serialize, ToSchema)]
pub(super) struct CategoriesBody {
    /// In the order they are shown.
    categories: Vec<CategoryBody>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct CategoryBody {
    slug: &'static str,
    name: PairBody,
    description: PairBody,
    /// Name of a lucide icon.
    icon: &'static str,
    /// Slugs.
    skills: Vec<&'static str>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SkillsBody {
    skills: Vec<SkillBody>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SkillBody {
    slug: &'static str,
    label: PairBody,
    synonyms: SynonymsBody,
    /// Slugs, the closest one first.
    categories: &'static [String],
}

/// The same in both languages.
#[derive(Serialize, ToSchema)]
pub(super) struct PairBody {
    es: &'static str,
    en: &'static str,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SynonymsBody {
    es: &'static [String],
    en: &'static [String],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SkillsQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    category: String,
}

/// All categories with their skills.
#[utoipa::path(get, path = "/api/v1/categories", tag = "taxonomy",
    responses((status = 200, description = "All of them", body = CategoriesBody)))]
pub(super) async fn categories() -> impl Responder {
    let categories = taxonomy::categories().iter().map(CategoryBody::of).collect();
    HttpResponse::Ok().json(CategoriesBody { categories })
}

/// Skills whose slug, label or synonym has a word that begins like `q`, in either language; all of
/// them without `q`.
#[utoipa::path(get, path = "/api/v1/skills", tag = "taxonomy",
    params(("q" = Option<String>, Query, description = "What somebody began to type"),
           ("category" = Option<String>, Query, description = "Slug")),
    responses((status = 200, description = "Found", body = SkillsBody),
              (status = 400, description = "An unknown parameter", body = ProblemBody)))]
pub(super) async fn skills(query: Query<SkillsQuery>) -> impl Responder {
    let is_wanted =
        |it: &&Skill| query.category.is_empty() || it.categories().contains(&query.category);
    let skills = taxonomy::skills_like(&query.q).filter(is_wanted).map(SkillBody::of).collect();
    HttpResponse::Ok().json(SkillsBody { skills })
}

impl CategoryBody {
    fn of(it: &'static Category) -> CategoryBody {
        CategoryBody {
            slug: it.slug(),
            name: PairBody { es: it.name(Lang::Es), en: it.name(Lang::En) },
            description: PairBody { es: it.description(Lang::Es), en: it.description(Lang::En) },
            icon: it.icon(),
            skills: taxonomy::skills_of(it.slug()).map(Skill::slug).collect(),
        }
    }
}

impl SkillBody {
    fn of(it: &'static Skill) -> SkillBody {
        SkillBody {
            slug: it.slug(),
            label: PairBody { es: it.label(Lang::Es), en: it.label(Lang::En) },
            synonyms: SynonymsBody { es: it.synonyms(Lang::Es), en: it.synonyms(Lang::En) },
            categories: it.categories(),
        }
    }
}
