//! The words of a shell text that could be paths, with what can be known of its expansions.

mod expansions;

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use super::ansi;
use super::letters::expanded;
use super::pattern::is_pattern;
use super::word::{Word, assignment, is_name};

/// Longer than any path a system takes.
const LONGEST: usize = 4096;

/// Words that braces make in one text, and bytes that variables do.
const EXPANDED: usize = 4096;
const FILLED_IN: usize = 256 << 10;

/// Words behind which a shell still looks for a program: its reserved words, and programs that start
/// another.
const BEFORE_PROGRAM: &[&str] = &[
    "!", "{", "if", "then", "elif", "else", "while", "until", "do", "time", "exec", "command",
    "builtin", "env", "nohup", "nice", "setsid", "sudo", "doas",
];

/// Commands that set the variables they are given.
const DECLARES: &[&str] = &["export", "declare", "typeset", "local", "readonly"];

/// Commands that run, or go to, what they are given, so that a pattern without a folder counts too.
const RUNS: &[&str] = &[
    ".", "source", "bash", "sh", "dash", "zsh", "ksh", "fish", "busybox", "python", "node", "deno",
    "bun", "ruby", "perl", "php", "lua", "xargs", "for", "cd", "pushd",
];

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

/// What a variable holds.
#[derive(Debug, Clone, Default)]
struct Held {
    text: String,
    /// Only its end is known.
    open: bool,
}

/// What was opened and has to be closed again.
#[derive(Debug)]
enum Open {
    Double,
    /// A parenthesis.
    Group,
    /// `$(`; behind it the word goes on.
    Substitution(Begun),
    Backtick(Begun),
}

/// The word that a substitution stands in.
#[derive(Debug, Default)]
struct Begun {
    sets: Option<String>,
    program: bool,
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
        is_target: false,
        command: String::new(),
        compares: false,
        is_name: false,
        arms: 0,
        is_arm: false,
        backticks: 0,
        filled_in: 0,
        words: Vec::new(),
        made: 0,
    };
    splitter.split();
    splitter.words
}

struct Splitter<'a> {
    rest: Peekable<Chars<'a>>,
    variable: &'a dyn Fn(&str) -> Option<String>,
    /// Variables that the text itself sets.
    own: BTreeMap<String, Held>,
    open: Vec<Open>,
    word: Option<Word>,
    at_program: bool,
    /// A redirection's file comes next.
    is_target: bool,
    /// The name of the command at hand.
    command: String,
    /// It is `[[`, whose words are compared.
    compares: bool,
    /// A variable that it sets comes next.
    is_name: bool,
    /// `case` that are open, and whether a pattern of one comes next.
    arms: usize,
    is_arm: bool,
    /// How many backticks are open.
    backticks: usize,
    /// Bytes that came out of variables.
    filled_in: usize,
    words: Vec<Word>,
    /// Words that braces made.
    made: usize,
}

impl Splitter<'_> {
    fn split(&mut self) {
        while let Some(letter) = self.rest.next() {
            let quoted = self.is_quoted();
            match letter {
                '\'' if !quoted => self.single(),
                '"' => self.double(quoted),
                '\\' => self.escaped(quoted),
                '$' => self.dollar(quoted),
                '`' => self.backtick(),
                _ if quoted => self.push(letter),
                '(' => self.group(),
                ')' => self.leave(),
                '#' if self.word.is_none() => self.comment(),
                '&' | '|' if self.is_target && self.word.is_none() => {}
                ';' | '&' | '|' | '\n' => self.operator(letter),
                '<' | '>' => self.redirection(),
                blank if blank.is_whitespace() => self.end(),
                other => self.push_bare(other),
            }
        }
        self.end();
    }

    fn is_quoted(&self) -> bool {
        matches!(self.open.last(), Some(Open::Double))
    }

    fn word(&mut self) -> &mut Word {
        let program = self.at_program && !self.is_target;
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

    /// A character outside quotes.
    fn push_bare(&mut self, letter: char) {
        let word = self.word();
        if "*?[{},".contains(letter) && word.text.len() <= LONGEST {
            word.special.push(word.text.len());
        }
        self.push(letter);
    }

    fn operator(&mut self, letter: char) {
        self.end();
        // A comparison goes on behind `&&` and `||`.
        self.compares &= matches!(letter, '&' | '|');
        self.at_program = !self.compares;
        self.is_target = false;
        let next = self.rest.peek();
        self.is_arm |= self.arms > 0 && letter == ';' && matches!(next, Some(';' | '&'));
    }

    /// The file that a command is redirected to is none of its words.
    fn redirection(&mut self) {
        let number = |word: &mut Word| word.text.bytes().all(|byte| byte.is_ascii_digit());
        if self.word.take_if(number).is_none() {
            self.end();
        }
        self.is_target = true;
    }

    fn end(&mut self) {
        let Some(mut word) = self.word.take() else {
            return;
        };
        if word.sets.is_none() && !word.open {
            word.sets = assignment(&word.text).map(|(name, _)| name.to_owned());
        }
        self.is_target = false;
        self.compares &= word.text != "]]";
        let in_case = std::mem::take(&mut self.is_arm);
        if in_case {
            self.arm(word);
        } else if word.sets.is_some() && (word.program || DECLARES.contains(&&*self.command)) {
            // The program comes behind an assignment.
            self.at_program |= word.program;
            self.set(&word);
            word.program = false;
            self.words.push(word);
        } else if word.program {
            self.program(word);
        } else {
            self.argument(word);
        }
    }

    /// A pattern of `case`: it names no file.
    fn arm(&mut self, word: Word) {
        match &*word.text {
            "esac" => self.arms = self.arms.saturating_sub(1),
            // More of them come.
            _ => self.is_arm = true,
        }
        self.words.push(word);
    }

    fn program(&mut self, word: Word) {
        let name = word.text.rsplit('/').next().unwrap_or_default();
        let before = BEFORE_PROGRAM.contains(&name) || word.text.starts_with('-');
        self.at_program = before;
        if !before {
            let version = |c: char| c.is_ascii_digit() || c == '.';
            let known = name.trim_end_matches(version);
            self.command = if known.is_empty() { name } else { known }.to_owned();
            match name {
                "[[" => self.compares = true,
                "case" => self.arms += 1,
                "esac" => self.arms = self.arms.saturating_sub(1),
                _ => {}
            }
            self.is_name = ["for", "select", "read"].contains(&name);
        }
        self.finish(word);
    }

    fn argument(&mut self, word: Word) {
        self.is_arm = self.command == "case" && word.text == "in";
        if self.is_name && is_name(&word.text) {
            // What it sets nobody knows.
            let held = Held {
                open: true,
                ..Held::default()
            };
            self.own.insert(word.text.clone(), held);
            self.is_name = self.command == "read";
        }
        self.finish(word);
    }

    /// Takes up a word with what its braces make of it, and sees whether it is a pattern of files.
    fn finish(&mut self, word: Word) {
        if word.special.is_empty() {
            return self.words.push(word);
        }
        let left = EXPANDED.saturating_sub(self.made).min(256);
        let before = self.words.len();
        let compares = self.compares || ["[", "test"].contains(&&*self.command);
        let braces_first = word.special.first() == Some(&0);
        for letters in expanded(&word.letters(), left) {
            let mut text = String::new();
            let mut special = Vec::new();
            for (letter, bare) in &letters {
                if *bare {
                    special.push(text.len());
                }
                text.push(*letter);
            }
            let places = text.contains('/') || (!word.program && RUNS.contains(&&*self.command));
            let goes = ["cd", "pushd"].contains(&&*self.command);
            let pattern = is_pattern(&letters) && places && !compares;
            self.words.push(Word {
                relative: word.relative && !(braces_first && text.starts_with(['/', '~'])),
                pattern,
                goes,
                text,
                special,
                sets: word.sets.clone(),
                moving: Vec::new(),
                ..word
            });
        }
        self.made += self.words.len() - before - 1;
    }

    fn set(&mut self, word: &Word) {
        let (Some(name), true) = (&word.sets, word.text.len() <= LONGEST) else {
            return;
        };
        let mut held = Held {
            text: word.text.clone(),
            open: word.open,
        };
        if !word.open
            && let Some((_, value)) = assignment(&word.text)
        {
            held.text = value.to_owned();
            if word
                .text
                .get(name.len()..)
                .is_some_and(|rest| rest.starts_with('+'))
            {
                let before = self.held(name).unwrap_or_default();
                held.text.insert_str(0, &before.text);
                held.open = before.open;
            }
        }
        self.own.insert(name.clone(), held);
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

    fn backtick(&mut self) {
        let mut open = self.open.iter().rev();
        let is_backtick = |open: &Open| matches!(open, Open::Backtick(_));
        let inside = match self.backticks {
            0 => None,
            _ => open.position(is_backtick),
        };
        match inside {
            Some(inside) => {
                self.open.truncate(self.open.len() - inside);
                self.leave();
            }
            None if self.follows("pwd`") => self.fill_in("PWD"),
            None => {
                let begun = self.interrupt();
                self.open.push(Open::Backtick(begun));
                self.backticks += 1;
            }
        }
    }

    fn substitution(&mut self) {
        let begun = self.interrupt();
        self.open.push(Open::Substitution(begun));
    }

    fn group(&mut self) {
        if self.is_arm && self.word.is_none() {
            // `(a)` of a `case`.
            return;
        }
        self.interrupt();
        self.open.push(Open::Group);
    }

    /// Ends a word that a command goes on; a bare quote is none.
    fn interrupt(&mut self) -> Begun {
        let program = self.at_program && !self.is_target;
        let begun = match &mut self.word {
            Some(word) => Begun {
                sets: match word.open {
                    true => word.sets.clone(),
                    false => assignment(&word.text).map(|(name, _)| name.to_owned()),
                },
                program: word.program,
            },
            None => Begun {
                sets: None,
                program,
            },
        };
        if self.word.as_ref().is_some_and(|word| word.text.is_empty()) {
            self.word = None;
        }
        if let Some(word) = &mut self.word {
            word.cut = true;
        }
        self.end();
        self.at_program = true;
        self.is_target = false;
        begun
    }

    fn leave(&mut self) {
        self.end();
        if std::mem::take(&mut self.is_arm) {
            self.at_program = true;
            return;
        }
        match self.open.pop() {
            Some(open @ (Open::Backtick(_) | Open::Substitution(_))) => {
                let (begun, ticks) = match open {
                    Open::Backtick(begun) => (begun, 1),
                    Open::Substitution(begun) => (begun, 0),
                    Open::Double | Open::Group => (Begun::default(), 0),
                };
                self.backticks -= ticks;
                self.at_program = false;
                self.unknown();
                let word = self.word();
                word.program = begun.program && begun.sets.is_some();
                word.sets = begun.sets;
            }
            Some(Open::Double) => self.open.push(Open::Double),
            _ => self.at_program = true,
        }
    }

    fn comment(&mut self) {
        while self.rest.next_if(|letter| *letter != '\n').is_some() {}
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
