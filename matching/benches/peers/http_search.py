"""Search over HTTP as a small team would build it in Python, on the listings of a Lonja database.

    python http_search.py tfidf    --database lonja.db --port 9001
    python http_search.py postgres --database lonja.db --port 9002 --url postgresql://…

`tfidf`: scikit-learn's TfidfVectorizer with its defaults and cosine; the best 200 go through an XGBoost model
of 300 trees of depth 6 over ten features. `postgres`: a weighted tsvector per language with a GIN index,
any word, ts_rank_cd. Both answer `GET /search?q=…&lang=…` with the best twenty as JSON, and `GET /readyz`.
The model is trained on random labels: what is compared is speed, not order.
"""

import argparse
import json
import re
import sqlite3

import uvicorn
from fastapi import FastAPI

PAGE, CANDIDATES = 20, 200


def listings(database):
    """Rows of (id, title, summary, body, lang, price in cents) of everything that is live, a row per language."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    query = """SELECT lower(hex(l.id)), v.content, v.price_minor FROM listings l
               JOIN listing_versions v ON v.id = l.live_version_id WHERE l.status = 'live'"""
    for key, content, price in connection.execute(query):
        content = json.loads(content)
        for lang in ("es", "en"):
            if text := content.get(lang):
                yield key, text["title"], text["summary"], text["description"], lang, price


def tfidf(rows):
    import numpy
    import xgboost
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(strip_accents="unicode")
    texts = (f"{title} {summary} {body}" for _, title, summary, body, _, _ in rows)
    by_term = vectorizer.fit_transform(texts).astype(numpy.float32).T.tocsr()
    prices = numpy.array([row[5] for row in rows], dtype=numpy.float32)
    lengths = numpy.array([len(row[3]) for row in rows], dtype=numpy.float32)
    chance = numpy.random.default_rng(7)
    ranker = xgboost.XGBRegressor(n_estimators=300, max_depth=6, n_jobs=1)
    ranker.fit(chance.random((20_000, 10), dtype=numpy.float32), chance.random(20_000))
    booster = ranker.get_booster()

    def search(text, lang):
        query = vectorizer.transform([text])
        scores = numpy.zeros(len(rows), dtype=numpy.float32)
        for term, weight in zip(query.indices, query.data):
            start, end = by_term.indptr[term], by_term.indptr[term + 1]
            scores[by_term.indices[start:end]] += weight * by_term.data[start:end]
        best = numpy.argpartition(scores, -CANDIDATES)[-CANDIDATES:]
        features = numpy.zeros((CANDIDATES, 10), dtype=numpy.float32)
        features[:, 0] = scores[best]
        features[:, 1] = scores[best] / max(scores[best].max(), 1e-9)
        features[:, 2] = numpy.log(prices[best] + 1)
        features[:, 3] = numpy.log(lengths[best] + 1)
        features[:, 4] = len(query.indices)
        order = numpy.argsort(-booster.inplace_predict(features), kind="stable")[:PAGE]
        return [int(best[at]) for at in order], int((scores > 0).sum())

    return search


def postgres(rows, url):
    from psycopg_pool import ConnectionPool

    pool = ConnectionPool(url, min_size=2, max_size=8, open=True)
    with pool.connection() as connection:
        connection.execute("DROP TABLE IF EXISTS peer_listings")
        connection.execute("CREATE TEMP TABLE peer_raw (at int, title text, summary text, body text)")
        connection.execute(
            "CREATE TABLE peer_listings (at int PRIMARY KEY, es tsvector NOT NULL, en tsvector NOT NULL)"
        )
        with connection.cursor().copy("COPY peer_raw FROM STDIN") as copy:
            for at, (_, title, summary, body, _, _) in enumerate(rows):
                copy.write_row((at, title, summary, body))
        weighted = (
            "setweight(to_tsvector('{0}', title), 'A') || setweight(to_tsvector('{0}', summary), 'B')"
            " || setweight(to_tsvector('{0}', body), 'D')"
        )
        connection.execute(
            f"INSERT INTO peer_listings SELECT at, {weighted.format('spanish')},"
            f" {weighted.format('english')} FROM peer_raw"
        )
        connection.execute("CREATE INDEX peer_es ON peer_listings USING gin (es)")
        connection.execute("CREATE INDEX peer_en ON peer_listings USING gin (en)")
    with pool.connection() as connection:
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE peer_listings")

    def search(text, lang):
        words = " | ".join(re.findall(r"\w+", text)[:32]) or "nothing"
        config, column = ("spanish", "es") if lang == "es" else ("english", "en")
        statement = f"""SELECT at FROM peer_listings, to_tsquery('{config}', %s) query
                        WHERE {column} @@ query ORDER BY ts_rank_cd({column}, query) DESC LIMIT {PAGE}"""
        with pool.connection() as connection:
            found = [row[0] for row in connection.execute(statement, (words,))]
        return found, len(found)

    return search


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("engine", choices=["tfidf", "postgres"])
    arguments.add_argument("--database", required=True, help="lonja.db of the data folder")
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--url", help="of the Postgres database to fill (table peer_listings)")
    given = arguments.parse_args()
    rows = list(listings(given.database))
    search = tfidf(rows) if given.engine == "tfidf" else postgres(rows, given.url)
    app = FastAPI()

    @app.get("/readyz")
    def ready():
        return {"documents": len(rows)}

    @app.get("/search")
    def find(q: str, lang: str = "es"):
        found, total = search(q, lang)
        names = ("id", "title", "summary")
        return {"total": total, "results": [dict(zip(names, rows[at][:3])) for at in found]}

    uvicorn.run(app, port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
