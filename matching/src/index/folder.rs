//! Where an index lies on disk.
//!
//! ```text
//! <root>/CURRENT        the number of the generation in use
//! <root>/gen-7/terms    see `terms_file`
//! <root>/gen-7/index/   tantivy's files
//! ```
//!
//! A rebuild fills the next generation and then renames a new `CURRENT` into place: at any moment,
//! also after a crash, `CURRENT` names a whole index.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
}

/// The paths of one generation.
#[derive(Debug, Clone)]
pub(crate) struct Generation {
    pub(crate) index: PathBuf,
    pub(crate) terms: PathBuf,
}

impl Folder {
    pub(crate) fn open(root: &Path) -> io::Result<Folder> {
        fs::create_dir_all(root)?;
        Ok(Folder { root: root.to_owned() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// `None` for a folder that never held an index; an error of kind `InvalidData` if `CURRENT`
    /// says nothing sensible.
    pub(crate) fn current(&self) -> io::Result<Option<u64>> {
        match fs::read_to_string(self.root.join("CURRENT")) {
            Ok(text) => {
                let number = text.trim().parse().map_err(|_ignored: std::num::ParseIntError| {
                    io::Error::new(io::ErrorKind::InvalidData, "CURRENT is not a number")
                })?;
                Ok(Some(number))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn generation(&self, number: u64) -> Generation {
        let dir = self.root.join(format!("gen-{number}"));
        Generation { index: dir.join("index"), terms: dir.join("terms") }
    }

    /// An empty generation; what may lie there from a broken-off rebuild is removed.
    pub(crate) fn create(&self, number: u64) -> io::Result<Generation> {
        let generation = self.generation(number);
        let dir = self.root.join(format!("gen-{number}"));
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        fs::create_dir_all(&generation.index)?;
        Ok(generation)
    }

    /// From here on, `number` is the index.
    pub(crate) fn switch_to(&self, number: u64) -> io::Result<()> {
        let draft = self.root.join("CURRENT.new");
        let mut file = File::create(&draft)?;
        writeln!(file, "{number}")?;
        file.sync_all()?;
        fs::rename(&draft, self.root.join("CURRENT"))?;
        File::open(&self.root)?.sync_all()
    }

    /// Removes all generations but `number`. What cannot be removed stays until the next time.
    pub(crate) fn sweep(&self, number: u64) {
        let keep = format!("gen-{number}");
        for entry in fs::read_dir(&self.root).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("gen-") && *name != *keep {
                fs::remove_dir_all(entry.path()).ok();
            }
        }
    }

    pub(crate) fn bytes(&self) -> u64 {
        bytes_in(&self.root)
    }
}

fn bytes_in(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(it) if it.is_dir() => bytes_in(&entry.path()),
            Ok(it) => it.len(),
            Err(_) => 0,
        })
        .sum()
}
