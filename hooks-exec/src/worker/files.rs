//! The files of a worker: its program, the files that its command names, and its configuration file.
//!
//! A worker reads these files when it starts and does not notice a later change. So the worker is replaced if one of
//! the files changes. Files that these files import are not watched.

use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use hooks_types::HookSpec;
use hooks_types::answer::{Note, NoteCode};
use hooks_types::spec::Program;
use hooks_types::text::quoted;

/// The maximum number of files of one worker that are watched. A command that a person has written does not name more.
const MOST: usize = 32;

/// The files that a worker depends on, as they were when the worker was started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Files {
    /// The files that are watched.
    watched: Vec<(PathBuf, Stamp)>,
    /// The first file that was left out because there are more than [`MOST`].
    left_out: Option<PathBuf>,
}

/// Identifies the content of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    /// The device and the inode: a file that was replaced has a different inode.
    file: (u64, u64),
    /// The size.
    bytes: u64,
    /// Two times in seconds and nanoseconds: the last write (mtime), and the last change of anything about the file
    /// (ctime). A program can set the mtime, but not the ctime.
    times: [(i64, i64); 2],
}

impl Files {
    /// Collects the files of a hook's worker: the program, the files that its arguments name relative to the folder
    /// `at`, and the configuration file that contains the hook.
    pub(super) fn of(spec: &HookSpec, program: &Path, arguments: &[OsString], at: &Path) -> Self {
        let mut files = Self::default();
        files.add(program.to_owned());
        // If the configuration changed, the hook might have a new command or new options, even if the program did not
        // change. So watch the configuration too.
        if let Some(config) = &spec.source.file {
            files.add(config.to_path_buf());
        }
        let text = match &spec.handler {
            hooks_types::spec::Handler::Command(command) => match &command.program {
                Program::Shell(text) => Some(text),
                _ => None,
            },
            _ => None,
        };
        match text {
            // A rough split is enough: a word that is not the path of a file costs only one look-up.
            Some(text) => {
                let breaks = |c: char| c.is_whitespace() || "'\"`;&|()<>$={}".contains(c);
                text.split(breaks)
                    .for_each(|word| files.add_word(OsStr::new(word), at));
            }
            None => arguments.iter().for_each(|word| files.add_word(word, at)),
        }
        files
    }

    /// Adds the file whose path is a word of the command. If the word contains a value (`--config=guard.json`), also
    /// adds the file whose path is the value.
    fn add_word(&mut self, word: &OsStr, at: &Path) {
        if word.is_empty() {
            return;
        }
        self.add(at.join(word));
        // A word can contain the path of a file after `=`, as in `--config=guard.json`. So add this file too.
        if let Some((_, value)) = word.to_str().and_then(|word| word.split_once('=')) {
            self.add(at.join(value));
        }
    }

    /// Adds a file to the watched files, if the file exists, is not watched yet and does not exceed the limit [`MOST`].
    fn add(&mut self, path: PathBuf) {
        if self.left_out.is_some() || self.watched.iter().any(|(known, _)| *known == path) {
            return;
        }
        match Stamp::of(&path) {
            Some(stamp) if self.watched.len() < MOST => self.watched.push((path, stamp)),
            Some(_) => self.left_out = Some(path),
            None => {}
        }
    }

    /// Returns a note if there are files that are not watched.
    pub(super) fn note(&self) -> Option<Note> {
        let first = self.left_out.as_ref()?;
        let first = quoted(first.as_os_str().as_encoded_bytes(), 200);
        let message = format!(
            "only {MOST} files of its worker are watched; a change of `{first}`, or of a file that the \
             command names after it, does not replace the worker"
        );
        Some(Note::new(NoteCode::Worker, message))
    }

    /// Returns whether one of the watched files is in this folder or below it. While this file exists, the folder exists
    /// too.
    pub(super) fn are_below(&self, folder: &Path) -> bool {
        self.watched
            .iter()
            .any(|(path, _)| path.starts_with(folder))
    }

    /// Returns the first file that has changed or is gone; `None` if all files are unchanged.
    pub(super) fn changed(&self) -> Option<&Path> {
        let changed = |(path, stamp): &&(PathBuf, Stamp)| Stamp::of(path) != Some(*stamp);
        self.watched
            .iter()
            .find(changed)
            .map(|(path, _)| path.as_path())
    }
}

impl Stamp {
    /// Reads the stamp of a file, which changes when the file does; `None` if it is not a regular file.
    fn of(path: &Path) -> Option<Self> {
        let metadata = path.metadata().ok()?;
        metadata.is_file().then(|| Self::from(&metadata))
    }
}

#[cfg(unix)]
impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            file: (metadata.dev(), metadata.ino()),
            bytes: metadata.size(),
            times: [
                (metadata.mtime(), metadata.mtime_nsec()),
                (metadata.ctime(), metadata.ctime_nsec()),
            ],
        }
    }
}

#[cfg(not(unix))]
impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Self {
        let since = |time: std::io::Result<std::time::SystemTime>| {
            let time = time.ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
            Some((
                i64::try_from(time.as_secs()).ok()?,
                time.subsec_nanos().into(),
            ))
        };
        let written = since(metadata.modified()).unwrap_or_default();
        let made = since(metadata.created()).unwrap_or_default();
        Self {
            file: (0, 0),
            bytes: metadata.len(),
            times: [written, made],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use hooks_types::EventName;
    use hooks_types::spec::{Command, Scope, Source};

    use super::*;

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Self {
            let folder = Self(tempfile::tempdir().unwrap());
            for name in ["guard", "rules.json", "hooks.toml", "other"] {
                fs::write(folder.path(name), name).unwrap();
            }
            folder
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn spec(&self, command: Command) -> HookSpec {
            let source = Source::line_of(Arc::new(self.path("hooks.toml")), 1);
            HookSpec::command("h", EventName::Stop, command)
                .with_scope(Scope::User)
                .with_source(source)
        }

        fn files(&self, command: Command, arguments: &[&str]) -> Files {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            let spec = self.spec(command);
            Files::of(&spec, &self.path("guard"), &arguments, self.0.path())
        }
    }

    /// Changes the file `name`, and returns whether a worker that depends on these files would be replaced.
    fn sees(folder: &Folder, files: &Files, name: &str) -> bool {
        assert_eq!(files.changed(), None);
        fs::write(folder.path(name), "other bytes").unwrap();
        files.changed() == Some(&folder.path(name))
    }

    #[test]
    fn a_changed_program_script_or_configuration_is_seen() {
        for (name, expected) in [
            ("guard", true),
            ("rules.json", true),
            ("hooks.toml", true),
            ("other", false),
        ] {
            let folder = Folder::new();
            let arguments = ["--rules=rules.json", "--verbose"];
            let files = folder.files(Command::argv(["guard"]), &arguments);
            assert_eq!(sees(&folder, &files, name), expected, "{name}");
            let folder = Folder::new();
            let files = folder.files(Command::shell("exec 'guard' <rules.json"), &["-c"]);
            assert_eq!(sees(&folder, &files, name), expected, "{name} in a shell");
        }
    }

    #[test]
    fn files_beyond_the_limit_are_named_in_a_note() {
        let folder = Folder::new();
        // The program and the configuration are watched too.
        let names: Vec<String> = (0..MOST - 1).map(|number| format!("f{number}")).collect();
        for name in &names {
            fs::write(folder.path(name), name).unwrap();
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let fitting = folder.files(Command::argv(["guard"]), &names[1..]);
        assert_eq!(fitting.note(), None);
        let twice = [&names[1..], &names[1..], &["no-file"]].concat();
        let fitting = folder.files(Command::argv(["guard"]), &twice);
        assert_eq!(fitting.note(), None);
        let note = folder.files(Command::argv(["guard"]), &names).note();
        let note = note.unwrap();
        assert_eq!(note.code, NoteCode::Worker);
        let last = folder.path(&format!("f{}", MOST - 2));
        let last = last.display();
        assert_eq!(
            note.message,
            format!(
                "only 32 files of its worker are watched; a change of `{last}`, or of a file that the \
                 command names after it, does not replace the worker"
            )
        );
    }

    #[test]
    fn a_file_that_is_replaced_by_an_equal_one_or_removed_is_seen() {
        let folder = Folder::new();
        let files = folder.files(Command::argv(["guard"]), &[]);
        fs::copy(folder.path("guard"), folder.path("new")).unwrap();
        fs::rename(folder.path("new"), folder.path("guard")).unwrap();
        assert!(files.changed().is_some());
        let files = folder.files(Command::argv(["guard"]), &[]);
        fs::remove_file(folder.path("guard")).unwrap();
        assert!(files.changed().is_some());
    }
}
