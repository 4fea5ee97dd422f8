"""The F1 of article texts, by the measure of the benchmark that the pages are from, and the clusters of three forms of them.

The measure (Scrapinghub's article extraction benchmark): for each page, precision and recall of the word 4-grams of the
text against those of the gold text, counted with their repeats; both are averaged over the pages.
"""

import collections
import gzip
import json
import pathlib
import re
import sys

WORD = re.compile(r"\w+", re.UNICODE)
LEAST_F1 = 0.965


def shingles(text):
    words = WORD.findall(text or "")
    runs = [tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))]
    return collections.Counter(runs)


def shares(gold, found):
    gold, found = shingles(gold), shingles(found)
    both = sum((gold & found).values())
    extra = sum((found - gold).values())
    missing = sum((gold - found).values())
    precision = both / (both + extra) if both + extra else 1.0
    recall = both / (both + missing) if both + missing else 1.0
    return precision, recall


def scores(gold, texts):
    each = [shares(gold[page], texts.get(page, "")) for page in gold]
    precision, recall = (sum(column) / len(each) for column in zip(*each))
    return precision, recall, 2 * precision * recall / (precision + recall)


def peers(pages):
    texts = {}
    try:
        import lxml.html
        import readability

        texts["readability"] = {
            page: lxml.html.fromstring(readability.Document(html).summary()).text_content() for page, html in pages.items()
        }
        import trafilatura

        texts["trafilatura"] = {page: trafilatura.extract(html, include_comments=False) or "" for page, html in pages.items()}
    except ImportError as error:
        print(f"not compared: {error}")
    return texts


def texts_of(file):
    rows = map(json.loads, open(file))
    return {pathlib.Path(row["file"]).name.split(".")[0]: row["body"] for row in rows}


def clusters(folder, page_of):
    stories = collections.defaultdict(set)
    for line in open(folder / "members.jsonl"):
        row = json.loads(line)
        stories[row["cluster_id"]].add(page_of(row["id"]))
    return sorted(sorted(story) for story in stories.values() if len(story) > 1)


def main():
    gold_folder, out, crawl = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    rows = [json.loads(line) for line in open(gold_folder / "gold.jsonl")]
    gold = {row["id"]: row["body"] for row in rows}
    found, plain = texts_of(out / "pages.jsonl"), texts_of(out / "plain.jsonl")
    pages = {row["id"]: gzip.open(gold_folder / row["html"]).read().decode("utf-8", "replace") for row in rows}
    ours = scores(gold, found)
    alone = scores(gold, plain)
    print(f"{len(found)} of {len(gold)} pages have an article")
    for name, (precision, recall, f1) in {"wirecopy": ours, "dom_smoothie": alone, **{n: scores(gold, t) for n, t in peers(pages).items()}}.items():
        print(f"{name:12} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")

    # A page has another id in each form, so it is identified by its text.
    key_of = {}
    for form in ("pages", "crawl"):
        for line in open(out / f"{form}.jsonl"):
            row = json.loads(line)
            key_of[row["id"]] = hash(row["body"])
    page_of = lambda key: key_of.get(key, key_of.get(key.split("#")[0], key))
    forms = [out / f"{name}.run" for name in ("html", crawl, "pages.jsonl")]
    stories = [clusters(form, page_of) for form in forms]
    print("clusters as pages, as a crawl, as lines:", *(len(form) for form in stories))
    assert ours[2] >= LEAST_F1, f"F1 {ours[2]:.3f} is below {LEAST_F1}"
    assert ours[2] >= alone[2], f"F1 {ours[2]:.3f} is below that of the crate alone, {alone[2]:.3f}"
    assert stories[0] == stories[1] == stories[2], stories


if __name__ == "__main__":
    main()
