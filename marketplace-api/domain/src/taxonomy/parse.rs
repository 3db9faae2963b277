//! From the lines of `*.txt` to categories and skills. A mistake names its line.

use std::collections::HashMap;

use super::{Category, Skill, fold};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ParseTaxonomyError {
    #[error("`{line}`: expected 6 fields separated by ` | `, found {found}")]
    Fields { line: String, found: usize },
    #[error("`{line}`: field {field} is empty")]
    Empty { line: String, field: usize },
    #[error("`{0}` is not a slug: lower-case letters, digits and hyphens only")]
    Slug(String),
    #[error("`{0}` is there twice")]
    Twice(String),
    #[error("skill `{skill}` names the unknown category `{category}`")]
    UnknownCategory { skill: String, category: String },
    #[error("`{text}` could mean `{one}` or `{other}`")]
    Ambiguous { text: String, one: String, other: String },
}

pub(super) fn categories(text: &str) -> Result<Vec<Category>, ParseTaxonomyError> {
    let mut categories: Vec<Category> = Vec::new();
    for line in lines(text) {
        let [slug, icon, es, en, about_es, about_en] = fields(line)?;
        let slug = valid_slug(slug)?;
        if categories.iter().any(|it| it.slug == slug) {
            return Err(ParseTaxonomyError::Twice(slug));
        }
        categories.push(Category {
            slug,
            icon: icon.to_owned(),
            name: [es.to_owned(), en.to_owned()],
            description: [about_es.to_owned(), about_en.to_owned()],
        });
    }
    Ok(categories)
}

pub(super) fn skills(
    text: &str,
    known: &HashMap<String, usize>,
) -> Result<Vec<Skill>, ParseTaxonomyError> {
    let mut skills: Vec<Skill> = Vec::new();
    for line in lines(text) {
        let [slug, es, en, synonyms_es, synonyms_en, categories] = fields(line)?;
        let slug = valid_slug(slug)?;
        if skills.iter().any(|it| it.slug == slug) {
            return Err(ParseTaxonomyError::Twice(slug));
        }
        let categories: Vec<String> = categories.split_whitespace().map(str::to_owned).collect();
        if let Some(category) = categories.iter().find(|it| !known.contains_key(*it)) {
            return Err(ParseTaxonomyError::UnknownCategory {
                skill: slug,
                category: category.clone(),
            });
        }
        let en = if en == "=" { es } else { en };
        skills.push(Skill {
            slug,
            label: [es.to_owned(), en.to_owned()],
            synonyms: [list(synonyms_es), list(synonyms_en)],
            categories,
        });
    }
    Ok(skills)
}

/// Every way to write a skill, folded. Two skills may not share one.
pub(super) fn texts(skills: &[Skill]) -> Result<HashMap<String, usize>, ParseTaxonomyError> {
    let mut texts: HashMap<String, usize> = HashMap::new();
    for (at, skill) in skills.iter().enumerate() {
        let synonyms = skill.synonyms.iter().flatten();
        for text in std::iter::once(&skill.slug).chain(&skill.label).chain(synonyms) {
            let before = texts.insert(fold(text), at);
            if let Some(other) = before.filter(|it| *it != at) {
                return Err(ParseTaxonomyError::Ambiguous {
                    text: text.clone(),
                    one: skills[other].slug.clone(),
                    other: skill.slug.clone(),
                });
            }
        }
    }
    Ok(texts)
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|it| !it.is_empty() && !it.starts_with('#'))
}

fn fields(line: &str) -> Result<[&str; 6], ParseTaxonomyError> {
    let fields: Vec<&str> = line.split(" | ").map(str::trim).collect();
    if let Some(at) = fields.iter().position(|it| it.is_empty()) {
        return Err(ParseTaxonomyError::Empty { line: line.to_owned(), field: at + 1 });
    }
    let found = fields.len();
    <[&str; 6]>::try_from(fields)
        .map_err(|_fields| ParseTaxonomyError::Fields { line: line.to_owned(), found })
}

fn valid_slug(slug: &str) -> Result<String, ParseTaxonomyError> {
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    if !slug.is_empty() && slug.chars().all(fits) {
        Ok(slug.to_owned())
    } else {
        Err(ParseTaxonomyError::Slug(slug.to_owned()))
    }
}

fn list(field: &str) -> Vec<String> {
    field.split(';').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}
