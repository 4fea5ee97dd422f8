"""A corpus that means harm, in a browser: whatever an article says, it changes nothing but its own text."""

import json

import pytest
from playwright.sync_api import expect

from conftest import Visit, report_of

HOSTILE = (
    "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    " \u202edrowkcab\u202c \x1b[2J \x00"
)

FERRY = """A ferry with 212 people on board ran aground off the island of Tarn on Tuesday morning, the coast guard said.
The captain told the harbour office by radio that the rudder had failed in heavy fog some two miles south of the light.
Fishing boats from three villages reached the ship before the rescue vessels did, and took the first passengers off.
Nobody was hurt, but forty travellers were treated for cold in a school that had been opened for them.
The company said that the ship had passed its yearly inspection in March, and promised to pay for hotels."""


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
