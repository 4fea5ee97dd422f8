//! The wanted fields of a record, as a tree to walk along with its JSON.

/// The dotted names of fields, without duplicates, numbered.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    names: Vec<String>,
    root: Node,
}

/// The wanted part of one value.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// The number of the field at this node, if it is one.
    pub(crate) number: Option<usize>,
    /// Whether the field is a text, which may be in parts.
    pub(crate) is_text: bool,
    members: Vec<(String, Node)>,
}

impl Paths {
    /// A repeated name is one field.
    ///
    /// A dotted name is looked up both nested (`outlet` in `meta`) and literally, because some
    /// tools write nested fields flat.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Paths {
        let mut paths = Paths::default();
        for name in names {
            if paths.number(name).is_some() {
                continue;
            }
            let number = Some(paths.names.len());
            paths.root.insert(std::iter::once(name), number);
            paths.root.insert(name.split('.'), number);
            paths.names.push(name.to_owned());
        }
        paths
    }

    /// Like [`new`](Paths::new), with the texts marked.
    pub(crate) fn with_texts<'a>(
        names: impl Iterator<Item = &'a str>,
        texts: impl Iterator<Item = &'a str>,
    ) -> Paths {
        let mut paths = Paths::new(names);
        for text in texts {
            paths.root.mark(std::iter::once(text));
            paths.root.mark(text.split('.'));
        }
        paths
    }

    /// Number of fields.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The names, in the order of their numbers.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The number of the field with this name.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The root of the tree.
    pub(crate) fn root(&self) -> &Node {
        &self.root
    }
}

impl Node {
    fn insert<'a>(&mut self, mut path: impl Iterator<Item = &'a str>, number: Option<usize>) {
        let Some(key) = path.next() else {
            self.number = number;
            return;
        };
        let at = self.members.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
            self.members.push((key.to_owned(), Node::default()));
            self.members.len() - 1
        });
        self.members[at].1.insert(path, number);
    }

    fn mark<'a>(&mut self, mut path: impl Iterator<Item = &'a str>) {
        let Some(key) = path.next() else {
            self.is_text = true;
            return;
        };
        if let Some((_, node)) = self.members.iter_mut().find(|(known, _)| known == key) {
            node.mark(path);
        }
    }

    /// The node of a member, if it is wanted.
    pub(crate) fn member(&self, key: &str) -> Option<&Node> {
        self.members.iter().find(|(known, _)| known == key).map(|(_, node)| node)
    }

    /// Whether something inside this value is wanted.
    pub(crate) fn has_members(&self) -> bool {
        !self.members.is_empty()
    }
}
