"""Takes pictures of each page of the reports of some corpora, light and dark, wide and narrow, for a person to look at.

Says where texts lie on one another or are cut, and then ends with 1.

    tests/browser/run pictures.py [CORPUS...]       the default: a synthetic corpus of 20,000 articles
"""

import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from conftest import PROJECT, Visit, launched, report_of, synthetic

FOLDER = PROJECT / "target/pictures"
WIDTHS = {1280: 900, 360: 740}
# A page may go on and on; a picture does not.
TALLEST = 3600
LONG_LISTS = {"stories"}


def addresses(page):
    """The pages of a report, by their names."""
    found = {"overview": "#/", "stories": "#/stories", "outlets": "#/outlets", "flags": "#/flags", "run": "#/run"}
    stories = [link.get_attribute("href") for link in page.locator(".top a").all()]
    found["story"] = stories[0]
    found["story-differences"] = f"{stories[0]}?show=differences"
    found["story-inline"] = f"{stories[min(1, len(stories) - 1)]}?view=one&fold=yes"
    found["sheet"] = stories[0].replace("/story/", "/sheet/")
    return found


def take(chromium, report, folder):
    """Takes the pictures of one report; gives what is wrong with them."""
    faults = []
    for width, height in WIDTHS.items():
        for theme in ["light", "dark"]:
            visit = Visit(chromium, report, viewport={"width": width, "height": height}, color_scheme=theme)
            for name, address in addresses(visit.page).items():
                visit.go(address)
                visit.page.wait_for_timeout(400)
                expect(visit.page.locator("main > *").first).to_be_attached()
                path = folder / f"{name}-{theme}-{width}.png"
                tall = visit.page.evaluate("document.documentElement.scrollHeight")
                if name not in LONG_LISTS:
                    visit.page.set_viewport_size({"width": width, "height": min(TALLEST, tall)})
                    visit.page.wait_for_timeout(200)
                visit.page.screenshot(path=path)
                faults += [f"{path.name}: {fault}" for fault in visit.layout_faults()]
                visit.page.set_viewport_size({"width": width, "height": height})
            visit.end(report)
    return faults


def main():
    corpora = [Path(corpus) for corpus in sys.argv[1:]] or [synthetic(FOLDER, 20_000)]
    agencies = PROJECT / "data/agencies.tsv"
    faults = []
    with sync_playwright() as playwright:
        chromium = launched(playwright)
        for corpus in corpora:
            folder = FOLDER / f"of-{corpus.resolve().parent.name}-{corpus.name.split('.')[0]}"
            folder.mkdir(parents=True, exist_ok=True)
            faults += take(chromium, report_of(folder, corpus, "--force", "--agencies", agencies), folder)
            print(f"{len(list(folder.glob('*.png')))} pictures in {folder.relative_to(PROJECT)}")
        chromium.close()
    print("\n".join(faults) or "nothing lies on anything else, and nothing is cut")
    sys.exit(bool(faults))


main()
