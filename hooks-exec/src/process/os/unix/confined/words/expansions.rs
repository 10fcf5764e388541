//! Replaces variables and other expansions that begin with `$`.
//!
//! Values that are known before the start are inserted: variables of the hook, variables that the text itself
//! sets, and defaults. A value that is known only when the command runs becomes an unknown part of the word.

use super::super::ansi;
use super::super::word::{UNKNOWN, Word, assignment, is_name};
use super::commands::{DECLARES, HIS_FOLDERS};
use super::{Held, LONGEST, Splitter, split};

/// The default of `IFS`: the characters at which a value outside quotes is split.
const BLANKS: &str = " \t\n";

impl Splitter<'_> {
    /// Reads an expansion after its `$`.
    pub(super) fn dollar(&mut self, quoted: bool) {
        match self.rest.peek().copied() {
            Some('\'') if !quoted => {
                self.rest.next();
                self.word();
                for letter in ansi::decode(&mut self.rest).chars() {
                    self.push(letter);
                }
            }
            // `$"..."` is a text that bash may translate. Its quotes are read next.
            Some('"') if !quoted => {}
            Some('(') => {
                self.rest.next();
                // Its value is known without running the command.
                if self.follows("pwd)") {
                    self.fill_in("PWD");
                } else {
                    self.substitution();
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
            // Positional and special parameters have a value only when the command runs.
            Some(special) if special.is_ascii_digit() || "@*#?-$!".contains(special) => {
                self.rest.next();
                self.unknown();
            }
            _ => self.push('$'),
        }
    }

    /// Consumes `text` if it comes next.
    pub(super) fn follows(&mut self, text: &str) -> bool {
        let mut ahead = self.rest.clone();
        if !text.chars().all(|letter| ahead.next() == Some(letter)) {
            return false;
        }
        self.rest = ahead;
        true
    }

    /// Reads the name of a variable.
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

    /// Reads `${NAME}`, also with a default or an alternative. Any other operator makes the value unknown.
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
        let behind = operator.trim_start_matches(':');
        let default = behind.strip_prefix(['-', '=']);
        // `${NAME+text}`: the text replaces a value that is set.
        let instead = behind.strip_prefix('+');
        match (self.held(&name), default, instead) {
            (Some(held), Some(_), _) => self.insert(&name, &held),
            (Some(held), ..) if operator.is_empty() => self.insert(&name, &held),
            (None, Some(text), _) | (Some(_), _, Some(text)) => {
                let held = self.alternative(text);
                self.insert("", &held);
                // `${NAME=text}` also sets the variable for the rest of the text.
                if behind.starts_with('=') {
                    self.own.insert(name, held);
                }
            }
            (None, None, _) if operator.is_empty() || instead.is_some() => {
                self.word();
            }
            _ => self.unknown(),
        }
    }

    /// Expands the text of a default. If it has several words and one has an unknown part, the whole value is unknown,
    /// and its words are added to those of the text, so that they are checked.
    fn alternative(&mut self, text: &str) -> Held {
        let unknown = Held {
            open: true,
            ..Held::default()
        };
        if self.defaults == 0 {
            return unknown;
        }
        let mut room = std::mem::take(self.room);
        let variable = |name: &str| Some(self.held(name)?.text);
        let (words, ..) = split(text, &[], &variable, &mut room, self.defaults - 1);
        *self.room = room;
        if let [word] = words.as_slice() {
            return Held {
                text: word.text.clone(),
                open: word.open,
            };
        }
        let texts: Vec<&str> = words.iter().map(|word| &*word.text).collect();
        let held = Held {
            text: texts.join(" "),
            open: false,
        };
        match words.iter().any(|word| word.open) {
            true => {
                self.words.extend(words);
                unknown
            }
            false => held,
        }
    }

    /// Returns the value of a variable: as this text sets it, else a surrounding one, else the hook's own. Returns
    /// `None` if it is unset or too long.
    pub(super) fn held(&self, name: &str) -> Option<Held> {
        let around = self.around.iter().rev();
        let mut set = std::iter::once(&self.own).chain(around);
        let own = set.find_map(|own| own.get(name).cloned());
        let held = own.or_else(|| {
            let text = (self.variable)(name);
            let text = text.or_else(|| (name == "IFS").then(|| BLANKS.to_owned()))?;
            Some(Held { text, open: false })
        });
        held.filter(|held| held.text.len() <= LONGEST)
    }

    /// Inserts the value of a variable; an unset one is empty.
    pub(super) fn fill_in(&mut self, name: &str) {
        match self.held(name) {
            Some(held) => self.insert(name, &held),
            None => {
                self.word();
            }
        }
    }

    /// Inserts a value into the word. The value may be the session's folder, so the word counts as relative unless the
    /// variable is known to lead to the user's own folders. Outside quotes, blanks in the value end words, and it can
    /// contain a pattern.
    fn insert(&mut self, name: &str, held: &Held) {
        let left = self.room.bytes.checked_sub(held.text.len());
        // Without room for the value, the word gets an unknown part, which errs towards finding a file.
        if left.is_none() || held.open {
            self.unknown();
        }
        let Some(left) = left else {
            return;
        };
        self.room.bytes = left;
        let (quoted, command) = (self.is_quoted(), DECLARES.contains(&&*self.command));
        let word = self.word();
        let his = HIS_FOLDERS.contains(&name);
        if word.text.is_empty() && !word.open && his {
            word.relative = false;
        }
        if !his && name != "PATH" && !held.text.is_empty() && word.moving.len() < LONGEST {
            word.moving.push(word.text.len());
        }
        let assigns = (word.program || command) && assignment(&word.text).is_some();
        if quoted || assigns || word.sets.is_some() {
            if word.text.len() <= LONGEST {
                word.text.push_str(&held.text);
            }
            return;
        }
        // A shell splits an unquoted value at the characters of `IFS`. White space always splits here, which errs
        // towards finding a file.
        let separators = self.held("IFS").unwrap_or_default().text;
        for letter in held.text.chars() {
            if letter.is_whitespace() || separators.contains(letter) {
                self.end();
                continue;
            }
            let word = self.word();
            if word.text.len() <= LONGEST {
                if "*?[".contains(letter) {
                    word.special.push(word.text.len());
                }
                word.text.push(letter);
            }
        }
    }

    /// Inserts an unknown part. The text after it is checked by itself, from every root. If the word sets `PATH`, the
    /// folders before the unknown part are kept as a word of their own.
    pub(super) fn unknown(&mut self) {
        let word = self.word();
        let sets = match word.open {
            true => word.sets.take(),
            false => assignment(&word.text).map(|(name, _)| name.to_owned()),
        };
        let whole = Word {
            open: true,
            relative: true,
            program: word.program,
            sets: sets.clone(),
            ..Word::default()
        };
        let mut before = std::mem::replace(word, whole);
        word.begins_relative = before.begins_relative();
        let mut known = std::mem::take(&mut before.before);
        known.push_str(&before.text);
        known.push(UNKNOWN);
        word.before = known;
        if sets.as_deref() == Some("PATH") {
            self.words.push(Word {
                program: false,
                cut: true,
                sets,
                ..before
            });
        }
    }
}
