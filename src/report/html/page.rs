//! Assembles the file: markup, styles, data and script.

use super::block::Block;

/// The page, with a placeholder for each part.
const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");

/// The scripts of the page, in the order of their dependencies.
const SCRIPTS: &[&str] = &[
    include_str!("script/words.js"),
    include_str!("script/elements.js"),
    include_str!("script/numbers.js"),
    include_str!("script/data.js"),
    include_str!("script/address.js"),
    include_str!("script/search.js"),
    include_str!("script/grid.js"),
    include_str!("script/save.js"),
    include_str!("script/plot.js"),
    include_str!("script/overview.js"),
    include_str!("script/stories.js"),
    include_str!("script/passages.js"),
    include_str!("script/difference.js"),
    include_str!("script/members.js"),
    include_str!("script/timeline.js"),
    include_str!("script/related.js"),
    include_str!("script/story.js"),
    include_str!("script/sheet.js"),
    include_str!("script/outlets.js"),
    include_str!("script/flags.js"),
    include_str!("script/run.js"),
    include_str!("script/keys.js"),
    include_str!("script/main.js"),
];

/// Assembles the file.
pub(super) fn assemble(blocks: &[Block]) -> String {
    let data: String = blocks.iter().map(Block::to_html).collect();
    // A function keeps the names private.
    let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", SCRIPTS.concat());
    let mut html = String::with_capacity(PAGE.len() + STYLE.len() + script.len() + data.len());
    let mut rest = PAGE;
    for (mark, part) in
        [("<!-- style -->", STYLE), ("<!-- data -->", &*data), ("<!-- script -->", &*script)]
    {
        let (before, behind) =
            rest.split_once(mark).expect("the page has each mark, in this order");
        html.push_str(before);
        html.push_str(part);
        rest = behind;
    }
    html.push_str(rest);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_fetches_nothing() {
        let calls = [
            "fetch(",
            "XMLHttpRequest",
            "import(",
            "@import",
            "src=",
            "<link",
            "innerHTML",
            "eval(",
        ];
        for part in SCRIPTS.iter().chain(&[STYLE, PAGE]) {
            for call in calls {
                assert!(!part.contains(call), "{call}");
            }
            // References to SVG patterns are not external URLs.
            assert!(!part.replace("url(#", "").contains("url("));
        }
    }

    #[test]
    fn page_is_assembled_in_order() {
        let html = assemble(&[Block::new("index", &[1, 2])]);
        let places =
            ["<style>", ":root", "id=\"data-index\"", "<script>", "\"use strict\"", "</html>"]
                .map(|part| html.find(part).unwrap_or_else(|| panic!("{part} is missing")));
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(html.matches("</script>").count(), 2);
    }
}
