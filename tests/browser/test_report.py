"""The report in a browser, opened from the disk as a person does."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

PROJECT = Path(__file__).parents[2]
PROGRAM = PROJECT / os.environ.get("WIRECOPY", "target/release/wirecopy")

HOSTILE = (
    "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    " \u202edrowkcab\u202c \x1b[2J \x00"
)

FERRY = """A ferry with 212 people on board ran aground off the island of Tarn on Tuesday morning, the coast guard said.
The captain told the harbour office by radio that the rudder had failed in heavy fog some two miles south of the light.
Fishing boats from three villages reached the ship before the rescue vessels did, and took the first passengers off.
Nobody was hurt, but forty travellers were treated for cold in a school that had been opened for them.
The company said that the ship had passed its yearly inspection in March, and promised to pay for hotels."""


def report_of(folder, corpus, *options):
    """Clusters a corpus and makes the report."""
    run = folder / "out"
    subprocess.run([PROGRAM, "cluster", corpus, "-o", run, "--pairs", "-q", *options], check=True)
    subprocess.run([PROGRAM, "report", run, "-q"], check=True)
    return run / "report.html"


@pytest.fixture(scope="session")
def sample_report(tmp_path_factory):
    data = PROJECT / "data"
    return report_of(tmp_path_factory.mktemp("sample"), data / "sample.jsonl", "--agencies", data / "agencies.tsv")


@pytest.fixture(scope="session")
def hostile_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    articles = [
        {
            "id": f"a{number} {HOSTILE}",
            "outlet": f"Gazette {number} {HOSTILE}",
            "title": f"{HOSTILE} {number}",
            "byline": HOSTILE,
            "url": "javascript:document.title='taken'",
            "date": "2026-03-04T12:00:00Z",
            "body": FERRY + [f"\nThe mayor said: {HOSTILE}", f"\n{HOSTILE}", "\n" + "x" * 1_000_000][number],
        }
        for number in range(3)
    ]
    corpus = folder / "news.jsonl"
    corpus.write_text("".join(json.dumps(article) + "\n" for article in articles))
    return report_of(folder, corpus)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
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

    def end(self, report):
        assert self.troubles == []
        assert {request.split("#")[0] for request in self.requests} == {report.as_uri()}
        self.context.close()


@pytest.fixture
def sample(browser, sample_report):
    visit = Visit(browser, sample_report, viewport={"width": 1280, "height": 900})
    yield visit
    visit.end(sample_report)


def test_overview_shows_the_story_with_the_most_outlets_first(sample):
    expect(sample.page.locator(".top li").first).to_contain_text("42 outlets")
    expect(sample.page.locator("figure")).to_have_count(4)
    sample.page.get_by_text("Show as table").first.click()
    expect(sample.page.locator("figure table").first).to_be_visible()


def test_search_finds_stories_and_stands_in_the_address(sample):
    sample.page.keyboard.press("/")
    box = sample.page.locator("#search")
    expect(box).to_be_focused()
    box.fill("agency:northline outlets:>20")
    expect(sample.page.locator(".told")).to_contain_text("of 37 stories")
    expect(sample.page.locator(".stories tbody tr:not(.gap)")).to_have_count(3)
    assert "outlets" in sample.page.url
    sample.page.reload()
    expect(sample.page.locator("#search")).to_have_value("agency:northline outlets:>20")
    expect(sample.page.locator(".stories tbody tr:not(.gap)")).to_have_count(3)
    sample.page.locator("#search").fill("outlets:many")
    expect(sample.page.locator(".problem")).to_contain_text("followed by a number")


def test_column_sorts_both_ways(sample):
    sample.go("#/stories")
    first = sample.page.locator(".stories tbody tr:not(.gap) td.outlets").first
    head = sample.page.locator(".stories thead th.outlets")
    head.get_by_role("button").click()
    expect(first).to_have_text("42")
    expect(head).to_have_attribute("aria-sort", "descending")
    head.get_by_role("button").click()
    expect(first).to_have_text("2")
    assert "sort=outlets.up" in sample.page.url


def test_keyboard_opens_a_story_and_steps_through_its_copies(sample):
    sample.go("#/stories")
    expect(sample.page.locator(".stories tbody tr:not(.gap)").first).to_be_visible()
    for key in ["j", "j", "k", "Enter"]:
        sample.page.keyboard.press(key)
    expect(sample.page.locator("h1.headline")).to_have_text("Lorcliffe Dynamo crumble as Aldholt United go on")
    at = sample.page.locator(".bar .at")
    expect(at).to_have_text("2 of 43")
    expect(sample.page.locator(".difference ins").first).to_be_visible()
    sample.page.keyboard.press("n")
    expect(at).to_have_text("3 of 43")
    sample.page.keyboard.press("p")
    sample.page.keyboard.press("p")
    expect(at).to_have_text("1 of 43")
    sample.page.keyboard.press("n")
    expect(sample.page.locator(".difference.side")).to_be_visible()
    sample.page.keyboard.press("v")
    expect(sample.page.locator(".difference.inline")).to_be_visible()


def test_difference_has_every_word_of_the_copy(sample):
    sample.page.locator(".top a").first.click()
    expect(sample.page.locator(".difference").first).to_be_visible()
    for _ in range(5):
        sample.page.keyboard.press("n")
        row = sample.page.locator(".members tr.current td")
        added = sample.page.locator(".told ins").inner_text()
        assert row.nth(5).inner_text().lstrip("+") in added


def test_any_two_articles_can_be_compared(sample):
    sample.page.locator(".top a").first.click()
    choice = sample.page.locator(".against select")
    expect(choice.locator("option")).to_have_count(43)
    choice.select_option(index=4)
    expect(sample.page.locator(".told").last).to_contain_text("against that of")
    words = sample.page.locator(".difference.side .pair:not(.heads) > div:nth-child(2)").all_inner_texts()
    against_other = " ".join(" ".join(words).replace("+", " ").split())
    choice.select_option(index=0)
    words = sample.page.locator(".difference.side .pair:not(.heads) > div:nth-child(2)").all_inner_texts()
    assert " ".join(" ".join(words).replace("+", " ").split()).lower() == against_other.lower()


def test_lags_are_drawn_and_told(sample):
    sample.go("#/outlets")
    plot = sample.page.locator("figure", has_text="Lag by outlet")
    expect(plot.locator("rect.bar")).to_have_count(25)
    plot.get_by_text("Show as table").click()
    expect(plot.locator("tbody tr")).to_have_count(25)


def test_theme_turns_and_lasts(sample):
    ground = "getComputedStyle(document.body).backgroundColor"
    light = sample.page.evaluate(ground)
    for _ in range(2):
        sample.page.locator("#theme").click()
    assert sample.page.locator("html").get_attribute("data-theme") == "dark"
    assert sample.page.evaluate(ground) != light
    sample.page.reload()
    expect(sample.page.locator("#theme")).to_have_text("Dark")


def test_every_page_fits_every_width(browser, sample_report):
    for width in [320, 768, 1280]:
        visit = Visit(browser, sample_report, viewport={"width": width, "height": 800})
        story = visit.page.locator(".top a").first.get_attribute("href")
        for address in ["#/", "#/stories", story, "#/outlets", "#/flags", "#/run"]:
            visit.go(address)
            visit.page.wait_for_timeout(200)
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, (width, address)
        visit.end(sample_report)


def test_hostile_words_are_shown_and_nothing_else_happens(browser, hostile_report):
    visit = Visit(browser, hostile_report, viewport={"width": 1280, "height": 900})
    page = visit.page
    expect(page.locator(".top a").first).to_contain_text("</script><script>")
    expect(page.locator(".top .unseen-mark").first).to_have_text("RLO")
    story = page.locator(".top a").first.get_attribute("href")
    for address in ["#/stories", "#/outlets", "#/flags", "#/run", story]:
        visit.go(address)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, address
    expect(page.locator(".about")).to_contain_text("<img src=x onerror=")
    page.keyboard.press("n")
    assert page.title() != "taken"
    assert page.locator("main img, main script, a[href^='javascript']").count() == 0
    visit.end(hostile_report)
