"""LightGBM's and XGBoost's rankers with their own defaults, on the folds that `matching` uses.

One thread each. Prints nDCG@10 (gain 2^grade - 1) with a query without relevant documents counting 1
(`xgb`), counting 0 (`xgb-`) and left out (`skip`), and MAP with such a query counting 0.
"""

import argparse
import pathlib

import lightgbm
import numpy as np
import xgboost
from sklearn.datasets import load_svmlight_file


def load(paths):
    parts = [load_svmlight_file(str(path), query_id=True) for path in paths]
    width = max(rows.shape[1] for rows, _, _ in parts)
    dense = [np.pad(rows.toarray(), ((0, 0), (0, width - rows.shape[1]))) for rows, _, _ in parts]
    return np.vstack(dense).astype(np.float32), np.concatenate([it[1] for it in parts]), np.concatenate([it[2] for it in parts])


def sizes(queries):
    starts = np.flatnonzero(np.r_[True, queries[1:] != queries[:-1]])
    return np.diff(np.r_[starts, len(queries)])


def figures(scores, grades, queries):
    ndcg, average = [], []
    at = 0
    for size in sizes(queries):
        of_query = grades[at : at + size]
        ranked = of_query[np.argsort(-scores[at : at + size], kind="stable")]
        at += size
        if of_query.max() <= 0:
            ndcg.append(np.nan)
            average.append(0.0)
            continue
        discount = 1 / np.log2(np.arange(2, 12))
        gain = (2.0 ** ranked[:10] - 1) @ discount[: len(ranked[:10])]
        ideal = (2.0 ** np.sort(of_query)[::-1][:10] - 1) @ discount[: len(ranked[:10])]
        ndcg.append(gain / ideal)
        relevant = ranked > 0
        average.append((np.cumsum(relevant) / np.arange(1, size + 1))[relevant].mean())
    ndcg = np.array(ndcg)
    return np.array([np.nan_to_num(ndcg, nan=1).mean(), np.nan_to_num(ndcg, nan=0).mean(), np.nanmean(ndcg), np.mean(average)])


def peers():
    yield "XGBoost defaults", lambda: xgboost.XGBRanker(n_jobs=1, random_state=0)
    yield "LightGBM defaults", lambda: lightgbm.LGBMRanker(n_jobs=1, random_state=0, verbose=-1)


def compare(folds):
    folds = list(folds)
    weights = [len(sizes(test[2])) for _, test in folds]
    print(f"{'':18}    xgb   xgb-   skip    MAP")
    for name, make in peers():
        found = []
        for (rows, grades, queries), test in folds:
            ranker = make().fit(rows, grades.astype(int), group=sizes(queries))
            found.append(figures(ranker.predict(test[0]), test[1], test[2]))
        by_fold = np.mean(found, axis=0)
        by_query = np.average(found, axis=0, weights=weights)
        print(f"{name:18} " + " ".join(f"{it:.4f}" for it in by_fold) + "   mean of folds")
        print(f"{'':18} " + " ".join(f"{it:.4f}" for it in by_query) + "   by queries")


def mq2008(folder):
    paths = [folder / "mq2008" / f"S{at}.txt" for at in range(1, 6)]
    for fold in range(5):
        test, valid = (fold + 4) % 5, (fold + 3) % 5
        yield load([paths[at] for at in range(5) if at not in (test, valid)]), load([paths[test]])


def dealt(path, split):
    rows, grades, queries = load([path])
    folds = np.loadtxt(split, dtype=int)
    for fold in range(folds.max() + 1):
        for_test = folds == fold
        yield [it[~for_test] for it in (rows, grades, queries)], [it[for_test] for it in (rows, grades, queries)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    published = commands.add_parser("mq2008")
    published.add_argument("--data", type=pathlib.Path, required=True)
    own = commands.add_parser("folds")
    own.add_argument("--rows", type=pathlib.Path, required=True)
    own.add_argument("--split", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    compare(mq2008(arguments.data) if arguments.command == "mq2008" else dealt(arguments.rows, arguments.split))


if __name__ == "__main__":
    main()
