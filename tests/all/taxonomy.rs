//! The words listings are sorted by.

use marketplace_tests::Site;

#[actix_web::test]
async fn categories_come_with_their_names_in_both_languages_and_their_skills() {
    let site = Site::open().await;

    let body = site.stranger().get("/api/v1/categories").await.expect(200).json();

    let categories = body["categories"].as_array().unwrap();
    assert!(categories.len() >= 12);
    for it in categories {
        assert!(!it["name"]["es"].as_str().unwrap().is_empty());
        assert!(!it["name"]["en"].as_str().unwrap().is_empty());
        assert!(!it["skills"].as_array().unwrap().is_empty());
    }
}

#[actix_web::test]
async fn skills_are_found_by_the_beginning_of_a_word_in_either_language() {
    let site = Site::open().await;
    let found = async |query: &str| {
        let body = site.stranger().get(&format!("/api/v1/skills?{query}")).await.expect(200).json();
        let skills = body["skills"].as_array().unwrap().iter();
        skills.map(|it| it["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert!(found("").await.len() >= 150);
    assert!(found("q=b%C3%BAsqueda%20sem").await.contains(&"semantic-search".to_owned()));
    assert!(found("q=semantic%20sea").await.contains(&"semantic-search".to_owned()));
    assert!(found("category=chatbots").await.len() < found("").await.len());
    assert_eq!(site.stranger().get("/api/v1/skills?colour=red").await.slug(), "malformed");
}
