//! Reads `${...}`, and replaces it with the value of a variable, a default or an alternative.
//!
//! A default is read in place, up to its `}`. So every word in the default gets a role in the command (program,
//! argument). If it is not known whether a shell uses the value or the default, both are checked
//! ([`Choices`](super::choices::Choices)).

use super::super::word::{assignment, is_name};
use super::commands::DECLARES;
use super::{Document, Held, LONGEST_PATH, Open, Splitter};

/// The text of a default or an alternative (`${NAME:-text}`, `${NAME:+text}`) that is being read.
#[derive(Debug)]
pub(super) struct Chosen {
    /// Whether the expansion is inside double quotes or in a here-document.
    pub(super) quoted: bool,
    /// Whether the expansion is in a here-document.
    pub(super) document: bool,
    /// Whether a blank outside quotes ends a word in the text.
    splits: bool,
    /// The characters besides blanks at which words end: the value of `IFS`.
    separators: String,
    /// The variable that the expansion sets, as `NAME` in `${NAME=text}`.
    sets: Option<String>,
    /// The number of words, and the length of the current word, at the place where this default or alternative begins.
    begin: (usize, usize),
}

impl Splitter<'_> {
    /// Reads the expansion that begins with `${`, after the `${`.
    pub(super) fn braced(&mut self) {
        let starts = |c: &char| c.is_ascii_alphanumeric() || "_@*".contains(*c);
        let mut ahead = self.rest.clone();
        let sign = ahead.next();
        let is_prefix = matches!(sign, Some('#' | '!')) && ahead.next().is_some_and(|c| starts(&c));
        if is_prefix {
            self.rest.next();
        }
        // The name of the variable, and its value.
        let (mut name, mut held) = match self.name() {
            name if is_name(&name) => {
                let held = self.held(&name);
                (name, held)
            }
            // Positional and special parameters have a value only when the command runs, so the value is unknown.
            digits => {
                if digits.is_empty() {
                    self.rest.next_if(|c| "@*#?-$!".contains(*c));
                }
                (String::new(), Some(Held::unknown()))
            }
        };
        if self.rest.next_if_eq(&'[').is_some() {
            self.subscript();
            // Only the value that was assigned last is kept, and the expansion might use a different element of the
            // array. So the value is not certain.
            held = held.map(|held| Held {
                sure: false,
                ..held
            });
            if held.is_some() && self.choices.choose() {
                held = Some(Held::unknown());
            }
        }
        if is_prefix && sign == Some('#') {
            // `${#NAME}` is the length of the value, which is not known here.
            self.skip();
            return self.unknown();
        }
        if is_prefix {
            // `${!NAME}` is the value of the variable whose name is the value of `NAME`.
            let target = held.filter(|held| !held.open && is_name(&held.text));
            name = target.map(|held| held.text).unwrap_or_default();
            held = match self.held(&name) {
                Some(held) if !name.is_empty() => Some(Held {
                    sure: false,
                    ..held
                }),
                _ => Some(Held::unknown()),
            };
        }
        self.operator_of(name, held);
    }

    /// Reads the operator of an expansion, its text, and its `}`.
    fn operator_of(&mut self, name: String, held: Option<Held>) {
        let mut ahead = self.rest.clone();
        let colon = ahead.next_if_eq(&':').is_some();
        let operator = match ahead.next() {
            Some('}') if !colon => {
                self.rest = ahead;
                return self.fill_in_held(&name, held);
            }
            Some(operator @ ('-' | '=' | '+' | '?')) => operator,
            // An operator that is not listed above, such as `%`, computes a new value, which is not known here.
            _ => {
                self.skip();
                return self.unknown();
            }
        };
        self.rest = ahead;
        if held.as_ref().is_some_and(|held| held.sure) {
            self.choices.rely(&name);
        }
        // Whether the variable is treated as set; `None` if that is known only when the command runs.
        let is_set = match &held {
            // A file that the text sources might set this variable. That matters only for the operator `+`, whose text
            // is used if the variable is set. So treat the variable as uncertain for `+`, and as unset for any other
            // operator.
            None => (operator != '+').then_some(false),
            Some(held) if held.sure => Some(!colon || !held.text.is_empty()),
            Some(_) => None,
        };
        let is_set = match operator {
            // In `${NAME?text}` the text is only a message, after which the command ends.
            '?' => {
                self.skip_unless(is_set == Some(true));
                return self.fill_in_held(&name, held);
            }
            '+' => is_set.unwrap_or_else(|| self.choices.choose()),
            _ => is_set.unwrap_or_else(|| !self.choices.choose()),
        };
        match (operator, is_set) {
            ('+', true) => self.open_choice(None),
            ('+', false) => {
                self.skip_unless(true);
                self.fill_in_held(&name, None);
            }
            (_, true) => {
                self.skip_unless(true);
                self.fill_in_held(&name, held);
            }
            (_, false) => self.open_choice((operator == '=').then_some(name)),
        }
    }

    /// Begins to read the text of a default or an alternative, as in `${NAME:-text}`.
    fn open_choice(&mut self, sets: Option<String>) {
        let (quoted, document) = (self.is_quoted(), self.is_document());
        let declares = DECLARES.contains(&&*self.command);
        let assigns = |word: &super::Word| {
            word.sets.is_some() || ((word.program || declares) && assignment(&word.text).is_some())
        };
        let splits = !quoted && !self.word.as_ref().is_some_and(assigns);
        let length = self.word.as_ref().map_or(0, |word| word.text.len());
        if quoted {
            self.word();
        }
        self.open.push(Open::Choice(Chosen {
            quoted,
            document,
            splits,
            separators: self.held("IFS").unwrap_or_default().text,
            sets,
            begin: (self.words.len(), length),
        }));
    }

    /// Returns whether the text at this place belongs directly to a default or an alternative (`${NAME:-text}`), and
    /// not to quotes or a substitution inside it.
    pub(super) fn is_in_choice(&self) -> bool {
        matches!(self.open.last(), Some(Open::Choice(_)))
    }

    /// Reads an unquoted character of a default (`${NAME:-text}`). In a default, operators such as `;` are plain
    /// characters. But the commands of a process substitution (`<(...)`, in zsh also `=(...)`) run.
    pub(super) fn chosen(&mut self, letter: char) {
        if let Some(Open::Choice(chosen)) = self.open.last()
            && chosen.splits
            && (letter.is_whitespace() || chosen.separators.contains(letter))
        {
            return self.end();
        }
        match letter {
            '<' | '>' | '=' if self.rest.next_if_eq(&'(').is_some() => self.substitution(),
            '*' | '?' | '[' => self.push_bare(letter),
            plain => self.push(plain),
        }
    }

    /// Ends the text of a default or an alternative (`${NAME:-text}`) at its `}`.
    pub(super) fn close_choice(&mut self) {
        let Some(Open::Choice(chosen)) = self.open.pop() else {
            return;
        };
        let Some(name) = chosen.sets else {
            return;
        };
        let (words, length) = chosen.begin;
        let is_open = self.word.as_ref().is_some_and(|word| word.open);
        // If the value has several words, record the value as unknown, because each of its words was already checked.
        // If the value has an unknown part, record only the text after that part.
        let held = match &self.word {
            Some(word) if !is_open && words == self.words.len() => Held {
                text: word.text.get(length..).unwrap_or_default().to_owned(),
                ..Held::default()
            },
            Some(word) if is_open => Held {
                text: word.text.clone(),
                open: true,
                sure: false,
            },
            None if words == self.words.len() => Held::default(),
            _ => Held::unknown(),
        };
        if held.text.len() <= LONGEST_PATH {
            self.record(name, held);
        }
    }

    /// Reads the rest of an expansion without using its text. The commands in the text are checked.
    fn skip(&mut self) {
        self.skip_unless(false);
    }

    /// Reads the rest of an expansion without using its text. The commands in the text are checked, unless a shell
    /// ignores the text (`ignores`).
    fn skip_unless(&mut self, ignores: bool) {
        let (text, is_whole) = self.up_to_closing('}');
        if !ignores || !is_whole {
            self.operand(text, is_whole);
        }
    }

    /// Reads the subscript of an array, after its `[`.
    fn subscript(&mut self) {
        let (text, is_whole) = self.up_to_closing(']');
        self.operand(text, is_whole);
    }

    /// Keeps the text of an expansion, because the commands in its substitutions are checked later. If the end of the
    /// text was not found, the whole text is checked as commands.
    fn operand(&mut self, text: String, is_whole: bool) {
        let Some(left) = self.room.documents.checked_sub(text.len()) else {
            return;
        };
        if text.contains(['$', '`']) || !is_whole {
            self.room.documents = left;
            self.documents.push(Document {
                text,
                expands: true,
                is_operand: is_whole,
            });
        }
    }

    /// Reads up to and including `end`. Ignores an `end` inside quotes or inside a nested expansion. Returns the text
    /// before `end`, and whether `end` was found.
    fn up_to_closing(&mut self, end: char) -> (String, bool) {
        let (mut text, quoted) = (String::new(), self.is_quoted());
        let mut ends = vec![end];
        while let Some(letter) = self.rest.next() {
            let last = ends.last().copied();
            if last == Some(letter) {
                ends.pop();
                if ends.is_empty() {
                    return (text, true);
                }
            } else if last != Some('\'') {
                let next = self.rest.peek().copied();
                match letter {
                    '\\' => {
                        text.push(letter);
                        text.extend(self.rest.next());
                        continue;
                    }
                    // Inside double quotes a single quote is a plain character.
                    '\'' if !quoted && last != Some('"') => ends.push('\''),
                    '"' if !self.is_document() => ends.push('"'),
                    '`' => ends.push('`'),
                    '$' if next == Some('{') => ends.push('}'),
                    '$' if next == Some('(') => ends.push(')'),
                    // The parenthesis is inside a substitution, so two `)` must follow: first the `)` of this
                    // parenthesis, and then the `)` of the substitution.
                    '(' if last == Some(')') && !text.ends_with('$') => ends.push(')'),
                    _ => {}
                }
            }
            text.push(letter);
        }
        (text, false)
    }
}
