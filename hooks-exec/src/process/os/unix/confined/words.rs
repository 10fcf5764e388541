//! The words of a shell text that could be paths, with what can be known of its expansions.

mod commands;
mod documents;
mod expansions;
mod nesting;
mod roles;
mod wrapped;

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use self::documents::Announced;
use self::nesting::Open;
use super::word::Word;

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

    fn single(&mut self) {
        self.word();
        while let Some(letter) = self.rest.next().filter(|letter| *letter != '\'') {
            self.push(letter);
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

    fn comment(&mut self) {
        while self.rest.next_if(|letter| *letter != '\n').is_some() {}
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
