//! Finds the files that the caller names.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use crate::corpus::bytes::decode::Compression;
use crate::corpus::bytes::source::Location;
use crate::corpus::look::How;
use crate::corpus::notice::{Grouped, Notice, Unreadable};
use crate::error;
use crate::error::{ErrorKind, Result};
use crate::hash::{HashMap, HashSet};

/// A file that was found.
#[derive(Debug)]
pub(crate) struct Found {
    /// Its path as named, or inside the named folder.
    pub(crate) path: PathBuf,
    /// Where it is read from.
    pub(crate) location: Location,
    /// How it is compressed, once it was opened.
    pub(crate) compression: Compression,
    /// The archive that it is in, by its path as named or found.
    pub(crate) within: Option<PathBuf>,
    /// The original can be read only once, so a copy is read.
    pub(crate) is_copy: bool,
    /// The named folder, or the folder of the named file.
    pub(crate) root: PathBuf,
    pub(crate) how: How,
    /// The folder that `path` and `root` are relative to, if the file is from an earlier run. By
    /// default the current folder.
    pub(crate) base: Option<PathBuf>,
}

impl Found {
    fn new(path: PathBuf, location: PathBuf, root: PathBuf, how: How) -> Found {
        Found {
            path,
            location: Location::of_file(location),
            compression: Compression::None,
            within: None,
            is_copy: false,
            root,
            how,
            base: None,
        }
    }
}

/// A search for files.
#[derive(Debug)]
pub(crate) struct Search<'s> {
    /// The folder for copies of inputs that can be read only once.
    scratch: Option<&'s Path>,
    files: Vec<Found>,
    notices: Vec<Notice>,
    unreadable: Vec<Unreadable>,
}

/// The result of a search: the files sorted by path, without duplicates.
pub(crate) struct Finds {
    pub(crate) files: Vec<Found>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) unreadable: Vec<Unreadable>,
}

/// Bytes that are copied at a time.
const COPIED_AT_ONCE: usize = 1 << 16;

/// The name of standard input.
pub(crate) const STDIN: &str = "-";

impl<'s> Search<'s> {
    pub(crate) fn new(scratch: Option<&'s Path>) -> Search<'s> {
        let (files, notices, unreadable) = Default::default();
        Search { scratch, files, notices, unreadable }
    }

    /// Adds a file, the files in a folder, or those that match a pattern.
    pub(crate) fn add(&mut self, path: &Path) -> Result<()> {
        match fs::metadata(path) {
            Ok(facts) if facts.is_dir() => self.add_folder(path, path),
            Ok(_) => {
                let root = path.parent().unwrap_or(Path::new("")).to_owned();
                self.add_file(path, root, How::Named)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return if is_pattern(path) {
                    self.add_matching(path)
                } else {
                    Err(no_such_file(path))
                };
            }
            Err(reason) => self.unreadable.push(Unreadable { path: path.to_owned(), reason }),
        }
        Ok(())
    }

    /// Adds standard input.
    pub(crate) fn add_stdin(&mut self, stdin: &mut dyn Read) -> Result<()> {
        self.add_copy(Path::new(STDIN), stdin)
    }

    /// Adds a file, or a copy of it if it can be read only once, such as a pipe.
    fn add_file(&mut self, path: &Path, root: PathBuf, how: How) -> Result<()> {
        if fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
            return match File::open(path) {
                Ok(mut file) => self.add_copy(path, &mut file),
                Err(reason) => {
                    self.unreadable.push(Unreadable { path: path.to_owned(), reason });
                    Ok(())
                }
            };
        }
        self.files.push(Found::new(path.to_owned(), path.to_owned(), root, how));
        Ok(())
    }

    /// Copies an input that can be read only once into the scratch folder.
    fn add_copy(&mut self, path: &Path, from: &mut dyn Read) -> Result<()> {
        if self.files.iter().any(|file| file.path == path) {
            return Ok(());
        }
        let Some(scratch) = self.scratch else {
            let reason = io::Error::other("it can be read only once");
            self.unreadable.push(Unreadable { path: path.to_owned(), reason });
            return Ok(());
        };
        let location = scratch.join(format!("input-{}", self.files.len()));
        let unwritable = |source| ErrorKind::Write { path: location.clone(), source };
        let mut to = File::create(&location).map_err(unwritable)?;
        let mut piece = vec![0; COPIED_AT_ONCE];
        loop {
            let read = match from.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(source) => {
                    return Err(ErrorKind::Read { path: path.to_owned(), source }.into());
                }
            };
            to.write_all(&piece[..read]).map_err(unwritable)?;
        }
        let found = Found::new(path.to_owned(), location, PathBuf::new(), How::Named);
        self.files.push(Found { is_copy: true, ..found });
        Ok(())
    }

    /// Sorts the files. A file that was found twice keeps its first path.
    pub(crate) fn finish(mut self) -> Finds {
        self.files.sort_by(|one, other| (&one.path, one.how).cmp(&(&other.path, other.how)));
        let mut seen: HashSet<PathBuf> = HashSet::default();
        let mut files: Vec<Found> = Vec::with_capacity(self.files.len());
        // A file that is named and also in a named folder counts as named.
        let mut at: HashMap<PathBuf, usize> = HashMap::default();
        for file in self.files {
            match fs::canonicalize(&file.location.path) {
                Ok(real) if seen.insert(real.clone()) => {
                    at.insert(real, files.len());
                    files.push(file);
                }
                Ok(real) => {
                    let kept = &mut files[at[&real]];
                    kept.how = kept.how.min(file.how);
                }
                Err(reason) => self.unreadable.push(Unreadable { path: file.path, reason }),
            }
        }
        Finds { files, notices: self.notices, unreadable: self.unreadable }
    }

    fn add_folder(&mut self, folder: &Path, root: &Path) {
        for entry in walk(folder, usize::MAX) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    let path = entry.into_path();
                    self.files.push(Found::new(path.clone(), path, root.to_owned(), How::Within));
                }
                Ok(_) => {}
                Err(error) => self.note(folder, error),
            }
        }
    }

    fn note(&mut self, folder: &Path, error: walkdir::Error) {
        let path = error.path().unwrap_or(folder).to_owned();
        if error.loop_ancestor().is_some() {
            self.notices.push(Notice::Loop { path });
        } else {
            self.unreadable.push(Unreadable { path, reason: error.into() });
        }
    }

    fn add_matching(&mut self, pattern: &Path) -> Result<()> {
        let glob = Pattern::new(pattern)?;
        let before = self.files.len();
        if glob.base.is_dir() || glob.base.as_os_str().is_empty() {
            for entry in glob.walk() {
                match entry {
                    Ok(entry) if entry.depth() > 0 && glob.fits(entry.path()) => {
                        let path = strip_here(entry.path());
                        if entry.file_type().is_dir() {
                            self.add_folder(path, &glob.base);
                        } else {
                            self.add_file(path, glob.base.clone(), How::Within)?;
                        }
                    }
                    Ok(_) => {}
                    Err(error) => self.note(&glob.base, error),
                }
            }
        }
        if self.files.len() > before { Ok(()) } else { Err(glob.nothing(pattern)) }
    }
}

/// The files of an earlier search for these names in the folder `base`, read from where they are
/// now.
pub(crate) fn as_before(
    named: &[PathBuf],
    base: &Path,
    files: &[(PathBuf, PathBuf)],
) -> Vec<Found> {
    let patterns: Vec<Option<Pattern>> = named
        .iter()
        .map(|named| if is_pattern(named) { Pattern::new(named).ok() } else { None })
        .collect();
    let found = files.iter().map(|(path, location)| {
        let is_named = named.iter().any(|named| named == path);
        let within = || {
            named.iter().zip(&patterns).find_map(|(named, pattern)| {
                if path.starts_with(named) {
                    return Some(named.clone());
                }
                let pattern = pattern.as_ref()?;
                path.ancestors().any(|path| pattern.fits(path)).then(|| pattern.base.clone())
            })
        };
        let of_file = || path.parent().unwrap_or(Path::new("")).to_owned();
        let (root, how) = match (is_named, within()) {
            (false, Some(root)) => (root, How::Within),
            _ => (of_file(), How::Named),
        };
        let base = Some(base.to_owned());
        Found { base, ..Found::new(path.clone(), location.clone(), root, how) }
    });
    found.collect()
}

/// Whether a path is a URL.
pub fn is_url(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.contains("://"))
}

/// Those of the listed files that are named, are in a named folder, or match a pattern: sorted, and each once.
///
/// For a storage that somebody else lists. Hidden files in folders are skipped.
///
/// # Errors
///
/// If a name is that of no file.
pub fn named_of(named: &[PathBuf], listed: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = Vec::new();
    for named in named {
        let pattern = if is_pattern(named) { Some(Pattern::new(named)?) } else { None };
        let before = found.len();
        found.extend(listed.iter().filter(|path| is_named(path, named, pattern.as_ref())).cloned());
        if found.len() == before {
            let name = named.display().to_string();
            return Err(ErrorKind::NothingMatches { name, hint: None }.into());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn is_named(path: &Path, named: &Path, pattern: Option<&Pattern>) -> bool {
    let shows = |folder: &Path| {
        path.strip_prefix(folder)
            .is_ok_and(|below| below.iter().all(|name| !name.to_string_lossy().starts_with('.')))
    };
    path == named
        || shows(named)
        || pattern.is_some_and(|pattern| {
            path.ancestors().any(|path| pattern.fits(path)) && shows(&pattern.base)
        })
}

/// A pattern for file names, and the folder to search.
struct Pattern {
    base: PathBuf,
    /// How deep a matching name can be.
    depth: usize,
    matcher: GlobMatcher,
}

impl Pattern {
    fn new(pattern: &Path) -> Result<Pattern> {
        let text = pattern.to_string_lossy();
        let glob = GlobBuilder::new(strip_here(Path::new(&*text)).to_string_lossy().as_ref())
            .literal_separator(true)
            .build()
            .map_err(|source| ErrorKind::BadPattern {
                pattern: text.clone().into_owned(),
                source,
            })?;
        let base: PathBuf =
            pattern.components().take_while(|part| !is_pattern(Path::new(part))).collect();
        let below = pattern.components().count() - base.components().count();
        let depth = if text.contains("**") || text.contains('{') { usize::MAX } else { below };
        Ok(Pattern { base, depth, matcher: glob.compile_matcher() })
    }

    fn walk(&self) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> {
        let base = if self.base.as_os_str().is_empty() { Path::new(".") } else { &self.base };
        walk(base, self.depth)
    }

    fn fits(&self, path: &Path) -> bool {
        self.matcher.is_match(strip_here(path))
    }

    /// The error if nothing matches. Suggests what there is instead.
    fn nothing(&self, pattern: &Path) -> crate::Error {
        let asked =
            pattern.file_name().map(|name| ending(&name.to_string_lossy())).unwrap_or_default();
        let mut endings: Vec<(String, u64)> = Vec::new();
        let files =
            self.walk().filter_map(|entry| entry.ok().filter(|entry| entry.file_type().is_file()));
        for file in files.take(LOOKED_AT) {
            let ending = ending(&file.file_name().to_string_lossy());
            match endings.iter_mut().find(|(known, _)| *known == ending) {
                Some((_, files)) => *files += 1,
                None => endings.push((ending, 1)),
            }
        }
        endings.retain(|(ending, _)| !ending.is_empty() && *ending != asked);
        let likeness = |ending: &str| {
            !asked.is_empty() && (ending.starts_with(&asked) || asked.starts_with(ending))
        };
        let best = endings
            .iter()
            .max_by_key(|(ending, files)| (likeness(ending), *files, std::cmp::Reverse(ending)));
        let hint = best.map(|(ending, files)| {
            let verb = if *files == 1 { "file ends" } else { "files end" };
            format!("{} {verb} in {ending}; did you mean that?", Grouped(*files))
        });
        ErrorKind::NothingMatches { name: pattern.display().to_string(), hint }.into()
    }
}

/// Files that are inspected for a suggestion.
const LOOKED_AT: usize = 10_000;

/// The entries of a folder in the order of their names, without hidden ones.
fn walk(folder: &Path, depth: usize) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> {
    WalkDir::new(folder)
        .follow_links(true)
        .max_depth(depth)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        })
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// A path without a leading `./`.
fn strip_here(path: &Path) -> &Path {
    match path.components().next() {
        Some(Component::CurDir) => path.strip_prefix(".").unwrap_or(path),
        _ => path,
    }
}

/// The extension of a file with its dot; for a compressed file also the one before it.
fn ending(name: &str) -> String {
    let Some((stem, last)) = name.rsplit_once('.') else { return String::new() };
    match stem.rsplit_once('.') {
        Some((_, before)) if COMPRESSED.contains(&last) => format!(".{before}.{last}"),
        _ => format!(".{last}"),
    }
}

/// Extensions of compressed files.
const COMPRESSED: [&str; 5] = ["gz", "zst", "zstd", "bz2", "xz"];

fn no_such_file(path: &Path) -> crate::Error {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .take(LOOKED_AT)
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort();
    let hint = error::closest(&name, names.iter().map(String::as_str))
        .map(|closest| format!("did you mean '{}'?", path.with_file_name(closest).display()));
    ErrorKind::NothingMatches { name: path.display().to_string(), hint }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Option<String> {
        let listed = [
            "s3://desk/in/b.jsonl",
            "s3://desk/in/a b/c.jsonl.gz",
            "s3://desk/in/.part/d.jsonl",
            "s3://desk/inbox/e.jsonl",
            "s3://other/in/f.jsonl",
        ];
        let found = named_of(&[PathBuf::from(name)], &listed.map(PathBuf::from)).ok()?;
        Some(found.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn files_of_a_list_are_named_like_those_of_a_disk() {
        let folder = "s3://desk/in/a b/c.jsonl.gz s3://desk/in/b.jsonl";
        assert_eq!(named("s3://desk/in").as_deref(), Some(folder));
        assert_eq!(named("s3://desk/in/").as_deref(), Some(folder));
        assert_eq!(named("s3://desk/in/**/*.jsonl*").as_deref(), Some(folder));
        assert_eq!(named("s3://desk/in/b.jsonl").as_deref(), Some("s3://desk/in/b.jsonl"));
        assert_eq!(named("s3://desk/in/*.jsonl").as_deref(), Some("s3://desk/in/b.jsonl"));
        assert_eq!(named("s3://desk/in/a*").as_deref(), Some("s3://desk/in/a b/c.jsonl.gz"));
        assert_eq!(named("s3://desk/i"), None);
        assert_eq!(named("s3://desk/*.csv"), None);
    }
}
