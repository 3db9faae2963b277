//! The `matching` program, started as a person would start it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say so")]

mod learning;
mod models;
mod runs;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A folder of its own for each test, and the program in it.
pub(crate) struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Bench {
        Bench { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn command(&self, line: &str) -> Output {
        program(self.dir.path()).args(line.split(' ')).output().unwrap()
    }

    /// Its standard output; it must succeed.
    pub(crate) fn must(&self, line: &str) -> String {
        let output = self.command(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Its complaint; it must fail.
    pub(crate) fn fails(&self, line: &str) -> String {
        let output = self.command(line);
        assert!(!output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }
}

fn program(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_matching"));
    command.current_dir(dir);
    command
}
