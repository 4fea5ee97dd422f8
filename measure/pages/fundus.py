"""Compares what is read from web pages with what the fundus project holds for right: title, date and body of each page in
its test data.

  cargo run --release --example inputs -- --texts DATA >pages.jsonl
  python3 measure/pages/fundus.py DATA pages.jsonl [--worst]

DATA is tests/resources/parser/test_data of https://github.com/flairNLP/fundus. The measure of bodies is that of
tests/pages/check.py, word 4-grams: precision is of the words found, against the summary, the headings and the paragraphs;
recall is of the paragraphs, for a page may show its summary elsewhere. Titles are compared by their letters and digits; many
pages have several (in the heading, for other sites, in JSON-LD), of which the project takes now one and now another, so those
are counted too. Dates are compared by their instant, or by their day if only the day was found.
"""

import datetime
import gzip
import html
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tests/pages"))
from check import shingles  # noqa: E402


def expected(folder):
    """The articles of the pages by their file names. Versions and pages of one publisher are in the order of time."""
    articles = {}
    for file in sorted(folder.glob("*/*.json")):
        crawled = json.load(open(file.parent / "meta.info"))
        pages = [page for page in crawled if page.rsplit("_", 3)[0] == file.stem]
        pages.sort(key=lambda page: crawled[page]["crawl_date"])
        versions = json.load(open(file))
        names = sorted(versions, key=lambda name: [int(part) for part in re.findall(r"\d+", name)])
        if len(names) != len(pages):
            print(f"left out: {file.stem} has {len(names)} versions and {len(pages)} pages", file=sys.stderr)
            continue
        for page, name in zip(pages, names):
            articles[f"{file.parent.name}/{page}"] = versions[name]
    return articles


def letters(text):
    return re.sub(r"[\W_]+", "", text or "").lower()


def headlines(page):
    """What the page itself gives as its headline: headings, og:title and JSON-LD."""
    text = lambda markup: letters(html.unescape(re.sub(r"<[^>]*>", "", html.unescape(markup))))
    found = {text(heading) for heading in re.findall(r"(?is)<h1\b[^>]*>(.*?)</h1>", page)}
    for meta in re.findall(r"(?i)<meta\b[^>]*og:title[^>]*>", page):
        found.update(text(words) for _, words in re.findall(r"""(?i)content=("|')(.*?)\1""", meta))
    for words in re.findall(r'"headline"\s*:\s*("(?:[^"\\]|\\.)*")', page):
        try:
            found.add(text(json.loads(words, strict=False)))
        except ValueError:
            pass
    return found - {""}


def is_date(found, right):
    if not found:
        return False
    right = datetime.datetime.fromisoformat(right)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", found):
        return right.date().isoformat() == found
    try:
        found = datetime.datetime.fromisoformat(found.replace("Z", "+00:00"))
    except ValueError:
        return right.date().isoformat() in found
    if found.tzinfo is None or right.tzinfo is None:
        return found.date() == right.date()
    return abs((found - right).total_seconds()) < 60


def body(article):
    sections = article["body"]["sections"]
    paragraphs = [text for section in sections for text in section["paragraphs"]]
    headings = [text for section in sections for text in section["headline"]]
    return "\n".join(paragraphs), "\n".join(article["body"]["summary"] + headings + paragraphs)


def f1(found, article):
    paragraphs, whole = map(shingles, body(article))
    found = shingles(found)
    precision = sum((found & whole).values()) / max(1, sum(found.values()))
    recall = sum((found & paragraphs).values()) / max(1, sum(paragraphs.values()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main():
    folder, table, *rest = sys.argv[1:]
    articles = expected(pathlib.Path(folder))
    found = {"/".join(pathlib.Path(row["file"]).parts[-2:]): row for row in map(json.loads, open(table))}
    titles, dates, bodies = [], [], []
    for page, article in articles.items():
        row = found.get(page, {})
        titles.append((letters(row.get("title")) == letters(article["title"]), page, row.get("title"), article["title"]))
        dates.append((is_date(row.get("date"), article["publishing_date"]), page, row.get("date"), article["publishing_date"]))
        bodies.append((f1(row.get("body"), article), page, len((row.get("body") or "").split()), len(body(article)[0].split())))
    print(f"{len(articles)} pages, {sum(page in found for page in articles)} with an article")
    share = lambda column: sum(is_right for is_right, *_ in column) / len(column)
    read = lambda page: gzip.open(pathlib.Path(folder) / page).read().decode("utf8", "replace")
    own = [is_right or letters(is_) in headlines(read(page)) for is_right, page, is_, _ in titles]
    print(f"titles {share(titles):.3f}, or another headline of the page {sum(own) / len(own):.3f}  dates {share(dates):.3f}")
    means = [sum(scores[at] for scores, *_ in bodies) / len(bodies) for at in range(3)]
    print("bodies precision {:.3f}  recall {:.3f}  F1 {:.3f}".format(*means))
    if "--worst" in rest:
        for column in titles, dates:
            print(*(f"{page}\n    found {is_}\n    right {right}" for ok, page, is_, right in column if not ok), sep="\n")
        for (precision, recall, score), page, words, right in sorted(bodies)[:60]:
            print(f"{precision:.2f} {recall:.2f} {score:.2f} {words:6} {right:6} {page}")


if __name__ == "__main__":
    main()
