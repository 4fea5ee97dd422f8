"""The report in a browser, opened from the disk as a person does."""

import csv
import json
import re
import urllib.parse
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from conftest import PROJECT, Visit


def test_overview_shows_the_story_with_the_most_outlets_first(sample):
    expect(sample.page.locator(".top li").first).to_contain_text("43 outlets")
    expect(sample.page.locator("figure")).to_have_count(6)
    sample.page.get_by_text("Show as table").first.click()
    expect(sample.page.locator("figure table").first).to_be_visible()


def test_search_finds_stories_and_stands_in_the_address(sample):
    sample.page.keyboard.press("/")
    box = sample.page.locator("#search")
    expect(box).to_be_focused()
    box.fill("agency:uws outlets:>5")
    expect(sample.page.locator(".told")).to_contain_text("of 40 stories")
    expect(sample.page.locator(".stories tbody tr:not(.gap)")).to_have_count(3)
    assert "outlets" in sample.page.url
    sample.page.reload()
    expect(sample.page.locator("#search")).to_have_value("agency:uws outlets:>5")
    expect(sample.page.locator(".stories tbody tr:not(.gap)")).to_have_count(3)
    sample.page.locator("#search").fill("outlets:many")
    expect(sample.page.locator(".problem")).to_contain_text("needs a number")


def test_column_sorts_both_ways(sample):
    sample.go("#/stories")
    first = sample.page.locator(".stories tbody tr:not(.gap) td.outlets").first
    head = sample.page.locator(".stories thead th.outlets")
    head.get_by_role("button").click()
    expect(first).to_have_text("43")
    expect(head).to_have_attribute("aria-sort", "descending")
    head.get_by_role("button").click()
    expect(first).to_have_text("2")
    assert "sort=outlets.up" in sample.page.url


def test_keyboard_opens_a_story_and_steps_through_its_copies(sample):
    sample.go("#/stories")
    expect(sample.page.locator(".stories tbody tr:not(.gap)").first).to_be_visible()
    for key in ["j", "j", "k", "Enter"]:
        sample.page.keyboard.press(key)
    expect(sample.page.locator("h1.headline")).to_have_text("Doctors warn as measles infections climb in Bryngau")
    at = sample.page.locator(".bar .at")
    expect(at).to_have_text("2 of 44")
    expect(sample.page.locator(".difference mark.copied").first).to_be_visible()
    sample.page.keyboard.press("m")
    expect(sample.page.locator(".difference ins").first).to_be_visible()
    sample.page.keyboard.press("m")
    sample.page.keyboard.press("n")
    expect(at).to_have_text("3 of 44")
    sample.page.keyboard.press("p")
    sample.page.keyboard.press("p")
    expect(at).to_have_text("1 of 44")
    sample.page.keyboard.press("n")
    expect(sample.page.locator(".difference.side")).to_be_visible()
    sample.page.keyboard.press("v")
    expect(sample.page.locator(".difference.inline")).to_be_visible()


def open_story(visit, page="story", number=0, **options):
    """Goes to a story of the overview, or its sheet."""
    story = visit.page.locator(".top a").nth(number).get_attribute("href").replace("/story/", f"/{page}/")
    visit.go(f"{story}?{urllib.parse.urlencode(options)}" if options else story)
    expect(visit.page.locator("h1.headline")).to_be_visible()
    return story.rsplit("/", 1)[1]


def flat(words):
    return " ".join(words.split())


def test_difference_has_every_word_of_the_copy(sample):
    open_story(sample, show="differences")
    expect(sample.page.locator(".difference").first).to_be_visible()
    for _ in range(5):
        sample.page.keyboard.press("n")
        row = sample.page.locator(".members tr.current td")
        added = sample.page.locator(".comparison .told ins").inner_text()
        assert row.nth(5).inner_text().lstrip("+") in added


def test_copied_passages_are_marked_in_both_texts_in_the_words_of_each(sample, sample_report):
    articles = {article["id"]: article for article in map(json.loads, (PROJECT / "data/sample.jsonl").read_text().splitlines())}
    story = open_story(sample)
    reference = next(row for row in rows_of(sample_report, "clusters") if row["cluster_id"] == story)["canonical_id"]
    for _ in range(8):
        copy = sample.page.locator(".about code").first.inner_text()
        sides = [sample.page.locator(f".difference .pair:not(.heads) > div:nth-child({side})") for side in [1, 2]]
        for side, article in zip(sides, [reference, copy]):
            body = flat(articles[article]["body"])
            for mark in side.locator("mark.copied").all_inner_texts():
                assert flat(mark) in body, mark
        numbers = [{mark.get_attribute("data-passage") for mark in side.locator("mark.first").all()} for side in sides]
        assert numbers[0] == numbers[1] and numbers[0]
        rest = " ".join(sides[1].locator(".rest").all_inner_texts()).split()
        copied, of = sample.page.locator(".comparison .told strong").inner_text().removesuffix(" words").split(" of ")
        # A compound may be several words.
        assert int(of) - int(copied) >= len(rest)
        sample.page.keyboard.press("n")
    sample.page.get_by_label("Hide paragraphs that are not copied").check()
    expect(sample.page.locator(".difference > .pair.same")).to_have_count(0)
    assert "fold=yes" in sample.page.url


def test_passage_under_the_pointer_is_shown_in_both_texts(sample):
    open_story(sample)
    sample.page.locator(".difference .pair > div:nth-child(2) mark.copied").first.hover()
    lit = sample.page.locator(".difference mark.lit")
    expect(lit.first).to_be_visible()
    assert {mark.get_attribute("data-passage") for mark in lit.all()} == {"1"}


def test_passages_of_a_sheet_are_those_of_the_table(sample, sample_report):
    story = open_story(sample, "sheet", passages="whole")
    page = sample.page
    page.get_by_role("button", name="Choose all").click()
    url_of = dict(page.locator("table.copies tbody tr").evaluate_all(
        "rows => rows.map((row) => [row.cells[0].textContent, row.querySelector('.address').textContent])"))
    id_of = {row["url"]: row["id"] for row in rows_of(sample_report, "members")}
    shown = page.locator(".passages li").evaluate_all(
        "items => items.map((item) => [item.querySelector('.no').textContent, item.querySelector('.small').textContent])")
    shown = [(*no.split("."), words.split()[0]) for no, words in shown]
    rows = [row for row in rows_of(sample_report, "passages") if row["cluster_id"] == story]
    assert len(rows) > 42
    assert sorted((id_of[url_of[copy]], int(passage), int(words)) for copy, passage, words in shown) == sorted(
        (row["id"], row["passage"], row["words"]) for row in rows)


def test_articles_are_filtered_and_saved_as_they_are_shown(sample, sample_report):
    story = open_story(sample)
    rows = {row["id"]: row for row in rows_of(sample_report, "members") if row["cluster_id"] == story}
    page = sample.page
    shown = page.locator(".members tbody tr")
    for name, value, holds in [
        ("credit", "absent", lambda row: row["credit_state"] == "absent"),
        ("credit", "", lambda row: True),
        ("role", "excerpt", lambda row: row["role"] == "excerpt"),
        ("role", "", lambda row: True),
    ]:
        page.locator(f".filters [name={name}]").select_option(value)
        expect(shown).to_have_count(sum(map(holds, rows.values())))
    page.locator(".filters [name=outlet]").fill("TRIBUNE")
    expect(shown).to_have_count(sum("tribune" in row["outlet"].lower() for row in rows.values()))
    page.locator(".filters [name=from]").fill("2021-01-05")
    expect(shown).to_have_count(0)
    page.locator(".filters [name=from]").fill("2021-01-04")
    page.locator(".filters [name=role]").select_option("edited")
    wanted = [row for row in rows.values() if row["role"] == "edited" and "tribune" in row["outlet"].lower()]
    expect(shown).to_have_count(len(wanted))
    assert all(part in page.url for part in ["role=edited", "outlet=TRIBUNE", "from=2021-01-04"])
    page.reload()
    expect(shown).to_have_count(len(wanted))
    saved = saved_by(page, page.locator(".copies").get_by_role("button", name="Save as CSV"))
    table = list(csv.DictReader(saved.open(newline="")))
    assert {row["id"] for row in table} == {row["id"] for row in wanted}
    for row in table:
        member = rows[row["id"]]
        for column in ["outlet", "url", "headline", "role", "credit_state", "agency_credit", "published_raw"]:
            assert row[column] == (member[column] or "")
        assert float(row["contained"]) == member["contained"] and int(row["n_words"]) == member["n_words"]
    page.keyboard.press("n")
    expect(page.locator(".bar .at")).to_contain_text(f"of {len(wanted)}")


def saved_by(page, button):
    # Chromium drops what is more than ten downloads in a second.
    page.wait_for_timeout(150)
    with page.expect_download() as download:
        button.click()
    return Path(download.value.path())


def test_every_plot_is_saved_as_a_drawing_and_as_numbers(sample):
    open_story(sample)
    pages = {"#/": 6, sample.page.url.split("html")[1]: 1, "#/outlets": 1}
    for address, plots in pages.items():
        sample.go(address)
        figures = sample.page.locator("figure:has(.canvas svg)")
        expect(figures).to_have_count(plots)
        for figure in figures.all():
            title = figure.locator("h3").inner_text()
            text = saved_by(sample.page, figure.get_by_role("button", name="Save as SVG")).read_text()
            assert "var(" not in text and "class=" not in text
            drawing = ElementTree.fromstring(text)
            assert title in "".join(drawing.itertext())
            for fill in re.findall(r"url\(#([\w-]+)\)", text):
                assert f'id="{fill}"' in text, f"{title}: {fill}"
            for entry in figure.locator(".legend li").all_inner_texts():
                if entry == "the article compared below":
                    continue
                assert entry in "".join(drawing.itertext()), f"{title}: {entry}"
            figure.get_by_text("Show as table").click()
            numbers = list(csv.reader(saved_by(sample.page, figure.get_by_role("button", name="Save numbers as CSV")).open(newline="")))
            assert len(numbers) == figure.locator("tr").count()


def test_sheet_has_all_copies_and_the_passages_of_those_that_were_chosen(sample, browser):
    story = open_story(sample)
    sample.page.locator(".filters [name=credit]").select_option("absent")
    sample.page.get_by_role("link", name="Sheet to print or send").click()
    sheet = sample.page.locator(".sheet")
    copies = sheet.locator(".copies tbody tr")
    entries = sheet.locator(".entry")
    expect(copies.first).to_contain_text("reference")
    assert f"sheet/{story}" in sample.page.url
    absent = copies.count() - 1
    assert all("not named" in row for row in copies.all_inner_texts()[1:])
    expect(entries).to_have_count(min(6, absent))
    for name in ["https://", "not named", "in the reference", "1.1"]:
        expect(entries.first).to_contain_text(name)
    sample.page.get_by_role("button", name="Choose none").click()
    expect(entries).to_have_count(0)
    copies.nth(2).get_by_role("checkbox").check()
    expect(entries).to_have_count(1)
    expect(entries.locator("h3")).to_contain_text("2. ")
    sample.page.reload()
    expect(entries).to_have_count(1)
    short = entries.inner_text()
    sample.page.get_by_label("Passages in full").check()
    assert len(entries.inner_text()) > len(short)
    with sample.page.expect_download() as download:
        sample.page.get_by_role("button", name="Save as a page").click()
    saved = Path(download.value.path()).read_text()
    assert "<script" not in saved and "<button" not in saved and "<input" not in saved
    alone = browser.new_page()
    alone.set_content(saved)
    assert flat(alone.locator("main").inner_text()).startswith(flat(sheet.locator("h1").inner_text()))
    assert alone.locator(".entry").count() == 1
    alone.close()


def test_sheet_of_a_story_is_two_pages_or_three(sample):
    open_story(sample, "sheet")
    sheet = sample.page.url.split("html")[1].split("?")[0]
    for options, most in [("", 3), ("?credit=absent", 2)]:
        sample.go(f"{sheet}{options}")
        expect(sample.page.locator(".sheet .entry").first).to_be_visible()
        paper = sample.page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) <= most


def test_search_finds_the_id_of_an_article(sample, sample_report):
    member = rows_of(sample_report, "members")[17]
    sample.go(f"#/stories?q=id:{member['id']}")
    rows = sample.page.locator(".stories tbody tr:not(.gap)")
    expect(rows).to_have_count(1)
    expect(rows.locator("a")).to_have_attribute("href", f"#/story/{member['cluster_id']}")
    sample.page.locator("#search").fill(member["id"])
    expect(rows).to_have_count(1)
    sample.page.locator("#search").fill("id:no-such-article")
    expect(rows).to_have_count(0)


def test_method_says_what_the_run_was_set_to(sample):
    sample.go("#/run")
    method = sample.page.locator("section", has_text="Method, to paste").locator("blockquote")
    for words in ["score of 0.53 or more", "average linkage", "one template with other figures", "fewer than 25 words", "4-word sequences", "a list of our own", "dateline, byline or credit line"]:
        expect(method).to_contain_text(words)
    cite = sample.page.locator("section", has_text="Cite").locator("blockquote")
    expect(cite).to_contain_text("(2026). wirecopy: ")


def test_any_two_articles_can_be_compared(sample):
    open_story(sample, show="differences")
    choice = sample.page.locator(".against select")
    expect(choice.locator("option")).to_have_count(44)
    choice.select_option(index=4)
    expect(sample.page.locator(".told").last).to_contain_text("are not here")
    words = sample.page.locator(".difference.side .pair:not(.heads) > div:nth-child(2)").all_inner_texts()
    against_other = flat(" ".join(words))
    choice.select_option(index=0)
    words = sample.page.locator(".difference.side .pair:not(.heads) > div:nth-child(2)").all_inner_texts()
    assert flat(" ".join(words)) == against_other


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
    for address in ["#/", "#/stories", story, f"{story}?show=differences", f"{story}?view=one&fold=yes", story.replace("story", "sheet"), "#/outlets", "#/flags", "#/run"]:
        visit.go(address)
        visit.page.wait_for_timeout(200)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert visit.layout_faults() == [], address
    visit.end(sample_report)
