"""What the checks in the browser share: reports, a browser, and a visit that misses nothing that goes wrong."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

PROJECT = Path(__file__).parents[2]
PROGRAM = PROJECT / os.environ.get("WIRECOPY", "target/release/wirecopy")
LAYOUT = (Path(__file__).parent / "layout.js").read_text()


def report_of(folder, corpus, *options):
    """Clusters a corpus and makes the report."""
    run = folder / "out"
    subprocess.run([PROGRAM, "cluster", corpus, "-o", run, "--pairs", "-q", *options], check=True)
    subprocess.run([PROGRAM, "report", run, "-q"], check=True)
    return run / "report.html"


def synthetic(folder, articles):
    """A corpus of so many made-up articles, the same each time."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = folder / f"synth{articles}.jsonl"
    subprocess.run([PROGRAM, "synth", "-n", str(articles), "-o", corpus, "-q"], check=True)
    return corpus


def launched(playwright):
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])


@pytest.fixture(scope="session")
def sample_report(tmp_path_factory):
    data = PROJECT / "data"
    return report_of(tmp_path_factory.mktemp("sample"), data / "sample.jsonl", "--agencies", data / "agencies.tsv", "--passages")


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = launched(playwright)
        yield chromium
        chromium.close()


class Visit:
    """A page with all that it complained of or asked for."""

    def __init__(self, browser, report, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.troubles = []
        self.requests = []
        self.page.on("console", lambda message: self.troubles.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.troubles.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(report.as_uri())
        expect(self.page.locator(".lead")).to_be_visible()

    def go(self, address):
        self.page.evaluate("address => { location.hash = address; }", address)

    def layout_faults(self):
        return self.page.evaluate(LAYOUT)

    def end(self, report):
        assert self.troubles == []
        # What is saved is handed over by the page itself.
        asked = {request.split("#")[0] for request in self.requests if not request.startswith("blob:file:")}
        assert asked == {report.as_uri()}
        self.context.close()


@pytest.fixture
def sample(browser, sample_report):
    visit = Visit(browser, sample_report, viewport={"width": 1280, "height": 900})
    yield visit
    visit.end(sample_report)
