//! The elements of a page that tell something about its article.

use dom_query::{Document, NodeRef};

/// Elements by what they tell, in the order of the page.
#[derive(Default)]
pub(super) struct Marks<'p> {
    /// `<meta>` with a content.
    metas: Vec<NodeRef<'p>>,
    links: Vec<NodeRef<'p>>,
    scripts: Vec<NodeRef<'p>>,
    /// `<h1>`.
    pub(super) headings: Vec<NodeRef<'p>>,
    /// Elements marked as the publication date, and other dates.
    pub(super) dates: Vec<NodeRef<'p>>,
}

impl<'p> Marks<'p> {
    /// Finds them in one walk through the page.
    pub(super) fn of(page: &'p Document) -> Marks<'p> {
        let mut marks = Marks::default();
        for node in page.root().descendants_it() {
            marks.note(node);
        }
        marks
    }

    fn note(&mut self, node: NodeRef<'p>) {
        let Some(element) = node.element_ref() else { return };
        let has = |name: &str| element.attrs.iter().any(|attr| &*attr.name.local == name);
        let marked_as = |name: &str, value: &str| {
            let found = element.attrs.iter().find(|attr| &*attr.name.local == name);
            found.is_some_and(|found| {
                found.value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(value))
            })
        };
        let list = match &*element.name.local {
            "meta" if has("content") => &mut self.metas,
            "link" => &mut self.links,
            "script" => &mut self.scripts,
            "h1" => &mut self.headings,
            "time" if has("pubdate") || has("datetime") => &mut self.dates,
            "abbr" if marked_as("class", "published") && has("title") => &mut self.dates,
            _ if marked_as("itemprop", "datePublished") => &mut self.dates,
            _ => return,
        };
        list.push(node);
    }

    /// The href of the first link of a kind.
    pub(super) fn link(&self, kind: &str) -> Option<String> {
        let mut links = self.links.iter().filter(|link| link.attr("rel").as_deref() == Some(kind));
        links.find_map(|link| link.attr("href")).map(|href| href.to_string())
    }

    /// The content of the first `<meta>` with a property.
    pub(super) fn property(&self, name: &str) -> Option<String> {
        let mut metas = self.metas.iter();
        let meta = metas.find(|meta| meta.attr("property").as_deref() == Some(name))?;
        meta.attr("content").map(|content| content.to_string())
    }

    /// The names of each `<meta>`, and its content.
    pub(super) fn metas(&self) -> impl Iterator<Item = (Vec<String>, String)> {
        self.metas.iter().filter_map(|meta| {
            let names = ["property", "name", "itemprop", "http-equiv"].into_iter();
            let names = names.filter_map(|name| meta.attr(name));
            let names = names.map(|name| name.trim().to_lowercase()).collect();
            Some((names, meta.attr("content")?.trim().to_owned()))
        })
    }

    /// The scripts that are structured data.
    pub(super) fn linked(&self) -> impl Iterator<Item = String> {
        let is_linked = |script: &&NodeRef| {
            let kind = script.attr("type");
            kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"))
        };
        self.scripts.iter().filter(is_linked).map(|script| script.text().to_string())
    }
}
