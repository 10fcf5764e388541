//! Reads the file to which hooks of some agents write variables: shell text, parsed without a shell.
//!
//! Claude Code runs such a file (`CLAUDE_ENV_FILE`) in a shell before later commands. A library cannot do that:
//! the file would run code in the agent's name. So only variables whose value is certain are taken over.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use crate::ansi;

/// Maximum length that is read, in bytes. The rest of a longer file is ignored.
const FILE_LIMIT: usize = 1 << 20;

/// Maximum total length of all expansions in one file, in bytes.
const EXPANSION_LIMIT: usize = 1 << 20;

/// Maximum number of variables that one file sets.
const VARIABLE_LIMIT: usize = 4096;

/// Maximum length that is searched for end marks that do not exist, in bytes. It keeps the reading linear.
const SEARCH_LIMIT: usize = 4 << 20;

/// Returns the variables that shell text exports. A later value overrides an earlier one.
///
/// It understands `export NAME=value` and the `declare -x NAME=value` lines that `export -p`
/// prints, also several in one command, with the shell's quoting (`'…'`, `"…"`, `$'…'`,
/// backslashes) across lines.
///
/// Nothing is executed. `$NAME` and `${NAME}` expand to variables that the same file has set
/// before. Any other expansion (`$PATH` of the session, `$(command)`, backquotes) has no known
/// value here, so that variable is omitted rather than set to a wrong value. All other commands are
/// ignored. Variables beyond 4096, and expansions beyond 1 MiB in total, are ignored too.
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
        // The limit may have cut off the end mark of a here-document. The text after such a here-document is not
        // certain.
        searchable: if head.len() == bytes.len() {
            SEARCH_LIMIT
        } else {
            0
        },
    };
    while let Some(command) = reader.command() {
        reader.export(&command);
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
    /// Takes the name of a word.
    fn of(word: &str) -> Self {
        let name = word.split('=').next().unwrap_or_default().to_owned();
        Self { name }
    }
}

impl<'a> Reader<'a> {
    /// Reads the words of the next command. Returns `None` at the end of the text.
    fn command(&mut self) -> Option<Vec<Word>> {
        let mut words = Vec::new();
        // Whether the last word ends directly before the current character.
        let mut touches = false;
        self.rest.peek()?;
        loop {
            match self.rest.peek() {
                None => return Some(words),
                Some('\n') => {
                    self.rest.next();
                    self.skip_documents();
                    return Some(words);
                }
                Some('<' | '>') => self.redirection(&mut words, touches),
                Some('&') => {
                    self.rest.next();
                    // `&>file` redirects both outputs.
                    if self.rest.peek() != Some(&'>') {
                        return Some(words);
                    }
                    self.redirection(&mut words, false);
                }
                Some('(') => match self.is_arithmetic() {
                    true => self.substitution(),
                    false => {
                        self.rest.next();
                        return Some(words);
                    }
                },
                Some(';' | '|' | ')') => {
                    self.rest.next();
                    return Some(words);
                }
                Some(' ' | '\t' | '\r') => {
                    self.rest.next();
                }
                Some('#') => while self.rest.next_if(|c| *c != '\n').is_some() {},
                Some(_) => {
                    words.push(self.word());
                    touches = true;
                    continue;
                }
            }
            touches = false;
        }
    }

    /// Skips a redirection and its file, which are not words of the command. If it `touches` the last word, a number
    /// in front is the redirected file descriptor, and a process substitution belongs to the word.
    fn redirection(&mut self, words: &mut Vec<Word>, touches: bool) {
        let reads = self.rest.next() == Some('<');
        if self.rest.peek() == Some(&'(') {
            self.substitution();
            // The name of the pipe is known only to the shell.
            if let Some(Ok(word)) = words.pop_if(|_| touches) {
                words.push(Err(Unknowable::of(&word)));
            }
            return;
        }
        let is_number = |word: &mut Word| {
            word.as_ref()
                .is_ok_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
        };
        if touches {
            words.pop_if(is_number);
        }
        let twice = self.rest.next_if(|c| *c == if reads { '<' } else { '>' });
        if reads && twice.is_some() && self.rest.next_if_eq(&'<').is_none() {
            return self.announce();
        }
        // The second character of `>&2`, `>|file` and `<>file` belongs to the operator.
        self.rest.next_if(|c| "&|>".contains(*c));
        while self.rest.next_if(|c| " \t\r".contains(*c)).is_some() {}
        // The file of a redirection is not a word of the command, so drop it.
        let _ = self.word();
    }

    /// Reads the end mark of a here-document, whose lines follow the current one.
    fn announce(&mut self) {
        let tabs = self.rest.next_if_eq(&'-').is_some();
        while self.rest.next_if(|c| " \t\r".contains(*c)).is_some() {}
        let mut end = String::new();
        while let Some(c) = self.rest.next_if(|c| !" \t\r\n;&|()<>".contains(*c)) {
            match c {
                '\'' | '"' => end.extend(self.up_to(c)),
                '\\' => end.extend(self.rest.next()),
                c => end.push(c),
            }
        }
        self.documents.push((end, tabs));
    }

    /// Whether `((` comes next. In arithmetic, `<<` shifts.
    fn is_arithmetic(&self) -> bool {
        let mut ahead = self.rest.clone();
        ahead.next() == Some('(') && ahead.next() == Some('(')
    }

    /// Skips the lines of the here-documents that the line before announced: they are data. Skips nothing if an end
    /// mark is missing, because it was then no here-document, as in `let x=1<<3`.
    fn skip_documents(&mut self) {
        for (end, tabs) in std::mem::take(&mut self.documents) {
            if let Some(behind) = self.behind_document(&end, tabs) {
                self.rest = behind;
            }
        }
    }

    /// Returns the text after the line that ends a here-document; `None` if there is no such line.
    fn behind_document(&mut self, end: &str, tabs: bool) -> Option<Peekable<Chars<'a>>> {
        let mut behind = self.rest.clone();
        let mut length = 0_usize;
        while behind.peek().is_some() {
            let line: String = behind.by_ref().take_while(|c| *c != '\n').collect();
            length = length.saturating_add(line.len() + 1);
            let line = line.trim_end_matches('\r');
            let line = match tabs {
                true => line.trim_start_matches('\t'),
                false => line,
            };
            if line == end {
                return Some(behind);
            }
            if length > self.searchable {
                // There are too many here-documents without an end mark. The rest counts as data, because every
                // value must be certain.
                return Some("".chars().peekable());
            }
        }
        self.searchable -= length;
        None
    }

    /// Reads one word, removes its quotes and expands variables.
    fn word(&mut self) -> Word {
        let mut word = String::new();
        let mut known = true;
        // A carriage return ends a word too. In a file with Windows line ends it would otherwise become part of a
        // value.
        while let Some(c) = self.rest.next_if(|c| !" \t\r\n;&|()<>".contains(*c)) {
            match c {
                '\'' => word.extend(self.up_to('\'')),
                '"' => known &= self.double_quoted(&mut word),
                '\\' => match self.rest.next() {
                    Some('\n') | None => {}
                    Some(c) => word.push(c),
                },
                '$' if self.rest.next_if_eq(&'\'').is_some() => {
                    known &= self.ansi_quoted(&mut word);
                }
                '$' => known &= self.variable(&mut word),
                '`' => {
                    self.up_to('`').for_each(drop);
                    known = false;
                }
                c => word.push(c),
            }
        }
        // The name is known even if the value is not. The caller needs it to drop the variable's earlier value.
        if known {
            Ok(word)
        } else {
            Err(Unknowable::of(&word))
        }
    }

    /// Reads the characters before the next `end` and consumes `end`.
    fn up_to(&mut self, end: char) -> impl Iterator<Item = char> {
        self.rest.by_ref().take_while(move |c| *c != end)
    }

    /// Reads the rest of a double-quoted string. Returns `false` if its value cannot be known.
    fn double_quoted(&mut self, word: &mut String) -> bool {
        let mut known = true;
        while let Some(c) = self.rest.next() {
            match c {
                '"' => break,
                '\\' => match self.rest.next() {
                    Some('\n') | None => {}
                    Some(c @ ('"' | '\\' | '$' | '`')) => word.push(c),
                    Some(c) => word.extend(['\\', c]),
                },
                '$' => known &= self.variable(word),
                '`' => {
                    self.up_to('`').for_each(drop);
                    known = false;
                }
                c => word.push(c),
            }
        }
        known
    }

    /// Reads the rest of `$'…'`, the form in which shells print values with control characters. Returns `false` if
    /// its value cannot be known.
    fn ansi_quoted(&mut self, word: &mut String) -> bool {
        let decoded = ansi::decode_exactly(&mut self.rest);
        word.push_str(decoded.as_deref().unwrap_or_default());
        decoded.is_some()
    }

    /// Expands the variable after a `$`. Returns `false` if its value cannot be known.
    fn variable(&mut self, word: &mut String) -> bool {
        let name: String = match self.rest.peek() {
            Some('{') => {
                self.rest.next();
                self.up_to('}').collect()
            }
            // A command would have to be executed to know its output.
            Some('(') => {
                self.substitution();
                return false;
            }
            Some(c) if is_name_start(*c) => {
                let mut name = String::new();
                while let Some(c) = self
                    .rest
                    .next_if(|c| is_name_start(*c) || c.is_ascii_digit())
                {
                    name.push(c);
                }
                name
            }
            // Positional and special parameters, which only a shell knows.
            Some('0'..='9' | '?' | '!' | '#' | '*' | '@' | '$' | '-') => {
                self.rest.next();
                return false;
            }
            // A dollar before any other character is literal.
            _ => {
                word.push('$');
                return true;
            }
        };
        // One limit for all expansions together: repeated references to a long value would
        // otherwise exhaust the memory.
        let value = self.vars.get(&name);
        let left = value.and_then(|value| self.expandable.checked_sub(value.len()));
        let (Some(value), Some(left)) = (value, left) else {
            return false;
        };
        word.push_str(value);
        self.expandable = left;
        true
    }

    /// Skips a `$(…)`, including nested brackets.
    fn substitution(&mut self) {
        let mut open = 0_usize;
        for c in self.rest.by_ref() {
            match c {
                '(' => open += 1,
                ')' => open = open.saturating_sub(1),
                _ => continue,
            }
            if open == 0 {
                return;
            }
        }
    }

    /// Applies a command if it exports variables.
    fn export(&mut self, command: &[Word]) {
        let mut words = command.iter();
        let exports = match words.next() {
            Some(Ok(word)) if word == "export" => true,
            // bash prints its exported variables as `declare -x`. Without `-x` a variable is not exported.
            Some(Ok(word)) if word == "declare" || word == "typeset" => {
                matches!(words.next(), Some(Ok(flag)) if is_export_flag(flag))
            }
            _ => false,
        };
        if !exports {
            return;
        }
        for word in words {
            match word {
                Ok(word) => {
                    if let Some((name, value)) = word.split_once('=')
                        && is_name(name)
                        // An environment cannot hold a NUL byte.
                        && !value.contains('\0')
                        && (self.vars.len() < VARIABLE_LIMIT || self.vars.contains_key(name))
                    {
                        self.vars.insert(name.to_owned(), value.to_owned());
                    }
                }
                // Drop the previous value as well, because the file has replaced it.
                Err(unknown) => {
                    self.vars.remove(&unknown.name);
                }
            }
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
