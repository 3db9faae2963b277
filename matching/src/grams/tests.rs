use super::*;

const TEXTS: [&str; 5] =
    ["Programador de robots", "robot programmer", "Pastelero", "", "programador programador"];

fn grams() -> Grams {
    let mut builder = GramsBuilder::default();
    TEXTS.iter().for_each(|it| builder.add(it, 100));
    builder.build()
}

#[test]
fn a_text_is_most_like_itself() {
    let grams = grams();
    for (at, text) in (0..).zip(TEXTS).filter(|it| !it.1.is_empty()) {
        let (nearest, cosine) = grams.nearest(text, 1)[0];
        assert_eq!(nearest, at, "{text}");
        assert!((cosine - 1.0).abs() < 1e-5, "{text}: {cosine}");
    }
}

#[test]
fn cognates_and_misspellings_share_pieces() {
    let grams = grams();

    let found: Vec<u32> = grams.nearest("PROGRAMADÓRES", 10).iter().map(|it| it.0).collect();
    assert_eq!(found, [4, 0, 1]);
    assert_eq!(grams.nearest("pastellero", 10)[0].0, 2);
    assert!(grams.nearest("¿?", 10).is_empty());
    assert!(grams.nearest("xyz", 10).is_empty());
}

/// By hand: of `ab cd`, the pieces are ` ab`, `ab `, ` ab ` and the same of `cd`; of `ab`, the first
/// three. All pieces of `ab` are in two texts of two, those of `cd` in one.
#[test]
fn cosines_are_those_of_the_definition() {
    let mut builder = GramsBuilder::default();
    builder.add("ab cd", 100);
    builder.add("ab", 100);

    let found = builder.build().nearest("ab", 2);

    let (common, rare) = (1.0_f32, 1.5_f32.ln() + 1.0);
    let wanted = 3.0 * common / (3.0_f32.sqrt() * (3.0 * common + 3.0 * rare * rare).sqrt());
    assert_eq!(found[0].0, 1);
    assert!((found[0].1 - 1.0).abs() < 1e-6);
    assert!((found[1].1 - wanted).abs() < 1e-6, "{} {wanted}", found[1].1);
}

#[test]
fn only_the_head_of_a_text_counts() {
    let mut builder = GramsBuilder::default();
    builder.add("uno dos", 3);

    let grams = builder.build();

    assert!(grams.nearest("dos", 5).is_empty());
    assert_eq!(grams.nearest("uno", 5).len(), 1);
}

#[test]
fn the_middle_of_two_texts_is_like_what_either_is_like() {
    let mut builder = GramsBuilder::default();
    ["cardiologist", "cardiologist heart surgery", "heart surgery", "plumber"]
        .iter()
        .for_each(|it| builder.add(it, 100));
    let grams = builder.build();
    let order = |cosines: Vec<f32>| {
        let mut found: Vec<usize> = (0..cosines.len()).filter(|it| cosines[*it] > 0.0).collect();
        found.sort_by(|one, other| cosines[*other].total_cmp(&cosines[*one]));
        found
    };

    assert_eq!(order(grams.cosines("cardiologist")), [0, 1]);
    assert_eq!(order(grams.cosines_with_middle(&[(0, 0.7), (1, 0.3)])), [0, 1, 2]);
    assert!(grams.cosines_with_middle(&[]).iter().all(|it| *it == 0.0));
}
