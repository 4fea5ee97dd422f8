"""What the tests share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import wirecopy

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample.jsonl"


@pytest.fixture
def sample() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def articles() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def run() -> wirecopy.Run:
    return wirecopy.cluster(SAMPLE, agencies=ROOT / "data" / "agencies.tsv", quiet=True)
