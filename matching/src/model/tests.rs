use proptest::prelude::*;

use crate::model::{
    ModelError,
    document::Value,
    ensemble::Ensemble,
    forest::{Forest, Kernel, Scratch},
};

/// `trees` as XGBoost writes them, every property of a node in a list of its own.
fn model(trees: &str, base: &str) -> String {
    format!(
        r#"{{"learner": {{"attributes": {{}}, "feature_names": ["price", "rating"],
        "gradient_booster": {{"model": {{"trees": [{trees}]}}, "name": "gbtree"}},
        "learner_model_param": {{"base_score": "{base}", "num_class": "0", "num_feature": "2",
        "num_target": "1"}}, "objective": {{"name": "rank:ndcg"}}}}, "version": [3, 2, 0]}}"#
    )
}

fn tree(left: &str, right: &str, features: &str, values: &str) -> String {
    let zeros = vec!["0"; left.split(',').count()].join(",");
    format!(
        r#"{{"left_children": [{left}], "right_children": [{right}], "split_indices": [{features}],
        "split_conditions": [{values}], "default_left": [{zeros}], "loss_changes": [{zeros}],
        "sum_hessian": [{zeros}], "split_type": [{zeros}], "categories": [],
        "tree_param": {{"size_leaf_vector": "1"}}}}"#
    )
}

fn stump() -> String {
    tree("1,-1,-1", "2,-1,-1", "1,0,0", "0.5,-1E0,1E0")
}

fn read(text: &str) -> Result<Ensemble, ModelError> {
    Ensemble::from_document(&Value::parse(text.as_bytes())?)
}

fn score(text: &str, row: [f32; 2]) -> f32 {
    let forest = Forest::from_bytes(text.as_bytes()).unwrap();
    let mut scores = [0.0];
    forest.score(&row, &mut scores, &mut Scratch::default());
    scores[0]
}

#[test]
fn below_the_threshold_goes_left_and_on_it_right() {
    let text = model(&stump(), "5E-1");

    assert_eq!(score(&text, [9.0, 0.5_f32.next_down()]), -0.5);
    assert_eq!(score(&text, [9.0, 0.5]), 1.5);
    assert_eq!(score(&text, [9.0, f32::NAN]), 1.5);
}

#[test]
fn every_way_to_write_the_base_score_is_read() {
    let empty = tree("-1", "-1", "0", "0");
    for (base, wanted) in
        [("5E-1", 0.5_f32), ("[2.0223438E-10]", 2.022_343_8e-10), ("-0E0", 0.0), ("[1E2]", 100.0)]
    {
        assert_eq!(score(&model(&empty, base), [0.0; 2]), wanted, "{base}");
    }
    let two = read(&model(&empty, "[1E0,2E0]")).unwrap_err();
    assert_eq!(two.to_string(), "this model cannot be served: it has several outputs");
}

#[test]
fn a_damaged_tree_is_named() {
    let cases = [
        (tree("1,-1", "2,-1", "0,0", "1,2"), "a child is not there"),
        (tree("1,0,-1", "2,2,-1", "0,0,0", "1,2,3"), "a node is its own ancestor"),
        (
            tree("1,-1,-1", "2,-1,-1", "2,0,0", "1,2,3"),
            "it asks for a feature that the model does not have",
        ),
        (tree("1,-1,-1", "2,-1,-1", "0,0,0", "NaN,2,3"), "a threshold is not a number"),
        (tree("1,-1,-1", "2,-1", "0,0,0", "1,2,3"), "its lists differ in length"),
    ];
    for (broken, what) in cases {
        let error = read(&model(&format!("{},{broken}", stump()), "0")).unwrap_err();
        assert_eq!(error, ModelError::Tree { tree: 1, what });
    }
}

#[test]
fn a_model_survives_being_written_again() {
    let document = Value::parse(model(&stump(), "1.5E0").as_bytes()).unwrap();

    let again = Value::parse(&document.to_ubj()).unwrap();

    let (first, second) = (Ensemble::from_document(&document), Ensemble::from_document(&again));
    assert_eq!(first, second);
    assert_eq!(second.unwrap().names(), ["price", "rating"]);
}

#[test]
fn what_is_not_a_model_says_so() {
    for text in ["", "{", "{\"learner\": 3}", "hello", "[1,2", "{L", "{\"a\" 1}"] {
        let error = read(text).unwrap_err();
        assert!(!matches!(error, ModelError::Tree { .. }), "{text}: {error}");
    }
}

/// Trees of any shape down to depth 8, as nested pairs.
#[derive(Debug, Clone)]
enum Shape {
    Leaf(f32),
    Split { feature: u32, threshold: f32, missing_left: bool, sides: Box<(Shape, Shape)> },
}

fn shapes() -> impl Strategy<Value = Shape> {
    let leaf = (-4.0..4.0_f32).prop_map(Shape::Leaf);
    leaf.prop_recursive(8, 120, 2, |inner| {
        let sides = (inner.clone(), inner);
        (
            0..2_u32,
            prop_oneof![Just(0.0_f32), Just(1.0), Just(1e-41), -3.0..3.0_f32],
            any::<bool>(),
            sides,
        )
            .prop_map(|(feature, threshold, missing_left, sides)| Shape::Split {
                feature,
                threshold,
                missing_left,
                sides: Box::new(sides),
            })
    })
}

impl Shape {
    fn leaf(&self, row: [f32; 2]) -> f32 {
        match self {
            Shape::Leaf(value) => *value,
            Shape::Split { feature, threshold, missing_left, sides } => {
                let value = row[*feature as usize];
                let left = if value.is_nan() { *missing_left } else { value < *threshold };
                if left { sides.0.leaf(row) } else { sides.1.leaf(row) }
            }
        }
    }

    /// Appends the lists of the nodes and says where this one stands.
    fn list(&self, lists: &mut [Vec<String>; 5]) -> usize {
        let at = lists[0].len();
        let (left, right) = ("-1".to_owned(), "-1".to_owned());
        let rest = match self {
            Shape::Leaf(value) => [left, right, "0".into(), format!("{value:e}"), "0".into()],
            Shape::Split { feature, threshold, missing_left, .. } => [
                left,
                right,
                feature.to_string(),
                format!("{threshold:e}"),
                u8::from(*missing_left).to_string(),
            ],
        };
        lists.iter_mut().zip(rest).for_each(|(list, item)| list.push(item));
        if let Shape::Split { sides, .. } = self {
            lists[0][at] = sides.0.list(lists).to_string();
            lists[1][at] = sides.1.list(lists).to_string();
        }
        at
    }

    fn text(&self) -> String {
        let mut lists: [Vec<String>; 5] = Default::default();
        self.list(&mut lists);
        let [left, right, features, values, defaults] = lists.map(|it| it.join(","));
        let zeros = vec!["0"; left.split(',').count()].join(",");
        let plain = tree(&left, &right, &features, &values);
        plain.replace(
            &format!("\"default_left\": [{zeros}]"),
            &format!("\"default_left\": [{defaults}]"),
        )
    }
}

fn values() -> impl Strategy<Value = f32> {
    prop_oneof![
        Just(f32::NAN),
        Just(0.0),
        Just(-0.0),
        Just(1e-41_f32),
        Just(1.0),
        Just(1.0_f32.next_down()),
        -4.0..4.0_f32,
    ]
}

proptest! {
    #[test]
    fn every_kernel_adds_the_leaves_in_tree_order(
        trees in prop::collection::vec(shapes(), 1..5),
        rows in prop::collection::vec([values(), values()], 1..70),
    ) {
        let texts: Vec<String> = trees.iter().map(Shape::text).collect();
        let forest = Forest::from_bytes(model(&texts.join(","), "5E-1").as_bytes()).unwrap();
        let flat: Vec<f32> = rows.iter().flatten().copied().collect();
        let wanted: Vec<u32> = rows
            .iter()
            .map(|row| trees.iter().fold(0.5_f32, |sum, it| sum + it.leaf(*row)).to_bits())
            .collect();
        for kernel in Kernel::available() {
            let mut scores = vec![0.0; rows.len()];
            forest.score_by(kernel, &flat, &mut scores, &mut Scratch::default());
            let found: Vec<u32> = scores.iter().map(|it| it.to_bits()).collect();
            prop_assert_eq!(&found, &wanted, "{:?}", kernel);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        brace in any::<bool>(),
    ) {
        let start: &[u8] = if brace { b"{L" } else { b"{\"" };
        let bytes = [start, &bytes].concat();
        let _read = Value::parse(&bytes);
    }
}
