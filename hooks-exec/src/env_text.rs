//! Reads the file to which hooks of some agents write variables. The file is shell text, which is parsed without a
//! shell.
//!
//! Claude Code runs this file (`CLAUDE_ENV_FILE`) in a shell before later commands. A library must not run the file,
//! because the file could run any code in the agent's name. So only variables whose value is certain are used.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use self::surroundings::{End, Surroundings, prefix};

mod commands;
mod surroundings;
mod words;

/// Maximum number of bytes of the file that are read. The rest of a longer file is ignored.
const FILE_LIMIT: usize = 1 << 20;

/// Maximum total length of all expansions in one file, in bytes.
const EXPANSION_LIMIT: usize = 1 << 20;

/// Maximum number of variables that one file sets.
const VARIABLE_LIMIT: usize = 4096;

/// Maximum number of bytes that are searched for missing end marks of here-documents. The limit keeps the time linear.
const SEARCH_LIMIT: usize = 4 << 20;

/// Returns the variables that shell text exports. A later value overrides an earlier value.
///
/// This function understands `export NAME=value` and the `declare -x NAME=value` lines that `export -p` prints. One
/// command can export several variables. Quoting as in a shell (`'…'`, `"…"`, `$'…'`, backslashes) can span lines.
///
/// Nothing is executed. `$NAME` and `${NAME}` expand to variables that the same file has set before. The value of any
/// other expansion (`$PATH` of the session, `$(command)`, backquotes) is not known here, so a variable with an unknown
/// value is omitted. A variable is also omitted if a shell might skip its export or might run the export in a child
/// process: in a condition, a loop, a function, a subshell or a pipe, in the background, after `||`, and after `&&`
/// unless the command before `&&` is `true`, `:` or an export. An export in braces (`{ export A=1; }`) is omitted too,
/// although a shell runs it.
///
/// A later `NAME=value` changes the value of an exported variable. `unset`, `read`, `declare` and similar commands
/// remove the variable from the result. All other commands are ignored. Variables beyond 4096, and expansions beyond
/// 1 MiB in total, are ignored too.
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
        // If the file was cut, the end mark of a here-document can be in the part that was cut off. So treat everything
        // after an unclosed here-document as data: the limit 0 ends the search for its end mark at once.
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
        if !surroundings.continues(&command, end) {
            reader.end_list(end);
        }
        surroundings.leave(&command, end, succeeds);
    }
    reader.vars
}

/// Splits the text into commands and collects the variables that they export.
struct Reader<'a> {
    /// The text that is not read yet.
    rest: Peekable<Chars<'a>>,
    /// The variables that the commands read so far export.
    vars: BTreeMap<String, String>,
    /// The number of bytes that expansions may still add.
    expandable: usize,
    /// The here-documents that follow the current line: the end mark of each, and whether tabs before it are removed.
    documents: Vec<(String, bool)>,
    /// The variables that were set so far in the current list of commands (`a && b`). They are lost if the list runs
    /// in the background.
    of_list: Vec<String>,
    /// The number of bytes that may still be searched for missing end marks of here-documents.
    searchable: usize,
}

/// A word of a command, or an error if its value cannot be known.
type Word = Result<String, Unknowable>;

/// The name before the `=` in a word whose value cannot be known.
struct Unknowable {
    name: String,
}

impl Unknowable {
    /// Creates the error for a word; the variable's name is the text before the `=`.
    fn of(word: &str) -> Self {
        let name = word.split('=').next().unwrap_or_default().to_owned();
        Self { name }
    }
}

impl<'a> Reader<'a> {
    /// Applies a command: an export here, and any other command by [`change`](Self::change). If an export is not
    /// `certain` to run, forgets the variables that it exports. Returns whether the command certainly runs and
    /// succeeds.
    fn export(&mut self, command: &[Word], certain: bool) -> bool {
        let prefix = prefix(command);
        let certain = certain && prefix == 0;
        let mut words = command.iter().skip(prefix);
        let exports = match words.next() {
            Some(Ok(word)) if word == "export" => true,
            // `export -p` prints variables as `declare -x NAME=value`, which is an export. `declare` without `-x` is
            // not an export.
            Some(Ok(word)) if word == "declare" || word == "typeset" => {
                matches!(words.next(), Some(Ok(flag)) if is_export_flag(flag))
            }
            Some(Ok(word)) if word == "true" || word == ":" => return certain,
            _ => false,
        };
        if !exports {
            return self.change(command.get(prefix..).unwrap_or_default(), certain);
        }
        let removes = matches!(words.clone().next(), Some(Ok(flag)) if flag == "-n");
        let certain = certain && !removes;
        let mut succeeds = certain;
        for word in words {
            match word {
                Ok(word) => {
                    let (name, value) = word.split_once('=').unwrap_or((word, ""));
                    succeeds &= is_name(name) || name.starts_with('-');
                    if !certain || name.ends_with('+') {
                        // The new value is not known in two cases: `A+=x` appends to an unknown value, and an
                        // uncertain command might not run. So drop the variable in both cases.
                        self.vars.remove(name.trim_end_matches('+'));
                    } else if word.contains('=')
                        && is_name(name)
                        // The value of an environment variable cannot contain a NUL byte, so skip a value with a NUL
                        // byte.
                        && !value.contains('\0')
                        && (self.vars.len() < VARIABLE_LIMIT || self.vars.contains_key(name))
                    {
                        self.vars.insert(name.to_owned(), value.to_owned());
                        self.of_list.push(name.to_owned());
                    }
                }
                // The file replaces the variable's previous value by an unknown value, so drop the previous value.
                Err(unknown) => {
                    self.vars.remove(&unknown.name);
                }
            }
        }
        succeeds
    }

    /// Applies a command that is not an export to the variables that were exported before. Always returns `false`,
    /// because of all commands only exports, `true` and `:` are treated as certain to succeed.
    fn change(&mut self, command: &[Word], certain: bool) -> bool {
        if let Some(Ok(first)) = command.first()
            && CHANGERS.contains(&first.as_str())
        {
            for word in command.iter().skip(1) {
                self.vars.remove(name_of(word));
            }
            return false;
        }
        // An assignment directly before a command (`A=1 make`) applies only to that command. So handle assignments only
        // if no command follows them.
        let is_assignment = |word: &Word| match word {
            Ok(word) => word.contains('=') && is_name(word_name(word)),
            Err(unknown) => is_name(unknown.name.trim_end_matches('+')),
        };
        if !command.iter().all(is_assignment) {
            return false;
        }
        for word in command {
            match (word, self.vars.get_mut(name_of(word))) {
                (Ok(word), Some(value)) if certain && !word.contains("+=") => {
                    let (_, new) = word.split_once('=').unwrap_or_default();
                    *value = new.to_owned();
                    self.of_list.push(word_name(word).to_owned());
                }
                (word, Some(_)) => {
                    self.vars.remove(name_of(word));
                }
                _ => {}
            }
        }
        false
    }

    /// Ends a list of commands. If the list runs in the background, the variables that it sets are lost.
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

/// Commands that can change the variables that they name.
const CHANGERS: &[&str] = &[
    "unset", "read", "declare", "typeset", "readonly", "local", "getopts", "for", "select",
];

/// Returns the name of the variable that a word can assign.
fn name_of(word: &Word) -> &str {
    match word {
        Ok(word) => word_name(word),
        Err(unknown) => unknown.name.trim_end_matches('+'),
    }
}

/// Returns the part of a word before `=` or `+=`.
fn word_name(word: &str) -> &str {
    let name = word.split_once('=').map_or(word, |(name, _)| name);
    name.trim_end_matches('+')
}

/// Returns whether a flag is `-x`, alone or in a group of letters such as `-gx`.
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
