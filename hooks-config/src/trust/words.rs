//! Collects the words of a command that could name a file.
//!
//! Too many words are better than too few: a word that names no file costs one lookup, but a file that no word names is
//! not covered. Variables and substitutions are not expanded. The text after a variable or substitution is tried as a
//! path below the root. So `$CLAUDE_PROJECT_DIR/hooks/x.sh` names `hooks/x.sh`; the variable's name does not matter.
//!
//! Examples of the words that one text contributes besides itself:
//!
//! | text | words, among others |
//! |---|---|
//! | `bash -c "sh './my hook.sh'"` | `./my hook.sh` |
//! | `"$DIR"/hooks/x.sh` | `/hooks/x.sh` |
//! | `python3 -m tools.guard` | `tools/guard.py`, `tools/guard/__main__.py`, `tools/__init__.py` |
//! | `awk -fx.awk` | `x.awk` |
//! | `run {a,b}.sh` | `a.sh`, `b.sh` |
//! | `run "$DIR"/x@2.sh` | `/x@2.sh` |
//! | `zsh -c 'run (a|b).sh'` | `*.sh` |

use std::collections::BTreeSet;

use hooks_types::spec::{Command, Program};

use super::expand::{braces, groups_as_stars, is_extended};
use super::targets::without_targets;
use super::unseen::is_interpreter;
use crate::bridge::ESCAPED_IN_QUOTES;

/// The maximum number of words of one command. A person cannot review a command with more words.
const MOST: usize = 8192;

/// The maximum length of a word in bytes. It is above the length of any path that an operating system accepts.
const LONGEST: usize = 4096;

/// The number of levels to which texts within texts are split: `bash -c "sh -c './x.sh'"` has two levels.
const DEPTH: usize = 4;

/// Characters that separate words, or that can precede or follow a word: `=` for `--option=FILE`, `:` for lists such as
/// PATH, `@` for `curl -d @FILE`.
const SEPARATORS: &str = " \t\r\n\"'`;&|()<>{}$,:=!\\@";

/// Words after which the next word is a script.
const SHELLS: &[&str] = &["sh", "bash", "dash", "zsh", "ksh", "fish", ".", "source"];

/// The words of a command.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// All words that could be a path.
    names: BTreeSet<String>,
    /// The words that name a program, or the script that an interpreter runs.
    run: BTreeSet<String>,
    /// Whether some words could not be collected: the command has more than [`MOST`] words, a word has too many
    /// alternatives in braces, or the command is of a kind that this code does not know.
    pub(super) too_many: bool,
    /// Whether a shell with extended patterns might read the command, with patterns such as `@(a|b).sh` and `**` for
    /// any depth.
    pub(super) extended: bool,
}

impl Words {
    /// Collects every word of a command that could name a file.
    pub(super) fn of(command: &Command) -> Self {
        let mut words = Self::default();
        // Determine `extended` first, because the words depend on it. Look at the variables too, because a variable can
        // set the options of a shell.
        let variables = command.env.iter();
        let mut texts = variables.flat_map(|(name, value)| [name, value]);
        words.extended = texts.any(|text| is_extended(text))
            || match &command.program {
                Program::Argv(argv) => argv.iter().any(|word| is_extended(word)),
                Program::Shell(text) => is_extended(text),
                _ => false,
            };
        match &command.program {
            Program::Argv(argv) => {
                argv.iter().for_each(|word| words.text(word, DEPTH));
                words.modules(argv);
                words.programs(argv);
            }
            Program::Shell(text) => {
                words.add(text);
                words.programs(&split(text));
                words.text(&without_targets(text), DEPTH);
            }
            // The words of an unknown kind of program cannot be collected. Treat the command as one with too many
            // words: it cannot be covered.
            _ => words.too_many = true,
        }
        command
            .env
            .values()
            .for_each(|value| words.text(value, DEPTH));
        words
    }

    /// Yields the words, each once.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Returns whether a word names something that runs: a program, or the script of an interpreter.
    pub(super) fn runs(&self, word: &str) -> bool {
        // The word can be the end of a longer word that runs: `/x.sh` of `$DIR/x.sh`. So compare
        // with the ends of words too.
        let mut run = self.run.iter().filter_map(|run| run.strip_suffix(word));
        run.any(|before| before.is_empty() || before.ends_with('/') || word.starts_with('/'))
    }

    /// Adds the program of a command line, and the script after each shell or interpreter in it. The script is the
    /// first word that is not an option.
    fn programs(&mut self, words: &[String]) {
        for (at, word) in words.iter().enumerate() {
            let name = word.rsplit('/').next().unwrap_or(word);
            if at == 0 {
                self.run.insert(word.clone());
            }
            if SHELLS.contains(&name) || is_interpreter(name) {
                let mut behind = words[at + 1..].iter();
                self.run
                    .extend(behind.find(|word| !word.starts_with('-')).cloned());
            }
        }
    }

    /// Adds the words of a text and of the texts quoted within it, up to `depth` levels.
    fn text(&mut self, text: &str, depth: usize) {
        self.add(text);
        if !text.contains(|letter| SEPARATORS.contains(letter)) {
            return;
        }
        // Add the pieces before the depth is checked: the pieces of a deeply nested text are cheap, and they include
        // every name that needs no unquoting.
        self.pieces(text);
        if depth == 0 {
            return;
        }
        let split = split(text);
        self.modules(&split);
        // Split inside quotes too. A part that is not a command only adds words that are not needed, which does no
        // harm.
        for part in text.split([';', '&', '|', '(', ')', '`', '\n']) {
            self.programs(&self::split(part));
        }
        for word in split {
            self.expand(&word);
            if word != text {
                self.text(&word, depth - 1);
            }
        }
        if self.extended {
            let starred = groups_as_stars(text);
            let words = self::split(&starred).into_iter();
            words.for_each(|word| {
                self.add(&word);
                self.expand(&word);
            });
        }
    }

    /// Adds the files of modules that an interpreter runs by name: `python3 -m guard`, `perl -MGuard`.
    fn modules(&mut self, words: &[String]) {
        for (at, word) in words.iter().enumerate() {
            let next = || words.get(at + 1).map(String::as_str);
            let python = word.strip_prefix("-m").and_then(|rest| match rest {
                "" => next(),
                name => Some(name),
            });
            if let Some(name) = python {
                self.python(name);
            }
            // `-m` loads a module in Python and in Perl, so try both meanings.
            let perl = word.strip_prefix("-M").or(word.strip_prefix("-m"));
            if let Some(name) = perl.filter(|name| !name.is_empty()) {
                let name = name.trim_start_matches('-').split('=').next();
                let path = name.unwrap_or_default().replace("::", "/");
                self.keep(&format!("{path}.pm"));
            }
        }
    }

    /// Adds the files that a Python module name can mean: a file, or a folder whose `__main__.py` runs.
    /// The `__init__.py` of each package on the way runs too.
    fn python(&mut self, name: &str) {
        let path = name.replace('.', "/");
        if path.len() > LONGEST || path.is_empty() {
            return;
        }
        self.keep(&format!("{path}.py"));
        self.keep(&format!("{path}/__main__.py"));
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
            self.keep(&format!("{}/__init__.py", &path[..end]));
        }
    }

    /// Returns whether the command has one of these words.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.names.contains(*word))
    }

    /// Returns whether one of the words has this ending.
    pub(super) fn has_ending(&self, ending: &str) -> bool {
        self.names.iter().any(|name| name.ends_with(ending))
    }

    /// Adds the parts between separators, and the part after a variable's name.
    fn pieces(&mut self, text: &str) {
        let mut behind_dollar = false;
        for piece in text.split_inclusive(|letter| SEPARATORS.contains(letter)) {
            let end = piece.char_indices().next_back();
            let end = end.filter(|(_, letter)| SEPARATORS.contains(*letter));
            let word = end.map_or(piece, |(at, _)| &piece[..at]);
            self.add(word);
            if behind_dollar {
                let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
                self.add(word.trim_start_matches(is_name));
            }
            behind_dollar = end.is_some_and(|(_, letter)| letter == '$');
        }
    }

    /// Adds the words that a shell makes of a word by expanding braces, and the text after each
    /// variable. Splitting at [`SEPARATORS`] is not enough, because a file name can contain one:
    /// `$DIR/x@2.sh`, `${DIR:-.}/[!a]*.sh`.
    fn expand(&mut self, word: &str) {
        match braces(word) {
            Some(words) => words.iter().for_each(|word| self.expanded(word)),
            // A word longer than `LONGEST` is not a path but code of a programming language, so do not
            // count it as a path that could not be expanded.
            None => self.too_many |= word.len() <= LONGEST,
        }
        self.expanded(word);
    }

    /// Adds a word whose braces are expanded, and the text after each variable in it.
    fn expanded(&mut self, word: &str) {
        self.add(word);
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        for (at, _) in word.match_indices(['$', '}']) {
            self.keep(word[at + 1..].trim_start_matches(is_name));
        }
    }

    /// Adds a word. If the word is a short option with a value, adds the value too.
    fn add(&mut self, word: &str) {
        self.keep(word);
        // Take the value of a short option without a blank: in `-fx.awk` it is `x.awk`.
        if let Some(value) = word.strip_prefix('-').and_then(|rest| rest.get(1..)) {
            self.keep(value);
        }
    }

    /// Keeps a word if it could be a path and the limit of words is not reached.
    fn keep(&mut self, word: &str) {
        if word.is_empty() || word.len() > LONGEST || word.contains('\0') {
            return;
        }
        if self.names.len() < MOST {
            self.names.insert(word.to_owned());
        } else if !self.names.contains(word) {
            self.too_many = true;
        }
    }
}

/// Splits a text like a POSIX shell: removes quotes and backslashes, and treats operators as
/// separators.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, Some(open)) if letter == open => quote = None,
            ('\\', None | Some('"')) => match letters.next() {
                Some('\n') | None => {}
                Some(plain) => {
                    let word = word.get_or_insert_default();
                    if quote.is_some() && !ESCAPED_IN_QUOTES.contains(plain) {
                        word.push('\\');
                    }
                    word.push(plain);
                }
            },
            (letter, None) if letter.is_whitespace() || ";&|()<>`".contains(letter) => {
                words.extend(word.take());
            }
            (letter, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
