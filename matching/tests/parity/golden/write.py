"""Writes the golden files beside this script: models, rows, and what XGBoost itself makes of them.

Run once for each version, each in an environment of its own:

    python -m venv v && v/bin/pip install -r requirements-3.2.txt && v/bin/python write.py

The files of one version are named after it; a run touches no others. Numbers are little-endian
32-bit floats: `.rows` row by row, `.margins` one a row, `.contributions` one a feature and the base
last. The rows hold each threshold of the model, its two neighbours, missing values, both zeros,
denormals and extremes.
"""

import json
import pathlib

import numpy as np
import xgboost as xgb

HERE = pathlib.Path(__file__).parent
VERSION = ".".join(xgb.__version__.split(".")[:2])
FEATURES = 8
ONE_THREAD = {"nthread": 1, "seed": 7}


def training_rows(rng, n):
    rows = rng.normal(size=(n, FEATURES)).astype(np.float32)
    rows[:, 1] = rng.integers(-2, 3, n)
    rows[:, 2] *= np.float32(1e-41)  # denormal
    rows[:, 3] = np.where(rng.random(n) < 0.5, -0.0, rows[:, 3])
    rows[:, 4] *= np.float32(1e37)
    rows[rng.random(rows.shape) < 0.08] = np.nan
    return rows


def labels(rng, rows):
    known = np.nan_to_num(rows, nan=0.4)
    signal = known[:, 0] + 0.5 * known[:, 1] + 3e40 * known[:, 2].astype(np.float64) + 1e-37 * known[:, 4]
    signal += 0.7 * known[:, 5] * known[:, 6] + 0.3 * rng.normal(size=len(rows))
    return np.digitize(signal, np.quantile(signal, [0.6, 0.8, 0.95]))


def thresholds(booster):
    model = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]
    for tree in model["trees"]:
        for left, at, value in zip(tree["left_children"], tree["split_indices"], tree["split_conditions"]):
            if left != -1:
                yield at, np.float32(value)


def test_rows(rng, booster, n):
    rows = training_rows(rng, n)
    odd = [np.nan, 0.0, -0.0, 1e-45, -1e-45, 1.1754942e-38, 3.4e38, -3.4e38]
    near = list(thresholds(booster))
    rng.shuffle(near)
    for at in range(n):
        for feature in range(FEATURES):
            if rng.random() < 0.15:
                rows[at, feature] = odd[rng.integers(len(odd))]
        for feature, value in [near[(3 * at + it) % len(near)] for it in range(3)]:
            feature = int(feature)
            value = np.float32(value)
            up, down = np.nextafter(value, np.float32(np.inf)), np.nextafter(value, np.float32(-np.inf))
            rows[at, feature] = [value, up, down][rng.integers(3)]
    return np.ascontiguousarray(rows, dtype="<f4")


def write(name, booster, rows, formats=("ubj", "json")):
    for form in formats:
        booster.save_model(HERE / f"{VERSION}-{name}.{form}")
    matrix = xgb.DMatrix(rows, missing=np.nan)
    dense = booster.inplace_predict(rows, predict_type="margin", missing=np.nan)
    margins = booster.predict(matrix, output_margin=True)
    assert margins.tobytes() == np.asarray(dense, dtype="<f4").tobytes()
    rows.tofile(HERE / f"{VERSION}-{name}.rows")
    margins.astype("<f4").tofile(HERE / f"{VERSION}-{name}.margins")
    booster.predict(matrix, pred_contribs=True).astype("<f4").tofile(HERE / f"{VERSION}-{name}.contributions")


def ranked(rng, params, rounds, n=1200):
    rows = training_rows(rng, n)
    matrix = xgb.DMatrix(rows, labels(rng, rows), missing=np.nan)
    if params["objective"].startswith("rank:"):
        matrix.set_group([30] * (n // 30))
    return xgb.train({**ONE_THREAD, **params}, matrix, rounds)


def refused(rng):
    rows = training_rows(rng, 300)
    grades = labels(rng, rows)
    matrix = xgb.DMatrix(rows, grades, missing=np.nan)
    small = {**ONE_THREAD, "max_depth": 2}
    several = {**small, "objective": "multi:softprob", "num_class": 4}
    xgb.train(several, matrix, 1).save_model(HERE / f"{VERSION}-refused-classes.ubj")
    dart = {**small, "booster": "dart", "rate_drop": 0.5, "objective": "reg:squarederror"}
    xgb.train(dart, matrix, 3).save_model(HERE / f"{VERSION}-refused-dart.json")
    linked = {**small, "objective": "reg:gamma"}
    positive = xgb.DMatrix(rows, grades + 1, missing=np.nan)
    xgb.train(linked, positive, 1).save_model(HERE / f"{VERSION}-refused-link.json")
    rows[:, 1] = np.abs(rows[:, 1])
    kinds = ["q", "c"] + ["q"] * (FEATURES - 2)
    # Neither below nor above: only a split by category can tell this one.
    middle = np.where(rows[:, 1] == 1, 3, 0)
    categories = xgb.DMatrix(rows, middle, missing=np.nan, feature_types=kinds, enable_categorical=True)
    params = {**small, "tree_method": "hist", "objective": "reg:squarederror", "max_cat_to_onehot": 1}
    xgb.train(params, categories, 3).save_model(HERE / f"{VERSION}-refused-categories.ubj")
    both = xgb.DMatrix(rows, np.stack([grades, -grades], axis=1), missing=np.nan)
    params = {**small, "tree_method": "hist", "objective": "reg:squarederror", "multi_strategy": "multi_output_tree"}
    xgb.train(params, both, 1).save_model(HERE / f"{VERSION}-refused-outputs.json")


def main():
    rng = np.random.default_rng(20091)
    lambdamart = {"objective": "rank:ndcg", "max_depth": 6, "eta": 0.2, "tree_method": "hist"}
    booster = ranked(rng, lambdamart, 8)
    write("ndcg", booster, test_rows(rng, booster, 220))
    booster = ranked(rng, {**lambdamart, "objective": "rank:pairwise", "max_depth": 9, "min_child_weight": 0.1}, 3)
    write("deep", booster, test_rows(rng, booster, 130), ["ubj"])
    booster = ranked(rng, {"objective": "reg:squarederror", "max_depth": 3, "base_score": 0.37}, 10, 600)
    write("squares", booster, test_rows(rng, booster, 77), ["json"])
    booster = ranked(rng, {"objective": "rank:ndcg", "max_depth": 3, "base_score": -0.0}, 3, 600)
    write("zero", booster, test_rows(rng, booster, 19), ["json"])
    if VERSION == "3.2":
        refused(rng)


if __name__ == "__main__":
    main()
