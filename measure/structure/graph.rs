//! The imports between source files, and their cycles.
//!
//! A path such as `crate::corpus::Chunk` is an import of the file that defines the name, however
//! many `mod.rs` re-export it: a re-export is not an import. Tests are ignored.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a source folder, and their imports.
pub(crate) struct Graph {
    modules: Vec<Module>,
    by_path: BTreeMap<Vec<String>, usize>,
}

/// A module, which is a file.
struct Module {
    /// Its path from the root, one part per module.
    path: Vec<String>,
    /// Its file, relative to the source folder.
    file: PathBuf,
    lines: usize,
    code: Code,
}

/// The relevant parts of a file's code.
#[derive(Default)]
struct Code {
    /// The modules that it declares.
    children: BTreeSet<String>,
    /// The items it defines at top level.
    defined: BTreeSet<String>,
    /// The names that it imports, each with its path.
    uses: Vec<Use>,
    /// The paths in the rest of the code, and single names.
    paths: BTreeSet<Vec<String>>,
}

/// An imported name.
struct Use {
    /// The name in this file; `*` for a glob import.
    name: String,
    path: Vec<String>,
    /// Whether it is re-exported.
    is_public: bool,
    /// Whether the import names a module, even if another item has the same name.
    is_module: bool,
}

/// A cycle of files or folders in one folder: each imports something from the next, and the last
/// from the first.
pub(crate) type Circle = Vec<PathBuf>;

impl Graph {
    /// Reads the crate with this root file, such as `lib.rs`.
    pub(crate) fn read(root: &Path) -> Graph {
        let mut graph = Graph { modules: Vec::new(), by_path: BTreeMap::new() };
        let folder = root.parent().expect("a file is in a folder");
        graph.add(folder, root, &[]);
        graph
    }

    fn add(&mut self, folder: &Path, file: &Path, path: &[String]) {
        let text = fs::read_to_string(file)
            .unwrap_or_else(|error| panic!("{} cannot be read: {error}", file.display()));
        let code = Code::of(&tokens(&text));
        let children: Vec<String> = code.children.iter().cloned().collect();
        self.by_path.insert(path.to_vec(), self.modules.len());
        let lines = text.lines().count();
        let below = file.strip_prefix(folder).expect("the file is in the folder").to_owned();
        self.modules.push(Module { path: path.to_vec(), file: below, lines, code });
        let is_folder = path.is_empty() || file.ends_with("mod.rs");
        let inside = if is_folder {
            file.parent().expect("the file is in a folder").to_owned()
        } else {
            file.with_extension("")
        };
        for child in children {
            let candidates =
                [inside.join(&child).with_extension("rs"), inside.join(&child).join("mod.rs")];
            // An inline module has no file.
            if let Some(file) = candidates.iter().find(|file| file.exists()) {
                let path = [path, &[child]].concat();
                self.add(folder, file, &path);
            }
        }
    }

    /// The number of files.
    pub(crate) fn files(&self) -> usize {
        self.modules.len()
    }

    /// The number of lines.
    pub(crate) fn lines(&self) -> usize {
        self.modules.iter().map(|module| module.lines).sum()
    }

    /// For each file, the files it imports from.
    pub(crate) fn imports(&self) -> BTreeMap<&Path, BTreeSet<&Path>> {
        let of = |at: usize| {
            let imported = self.imported(at).into_iter().filter(move |&other| other != at);
            imported.map(|other| self.modules[other].file.as_path()).collect()
        };
        (0..self.modules.len()).map(|at| (self.modules[at].file.as_path(), of(at))).collect()
    }

    /// The cycles among all files.
    pub(crate) fn circles_of_files(&self) -> Vec<Circle> {
        let imports = self.imports();
        let owned = |file: &Path| file.to_owned();
        let edges = imports
            .iter()
            .map(|(file, others)| (owned(file), others.iter().map(|other| owned(other)).collect()));
        circles(&edges.collect())
    }

    /// The cycles among the files and folders of each folder.
    ///
    /// `mod.rs` and `lib.rs` count like other files, except for their re-exports.
    pub(crate) fn circles_of_neighbours(&self) -> Vec<Circle> {
        let mut folders: BTreeMap<PathBuf, BTreeMap<PathBuf, BTreeSet<PathBuf>>> = BTreeMap::new();
        for (file, others) in self.imports() {
            for other in others {
                let (mine, its): (Vec<_>, Vec<_>) = (file.iter().collect(), other.iter().collect());
                let common = mine.iter().zip(&its).take_while(|(one, other)| one == other).count();
                let folder: PathBuf = mine[..common].iter().collect();
                let edges = folders.entry(folder.clone()).or_default();
                edges
                    .entry(folder.join(mine[common]))
                    .or_default()
                    .insert(folder.join(its[common]));
            }
        }
        folders.values().flat_map(circles).collect()
    }

    /// The modules that a module imports from.
    fn imported(&self, at: usize) -> BTreeSet<usize> {
        let code = &self.modules[at].code;
        let mut found = BTreeSet::new();
        let own_names = code.uses.iter().filter(|of| !of.is_public && of.name != "*");
        let own_names = own_names.map(|of| (&of.path, of.is_module));
        for (path, is_module) in own_names.chain(code.paths.iter().map(|path| (path, false))) {
            // An imported module is used by the paths that begin with its name.
            let target = self.resolve(at, path, is_module, &mut BTreeSet::new());
            if let Some(Target::Item(module)) = target {
                found.insert(module);
            }
        }
        for of in code.uses.iter().filter(|of| of.name == "*" && !of.is_public) {
            if let Some(Target::Item(module) | Target::Module(module)) =
                self.resolve(at, &of.path, true, &mut BTreeSet::new())
            {
                found.insert(module);
            }
        }
        found
    }

    /// What a path in a module refers to, or the module of that name.
    fn resolve(
        &self,
        at: usize,
        path: &[String],
        is_module: bool,
        seen: &mut BTreeSet<(usize, String)>,
    ) -> Option<Target> {
        let mut module = at;
        let mut rest = path;
        let mut is_first = true;
        loop {
            let Some((name, behind)) = rest.split_first() else {
                return Some(Target::Module(module));
            };
            rest = behind;
            let here = &self.modules[module].path;
            match name.as_str() {
                "crate" if is_first => module = 0,
                "self" if is_first => {}
                "super" => module = self.by_path[&here[..here.len().checked_sub(1)?]],
                name => match self.member(module, name, is_module || !rest.is_empty(), seen)? {
                    Target::Module(inner) => module = inner,
                    target @ Target::Item(_) => return Some(target),
                },
            }
            is_first = false;
        }
    }

    /// What a name in a module refers to: a module, if it must be one and exists.
    fn member(
        &self,
        module: usize,
        name: &str,
        is_module: bool,
        seen: &mut BTreeSet<(usize, String)>,
    ) -> Option<Target> {
        if !seen.insert((module, name.to_owned())) {
            return None;
        }
        let Module { path, code, .. } = &self.modules[module];
        let inner = [path.clone(), vec![name.to_owned()]].concat();
        let inner = self.by_path.get(&inner).copied();
        if code.defined.contains(name) && !(is_module && inner.is_some()) {
            return Some(Target::Item(module));
        }
        if let Some(inner) = inner {
            return Some(Target::Module(inner));
        }
        if let Some(of) = code.uses.iter().find(|of| of.name == name) {
            return self.resolve(module, &of.path, is_module || of.is_module, seen);
        }
        let mut all = code.uses.iter().filter(|of| of.name == "*");
        all.find_map(|of| match self.resolve(module, &of.path, true, seen)? {
            Target::Module(inner) => self.member(inner, name, is_module, seen),
            Target::Item(item) => Some(Target::Item(item)),
        })
    }
}

/// What a path refers to.
enum Target {
    Module(usize),
    /// An item defined in this module.
    Item(usize),
}

impl Code {
    fn of(tokens: &[String]) -> Code {
        let mut code = Code::default();
        let mut at = 0;
        let mut depth = 0_usize;
        let mut is_test = false;
        let mut is_public = false;
        while let Some(token) = tokens.get(at) {
            let next = |ahead: usize| tokens.get(at + ahead).map_or("", String::as_str);
            match token.as_str() {
                "#" => {
                    let end = closing(tokens, at + 1 + usize::from(next(1) == "!"));
                    is_test |= tokens[at..end].concat().contains("cfg(test)");
                    at = end;
                    continue;
                }
                "pub" => {
                    is_public = true;
                    at = if next(1) == "(" { closing(tokens, at + 1) } else { at + 1 };
                    continue;
                }
                // Skips test code.
                _ if is_test => {
                    is_test = false;
                    at = item_end(tokens, at);
                    is_public = false;
                    continue;
                }
                "mod" if next(2) == ";" => {
                    code.children.insert(next(1).to_owned());
                    at += 3;
                }
                // Not the `use` that lists captured lifetimes.
                "use" if next(1) != "<" => {
                    let end = at + tokens[at..].iter().position(|token| token == ";").unwrap_or(0);
                    code.add_use(&tokens[at + 1..end], Vec::new(), is_public);
                    at = end + 1;
                }
                "struct" | "enum" | "union" | "trait" | "type" | "fn" | "const" | "static"
                | "macro_rules"
                    if depth == 0 && is_word(next(1)) && !matches!(next(1), "fn" | "unsafe") =>
                {
                    let skip = usize::from(next(1) == "mut");
                    code.defined.insert(next(1 + skip).to_owned());
                    at += 2;
                }
                "macro_rules" if depth == 0 => {
                    code.defined.insert(next(2).to_owned());
                    at += 3;
                }
                "{" => {
                    depth += 1;
                    at += 1;
                }
                "}" => {
                    depth = depth.saturating_sub(1);
                    at += 1;
                }
                word if is_word(word) => {
                    let mut path = vec![word.to_owned()];
                    at += 1;
                    while tokens.get(at).is_some_and(|token| token == "::")
                        && tokens.get(at + 1).is_some_and(|token| is_word(token))
                    {
                        path.push(tokens[at + 1].clone());
                        at += 2;
                    }
                    code.paths.insert(path);
                }
                _ => at += 1,
            }
            is_public = false;
        }
        // A single name counts as an import only if the file also re-exports it.
        let handed_on: BTreeSet<String> =
            code.uses.iter().filter(|of| of.is_public).map(|of| of.name.clone()).collect();
        code.paths.retain(|path| path.len() > 1 || handed_on.contains(&path[0]));
        code
    }

    /// Collects the tree of names after `use`.
    fn add_use(&mut self, tokens: &[String], before: Vec<String>, is_public: bool) {
        let mut path = before;
        let mut is_module = false;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token.as_str() {
                "::" => {}
                "{" => {
                    let end = closing(tokens, at) - 1;
                    let mut start = at + 1;
                    let mut depth = 0;
                    for here in at + 1..=end {
                        match tokens[here].as_str() {
                            "{" => depth += 1,
                            "}" if here < end => depth -= 1,
                            _ => {}
                        }
                        if here == end || (depth == 0 && tokens[here] == ",") {
                            if start < here {
                                self.add_use(&tokens[start..here], path.clone(), is_public);
                            }
                            start = here + 1;
                        }
                    }
                    return;
                }
                "as" => {
                    let name = tokens[at + 1].clone();
                    self.uses.push(Use { name, path, is_public, is_module });
                    return;
                }
                "*" => {
                    self.uses.push(Use { name: "*".to_owned(), path, is_public, is_module });
                    return;
                }
                "self" if !path.is_empty() => is_module = true,
                name => path.push(name.to_owned()),
            }
            at += 1;
        }
        if let Some(name) = path.last().cloned() {
            self.uses.push(Use { name, path, is_public, is_module });
        }
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// What follows the bracket that closes the one at this position.
fn closing(tokens: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// What follows an item: its body or its semicolon.
fn item_end(tokens: &[String], from: usize) -> usize {
    let mut at = from;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            ";" | "," => return at + 1,
            "{" => return closing(tokens, at),
            "(" | "[" => at = closing(tokens, at),
            _ => at += 1,
        }
    }
    at
}

/// The words and punctuation of some code, without comments, strings and numbers.
fn tokens(text: &str) -> Vec<String> {
    let text: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&first) = text.get(at) {
        let next = |ahead: usize| text.get(at + ahead).copied().unwrap_or('\0');
        if first == '/' && next(1) == '/' {
            at += text[at..].iter().position(|&c| c == '\n').unwrap_or(text.len() - at);
        } else if first == '/' && next(1) == '*' {
            let end = (at + 2..text.len()).find(|&end| text[end] == '/' && text[end - 1] == '*');
            at = end.map_or(text.len(), |end| end + 1);
        } else if first == '"' {
            at = string_end(&text, at + 1);
        } else if first == 'r'
            && (next(1) == '"' || (next(1) == '#' && (next(2) == '"' || next(2) == '#')))
        {
            let hashes = text[at + 1..].iter().take_while(|&&c| c == '#').count();
            let ends = |end: usize| {
                text[end] == '"'
                    && text[end + 1..].iter().take_while(|&&c| c == '#').count() >= hashes
            };
            let end = (at + hashes + 2..text.len()).find(|&end| ends(end));
            at = end.map_or(text.len(), |end| end + hashes + 1);
        } else if first == '\'' {
            // A character literal, or a lifetime.
            if next(1) == '\\' {
                at += 3 + text[at + 3..].iter().position(|&c| c == '\'').unwrap_or(0) + 1;
            } else if next(2) == '\'' {
                at += 3;
            } else {
                at += 1;
                at += text[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
            }
        } else if first.is_alphabetic() || first == '_' {
            let length =
                text[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
            let is_prefix = first == 'b' && matches!(next(length), '"' | '\'') && length == 1;
            let is_raw_prefix =
                first == 'b' && next(1) == 'r' && length == 2 && matches!(next(2), '"' | '#');
            if !is_prefix && !is_raw_prefix {
                tokens.push(text[at..at + length].iter().collect());
            }
            // The `r` of a raw string belongs to it.
            at += if is_raw_prefix { 1 } else { length };
        } else if first == ':' && next(1) == ':' {
            tokens.push("::".to_owned());
            at += 2;
        } else {
            if !first.is_whitespace() && !first.is_numeric() {
                tokens.push(first.to_string());
            }
            at += if first.is_numeric() {
                text[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count()
            } else {
                1
            };
        }
    }
    tokens
}

/// What follows the string that begins here.
fn string_end(text: &[char], from: usize) -> usize {
    let mut at = from;
    while let Some(&c) = text.get(at) {
        match c {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// The strongly connected components of more than one file.
fn circles(edges: &BTreeMap<PathBuf, BTreeSet<PathBuf>>) -> Vec<Circle> {
    let reached = |from: &Path| {
        let mut reached: BTreeSet<&Path> = BTreeSet::new();
        let mut open: Vec<&Path> =
            edges.get(from).into_iter().flatten().map(PathBuf::as_path).collect();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(edges.get(next).into_iter().flatten().map(PathBuf::as_path));
            }
        }
        reached
    };
    let all: BTreeMap<&Path, BTreeSet<&Path>> =
        edges.keys().map(|from| (from.as_path(), reached(from))).collect();
    let mut found: BTreeSet<Circle> = BTreeSet::new();
    for (from, reached) in &all {
        if reached.contains(from) {
            let circle = reached
                .iter()
                .filter(|other| all.get(*other).is_some_and(|back| back.contains(from)));
            found.insert(circle.map(|file| (*file).to_owned()).collect());
        }
    }
    found.into_iter().collect()
}
