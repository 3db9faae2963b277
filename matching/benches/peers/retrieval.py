"""What others' tools find in the retrieval sets: bm25s, and scikit-learn's TF-IDF by words and by characters.

Exhaustive, first 100, no tuning: each tool's own defaults, accents folded. One thread. Measures are those of
`matching bench retrieval`: nDCG@10 with gain 2^grade - 1 (queries without relevant documents left out), MRR@10,
RR@100, MAP and R@100.

    OMP_NUM_THREADS=1 python retrieval.py ../shared/data
"""

import argparse
import json
import pathlib
import re
import time
import unicodedata

import bm25s
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

SETS = [
    "melo_esp_q_es_c_es", "melo_usa_q_en_c_en", "melo_esp_q_es_c_en",
    "esco_brief_q_es_c_es", "esco_brief_q_en_c_en", "esco_brief_q_es_c_en", "esco_brief_q_en_c_es",
    "aineeds_huggingface", "classic_cranfield", "classic_cisi", "classic_medline",
]
DEPTH = 100


def fold(text):
    return "".join(it for it in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(it))


def records(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def judgments(path):
    judged = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        judged.setdefault(query, {})[document] = int(grade)
    return judged


def first(scores):
    """Places of the best, best first, equals in order; what shares nothing with the query is left out."""
    order = np.argsort(-scores, kind="stable")[:DEPTH]
    return order[scores[order] > 0]


def by_bm25(texts, queries):
    words = [re.findall(r"\w+", it) for it in texts]
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index(words, show_progress=False)
    for query in queries:
        asked = [it for it in re.findall(r"\w+", query) if it in index.vocab_dict]
        yield index.get_scores(asked) if asked else np.zeros(len(texts))


def by_cosine(vectorizer):
    def run(texts, queries):
        documents = vectorizer.fit_transform(texts).T.tocsc()
        for query in queries:
            yield (vectorizer.transform([query]) @ documents).toarray()[0]

    return run


PEERS = {
    "bm25s": by_bm25,
    "word TF-IDF": by_cosine(TfidfVectorizer(sublinear_tf=True)),
    "char TF-IDF": by_cosine(TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)),
}


def measures(found, judged):
    """Of one query: nDCG@10, MRR@10, RR@100, AP, R@100."""
    grades = np.array([max(judged.get(it, 0), 0) for it in found] + [0] * (DEPTH - len(found)))
    ideal = np.sort([max(it, 0) for it in judged.values()])[::-1][:10]
    discount = 1 / np.log2(np.arange(2, 12))
    ndcg = ((2.0 ** grades[:10] - 1) @ discount) / ((2.0**ideal - 1) @ discount[: len(ideal)])
    ranks = np.flatnonzero(grades > 0) + 1
    relevant = sum(it > 0 for it in judged.values())
    reciprocal = 1 / ranks[0] if len(ranks) else 0
    precision = np.arange(1, len(ranks) + 1) / ranks
    return ndcg, reciprocal if len(ranks) and ranks[0] <= 10 else 0, reciprocal, precision.sum() / relevant, len(ranks) / relevant


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("sets", nargs="*", default=SETS)
    arguments = parser.parse_args()
    print("| set | peer | skip | MRR@10 | RR@100 | MAP | R@100 | seconds |\n|---|---|---|---|---|---|---|---|")
    for name in arguments.sets:
        folder = arguments.data / name
        corpus, asked = records(folder / "corpus.jsonl"), records(folder / "queries.jsonl")
        judged = judgments(folder / "qrels.tsv")
        ids = [it["id"] for it in corpus]
        fields = ("title", "category", "text")
        texts = [fold(" ".join(str(it.get(field) or "") for field in fields)) for it in corpus]
        asked = [it for it in asked if any(grade > 0 for grade in judged.get(it["id"], {}).values())]
        for peer, run in PEERS.items():
            began = time.perf_counter()
            queries = [fold(it["text"]) for it in asked]
            values = [
                measures([ids[at] for at in first(np.asarray(scores))], judged[query["id"]])
                for query, scores in zip(asked, run(texts, queries))
            ]
            means = " | ".join(f"{it:.3f}" for it in np.mean(values, axis=0))
            print(f"| {name} | {peer} | {means} | {time.perf_counter() - began:.0f} |", flush=True)


if __name__ == "__main__":
    main()
