use crate::{
    letor::Rows,
    measure::metrics::Measure,
    model::ranker::{Column, make},
    train::{
        fit::{means, worth},
        recipe::{DEFAULT, Recipe},
    },
};

#[test]
fn our_recipe_is_a_recipe() {
    let recipe = Recipe::parse(DEFAULT).unwrap();

    assert!(recipe.learners.iter().all(|it| it.params(3).iter().any(|it| it.0 == "objective")));
}

#[test]
fn a_recipe_passes_what_it_does_not_know_to_xgboost_on_one_thread() {
    let text = "[[learner]]\nrounds = 3\nnthread = 8\neta = 0.1\nobjective = \"rank:map\"\n\
                lambdarank_unbiased = true\nnum_parallel_tree = 4\n";
    let recipe = Recipe::parse(text).unwrap();

    let params = recipe.learners[0].params(5);

    let wanted = [
        ("eta", "0.1"),
        ("lambdarank_unbiased", "true"),
        ("nthread", "1"),
        ("num_parallel_tree", "4"),
        ("objective", "rank:map"),
        ("seed", "5"),
    ];
    for (name, value) in wanted {
        assert!(params.contains(&(name.to_owned(), value.to_owned())), "{name}: {params:?}");
    }
    assert_eq!(recipe.learners[0].trees_a_round(), 4);
}

#[test]
fn a_bad_recipe_is_refused() {
    for text in ["", "ranks = 3\n[[learner]]\nrounds = 1", "[[learner]]\nrounds = 0", "rank = true"]
    {
        assert!(Recipe::parse(text).is_err(), "{text}");
    }
}

#[test]
fn ranks_are_taken_within_a_query_and_the_unknown_stays_unknown() {
    let text = "0 qid:1 2:5\n0 qid:1 2:7\n0 qid:1 2:5\n0 qid:1 3:1\n1 qid:2 2:-0.0\n0 qid:2 2:0\n";
    let rows = Rows::parse(text, "f").unwrap();

    let made = make(&rows, &[Column::Rank(2), Column::Plain(2)]);

    let ranks: Vec<f32> = made.iter().step_by(2).copied().collect();
    assert_eq!(ranks[..3], [1.0 / 3.0, 5.0 / 6.0, 1.0 / 3.0]);
    assert!(ranks[3].is_nan());
    assert_eq!(ranks[4..], [0.5, 0.5]);
}

#[test]
fn equal_scores_keep_the_order_of_the_file() {
    let rows = Rows::parse("0 qid:1 1:1\n1 qid:1 1:1\n0 qid:2 1:1\n", "f").unwrap();

    let means = means(&rows, &[1.0, 1.0, 1.0], &[Measure::Mrr10, Measure::Xgb]);

    assert_eq!(means[&Measure::Mrr10], 0.25);
    let discounted = 1.0 / 3.0_f64.log2();
    assert!((means[&Measure::Xgb] - (discounted + 1.0) / 2.0).abs() < 1e-12);
    assert!((worth(&rows, &[0.0, 1.0, 0.0]) - 0.5).abs() < 1e-12);
}
