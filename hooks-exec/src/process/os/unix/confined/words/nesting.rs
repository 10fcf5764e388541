//! Opens and closes quotes, groups and substitutions, and continues the word in which a substitution was opened.
//!
//! A substitution contains commands. So the state of the outer command is saved before the inner commands are read, and
//! then restored. The word of the outer command continues after the substitution: the output of the substitution is an
//! unknown part of the word.

use super::super::word::{UNKNOWN, assignment};
use super::commands::{DECLARES, RUNS_ANY};
use super::parameters::Chosen;
use super::{Held, LONGEST_PATH, Modules, Splitter};

/// A construct of the shell text that was opened and not yet closed.
#[derive(Debug)]
pub(super) enum Open {
    /// Double quotes.
    Double,
    /// A here-document, in which quotes are plain characters.
    Document,
    /// A parenthesis.
    Group,
    /// The parenthesis after `NAME=`, with the elements of an array.
    Array,
    /// The text of a default or an alternative, as in `${NAME:-text}` and `${NAME:+text}`.
    Choice(Chosen),
    /// A `$(` substitution, with the word that continues after its `)`.
    Substitution(Begun),
    /// A backtick substitution, with the word that continues after its closing backtick.
    Backtick(Begun),
}

/// The word inside which a substitution begins, and the state of the command that contains the word.
#[derive(Debug, Default)]
pub(super) struct Begun {
    /// The variable that the word sets.
    sets: Option<String>,
    /// Whether the word is in the position of a program.
    program: bool,
    /// The part of the word before the substitution.
    before: String,
    begins_relative: bool,
    // The state of the outer command, to be restored after the substitution.
    command: String,
    target: Option<char>,
    behind_option: bool,
    had_script: bool,
    is_piped: bool,
    is_name: bool,
    wrapped: bool,
    clears: bool,
    modules: Modules,
}

impl Splitter<'_> {
    /// Opens or closes double quotes.
    pub(super) fn double(&mut self) {
        if matches!(self.open.last(), Some(Open::Double)) {
            self.open.pop();
        } else {
            self.word();
            self.open.push(Open::Double);
        }
    }

    /// Opens or closes a backtick. A closing backtick also closes everything that was opened after the opening
    /// backtick. If something was still open, a shell reports a syntax error. The check continues and reads the rest as
    /// commands.
    pub(super) fn backtick(&mut self) {
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

    /// Opens a `$(`.
    pub(super) fn substitution(&mut self) {
        let begun = self.interrupt();
        self.open.push(Open::Substitution(begun));
        self.substitutions += 1;
    }

    /// Handles an opening parenthesis.
    pub(super) fn group(&mut self) {
        if self.is_arm && self.word.is_none() {
            // The parenthesis begins a pattern of a `case`, such as `(a)`, so it does not open a group.
            return;
        }
        let array = self.word.as_ref().and_then(|word| {
            let (name, value) = assignment(&word.text).filter(|_| !word.open)?;
            let assigns = word.program || DECLARES.contains(&&*self.command);
            (assigns && value.is_empty()).then(|| name.to_owned())
        });
        self.interrupt();
        let Some(name) = array else {
            return self.open.push(Open::Group);
        };
        self.record(name, Held::unknown());
        self.open.push(Open::Array);
        // The text can use the array anywhere, so each element can be a program or a script. Check each element as a
        // program and as a script.
        self.at_program = false;
        self.command = RUNS_ANY.to_owned();
        self.wrapped = true;
    }

    /// Returns whether the text at this place is among the elements of an array.
    pub(super) fn is_array(&self) -> bool {
        matches!(self.open.last(), Some(Open::Array))
    }

    /// Ends the current word because a substitution or a group begins. Returns the state with which the word continues
    /// after a substitution. Drops the word if it has no text yet, only an opening quote.
    fn interrupt(&mut self) -> Begun {
        let mut begun = Begun {
            program: self.at_program && self.target.is_none(),
            command: self.command.clone(),
            target: self.target,
            behind_option: self.behind_option,
            had_script: self.had_script,
            is_piped: self.is_piped,
            is_name: self.is_name,
            wrapped: self.wrapped,
            clears: self.clears,
            modules: self.modules,
            ..Begun::default()
        };
        if let Some(word) = &self.word {
            begun.program = word.program;
            begun.begins_relative = word.begins_relative();
            begun.before = match word.before.len() + word.text.len() {
                // The part of the word before the substitution is too long to keep, so mark this part as unknown. It is
                // still checked, because `end` below adds it as a word.
                LONGEST_PATH.. => UNKNOWN.to_string(),
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

    /// Closes the innermost parenthesis or substitution. After a substitution the outer word continues: the output of
    /// the substitution is an unknown part of the word.
    pub(super) fn leave(&mut self) {
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
                    _ => (Begun::default(), 0),
                };
                self.backticks -= ticks;
                self.substitutions -= 1;
                self.at_program = false;
                self.command = begun.command;
                self.target = begun.target;
                self.behind_option = begun.behind_option;
                self.had_script = begun.had_script;
                self.is_piped = begun.is_piped;
                self.is_name = begun.is_name;
                self.wrapped = begun.wrapped;
                self.clears = begun.clears;
                self.modules = begun.modules;
                // The output of the command is not known before it runs, so it becomes an unknown part of the word.
                self.unknown();
                let word = self.word();
                word.program = begun.program;
                word.sets = begun.sets;
                word.begins_relative = begun.begins_relative;
                // The part before the substitution and the part after it form one word: `./$(name).sh`.
                word.before.insert_str(0, &begun.before);
            }
            Some(open @ (Open::Double | Open::Document | Open::Choice(_))) => self.open.push(open),
            Some(Open::Array) => {
                self.at_program = true;
                self.command.clear();
                self.begin();
            }
            _ => self.at_program = true,
        }
    }
}
