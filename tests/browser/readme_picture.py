"""Takes the picture of the README: the story page of the sample's first story.

    tests/browser/run readme_picture.py
"""

import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from conftest import PROJECT, Visit, launched, report_of


def main():
    data = PROJECT / "data"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = launched(playwright)
        report = report_of(Path(folder), data / "sample.jsonl", "--agencies", data / "agencies.tsv")
        visit = Visit(chromium, report, viewport={"width": 1200, "height": 1640}, device_scale_factor=0.75, color_scheme="light")
        visit.page.locator(".top a").first.click()
        expect(visit.page.locator(".difference").first).to_be_visible()
        # The command to compare two articles names the folder of this run.
        visit.page.locator(".why .note").evaluate("note => note.remove()")
        visit.page.screenshot(path=PROJECT / "docs/report.png")
        visit.end(report)
        chromium.close()


main()
