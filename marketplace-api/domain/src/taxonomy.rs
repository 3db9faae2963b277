//! What services are about: categories, and the skills inside them, in Spanish and English.
//!
//! **Invariant:** slugs are forever (they are in URLs and in the database); labels may change. Every
//! category and skill is complete in both languages, and no name or synonym means two skills.
//! The words live in `taxonomy/*.txt`, one line each, and are parsed on first use.

use std::{collections::HashMap, sync::LazyLock};

use crate::lang::Lang;

mod parse;

use parse::ParseTaxonomyError;

/// A shelf of the market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    slug: String,
    icon: String,
    name: [String; 2],
    description: [String; 2],
}

/// A technique, tool or field a provider can be good at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    slug: String,
    label: [String; 2],
    synonyms: [Vec<String>; 2],
    categories: Vec<String>,
}

impl Category {
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// The name of a lucide icon.
    pub fn icon(&self) -> &str {
        &self.icon
    }

    pub fn name(&self, lang: Lang) -> &str {
        &self.name[index(lang)]
    }

    /// One sentence.
    pub fn description(&self, lang: Lang) -> &str {
        &self.description[index(lang)]
    }
}

impl Skill {
    pub fn slug(&self) -> &str {
        &self.slug
    }

    pub fn label(&self, lang: Lang) -> &str {
        &self.label[index(lang)]
    }

    /// Other ways people write it. Never empty.
    pub fn synonyms(&self, lang: Lang) -> &[String] {
        &self.synonyms[index(lang)]
    }

    /// Slugs of the categories it belongs to, the closest one first. Never empty.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }
}

struct Taxonomy {
    categories: Vec<Category>,
    skills: Vec<Skill>,
    category_by_slug: HashMap<String, usize>,
    skill_by_slug: HashMap<String, usize>,
    /// Folded slug, label or synonym → place in `skills`.
    skill_by_text: HashMap<String, usize>,
}

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| {
    Taxonomy::parse(include_str!("taxonomy/categories.txt"), include_str!("taxonomy/skills.txt"))
        .expect("the taxonomy files are part of the source and parsed by a test")
});

impl Taxonomy {
    fn parse(categories: &str, skills: &str) -> Result<Taxonomy, ParseTaxonomyError> {
        let categories = parse::categories(categories)?;
        let category_by_slug =
            categories.iter().enumerate().map(|(at, it)| (it.slug.clone(), at)).collect();
        let skills = parse::skills(skills, &category_by_slug)?;
        let skill_by_slug =
            skills.iter().enumerate().map(|(at, it)| (it.slug.clone(), at)).collect();
        let skill_by_text = parse::texts(&skills)?;
        Ok(Taxonomy { categories, skills, category_by_slug, skill_by_slug, skill_by_text })
    }
}

/// All categories, in the order they are shown.
pub fn categories() -> &'static [Category] {
    &TAXONOMY.categories
}

pub fn category(slug: &str) -> Option<&'static Category> {
    TAXONOMY.category_by_slug.get(slug).map(|at| &TAXONOMY.categories[*at])
}

/// All skills, grouped by their first category.
pub fn skills() -> &'static [Skill] {
    &TAXONOMY.skills
}

pub fn skill(slug: &str) -> Option<&'static Skill> {
    TAXONOMY.skill_by_slug.get(slug).map(|at| &TAXONOMY.skills[*at])
}

pub fn skills_of(category: &str) -> impl Iterator<Item = &'static Skill> {
    skills().iter().filter(move |it| it.categories.iter().any(|slug| slug == category))
}

/// The skill a person means: its slug, its label or a synonym in either language. Case, accents
/// and punctuation do not matter.
pub fn find_skill(text: &str) -> Option<&'static Skill> {
    TAXONOMY.skill_by_text.get(&fold(text)).map(|at| &TAXONOMY.skills[*at])
}

/// Skills whose slug, label or synonym in either language has a word that begins like `text`; all
/// of them when nothing is typed.
pub fn skills_like(text: &str) -> impl Iterator<Item = &'static Skill> {
    let typed = fold(text);
    skills().iter().filter(move |skill| {
        let is_like = |it: &str| format!(" {}", fold(it)).contains(&format!(" {typed}"));
        is_like(&skill.slug)
            || skill.label.iter().any(|it| is_like(it))
            || skill.synonyms.iter().flatten().any(|it| is_like(it))
    })
}

/// Lower case, without the accents of Spanish and its neighbours, words one space apart.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'á' | 'à' | 'ä' | 'â' | 'ã' => 'a',
            'é' | 'è' | 'ë' | 'ê' => 'e',
            'í' | 'ì' | 'ï' | 'î' => 'i',
            'ó' | 'ò' | 'ö' | 'ô' | 'õ' => 'o',
            'ú' | 'ù' | 'ü' | 'û' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            // A combining accent, as macOS file names and some spreadsheets write them.
            '\u{300}'..='\u{36f}' => continue,
            other => other,
        };
        if plain.is_alphanumeric() {
            folded.push(plain);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn index(lang: Lang) -> usize {
    match lang {
        Lang::Es => 0,
        Lang::En => 1,
    }
}

#[cfg(test)]
mod tests;
