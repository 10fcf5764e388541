//! The words of a shell text that could be paths, with what can be known of its expansions.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

/// Longer than any path a system takes.
const LONGEST: usize = 4096;

/// Variables that hold folders of the user's own, wherever he works.
const HIS_FOLDERS: &[&str] = &[
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "config_dir",
    "CLAUDE_CONFIG_DIR",
    "CODEX_HOME",
    "COPILOT_HOME",
];

/// One word.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text, quotes removed and variables filled in.
    pub(super) text: String,
    /// It stands where a shell looks for a program.
    pub(super) program: bool,
    /// Where it leads depends on the folder or the project the hook runs in.
    pub(super) relative: bool,
    /// Something nobody can know before it runs stands before this text.
    pub(super) open: bool,
}

/// What was opened and has to be closed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Double,
    /// `$(` or a parenthesis; behind a substitution the word goes on.
    Paren {
        substitutes: bool,
    },
    Backtick,
}

/// Splits a shell text. Reads it once; what the grammar has beyond words, quotes, operators and
/// plain expansions is not understood, and its parts count as words.
pub(super) fn words(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Vec<Word> {
    let mut splitter = Splitter {
        rest: text.chars().peekable(),
        variable,
        own: BTreeMap::new(),
        open: Vec::new(),
        word: None,
        at_program: true,
        words: Vec::new(),
    };
    splitter.split();
    splitter.words
}

struct Splitter<'a> {
    rest: Peekable<Chars<'a>>,
    variable: &'a dyn Fn(&str) -> Option<String>,
    /// Variables that the text itself sets.
    own: BTreeMap<String, String>,
    open: Vec<Open>,
    word: Option<Word>,
    at_program: bool,
    words: Vec<Word>,
}

impl Splitter<'_> {
    fn split(&mut self) {
        while let Some(letter) = self.rest.next() {
            let quoted = self.open.last() == Some(&Open::Double);
            match letter {
                '\'' if !quoted => self.single(),
                '"' => self.double(quoted),
                '\\' => self.escaped(quoted),
                '$' => self.dollar(quoted),
                '`' => self.backtick(),
                _ if quoted => self.push(letter),
                '(' => self.enter(false),
                ')' => self.leave(),
                '#' if self.word.is_none() => self.comment(),
                ';' | '&' | '|' | '\n' => {
                    self.end();
                    self.at_program = true;
                }
                '<' | '>' => {
                    let at_program = self.at_program;
                    self.end();
                    self.at_program = at_program && self.words.is_empty();
                }
                blank if blank.is_whitespace() => self.end(),
                other => self.push(other),
            }
        }
        self.end();
    }

    fn word(&mut self) -> &mut Word {
        let program = self.at_program;
        self.word.get_or_insert_with(|| Word {
            program,
            relative: true,
            ..Word::default()
        })
    }

    fn push(&mut self, letter: char) {
        let word = self.word();
        if word.text.is_empty() && !word.open && matches!(letter, '/' | '~') {
            word.relative = false;
        }
        if word.text.len() <= LONGEST {
            word.text.push(letter);
        }
    }

    fn end(&mut self) {
        let Some(word) = self.word.take() else {
            return;
        };
        if word.program
            && let Some((name, value)) = word.text.split_once('=')
            && is_name(name)
        {
            // An assignment; the program comes behind it.
            if value.len() <= LONGEST {
                self.own.insert(name.to_owned(), value.to_owned());
            }
            self.words.push(Word {
                program: false,
                ..word
            });
            return;
        }
        self.at_program = false;
        self.words.push(word);
    }

    fn single(&mut self) {
        self.word();
        while let Some(letter) = self.rest.next().filter(|letter| *letter != '\'') {
            self.push(letter);
        }
    }

    fn double(&mut self, quoted: bool) {
        if quoted {
            self.open.pop();
        } else {
            self.word();
            self.open.push(Open::Double);
        }
    }

    fn escaped(&mut self, quoted: bool) {
        match self.rest.next() {
            Some('\n') | None => {}
            Some(plain) if quoted && !matches!(plain, '"' | '\\' | '$' | '`') => {
                self.push('\\');
                self.push(plain);
            }
            Some(letter) => self.push(letter),
        }
    }

    fn dollar(&mut self, quoted: bool) {
        match self.rest.peek().copied() {
            Some('\'' | '"') if !quoted => {}
            Some('(') => {
                self.rest.next();
                if self.follows("pwd)") {
                    self.fill_in("PWD");
                } else {
                    self.enter(true);
                }
            }
            Some('{') => {
                self.rest.next();
                self.braced();
            }
            Some(first) if first.is_ascii_alphabetic() || first == '_' => {
                let name = self.name();
                self.fill_in(&name);
            }
            Some(special) if special.is_ascii_digit() || "@*#?-$!".contains(special) => {
                self.rest.next();
                self.unknown();
            }
            _ => self.push('$'),
        }
    }

    /// Takes `text` if it comes next.
    fn follows(&mut self, text: &str) -> bool {
        let mut ahead = self.rest.clone();
        if !text.chars().all(|letter| ahead.next() == Some(letter)) {
            return false;
        }
        self.rest = ahead;
        true
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(letter) = self
            .rest
            .next_if(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
        {
            name.push(letter);
        }
        name
    }

    /// `${NAME}`, with a default if it has one.
    fn braced(&mut self) {
        let name = self.name();
        let mut operator = String::new();
        let mut depth = 0;
        for letter in self.rest.by_ref() {
            match letter {
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                '{' => depth += 1,
                _ => {}
            }
            operator.push(letter);
        }
        if !is_name(&name) {
            return self.unknown();
        }
        let default = operator.trim_start_matches(':').strip_prefix(['-', '=']);
        match (self.value(&name), default) {
            (Some(value), _) if operator.is_empty() || default.is_some() => {
                self.insert(&name, &value);
            }
            // A default of one word; with braces in it there is no end to how deep it goes.
            (None, Some(default)) if !default.contains('{') => {
                match words(default, self.variable).as_slice() {
                    [] => {
                        self.word();
                    }
                    [word] if !word.open => self.insert("", &word.text),
                    _ => self.unknown(),
                }
            }
            (None, None) if operator.is_empty() => {
                self.word();
            }
            _ => self.unknown(),
        }
    }

    fn value(&self, name: &str) -> Option<String> {
        let own = self.own.get(name).cloned();
        let value = own.or_else(|| (self.variable)(name));
        value.filter(|value| value.len() <= LONGEST)
    }

    fn fill_in(&mut self, name: &str) {
        match self.value(name) {
            Some(value) => self.insert(name, &value),
            None => {
                self.word();
            }
        }
    }

    /// Text that a variable holds: it may name the folder of the session, so it counts as relative
    /// unless the variable is known for something else.
    fn insert(&mut self, name: &str, value: &str) {
        let word = self.word();
        if word.text.is_empty() && !word.open && HIS_FOLDERS.contains(&name) {
            word.relative = false;
        }
        if word.text.len() <= LONGEST {
            word.text.push_str(value);
        }
    }

    /// Text nobody knows: what stands behind it is looked for on its own.
    fn unknown(&mut self) {
        let word = self.word();
        word.text.clear();
        word.open = true;
        word.relative = true;
    }

    fn backtick(&mut self) {
        let open = self.open.iter().rposition(|open| *open == Open::Backtick);
        match open {
            Some(at) => {
                self.open.truncate(at + 1);
                self.leave();
            }
            None if self.follows("pwd`") => self.fill_in("PWD"),
            None => {
                self.end_before_command();
                self.open.push(Open::Backtick);
                self.at_program = true;
            }
        }
    }

    /// Ends a word that a command goes on; a bare quote is none.
    fn end_before_command(&mut self) {
        if self.word.as_ref().is_some_and(|word| word.text.is_empty()) {
            self.word = None;
        }
        self.end();
    }

    fn enter(&mut self, substitutes: bool) {
        self.end_before_command();
        self.open.push(Open::Paren { substitutes });
        self.at_program = true;
    }

    fn leave(&mut self) {
        self.end();
        match self.open.pop() {
            Some(Open::Backtick | Open::Paren { substitutes: true }) => {
                self.at_program = false;
                self.unknown();
            }
            Some(Open::Double) => self.open.push(Open::Double),
            _ => self.at_program = true,
        }
    }

    fn comment(&mut self) {
        while self.rest.next_if(|letter| *letter != '\n').is_some() {}
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
