//! Splits a shell text into words, and expands them as far as their values are known before the hook starts.
//!
//! One pass reads the text with a small state: the open quotes and substitutions, and the current command.
//! [`nesting`] opens and closes quotes and substitutions, [`expansions`] and [`parameters`] replace variables,
//! [`choices`] decides between a value and a default, [`roles`] decides the role of a finished word in its command
//! (program, script, data), [`changed_variables`] records the variables that the word changes, [`documents`] reads
//! here-documents, [`commands`] and [`wrapped`] list known commands.

mod changed_variables;
mod choices;
mod commands;
mod documents;
mod expansions;
mod nesting;
mod parameters;
mod roles;
mod room;
mod values;
mod wrapped;

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use self::documents::Announced;
use self::nesting::Open;
use self::values::{ALL_VARIABLES, Held};
use super::LONGEST_PATH;
use super::word::Word;

pub(super) use self::changed_variables::set_by_arguments;
pub(super) use self::choices::Choices;
pub(super) use self::documents::{Document, substituted};
pub(super) use self::room::Room;
pub(super) use self::values::{Own, Variables};
pub(super) use self::wrapped::{Modules, is_for_a_completer, is_shell, is_wrapper};

/// The words of a text, the variables that it sets, and its here-documents.
pub(super) type Split = (Vec<Word>, Own, Vec<Document>);

/// A function that splits a text, given the variables of the texts around it: [`words`] or [`substituted`].
pub(super) type Splits = fn(&str, &[Own], Variables<'_>, &mut Room, &mut Choices) -> Split;

/// Splits a shell text in one pass. Understands words, quotes, operators and plain expansions. Treats the parts of any
/// other syntax as words. `around` holds the variables that the surrounding texts set; the variables of the innermost
/// text come last.
pub(super) fn words(
    text: &str,
    around: &[Own],
    variables: Variables<'_>,
    room: &mut Room,
    choices: &mut Choices,
) -> Split {
    split(Vec::new(), text, around, variables, room, choices)
}

/// Splits a text that begins inside open quotes, groups or substitutions.
fn split(
    open: Vec<Open>,
    text: &str,
    around: &[Own],
    variables: Variables<'_>,
    room: &mut Room,
    choices: &mut Choices,
) -> Split {
    let mut splitter = Splitter {
        rest: text.chars().peekable(),
        variables,
        around,
        room,
        choices,
        own: BTreeMap::new(),
        word: None,
        // A shell text begins with a program. But if the text is a here-document (then `open` is not empty), its first
        // word is not a program.
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
        clears: false,
        modules: Modules::default(),
        announced: Vec::new(),
        documents: Vec::new(),
        words: Vec::new(),
    };
    splitter.split();
    let (mut words, own) = (splitter.words, splitter.own);
    for word in &mut words {
        // A word that a command prints is a message only if the output is not piped to a shell and the word has only
        // one line. A word of several lines can contain commands, because the splitter might have misread a quote.
        word.is_talk |= word.is_said && !splitter.feeds;
        word.is_talk &= !word.text.contains('\n');
    }
    (words, own, splitter.documents)
}

/// The state of splitting one shell text into words.
struct Splitter<'a> {
    /// The text that is still to be read.
    rest: Peekable<Chars<'a>>,
    /// The hook's variables.
    variables: Variables<'a>,
    /// The variables that the surrounding shell texts set.
    around: &'a [Own],
    /// The variables that this text sets.
    own: Own,
    /// How much the texts of the command may still grow by expansion. All texts of the command share this limit.
    room: &'a mut Room,
    /// Decides whether an expansion uses the variable's value or the default, if the value is uncertain.
    choices: &'a mut Choices,
    /// The open quotes, groups and substitutions.
    open: Vec<Open>,
    /// The word that is being read.
    word: Option<Word>,
    /// Whether the next word is in the position of a program.
    at_program: bool,
    /// The redirection, `<` or `>`, whose file comes next.
    target: Option<char>,
    /// The name of the program in the current command.
    command: String,
    /// Whether the command is `[[`, which compares its words.
    compares: bool,
    /// Whether the next word is the name of a variable that the command sets.
    is_name: bool,
    /// The number of open `case` commands.
    arms: usize,
    /// Whether a pattern of a `case`, such as `a)`, comes next.
    is_arm: bool,
    /// The number of open backticks.
    backticks: usize,
    /// The number of open substitutions, with `$(` or backticks.
    substitutions: usize,
    /// Whether the previous word was an option.
    behind_option: bool,
    /// Whether the command's script was among the words read so far.
    had_script: bool,
    /// Whether the command reads the output of the preceding command through a pipe.
    is_piped: bool,
    /// Whether the text pipes the output of a command to a command that runs it, as in `printf ./guard.sh | sh`.
    feeds: bool,
    /// Whether the command is a program that starts another program.
    wrapper: bool,
    /// Whether any later word can be the program that the command starts: the command is a wrapper (it starts a program
    /// that its arguments name) such as `timeout`, or a wrapper such as `nice` with options.
    wrapped: bool,
    /// Whether the command is a wrapper (it starts a program that its arguments name) whose options can remove
    /// variables from that program.
    clears: bool,
    /// Decides which words an interpreter can complete to the path of a module (`node ./guard` runs `./guard.js`).
    modules: Modules,
    /// Here-documents whose texts follow the current line.
    announced: Vec<Announced>,
    /// Here-documents that were read.
    documents: Vec<Document>,
    /// The finished words.
    words: Vec<Word>,
}

impl Splitter<'_> {
    /// Reads the whole text.
    fn split(&mut self) {
        while let Some(letter) = self.rest.next() {
            let quoted = self.is_quoted();
            match letter {
                '}' if self.is_in_choice() => self.close_choice(),
                '\'' if !quoted => self.single(),
                // In a here-document quotes are plain characters.
                '"' if !self.is_document() => self.double(),
                '\\' => self.escaped(quoted),
                '$' => self.dollar(quoted),
                '`' => self.backtick(),
                _ if quoted => self.push(letter),
                _ if self.is_in_choice() => self.chosen(letter),
                '\n' if self.is_array() => self.end(),
                '(' => self.group(),
                ')' => self.leave(),
                '#' if self.word.is_none() => self.comment(),
                // In `>&2` and `>|file` the `&` or `|` belongs to the redirection and does not end the command.
                '&' | '|' if self.target.is_some() && self.word.is_none() => {}
                ';' | '&' | '|' | '\n' => self.operator(letter),
                '<' | '>' => self.redirection(letter),
                blank if blank.is_whitespace() => self.end(),
                // `xargs` and `find` replace `{}` with a name, which is not known here.
                '{' if self.rest.next_if_eq(&'}').is_some() => self.unknown(),
                other => self.push_bare(other),
            }
        }
        self.end();
    }

    /// Returns whether the text at this place is inside double quotes, or in a here-document.
    fn is_quoted(&self) -> bool {
        match self.open.last() {
            Some(Open::Double | Open::Document) => true,
            Some(Open::Choice(chosen)) => chosen.quoted,
            _ => false,
        }
    }

    /// Returns whether the text at this place is directly in a here-document, where quotes are plain characters.
    fn is_document(&self) -> bool {
        match self.open.last() {
            Some(Open::Document) => true,
            Some(Open::Choice(chosen)) => chosen.document,
            _ => false,
        }
    }

    /// Returns the current word. Begins a word if there is no current word.
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

    /// Adds a character to the word.
    fn push(&mut self, letter: char) {
        let word = self.word();
        if word.text.is_empty() && !word.open && matches!(letter, '/' | '~') {
            word.relative = false;
        }
        word.text.push(letter);
    }

    /// Adds a character outside quotes, where it can be special.
    fn push_bare(&mut self, letter: char) {
        let word = self.word();
        if "*?[{},".contains(letter) && word.text.len() <= LONGEST_PATH {
            word.special.push(word.text.len());
        }
        self.push(letter);
    }

    /// Ends a command at an operator or a line end.
    fn operator(&mut self, letter: char) {
        self.end();
        // Inside `[[ ]]`, `&&` and `||` continue the comparison.
        self.compares &= matches!(letter, '&' | '|');
        self.at_program = !self.compares;
        self.target = None;
        self.begin();
        if letter == '\n' {
            self.take_documents();
        }
        self.is_piped = letter == '|' && self.rest.next_if_eq(&'|').is_none();
        if self.is_piped {
            // `|&` is a pipe too, so its `&` does not begin an operator.
            self.rest.next_if_eq(&'&');
        }
        let next = self.rest.peek();
        self.is_arm |= self.arms > 0 && letter == ';' && matches!(next, Some(';' | '&'));
    }

    /// Begins a new command: resets the state of the previous command.
    fn begin(&mut self) {
        self.wrapper = false;
        self.wrapped = false;
        self.clears = false;
        self.modules = Modules::default();
    }

    /// Begins a redirection. The redirection's file is not an argument of the command.
    fn redirection(&mut self, letter: char) {
        // In `2>file` the number belongs to the redirection and is not a word.
        let number = |word: &mut Word| word.text.bytes().all(|byte| byte.is_ascii_digit());
        if self.word.take_if(number).is_none() {
            self.end();
        }
        if self.follows_document(letter) {
            return self.announce();
        }
        self.target = Some(letter);
    }

    /// Returns whether a here-document (`<<`, not `<<<`) begins here.
    fn follows_document(&mut self, letter: char) -> bool {
        letter == '<'
            && !self.compares
            && self.rest.next_if_eq(&'<').is_some()
            && self.rest.next_if_eq(&'<').is_none()
    }

    /// Reads a text in single quotes.
    fn single(&mut self) {
        self.word();
        while let Some(letter) = self.rest.next().filter(|letter| *letter != '\'') {
            self.push(letter);
        }
    }

    /// Reads the character after a backslash.
    fn escaped(&mut self, quoted: bool) {
        match self.rest.next() {
            Some('\n') | None => {}
            Some('}') if self.is_in_choice() => self.push('}'),
            Some(plain) if quoted && !matches!(plain, '"' | '\\' | '$' | '`') => {
                self.push('\\');
                self.push(plain);
            }
            Some(letter) => self.push(letter),
        }
    }

    /// Skips a comment.
    fn comment(&mut self) {
        while self.rest.next_if(|letter| *letter != '\n').is_some() {}
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
