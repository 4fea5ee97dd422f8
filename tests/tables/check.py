"""Holds the Parquet tables of a run against its CSV and JSON Lines, as DuckDB and pandas read them, and its network against networkx."""

import csv
import datetime
import json
import sys
from pathlib import Path

import duckdb
import networkx
import pandas

NUMBERS = {"INTEGER", "BIGINT", "FLOAT"}
RESERVED = {
    word
    for (word,) in duckdb.sql("select keyword_name from duckdb_keywords() where keyword_category = 'reserved'").fetchall()
}


def cell(value):
    """A value that DuckDB gives, as the CSV file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, float):
        return repr(round(value, 4))
    if type(value) is datetime.date:
        return value.isoformat()
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


def same_cell(one, other):
    if one == other:
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def check_table(folder, table):
    parquet = folder / f"{table}.parquet"
    with open(folder / f"{table}.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    with open(folder / f"{table}.jsonl", encoding="utf-8") as file:
        objects = [json.loads(line) for line in file]

    found = duckdb.sql(f"select * from read_parquet('{parquet}')")
    assert found.columns == header, (table, found.columns, header)
    clashes = [name for name in header if hasattr(pandas.DataFrame, name) or name in RESERVED]
    assert not clashes, (table, clashes)
    for kind in map(str, found.types):
        assert kind in NUMBERS | {"VARCHAR", "BOOLEAN", "VARCHAR[]", "DATE", "TIMESTAMP WITH TIME ZONE"}, (table, kind)
    values = found.fetchall()
    assert len(values) == len(rows) == len(objects), table
    for value, row, line in zip(values, rows, objects):
        for name, one, other in zip(header, value, row):
            assert same_cell(cell(one), other), (table, name, one, other)
        assert list(line) == header, table

    frame = pandas.read_parquet(parquet)
    assert list(frame.columns) == header and len(frame) == len(rows), table
    for name in header:
        nulls = [line[name] is None for line in objects]
        assert list(frame[name].isna()) == nulls, (table, name)
    return len(rows)


def check_network(folder, graphml):
    network = networkx.read_graphml(graphml)
    with open(folder / "outlets.jsonl", encoding="utf-8") as file:
        outlets = {json.loads(line)["outlet"] for line in file}
    assert set(network.nodes) == outlets
    weight = sum(data["weight"] for _, _, data in network.edges(data=True))
    with open(folder / "edges.jsonl", encoding="utf-8") as file:
        edges = [json.loads(line) for line in file]
    known = [
        edge
        for edge in edges
        if not edge["ambiguous"] and edge["source_outlet"] and edge["target_outlet"]
        and edge["source_outlet"] != edge["target_outlet"]
    ]
    assert weight == len(known), (weight, len(known))
    return network.number_of_nodes(), network.number_of_edges()


def main():
    folder, graphml = map(Path, sys.argv[1:])
    duckdb.sql("set timezone = 'UTC'")
    tables = sorted(path.stem for path in folder.glob("*.parquet"))
    assert len(tables) == 13, tables
    for table in tables:
        print(f"{table}: {check_table(folder, table)} rows are the same in Parquet, CSV and JSON Lines")
    print("network: {} outlets, {} edges".format(*check_network(folder, graphml)))


main()
