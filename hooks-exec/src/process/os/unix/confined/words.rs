//! The words of a shell text that could be paths, with what can be known of its expansions.

mod commands;
mod documents;
mod expansions;
mod wrapped;

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use self::commands::{BEFORE_PROGRAM, DECLARES, GOES, HIS_FOLDERS, LOOKS_FOR, RUNS, SAYS, SHELLS};
use self::documents::Announced;
use super::ansi;
use super::letters::expanded;
use super::pattern::is_pattern;
use super::word::{UNKNOWN, Word, assignment, is_name, program_name};

pub(super) use self::documents::{Document, substituted};
pub(super) use self::wrapped::{Modules, is_for_a_completer, is_wrapper};

/// Longer than any path a system takes.
const LONGEST: usize = 4096;

/// Defaults within defaults of variables.
const DEFAULTS: usize = 4;

/// What the texts of one command may grow by: a text in a text can repeat what made it grow.
#[derive(Debug)]
pub(super) struct Room {
    /// Words that braces make.
    words: usize,
    /// Bytes that variables do.
    bytes: usize,
    /// Bytes of here-documents, which are read once more.
    documents: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            words: 4096,
            bytes: 256 << 10,
            documents: 256 << 10,
        }
    }
}

/// What a variable holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    text: String,
    /// Only its end is known.
    open: bool,
}

/// The variables that a text sets.
pub(super) type Own = BTreeMap<String, Held>;

/// The words of a text, the variables that it sets, and its here-documents.
pub(super) type Split = (Vec<Word>, Own, Vec<Document>);

/// What was opened and has to be closed again.
#[derive(Debug)]
enum Open {
    Double,
    /// A here-document: no quotes count in it.
    Document,
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
    /// What of it stands before.
    before: String,
    begins_relative: bool,
    command: String,
    target: Option<char>,
    behind_option: bool,
    had_script: bool,
    is_piped: bool,
    wrapped: bool,
    modules: Modules,
}

/// Splits a shell text. Reads it once; what the grammar has beyond words, quotes, operators and
/// plain expansions is not understood, and its parts count as words. `around` are the variables that
/// the texts around it set, the innermost last.
pub(super) fn words(
    text: &str,
    around: &[Own],
    variable: &dyn Fn(&str) -> Option<String>,
    room: &mut Room,
) -> Split {
    split(text, around, variable, room, DEFAULTS)
}

fn split(
    text: &str,
    around: &[Own],
    variable: &dyn Fn(&str) -> Option<String>,
    room: &mut Room,
    defaults: usize,
) -> Split {
    split_from(Vec::new(), text, around, variable, room, defaults)
}

/// Splits a text that stands inside something that is open.
fn split_from(
    open: Vec<Open>,
    text: &str,
    around: &[Own],
    variable: &dyn Fn(&str) -> Option<String>,
    room: &mut Room,
    defaults: usize,
) -> Split {
    let mut splitter = Splitter {
        rest: text.chars().peekable(),
        variable,
        around,
        room,
        defaults,
        own: BTreeMap::new(),
        word: None,
        // What a document says is no program's name.
        at_program: open.is_empty(),
        open,
        target: None,
        command: String::new(),
        compares: false,
        is_name: false,
        arms: 0,
        is_arm: false,
        backticks: 0,
        substitutions: 0,
        behind_option: false,
        had_script: false,
        is_piped: false,
        feeds: false,
        wrapper: false,
        wrapped: false,
        modules: Modules::default(),
        announced: Vec::new(),
        documents: Vec::new(),
        words: Vec::new(),
    };
    splitter.split();
    let (mut words, own) = (splitter.words, splitter.own);
    for word in &mut words {
        // What is said to a shell is no mere message, and one of several lines may be commands
        // behind a quote that was misunderstood.
        word.is_talk |= word.is_said && !splitter.feeds;
        word.is_talk &= !word.text.contains('\n');
    }
    (words, own, splitter.documents)
}

struct Splitter<'a> {
    rest: Peekable<Chars<'a>>,
    variable: &'a dyn Fn(&str) -> Option<String>,
    /// Variables that the texts around it set, and the text itself.
    around: &'a [Own],
    own: Own,
    room: &'a mut Room,
    /// Defaults within defaults that are still read.
    defaults: usize,
    open: Vec<Open>,
    word: Option<Word>,
    at_program: bool,
    /// A redirection's file comes next: `<` or `>`.
    target: Option<char>,
    /// The name of the command at hand.
    command: String,
    /// It is `[[`, whose words are compared.
    compares: bool,
    /// A variable that it sets comes next.
    is_name: bool,
    /// `case` that are open, and whether a pattern of one comes next.
    arms: usize,
    is_arm: bool,
    /// How many backticks are open, and how many substitutions of both kinds.
    backticks: usize,
    substitutions: usize,
    /// The word before was an option of the command.
    behind_option: bool,
    /// It has been given its script.
    had_script: bool,
    /// It reads another's output.
    is_piped: bool,
    /// One that runs what it reads does.
    feeds: bool,
    /// A program was named that starts another, and options of its own came: which of the words
    /// behind them that is, is not known.
    wrapper: bool,
    wrapped: bool,
    modules: Modules,
    /// Here-documents whose texts come, and that came.
    announced: Vec<Announced>,
    documents: Vec<Document>,
    words: Vec<Word>,
}

impl Splitter<'_> {
    fn split(&mut self) {
        while let Some(letter) = self.rest.next() {
            let quoted = self.is_quoted();
            match letter {
                '\'' if !quoted => self.single(),
                '"' if !self.is_document() => self.double(quoted),
                '\\' => self.escaped(quoted),
                '$' => self.dollar(quoted),
                '`' => self.backtick(),
                _ if quoted => self.push(letter),
                '(' => self.group(),
                ')' => self.leave(),
                '#' if self.word.is_none() => self.comment(),
                '&' | '|' if self.target.is_some() && self.word.is_none() => {}
                ';' | '&' | '|' | '\n' => self.operator(letter),
                '<' | '>' => self.redirection(letter),
                blank if blank.is_whitespace() => self.end(),
                other => self.push_bare(other),
            }
        }
        self.end();
    }

    fn is_quoted(&self) -> bool {
        matches!(self.open.last(), Some(Open::Double | Open::Document))
    }

    fn is_document(&self) -> bool {
        matches!(self.open.last(), Some(Open::Document))
    }

    fn word(&mut self) -> &mut Word {
        let program = self.at_program && self.target.is_none();
        let is_document = self.is_document();
        self.word.get_or_insert_with(|| Word {
            program,
            is_document,
            relative: true,
            ..Word::default()
        })
    }

    fn push(&mut self, letter: char) {
        let word = self.word();
        if word.text.is_empty() && !word.open && matches!(letter, '/' | '~') {
            word.relative = false;
        }
        word.text.push(letter);
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
        self.target = None;
        self.begin();
        if letter == '\n' {
            self.take_documents();
        }
        self.is_piped = letter == '|' && self.rest.next_if_eq(&'|').is_none();
        if self.is_piped {
            // `|&` is a pipe too.
            self.rest.next_if_eq(&'&');
        }
        let next = self.rest.peek();
        self.is_arm |= self.arms > 0 && letter == ';' && matches!(next, Some(';' | '&'));
    }

    /// Forgets what was known of the command before.
    fn begin(&mut self) {
        self.wrapper = false;
        self.wrapped = false;
        self.modules = Modules::default();
    }

    /// The file that a command is redirected to is none of its words.
    fn redirection(&mut self, letter: char) {
        let number = |word: &mut Word| word.text.bytes().all(|byte| byte.is_ascii_digit());
        if self.word.take_if(number).is_none() {
            self.end();
        }
        if self.follows_document(letter) {
            return self.announce();
        }
        self.target = Some(letter);
    }

    /// Whether `<<` stands here, and not `<<<`.
    fn follows_document(&mut self, letter: char) -> bool {
        letter == '<'
            && !self.compares
            && self.rest.next_if_eq(&'<').is_some()
            && self.rest.next_if_eq(&'<').is_none()
    }

    fn end(&mut self) {
        let Some(mut word) = self.word.take() else {
            return;
        };
        if word.sets.is_none() && !word.open {
            word.sets = assignment(&word.text).map(|(name, _)| name.to_owned());
        }
        let target = self.target.take();
        word.runs |= target == Some('<');
        self.compares &= word.text != "]]";
        let in_case = std::mem::take(&mut self.is_arm);
        if in_case {
            self.arm(word);
        } else if word.sets.is_some() && (word.program || DECLARES.contains(&&*self.command)) {
            // The program comes behind an assignment.
            self.at_program |= word.program;
            self.set(&word);
            word.program = false;
            word.runs = true;
            self.words.push(word);
        } else if word.program {
            self.program(word);
        } else if target.is_some() {
            self.finish(word);
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

    fn program(&mut self, mut word: Word) {
        word.runs = true;
        word.is_script = true;
        self.behind_option = false;
        self.had_script = false;
        word.completes = self.modules.completes(&word.text);
        let name = word.text.rsplit('/').next().unwrap_or_default();
        let before = BEFORE_PROGRAM.contains(&name) || word.text.starts_with('-');
        self.at_program = before;
        // `nice -n 5 ./guard.sh`: 5 is no program.
        self.wrapped |= self.wrapper && word.text.starts_with('-');
        word.wrapped = self.wrapped;
        let wraps = is_wrapper(program_name(name));
        self.wrapper |= wraps;
        if !before {
            self.wrapped |= wraps;
            self.command = program_name(name).to_owned();
            self.feeds |= self.is_piped && (RUNS.contains(&&*self.command) || word.open);
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

    /// An argument of a program that starts others, if it may be a program whose own arguments mean
    /// something: `timeout 5 bash guard.sh`.
    fn wrapped_program(&mut self, word: &mut Word) -> bool {
        word.wrapped = self.wrapped && !word.text.starts_with('-');
        let name = program_name(&word.text);
        let names = |list: &[&str]| !word.open && list.contains(&name);
        let runs = names(RUNS) && !names(GOES) && !names(&["for", "."]);
        if !word.wrapped || !(runs || names(SHELLS) || names(SAYS) || names(LOOKS_FOR)) {
            return false;
        }
        self.feeds |= self.is_piped && runs;
        self.command = name.to_owned();
        self.wrapped = false;
        self.behind_option = false;
        self.had_script = false;
        word.runs = true;
        true
    }

    fn argument(&mut self, mut word: Word) {
        word.completes = self.modules.completes(&word.text);
        if self.wrapped_program(&mut word) {
            return self.finish(word);
        }
        let command = &&*self.command;
        let runs = RUNS.contains(command);
        let option = word.text.starts_with(['-', '+']) && !word.open;
        word.is_talk = LOOKS_FOR.contains(command);
        word.runs = runs || (self.behind_option && !word.is_talk);
        word.of_shell = SHELLS.contains(command);
        word.goes = GOES.contains(command);
        let is_path = word.text.contains('/') || word.before.contains('/');
        let starts = word.wrapped && is_path;
        word.runs |= starts;
        word.is_script = (runs || starts) && !word.goes && !option && !self.had_script;
        self.had_script |= word.is_script;
        self.behind_option = option;
        if SAYS.contains(command) && self.substitutions == 0 {
            word.is_said = true;
        }
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
        if word.special.is_empty() || word.text.len() + word.before.len() > LONGEST {
            return self.words.push(word);
        }
        let left = self.room.words.min(256);
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
            let pattern = is_pattern(&letters) && places && !compares;
            self.words.push(Word {
                relative: word.relative && !(braces_first && text.starts_with(['/', '~'])),
                pattern,
                text,
                special,
                sets: word.sets.clone(),
                before: word.before.clone(),
                moving: Vec::new(),
                ..word
            });
        }
        let made = (self.words.len() - before).saturating_sub(1);
        self.room.words = self.room.words.saturating_sub(made);
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
                let behind = self.open.split_off(self.open.len() - inside);
                let dropped = |open: &&Open| matches!(open, Open::Substitution(_));
                self.substitutions -= behind.iter().filter(dropped).count();
                self.leave();
            }
            None if self.follows("pwd`") => self.fill_in("PWD"),
            None => {
                let begun = self.interrupt();
                self.open.push(Open::Backtick(begun));
                self.backticks += 1;
                self.substitutions += 1;
            }
        }
    }

    fn substitution(&mut self) {
        let begun = self.interrupt();
        self.open.push(Open::Substitution(begun));
        self.substitutions += 1;
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
        let mut begun = Begun {
            program: self.at_program && self.target.is_none(),
            command: self.command.clone(),
            target: self.target,
            behind_option: self.behind_option,
            had_script: self.had_script,
            is_piped: self.is_piped,
            wrapped: self.wrapped,
            modules: self.modules,
            ..Begun::default()
        };
        if let Some(word) = &self.word {
            begun.program = word.program;
            begun.begins_relative = word.begins_relative();
            begun.before = match word.before.len() + word.text.len() {
                // What stands there is a word of its own.
                LONGEST.. => UNKNOWN.to_string(),
                _ => format!("{}{}", word.before, word.text),
            };
            begun.sets = match word.open {
                true => word.sets.clone(),
                false => assignment(&word.text).map(|(name, _)| name.to_owned()),
            };
        }
        if self.word.as_ref().is_some_and(|word| word.text.is_empty()) {
            self.word = None;
        }
        if let Some(word) = &mut self.word {
            word.cut = true;
        }
        self.end();
        self.at_program = true;
        self.target = None;
        self.begin();
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
                    Open::Double | Open::Document | Open::Group => (Begun::default(), 0),
                };
                self.backticks -= ticks;
                self.substitutions -= 1;
                self.at_program = false;
                self.command = begun.command;
                self.target = begun.target;
                self.behind_option = begun.behind_option;
                self.had_script = begun.had_script;
                self.is_piped = begun.is_piped;
                self.wrapped = begun.wrapped;
                self.modules = begun.modules;
                self.unknown();
                let word = self.word();
                word.program = begun.program;
                word.sets = begun.sets;
                word.begins_relative = begun.begins_relative;
                word.before.insert_str(0, &begun.before);
            }
            Some(open @ (Open::Double | Open::Document)) => self.open.push(open),
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
