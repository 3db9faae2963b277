//! The source tree as the rules see it: relative paths and text, nothing else.

use std::{fs, path::Path};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Build output, a local market, other people's code and test data are not ours to judge.
const SKIPPED: [&str; 5] = ["target", ".git", "lonja-data", "vendor", "fixtures"];

/// A file of text, with its path from the root.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// `(path, text)` of each file of an example.
pub(crate) type Example = &'static [(&'static str, &'static str)];

/// One rule, and the proof that it looks.
#[derive(Clone)]
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    /// Looks at the whole tree and returns one line for each thing to change.
    pub(crate) check: fn(&[File]) -> Vec<String>,
    pub(crate) bad: &'static [Example],
    pub(crate) good: Example,
}

impl File {
    pub(crate) fn all(example: Example) -> Vec<File> {
        let owned = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        example.iter().map(owned).collect()
    }

    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Every text file of ours, sorted by path.
pub(crate) fn read() -> Vec<File> {
    let root = Path::new(ROOT);
    let mut found = Vec::new();
    let mut pending = vec![root.to_path_buf()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).expect("a source folder can be listed") {
            let entry = entry.expect("a directory entry can be read");
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().expect("an entry has a type");
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
                pending.push(entry.path());
            }
            if !kind.is_file() || name == ".git" {
                continue;
            }
            // Images and the like are not UTF-8, and no rule here is about them.
            let Ok(text) = fs::read_to_string(entry.path()) else { continue };
            let path = entry.path();
            let path = path.strip_prefix(root).expect("a path under the root");
            found.push(File { path: path.display().to_string(), text });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}
