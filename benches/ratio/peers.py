#!/usr/bin/env python3
"""Clusters a JSON Lines file with another tool: `peers.py rensa FILE` or `peers.py datasketch FILE`.

128 minima of word 5-grams, LSH for a Jaccard of about .8, and connected components of the pairs that share a bucket.
"""

import json
import sys

PERMUTATIONS = 128
WORDS = 5


def shingles(body):
    """The distinct word 5-grams of a body."""
    words = body.lower().split()
    return {" ".join(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1))}


def bodies(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield article.get("body") or article.get("text") or ""


def rensa_pairs(path):
    """Pairs of articles that share a bucket of 16 bands of 8 rows."""
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=0.8, num_perm=PERMUTATIONS, num_bands=16)
    for number, body in enumerate(bodies(path)):
        minima = RMinHash(num_perm=PERMUTATIONS, seed=1)
        minima.update(list(shingles(body)))
        for other in lsh.query(minima):
            yield number, other
        lsh.insert(number, minima)


def datasketch_pairs(path):
    """Pairs of articles that share a bucket of the bands that the library chooses for a Jaccard of .8."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=0.8, num_perm=PERMUTATIONS)
    for number, body in enumerate(bodies(path)):
        minima = MinHash(num_perm=PERMUTATIONS)
        minima.update_batch([shingle.encode() for shingle in shingles(body)])
        for other in lsh.query(minima):
            yield number, other
        lsh.insert(number, minima)


def components(pairs):
    """The root of each article that is in a pair."""
    parent = {}

    def root(article):
        parent.setdefault(article, article)
        while parent[article] != article:
            parent[article] = parent[parent[article]]
            article = parent[article]
        return article

    for one, other in pairs:
        parent[root(one)] = root(other)
    return {article: root(article) for article in list(parent)}


def main():
    peer, path = sys.argv[1:]
    pairs = {"rensa": rensa_pairs, "datasketch": datasketch_pairs}[peer](path)
    roots = components(pairs)
    print(f"{len(roots)} articles in {len(set(roots.values()))} clusters")


if __name__ == "__main__":
    main()
