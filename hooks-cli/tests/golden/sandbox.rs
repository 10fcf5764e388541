//! Runs the program in its own project and home, and removes from the output everything that differs from run to run.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A fresh project folder beside a fresh home.
pub(crate) struct Sandbox {
    dir: TempDir,
    /// Environment variables for every run.
    pub(crate) env: BTreeMap<String, String>,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().unwrap();
        for name in ["home", "project"] {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        Self {
            dir,
            env: BTreeMap::new(),
        }
    }

    fn folder(&self, name: &str) -> PathBuf {
        fs::canonicalize(self.dir.path().join(name)).unwrap()
    }

    pub(crate) fn project(&self) -> PathBuf {
        self.folder("project")
    }

    /// Replaces placeholders in a text by the folders of this sandbox.
    pub(crate) fn filled(&self, text: &str) -> String {
        text.replace("{CWD}", self.project().to_str().unwrap())
            .replace("{HOME}", self.folder("home").to_str().unwrap())
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.project().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Makes a command with the sandbox as home and working folder, and without the developer's own variables.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.project())
            .env_clear()
            .env("HOME", self.folder("home"))
            .envs(&self.env);
        if !self.env.contains_key("PATH")
            && let Some(path) = std::env::var_os("PATH")
        {
            command.env("PATH", path);
        }
        command
    }

    /// Runs the program and returns everything it printed, made repeatable.
    pub(crate) fn hooks(&self, arguments: &[&str], stdin: &[u8]) -> String {
        let mut child = self
            .command(env!("CARGO_BIN_EXE_hooks"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Ignore an error, because the program can end without reading its input.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let output = child.wait_with_output().unwrap();
        let mut shown = format!("exit {}\n", output.status.code().unwrap());
        for (name, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
            for line in String::from_utf8_lossy(bytes).lines() {
                shown.push_str(&format!("{name}: {}\n", repeatable(line)));
            }
        }
        self.without_folders(&shown)
    }

    fn without_folders(&self, text: &str) -> String {
        let text = text
            .replace(self.project().to_str().unwrap(), "{CWD}")
            .replace(self.folder("home").to_str().unwrap(), "{HOME}");
        without_folder_of(&text, "python3: can't open file")
    }
}

/// Removes the path in front of `program` from a text, because the path differs from machine to machine.
fn without_folder_of(text: &str, program: &str) -> String {
    let mut parts = text.split(program);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, after| {
        let of_path = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        // In JSON the text before can end with an escaped newline, whose `n` does not belong to the path.
        let kept = match before.rfind("\\n/") {
            Some(end) if before[end + 2..].chars().all(of_path) => &before[..end + 2],
            _ => before.trim_end_matches(of_path),
        };
        format!("{kept}{program}{after}")
    })
}

/// Removes the durations from a line of output.
fn repeatable(line: &str) -> String {
    match serde_json::from_str::<Value>(line) {
        Ok(mut value) if value.is_object() => {
            still(&mut value);
            value.to_string()
        }
        _ => line.to_owned(),
    }
}

fn still(value: &mut Value) {
    if let Some(hooks) = value.get_mut("hooks").and_then(Value::as_array_mut) {
        for row in hooks {
            if let Some(duration) = row.get_mut("duration_ms") {
                *duration = Value::from(0);
            }
        }
    }
}

/// Compares `output` with the golden file of that name.
pub(crate) fn assert_golden(folder: &str, name: &str, output: &str) {
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        snapshot_path => Path::new("outputs").join(folder),
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, output);
    });
}

/// Returns the folder of public samples, if the developer named one.
pub(crate) fn samples_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("HOOKS_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        println!("left out: HOOKS_SAMPLES names no folder of samples");
    }
    folder
}
