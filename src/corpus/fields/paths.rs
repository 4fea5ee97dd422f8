//! The wanted fields of a record, as a tree to walk along with its JSON.

/// The dotted names of some fields, each once, with a number that says which it is.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    names: Vec<String>,
    root: Node,
}

/// What is wanted of one value.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// The number of the field that ends here, if one does.
    pub(crate) number: Option<usize>,
    /// Whether it is a text, which may come in parts.
    pub(crate) is_text: bool,
    members: Vec<(String, Node)>,
}

impl Paths {
    /// Takes the names in; a name that comes twice is one field.
    ///
    /// A dotted name is looked for nested (`meta`, in it `outlet`) and as it stands, for some tools write nested fields
    /// flat.
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

    /// The same, with those marked that are texts.
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

    /// How many fields there are; their numbers are below it.
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

    /// What is wanted of a whole record.
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

    /// What is wanted of the member with this key, if anything is.
    pub(crate) fn member(&self, key: &str) -> Option<&Node> {
        self.members.iter().find(|(known, _)| known == key).map(|(_, node)| node)
    }

    /// Whether something inside this value is wanted.
    pub(crate) fn has_members(&self) -> bool {
        !self.members.is_empty()
    }
}
