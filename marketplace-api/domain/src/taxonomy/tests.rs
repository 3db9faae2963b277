//! The words are complete, findable, and each language is really itself.

use super::*;

#[test]
fn the_files_parse() {
    let taxonomy =
        Taxonomy::parse(include_str!("categories.txt"), include_str!("skills.txt")).unwrap();
    assert!(taxonomy.categories.len() >= 14, "{} categories", taxonomy.categories.len());
    assert!(taxonomy.skills.len() >= 170, "{} skills", taxonomy.skills.len());
}

#[test]
fn every_category_is_complete_and_has_skills() {
    for category in categories() {
        for lang in Lang::ALL {
            assert!(!category.name(lang).is_empty(), "{}", category.slug());
            assert!(category.description(lang).ends_with('.'), "{}", category.slug());
        }
        let skills = skills_of(category.slug()).count();
        assert!(skills >= 8, "{} has {skills} skills", category.slug());
    }
}

#[test]
fn every_skill_has_synonyms_in_both_languages() {
    for skill in skills() {
        for lang in Lang::ALL {
            assert!(!skill.label(lang).is_empty(), "{}", skill.slug());
            assert!(!skill.synonyms(lang).is_empty(), "{} in {lang}", skill.slug());
        }
    }
}

#[test]
fn spanish_is_spanish_and_english_is_english() {
    let accented = |text: &str| text.chars().any(|it| "áéíóúñüÁÉÍÓÚÑ".contains(it));
    let spanish = skills().iter().filter(|it| accented(it.label(Lang::Es))).count();
    let english: Vec<_> = skills()
        .iter()
        .filter(|it| it.label(Lang::Es) != it.label(Lang::En) && accented(it.label(Lang::En)))
        .map(Skill::slug)
        .collect();
    assert!(spanish >= 60, "only {spanish} Spanish labels carry an accent");
    assert!(english.is_empty(), "Spanish words in the English labels of {english:?}");
    // A noun in -cion without its accent is a typing mistake.
    for skill in skills() {
        let label = skill.label(Lang::Es);
        assert!(!label.to_lowercase().contains("cion "), "{label}");
        assert!(!label.to_lowercase().ends_with("cion"), "{label}");
    }
}

#[test]
fn the_beginning_of_a_word_finds_skills() {
    let found = |text: &str| skills_like(text).map(Skill::slug).collect::<Vec<_>>();
    assert!(found("SEMÁNT").contains(&"semantic-search"));
    assert!(found("búsqueda sem").contains(&"semantic-search"));
    assert_eq!(found("").len(), skills().len());
    assert!(found("zzzz").is_empty());
}

#[test]
fn a_skill_is_found_however_it_is_written() {
    for (text, slug) in [
        ("rag", "rag"),
        ("RAG", "rag"),
        ("  Búsqueda   SEMÁNTICA ", "semantic-search"),
        ("busqueda semantica", "semantic-search"),
        ("bu\u{301}squeda sema\u{301}ntica", "semantic-search"),
        ("sklearn", "scikit-learn"),
        ("Fine tuning", "fine-tuning"),
        ("afinar modelos", "fine-tuning"),
        ("GPT", "openai-api"),
        ("licence-plates", "licence-plates"),
    ] {
        assert_eq!(find_skill(text).map(Skill::slug), Some(slug), "{text}");
    }
    for text in ["", "   ", "underwater basket weaving", "áé"] {
        assert_eq!(find_skill(text), None, "{text}");
    }
}

#[test]
fn a_slug_leads_to_its_own_thing() {
    for it in categories() {
        assert_eq!(category(it.slug()), Some(it));
    }
    for it in skills() {
        assert_eq!(skill(it.slug()), Some(it));
    }
    assert_eq!(category("nothing-here"), None);
}

#[test]
fn a_mistake_in_the_files_names_its_line() {
    let categories = "a | bot | Á | A | Algo. | Some.";
    for (skills, said) in [
        ("x | X | = | x1 | x2", "`x | X | = | x1 | x2`: expected 6 fields"),
        ("x | X | = | x1 |  | a", "field 5 is empty"),
        ("X y | X | = | x1 | x2 | a", "`X y` is not a slug"),
        ("x | X | = | x1 | x2 | b", "unknown category `b`"),
        ("x | X | = | x1 | x2 | a\nx | Y | = | y1 | y2 | a", "`x` is there twice"),
        ("x | X | = | z | x2 | a\ny | Y | = | Z | y2 | a", "`Z` could mean `x` or `y`"),
    ] {
        let message = Taxonomy::parse(categories, skills).err().unwrap().to_string();
        assert!(message.contains(said), "{message}");
    }
}
