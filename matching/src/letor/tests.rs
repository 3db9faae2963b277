use proptest::prelude::*;

use super::Rows;

#[test]
fn rows_queries_and_comments_are_read() {
    let text = "2 qid:a 1:0.5 3:-1e-3 # doc 1\n\n# nothing\n0 qid:a 3:NaN\r\n1 qid:b 2:7\n";

    let rows = Rows::parse(text, "f").unwrap();

    assert_eq!(rows.grades, [2, 0, 1]);
    assert_eq!(rows.groups, [2, 1]);
    assert_eq!(rows.features(), [1, 2, 3]);
    let dense: Vec<String> = rows.dense(&[1, 3]).iter().map(f32::to_string).collect();
    assert_eq!(dense, ["0.5", "-0.001", "NaN", "NaN", "NaN", "NaN"]);
    let only = rows.of_queries(|it| it == 1);
    assert_eq!((only.len(), only.queries[0].as_str()), (1, "b"));
}

#[test]
fn a_bad_line_is_named_with_its_column() {
    let cases = [
        ("x qid:1 1:2", "f:1:1: the grade `x` is not a whole number up to 31"),
        ("0.5 qid:1 1:2", "f:1:1: the grade `0.5` is not a whole number up to 31"),
        ("1 qid:1\n1 1:2", "f:2:3: `qid:` and the query's name should follow the grade"),
        ("1", "f:1:2: `qid:` and the query's name should follow the grade"),
        ("1 qid:ñ 1:2 2:x", "f:1:13: `2:x` is not `feature:value`"),
        ("1 qid:1 1:2 7", "f:1:13: `7` is not `feature:value`"),
        ("1 qid:1 2:2 1:2", "f:1:13: feature 1 after 2"),
        ("1 qid:1 2:inf", "f:1:9: `2:inf` is not `feature:value`"),
        ("1 qid:1\n1 qid:2\n1 qid:1", "f:3:3: rows of query `1` again; they must stand together"),
    ];
    for (text, wanted) in cases {
        assert_eq!(Rows::parse(text, "f").unwrap_err().to_string(), wanted);
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[ -~#:\n]{0,200}") {
        let _read = Rows::parse(&text, "f");
    }

    #[test]
    fn any_value_is_the_nearest_float(value in any::<f32>().prop_filter("", |it| it.is_finite())) {
        let rows = Rows::parse(&format!("0 qid:1 1:{value:e}\n"), "f").unwrap();
        prop_assert_eq!(rows.dense(&[1])[0].to_bits(), value.to_bits());
    }
}
