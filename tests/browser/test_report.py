"""The report in a browser, opened from the disk as a person does."""

import json

import pytest
from playwright.sync_api import expect

from conftest import Visit


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
    expect(sample.page.locator(".problem")).to_contain_text("needs a number")


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
    expect(sample.page.locator("h1.headline")).to_have_text("Norrbury hat-trick sinks Lorcliffe Dynamo before packed Aldin")
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
    expect(sample.page.locator(".told").last).to_contain_text("are not here")
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


def rows_of(report, table):
    return [json.loads(line) for line in (report.parent / f"{table}.jsonl").read_text().splitlines()]


def test_story_has_what_stands_beside_it(sample, sample_report):
    row = next(row for row in rows_of(sample_report, "relations") if row["cluster_id_b"])
    sample.go(f"#/story/{row['cluster_id_b']}")
    section = sample.page.locator(".beside section", has_text="Round-ups and extracts")
    expect(section).to_contain_text(row["a"])
    takes = rows_of(sample_report, "families")
    told, other = next((row, next_row) for row, next_row in zip(takes, takes[1:]) if row["cluster_id"] and row["family_id"] == next_row["family_id"])
    sample.go(f"#/story/{told['cluster_id']}")
    section = sample.page.locator(".beside section", has_text="Other versions of this developing story")
    if other["cluster_id"]:
        expect(section.locator(f"a[href$='{other['cluster_id']}']")).to_be_visible()
    else:
        expect(section).to_contain_text(other["canonical_id"])


def test_printed_story_is_a_sheet_of_paper_with_its_evidence(sample):
    sample.page.locator(".top a").first.click()
    expect(sample.page.locator(".difference").first).to_be_visible()
    sample.page.locator("#theme").click()
    sample.page.locator("#theme").click()
    for scheme in ["light", "dark"]:
        sample.page.emulate_media(media="print", color_scheme=scheme)
        sample.page.set_viewport_size({"width": 673, "height": 952})
        assert sample.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert sample.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        expect(sample.page.locator("#top")).to_be_hidden()
        expect(sample.page.locator(".print")).to_contain_text("XXH3")
        expect(sample.page.locator(".members thead")).to_be_visible()
        assert sample.layout_faults() == []


def test_theme_turns_and_lasts(sample):
    ground = "getComputedStyle(document.body).backgroundColor"
    light = sample.page.evaluate(ground)
    for _ in range(2):
        sample.page.locator("#theme").click()
    assert sample.page.locator("html").get_attribute("data-theme") == "dark"
    assert sample.page.evaluate(ground) != light
    sample.page.reload()
    expect(sample.page.locator("#theme")).to_have_text("Dark")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_cut_or_lies_on_anything_else(browser, sample_report, width):
    visit = Visit(browser, sample_report, viewport={"width": width, "height": 800})
    story = visit.page.locator(".top a").first.get_attribute("href")
    for address in ["#/", "#/stories", story, f"{story}?view=one&fold=yes", "#/outlets", "#/flags", "#/run"]:
        visit.go(address)
        visit.page.wait_for_timeout(200)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert visit.layout_faults() == [], address
    visit.end(sample_report)
