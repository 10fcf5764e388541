//! Reads the file to which hooks of some agents write variables. The file is shell text, which is parsed without a
//! shell.
//!
//! Claude Code runs such a file (`CLAUDE_ENV_FILE`) in a shell before later commands. A library cannot do that:
//! the file would run code in the agent's name. So only variables whose value is certain are taken over.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use self::surroundings::{End, Surroundings, prefix};

mod commands;
mod surroundings;
mod words;

/// Maximum length that is read, in bytes. The rest of a longer file is ignored.
const FILE_LIMIT: usize = 1 << 20;

/// Maximum total length of all expansions in one file, in bytes.
const EXPANSION_LIMIT: usize = 1 << 20;

/// Maximum number of variables that one file sets.
const VARIABLE_LIMIT: usize = 4096;

/// Maximum number of bytes that are searched for missing end marks of here-documents. The limit keeps the time linear.
const SEARCH_LIMIT: usize = 4 << 20;

/// Returns the variables that shell text exports. A later value overrides an earlier one.
///
/// It understands `export NAME=value` and the `declare -x NAME=value` lines that `export -p`
/// prints, also several in one command, with the shell's quoting (`'…'`, `"…"`, `$'…'`,
/// backslashes) across lines.
///
/// Nothing is executed. `$NAME` and `${NAME}` expand to variables that the same file has set
/// before. Any other expansion (`$PATH` of the session, `$(command)`, backquotes) has no known
/// value here, so that variable is omitted rather than set to a wrong value. The same holds for an export that a shell
/// might skip or might run in a process of its own: in a condition, a loop, a function, a subshell or a pipe, in the
/// background, after `||`, and after `&&` unless the command before is `true`, `:` or an export. All other commands
/// are ignored. Variables beyond 4096, and expansions beyond 1 MiB in total, are ignored too.
pub fn read_env_file(bytes: &[u8]) -> BTreeMap<String, String> {
    let head = bytes.get(..FILE_LIMIT).unwrap_or(bytes);
    // Drop the last line if the length limit cut it.
    let head = match head.len() == bytes.len() {
        true => head,
        false => head.rsplitn(2, |b| *b == b'\n').nth(1).unwrap_or_default(),
    };
    let text = String::from_utf8_lossy(head);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut reader = Reader {
        rest: text.chars().peekable(),
        vars: BTreeMap::new(),
        expandable: EXPANSION_LIMIT,
        documents: Vec::new(),
        of_list: Vec::new(),
        // The length limit might have cut off the end mark of a here-document. The text after such a here-document is
        // not certain.
        searchable: if head.len() == bytes.len() {
            SEARCH_LIMIT
        } else {
            0
        },
    };
    let mut surroundings = Surroundings::new();
    while let Some((command, end)) = reader.command() {
        let certain = surroundings.enter(&command, end);
        let succeeds = reader.export(&command, certain);
        reader.end_list(end);
        surroundings.leave(&command, end, succeeds);
    }
    reader.vars
}

/// Splits the text into commands and collects the variables that they export.
struct Reader<'a> {
    /// The text that is not read yet.
    rest: Peekable<Chars<'a>>,
    /// The variables so far.
    vars: BTreeMap<String, String>,
    /// Number of bytes that expansions may still add.
    expandable: usize,
    /// The end marks of the here-documents that follow the current line, and whether tabs before them are removed.
    documents: Vec<(String, bool)>,
    /// The variables that earlier commands of the current list (`a && b`) set.
    of_list: Vec<String>,
    /// Number of bytes that may still be searched for end marks in vain.
    searchable: usize,
}

/// A word of a command, or an error if its value cannot be known.
type Word = Result<String, Unknowable>;

/// The name before the `=` in a word whose value cannot be known.
struct Unknowable {
    name: String,
}

impl Unknowable {
    /// Takes the name of the variable before the `=` of a word.
    fn of(word: &str) -> Self {
        let name = word.split('=').next().unwrap_or_default().to_owned();
        Self { name }
    }
}

impl<'a> Reader<'a> {
    /// Applies a command if it exports variables. If the command is not `certain` to run, drops these variables
    /// instead. Returns whether the command certainly runs and succeeds.
    fn export(&mut self, command: &[Word], certain: bool) -> bool {
        let prefix = prefix(command);
        let certain = certain && prefix == 0;
        let mut words = command.iter().skip(prefix);
        let exports = match words.next() {
            Some(Ok(word)) if word == "export" => true,
            // bash prints its exported variables as `declare -x`. Without `-x` a variable is not exported.
            Some(Ok(word)) if word == "declare" || word == "typeset" => {
                matches!(words.next(), Some(Ok(flag)) if is_export_flag(flag))
            }
            Some(Ok(word)) => return certain && (word == "true" || word == ":"),
            _ => false,
        };
        if !exports {
            return false;
        }
        let mut succeeds = certain;
        for word in words {
            match word {
                Ok(word) => {
                    let (name, value) = word.split_once('=').unwrap_or((word, ""));
                    succeeds &= is_name(name) || name.starts_with('-');
                    if !certain {
                        self.vars.remove(name);
                    } else if word.contains('=')
                        && is_name(name)
                        // An environment cannot hold a NUL byte.
                        && !value.contains('\0')
                        && (self.vars.len() < VARIABLE_LIMIT || self.vars.contains_key(name))
                    {
                        self.vars.insert(name.to_owned(), value.to_owned());
                        self.of_list.push(name.to_owned());
                    }
                }
                // Drop the previous value as well, because the file has replaced it.
                Err(unknown) => {
                    self.vars.remove(&unknown.name);
                }
            }
        }
        succeeds
    }

    /// Ends a list of commands. If it runs in the background, its variables are lost.
    fn end_list(&mut self, end: End) {
        match end {
            End::Background => {
                for name in self.of_list.drain(..) {
                    self.vars.remove(&name);
                }
            }
            End::Line => self.of_list.clear(),
            _ => {}
        }
    }
}

/// Returns whether a flag is `-x`, alone or with other letters.
fn is_export_flag(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|flags| flags.contains('x'))
}

/// Returns whether a text is the name of a shell variable.
fn is_name(name: &str) -> bool {
    name.starts_with(is_name_start) && name.chars().all(|c| is_name_start(c) || c.is_ascii_digit())
}

/// Returns whether a variable name can begin with a character.
fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

#[cfg(test)]
#[path = "env_text_tests.rs"]
mod tests;
