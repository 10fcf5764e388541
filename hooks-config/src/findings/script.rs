//! Splits a hook's command into words, and reads the scripts among them.
//!
//! Reading is bounded in three ways: 64 words of a command, 4096 bytes of a word, 64 KiB of a script. A longer script
//! is judged by its beginning, where interpreters and variables are named.
//!
//! Only scripts of trusted hooks are read. The file of an untrusted hook can be a link to a secret, and a message about
//! its content would quote it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_types::HookSpec;
use hooks_types::spec::{Command, Handler, Program, Scope, WorkDir};

use super::shell_of::text_of;
use crate::bridge::{Word, shell_words};
use crate::format::Agents;
use crate::git_root::with_git_root;
use crate::read::open_regular;

/// The maximum number of bytes of a script that are read.
pub(super) const MOST: u64 = 64 * 1024;

/// Returns the command of a hook that runs a program.
pub(super) fn command(hook: &HookSpec) -> Option<&Command> {
    match &hook.handler {
        Handler::Command(command) => Some(command),
        _ => None,
    }
}

/// Returns the hook with the project's root filled in, so that the scripts of another agent's hook are found. Sets the
/// agent's variables for the root and, for a hook of a project, the folder in which relative paths begin. Use the
/// result only to read scripts.
pub(super) fn rooted<'h>(hook: &'h HookSpec, agents: &Agents) -> Cow<'h, HookSpec> {
    let root = || {
        let agent = agents.get(&hook.form.dialect)?;
        let file = std::path::absolute(hook.source.file.as_deref()?).ok()?;
        let folder = file.parent()?;
        let is_hidden = folder.file_name()?.to_str()?.starts_with('.');
        let root = folder.parent().filter(|_| is_hidden)?;
        Some((agent.root_variables, root.to_path_buf()))
    };
    let (Handler::Command(command), Some((names, root))) = (&hook.handler, root()) else {
        return Cow::Borrowed(hook);
    };
    let mut command = command.clone();
    for name in names {
        let value = || root.display().to_string();
        command.env.entry((*name).to_owned()).or_insert_with(value);
    }
    // Hooks of the user run in the folders of other projects, so their relative paths stay unknown.
    if hook.scope == Scope::Project && !matches!(command.work_dir, WorkDir::Fixed(_)) {
        command.work_dir = WorkDir::Fixed(root);
    }
    let mut rooted = hook.clone();
    rooted.handler = Handler::Command(command);
    Cow::Owned(rooted)
}

/// Resolves `$(git rev-parse --show-toplevel)` in the command of a hook whose file is in a repository. A hook in the
/// user's home folder runs in other repositories, so it is left as it is. The result is for reading scripts only.
pub(super) fn in_repository(hook: &HookSpec) -> Cow<'_, HookSpec> {
    let folder = || {
        let file = std::path::absolute(hook.source.file.as_deref()?).ok()?;
        let folder = file.parent()?;
        let is_of_user = || {
            let home = std::env::home_dir();
            home.is_some_and(|home| folder.parent() == Some(home.as_path()))
        };
        (hook.scope == Scope::Project || !is_of_user()).then(|| folder.to_path_buf())
    };
    let (Handler::Command(command), Some(folder)) = (&hook.handler, folder()) else {
        return Cow::Borrowed(hook);
    };
    match with_git_root(command, &folder) {
        Cow::Borrowed(_) => Cow::Borrowed(hook),
        Cow::Owned(command) => {
            let mut resolved = hook.clone();
            resolved.handler = Handler::Command(command);
            Cow::Owned(resolved)
        }
    }
}

/// Returns the words of a command. Variables that the command's configuration sets are replaced by their values. The
/// value of an inherited variable is unknown here, so a word with such a variable is marked as open.
pub(super) fn words_of(command: &Command) -> Vec<Word> {
    let value = |name: &str| {
        let mut set = command.env.iter();
        let value = set.find(|(key, _)| *key == name)?.1.as_str();
        // Do not insert a value that a shell would split into several words, such as `/usr/bin/env true` for `$LINT`.
        let is_several = value.contains(char::is_whitespace) && !Path::new(value).exists();
        (!is_several).then_some(value)
    };
    match text_of(command) {
        Some(text) => examined(shell_words(text, &value)),
        None => words_of_array(command),
    }
}

/// Returns the words of a command that is an array, with the variables that the configuration sets replaced by their
/// values. The text after `sh -c` is one of the words.
pub(super) fn words_of_array(command: &Command) -> Vec<Word> {
    let Program::Argv(argv) = &command.program else {
        return Vec::new();
    };
    // No shell expands variables in an array, but some agents do. So fill in the values here.
    examined(argv.iter().map(|word| filled_in(word, command)).collect())
}

/// Returns the words that are examined: at most 64. A word of more than 4096 bytes is not a path.
fn examined(words: Vec<Word>) -> Vec<Word> {
    let words = words.into_iter().take(64);
    words.filter(|word| word.text.len() <= 4096).collect()
}

/// Returns one element of an array, with the values that the configuration sets in place of variables.
fn filled_in(word: &str, command: &Command) -> Word {
    if word.len() > 4096 {
        return Word::literal(word);
    }
    let text = command
        .env
        .iter()
        .fold(word.to_owned(), |word, (name, value)| {
            word.replace(&format!("${{{name}}}"), value)
                .replace(&format!("${name}/"), &format!("{value}/"))
        });
    Word::literal(&text)
}

/// Returns the regular files that the words of a command name, the program first. Skips a relative path if its folder
/// is unknown.
pub(super) fn files_of(command: &Command) -> Vec<PathBuf> {
    words_of(command)
        .iter()
        .filter_map(|word| file_at(command, word))
        .filter(|path| path.is_file())
        .collect()
}

/// Returns the path that a word of the command names; `None` for a relative path if its folder is unknown.
pub(super) fn file_at(command: &Command, word: &Word) -> Option<PathBuf> {
    let path = Path::new(&word.text);
    match (path.is_absolute(), &command.work_dir) {
        (true, _) => Some(path.to_path_buf()),
        (false, WorkDir::Fixed(base)) if word.text.contains('/') => Some(base.join(path)),
        _ => None,
    }
}

/// The texts of scripts. Each script is read only once: by the load, which computes a digest of it, or here.
#[derive(Debug)]
pub(super) struct Scripts<'l> {
    /// The texts of the scripts that were read during loading, by canonical path.
    loaded: &'l BTreeMap<PathBuf, Arc<str>>,
    /// The texts that were read here, by path as given; `None` for a file that is not text.
    read: RefCell<HashMap<PathBuf, Option<Arc<str>>>>,
    /// Whether scripts may be read.
    may_read: bool,
    /// Answers of [`said`](Self::said) to earlier calls. The key consists of the command, the address of the list of
    /// texts, and `is_own`.
    said: RefCell<HashMap<(String, usize, bool), bool>>,
}

impl<'l> Scripts<'l> {
    /// Creates a source of scripts. It uses the texts that were read during loading, and reads any other script when
    /// the script is needed.
    pub(super) fn of(loaded: &'l BTreeMap<PathBuf, Arc<str>>) -> Self {
        Self {
            loaded,
            read: RefCell::default(),
            may_read: true,
            said: RefCell::default(),
        }
    }

    /// Returns whether the source of a command contains one of these texts. Calls `search` only for the first of
    /// several equal commands. `is_own` means that only the command's own script is searched.
    pub(super) fn said(
        &self,
        command: &Command,
        (texts, is_own): (&'static [&'static str], bool),
        search: impl FnOnce(&str) -> bool,
    ) -> bool {
        let key = (format!("{command:?}"), texts.as_ptr().addr(), is_own);
        if let Some(known) = self.said.borrow().get(&key) {
            return *known;
        }
        let said = search(&match is_own {
            true => own_source_of(command, self),
            false => source_of(command, self),
        });
        self.said.borrow_mut().insert(key, said);
        said
    }

    /// Creates a source that reads no scripts, because the hooks that run them are not trusted.
    pub(super) fn unread(loaded: &'l BTreeMap<PathBuf, Arc<str>>) -> Self {
        Self {
            may_read: false,
            ..Self::of(loaded)
        }
    }

    /// Returns the beginning of a file, if the file is text.
    pub(super) fn text(&self, path: &Path) -> Option<Arc<str>> {
        if !self.may_read {
            return None;
        }
        // Prefer the text that was read during loading, because the user trusted that text.
        let known = || self.loaded.get(&path.canonicalize().ok()?).cloned();
        let mut read = self.read.borrow_mut();
        if let Some(text) = read.get(path) {
            return text.clone();
        }
        let text = known().or_else(|| beginning(path));
        let text = text.filter(|text| !text.contains('\0'));
        read.insert(path.to_path_buf(), text.clone());
        text
    }

    /// Returns whether a file begins neither like a program of a known system nor with `#!`. Call this function only
    /// for a file that is not text. Returns `false` if the file may not be read.
    pub(super) fn is_no_program(&self, path: &Path) -> bool {
        let begin = |bytes: &[u8]| PROGRAMS.iter().any(|magic| bytes.starts_with(magic));
        self.may_read && bytes_of(path).is_some_and(|bytes| !begin(&bytes))
    }
}

/// The first bytes of programs (ELF, Mach-O for one or several processors, Windows, WebAssembly), and of scripts whose
/// later lines can be binary.
const PROGRAMS: &[&[u8]] = &[
    b"\x7fELF",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"MZ",
    b"\0asm",
    b"#!",
];

/// Reads the beginning of a file; `None` if it is not a regular file or cannot be read. Does not block on a
/// pipe.
fn bytes_of(path: &Path) -> Option<Vec<u8>> {
    if !path.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    // A pipe might have replaced the file since the check above. So check the opened file too.
    open_regular(path)
        .ok()?
        .take(MOST)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}

/// Reads the beginning of a file as text.
fn beginning(path: &Path) -> Option<Arc<str>> {
    bytes_of(path).map(|bytes| String::from_utf8_lossy(&bytes).into())
}

/// Returns the source text that a hook runs, as far as it can be read: its command text and its scripts. The arguments
/// of an array are joined by blanks, because callers search for texts of several words, such as `exit 2`.
pub(super) fn source_of(command: &Command, scripts: &Scripts<'_>) -> String {
    source_with(command, scripts, usize::MAX)
}

/// Like [`source_of`], but reads only one of the files that an array names: the first that is text,
/// which is the program or its script.
pub(super) fn own_source_of(command: &Command, scripts: &Scripts<'_>) -> String {
    let most = match text_of(command) {
        None => 1,
        // A shell text can run several scripts, so read all of them.
        Some(_) => usize::MAX,
    };
    source_with(command, scripts, most)
}

/// Returns the command text and the texts of at most `most` scripts.
fn source_with(command: &Command, scripts: &Scripts<'_>, most: usize) -> String {
    let mut source = match (text_of(command), &command.program) {
        (Some(text), _) => text.to_owned(),
        (None, Program::Argv(argv)) => argv.join(" "),
        _ => String::new(),
    };
    let files = files_of(command);
    let texts = files.iter().filter_map(|path| scripts.text(path));
    for text in texts.take(most) {
        source.push('\n');
        source.push_str(&text);
    }
    source
}
