//! Inputs that have URLs: the script of the engine lists them, and copies them to this machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wirecopy::corpus::{is_url, named_of};

use super::script::Script;
use crate::exit::Failure;
use crate::options::engine::OnEngine;

/// Copies the inputs into a folder, if they have URLs. Returns each file with its copy, in the order of a corpus.
pub(super) fn copied(
    inputs: &[PathBuf],
    engine: &OnEngine,
    folder: &Path,
) -> Result<Option<Vec<(PathBuf, PathBuf)>>, Failure> {
    // First of all, so that no message repeats one.
    let mut named = inputs.iter().map(|input| input.to_string_lossy());
    if named.any(|url| has_password(&url)) || engine.tables_in.as_deref().is_some_and(has_password)
    {
        return Err(Failure::usage(
            "a URL cannot have a password, for the tables show it: set it in the environment"
                .to_owned(),
        ));
    }
    let Some(url) = inputs.iter().find(|input| is_url(input)) else { return Ok(None) };
    if engine.engine.is_none() {
        return Err(Failure::usage(format!("{}: a URL needs --engine", url.display())));
    }
    if let Some(path) = inputs.iter().find(|input| !is_url(input)) {
        return Err(Failure::usage(format!(
            "{} is a URL and {} is none: name inputs of one kind",
            url.display(),
            path.display()
        )));
    }
    let unwritable = |error: io::Error| {
        let folder = folder.display();
        Failure::resources(format!("{folder}: cannot be written: {error}"), None)
    };
    let script = Script::write(folder).map_err(unwritable)?;
    let failed = |problem: String| Failure::resources(problem, None);

    let folders = inputs.iter().map(|input| searched(&input.to_string_lossy()).to_owned());
    let mut listed: Vec<PathBuf> = Vec::new();
    let words = std::iter::once("--list".to_owned()).chain(folders);
    script
        .run(&engine.python, None, words, |facts| {
            listed.extend(facts["listed"].as_str().map(PathBuf::from));
        })
        .map_err(failed)?;
    let files = named_of(inputs, &listed)?.into_iter().enumerate();
    let files: Vec<(PathBuf, PathBuf)> =
        files.map(|(number, file)| (file, folder.join(format!("copy-{number}")))).collect();
    let list = folder.join("copies.json");
    let written = serde_json::to_vec(&files).map_err(io::Error::from);
    written.and_then(|files| fs::write(&list, files)).map_err(unwritable)?;
    let words = [Path::new("--copy"), &list];
    script.run(&engine.python, None, words, |_| {}).map_err(failed)?;
    Ok(Some(files))
}

fn has_password(url: &str) -> bool {
    let host = url.split_once("://").and_then(|(_, rest)| rest.split('/').next());
    let user = host.and_then(|host| host.rsplit_once('@')).map(|(user, _)| user);
    user.is_some_and(|user| user.contains(':'))
}

/// The URL itself, or the folder above the first pattern in it.
fn searched(url: &str) -> &str {
    match url.find(['*', '?', '[', '{']) {
        None => url,
        Some(pattern) => url[..pattern].rsplit_once('/').map_or(url, |(folder, _)| folder),
    }
}
