//! Runs over corpora as strangers have them, and their figures.

use std::collections::HashMap;

use crate::Bench;

const RUN: &str = "run --corpus c --queries q --out r";

/// By query, documents in the order of the file; ranks and scores are checked on the way.
fn answers(bench: &Bench) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<(String, f32)>> = HashMap::new();
    for line in bench.read("r").lines() {
        let gap = if line.contains('\t') { '\t' } else { ' ' };
        let [query, q0, document, rank, score, _] =
            line.split(gap).collect::<Vec<_>>().try_into().unwrap();
        assert_eq!(q0, "Q0");
        let of_query = found.entry(query.to_owned()).or_default();
        assert_eq!(rank.parse::<usize>().unwrap(), of_query.len() + 1);
        let score: f32 = score.parse().unwrap();
        assert!(of_query.last().is_none_or(|it| it.1 > score), "{line}");
        assert!(of_query.iter().all(|it| it.0 != document), "{line}");
        of_query.push((document.to_owned(), score));
    }
    let names = |it: Vec<(String, f32)>| it.into_iter().map(|it| it.0).collect();
    found.into_iter().map(|(query, documents)| (query, names(documents))).collect()
}

#[test]
fn a_stranger_s_corpus_is_answered_in_either_language() {
    let bench = Bench::new();
    bench.write(
        "c",
        concat!(
            "{\"id\": 1, \"title\": \"Chatbot para clínicas dentales\"}\n",
            "{\"id\": 2, \"title\": \"Pastelería artesana\", \"text\": \"tartas y pan\"}\n",
            "{\"id\": 3, \"title\": \"Speech recognition for call centres\", \"lang\": \"en\"}\n",
        ),
    );
    bench.write(
        "q",
        concat!(
            "{\"id\": \"es\", \"text\": \"chatbot clinica dental\"}\n",
            "{\"id\": \"en\", \"text\": \"speech recognition\"}\n",
        ),
    );

    bench.must(RUN);

    let found = answers(&bench);
    assert_eq!(found["es"][0], "1");
    assert_eq!(found["en"][0], "3");
}

#[test]
fn whatever_is_odd_is_survived() {
    let bench = Bench::new();
    let long = "palabra larga sin fin, otra más ".repeat(4_000);
    bench.write(
        "c",
        format!(
            "\u{feff}{{\"id\": \"a\", \"title\": \"robot\"}}\r\n\n\
             {{\"id\": \"a\", \"title\": \"robot again\", \"text\": {long:?}}}\n\
             {{\"id\": \"b c\", \"title\": null, \"text\": \"\"}}\n\
             {{\"id\": 7.5, \"title\": [\"👩‍💻\", \"ＲＯＢＯＴ\"], \"lang\": \"xx\"}}\n\
             {{\"id\": \"عربي\", \"title\": \"روبوت \\u0000 z̷͎a̸l̶g̴o̵\"}}\n"
        ),
    );
    bench.write(
        "q",
        format!(
            "{{\"id\": 1, \"text\": \"robot\"}}\n\
             {{\"id\": 2, \"text\": \"\"}}\n\
             {{\"id\": 3}}\n\
             {{\"id\": 4, \"text\": {long:?}}}\n\
             {{\"id\": 5, \"text\": \"*:* AND (\\\"]\"}}\n\
             {{\"id\": 1, \"text\": \"again\"}}\n"
        ),
    );

    bench.must(RUN);

    let found = answers(&bench);
    assert_eq!(found["1"].iter().filter(|it| *it == "a").count(), 1);
    assert!(found["1"].contains(&"7.5".to_owned()), "{found:?}");
    assert_eq!(found["4"][0], "a");
}

#[test]
fn a_long_brief_fills_its_answer() {
    let bench = Bench::new();
    let words: Vec<String> = (0..300).map(|it| format!("palabra{it}x")).collect();
    let corpus: String = (0..150)
        .map(|it| format!("{{\"id\": {it}, \"title\": \"{} cosa{it}\"}}\n", words[it % 40]))
        .collect();
    bench.write("c", corpus);
    bench.write("q", format!("{{\"id\": 1, \"text\": \"{}\"}}\n", words.join(" ")));

    bench.must(RUN);
    assert_eq!(answers(&bench)["1"].len(), 100);

    bench.must(&format!("{RUN} --top 12"));
    assert_eq!(answers(&bench)["1"].len(), 12);
}

#[test]
fn neither_owner_nor_age_moves_a_document() {
    let bench = Bench::new();
    let corpus: String = (0..30)
        .map(|it| format!("{{\"id\": \"d{it:02}\", \"title\": \"same words\"}}\n"))
        .collect();
    bench.write("c", corpus);
    bench.write("q", "{\"id\": 1, \"text\": \"same words\"}\n");

    bench.must(RUN);

    let wanted: Vec<String> = (0..30).map(|it| format!("d{it:02}")).collect();
    assert_eq!(answers(&bench)["1"], wanted);
}

#[test]
fn bad_input_is_named_by_file_line_and_column() {
    let bench = Bench::new();
    bench.write("c", "{\"id\": 1}\n{\"id\": }\n");
    bench.write("q", "{\"id\": 1}\n{\"text\": \"x\"}\n");
    bench.write("good", "{\"id\": 1}\n");

    assert_eq!(bench.fails(RUN), "error: q:2:1: the object has no `id`\n");
    let complaint = bench.fails("run --corpus c --queries good --out r");
    assert_eq!(complaint, "error: c:2:8: this is not JSON: expected value\n");
    let complaint = bench.fails("run --corpus none --queries good --out r");
    assert!(complaint.starts_with("error: cannot read none: "), "{complaint}");
}

#[test]
fn a_run_is_measured_and_compared() {
    let bench = Bench::new();
    bench.write("qrels", "q1\t0\ta\t2\nq1\t0\tb\t0\nq2\t0\tc\t1\nq3\t0\tc\t0\n");
    bench.write("one", "q1 Q0 a 1 3 t\nq1 Q0 b 2 2 t\nq2 Q0 x 1 1 t\nq2 Q0 c 2 0.5 t\n");
    bench.write("two", "q1 Q0 b 1 3 t\nq1 Q0 a 2 2 t\nq2 Q0 c 1 1 t\n");

    let table = bench.must("eval --qrels qrels --run one --per-query");
    let means: HashMap<String, String> = table
        .lines()
        .map(|it| it.split_whitespace().map(str::to_owned).collect::<Vec<String>>())
        .filter(|it| it.len() == 5)
        .map(|it| (it[0].clone(), it[1].clone()))
        .collect();
    // Query 2 is worth 1 / log2(3) = 0.6309 where it is discounted by a logarithm.
    assert_eq!(means["xgb"], "0.8770");
    assert_eq!(means["xgb-"], "0.5436");
    assert_eq!(means["trec"], "0.8155");
    assert_eq!(means["MAP"], "0.5000");
    assert!(table.ends_with("3 judged queries, 2 of them answered\n"), "{table}");

    let table = bench.must("compare one two --qrels qrels");
    let row = table.lines().find(|it| it.starts_with("MRR@10")).unwrap();
    let row: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(row[1..4], ["0.5000", "0.5000", "+0.0000"]);
    assert_eq!(row[7..], ["1", "1"]);
}
