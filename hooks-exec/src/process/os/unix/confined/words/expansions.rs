//! Replaces variables and other expansions that begin with `$`; [`parameters`](super::parameters) reads `${...}`.
//!
//! Values that are known before the hook starts are inserted: variables of the hook, variables that the text itself
//! sets, and defaults. A value that is known only when the command runs becomes an unknown part of the word.

use super::super::word::{UNKNOWN, Word, assignment};
use super::commands::{DECLARES, SET_BY_SHELLS, START_FILES};
use super::{ALL_VARIABLES, Held, LONGEST_PATH, Splitter};

/// The default of `IFS`: the characters at which a value outside quotes is split.
const BLANKS: &str = " \t\n";

impl Splitter<'_> {
    /// Reads the expansion that begins with a `$`, after the `$`.
    pub(super) fn dollar(&mut self, quoted: bool) {
        match self.rest.peek().copied() {
            Some('\'') if !quoted => {
                self.rest.next();
                self.word();
                for letter in crate::ansi::decode(&mut self.rest).chars() {
                    self.push(letter);
                }
            }
            // `$"..."` is a text that bash can translate to the user's language. Skip the dollar; the quoted text is
            // read next.
            Some('"') if !quoted => {}
            Some('(') => {
                self.rest.next();
                // The output of `pwd` is known without running `pwd`: it is the value of `PWD`.
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
            // Positional and special parameters have a value only when the command runs, so the value is an unknown
            // part of the word.
            Some(special) if special.is_ascii_digit() || "@*#?-$!".contains(special) => {
                self.rest.next();
                self.unknown();
            }
            _ => self.push('$'),
        }
    }

    /// Consumes `text` if the rest begins with it. Returns whether `text` was consumed.
    pub(super) fn follows(&mut self, text: &str) -> bool {
        let mut ahead = self.rest.clone();
        if !text.chars().all(|letter| ahead.next() == Some(letter)) {
            return false;
        }
        self.rest = ahead;
        true
    }

    /// Reads the name of a variable.
    pub(super) fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(letter) = self
            .rest
            .next_if(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
        {
            name.push(letter);
        }
        name
    }

    /// Returns the value of a variable: the value that this text sets, else the value that a surrounding text sets,
    /// else the value in the hook's environment. Returns `None` if the variable is unset.
    pub(super) fn held(&self, name: &str) -> Option<Held> {
        if let Some(held) = self.held_here(name) {
            return Some(held);
        }
        // The shell itself sets `OLDPWD`, so ignore the value in the hook's environment.
        if name == "OLDPWD" {
            return Some(Held::unknown());
        }
        let own = || SET_BY_SHELLS.contains(&name).then(Held::unknown);
        let Some(text) = (self.variables.value)(name) else {
            return match name {
                "IFS" => Some(Held::sure(BLANKS.to_owned())),
                // The shell sets `BASH` to its own path. This path is not known here, so assume the usual path.
                "BASH" => Some(Held {
                    text: "/bin/bash".to_owned(),
                    ..Held::default()
                }),
                _ => own(),
            };
        };
        match text.len() {
            ..=LONGEST_PATH => Some(Held {
                // The value is uncertain if `env -i` or a similar program might remove the variable. It is also
                // uncertain if the text changes the variable, or if a file might change it that the text sources or
                // that a shell reads at its start.
                sure: self.held_here(ALL_VARIABLES).is_none()
                    && !self.choices.is_changed(name)
                    && !self.has_start_file(),
                ..Held::sure(text)
            }),
            _ => Some(Held::unknown()),
        }
    }

    /// Returns whether a variable of the hook names a file that shells read at their start.
    fn has_start_file(&self) -> bool {
        let is_set =
            |name: &&str| (self.variables.value)(name).is_some_and(|file| !file.is_empty());
        START_FILES.iter().any(is_set)
    }

    /// Records the value that the text gives to a variable.
    pub(super) fn record(&mut self, name: String, held: Held) {
        if START_FILES.contains(&&*name) {
            self.doubt_all();
        }
        self.choices.change(&name);
        self.own.insert(name, held);
    }

    /// Records that the text might change or remove any variable of the hook.
    pub(super) fn doubt_all(&mut self) {
        self.record(ALL_VARIABLES.to_owned(), Held::unknown());
    }

    /// Returns the value that this text or a surrounding text gives to a variable.
    fn held_here(&self, name: &str) -> Option<Held> {
        let around = self.around.iter().rev();
        let mut set = std::iter::once(&self.own).chain(around);
        set.find_map(|own| own.get(name).cloned())
    }

    /// Inserts the value of a variable. An unset variable has an empty value.
    pub(super) fn fill_in(&mut self, name: &str) {
        let held = self.held(name);
        self.fill_in_held(name, held);
    }

    /// Inserts the value that a variable holds. An unset variable has an empty value.
    pub(super) fn fill_in_held(&mut self, name: &str, held: Option<Held>) {
        let mut held = held;
        // If the text contains a `cd`, the `cd` can run before or after this place. `PWD` is then the new or the old
        // folder, so try each in a separate reading of the text.
        if name == "PWD"
            && self.held_here(name).is_some()
            && self.choices.choose()
            && let Some(before) = (self.variables.value)(name)
        {
            held = Some(Held::sure(before));
        }
        match held {
            Some(held) if held.open || !held.text.is_empty() => self.insert(name, &held),
            // An unquoted expansion with an empty value does not become a word: in `$X ./guard.sh` with an empty `X`,
            // the program is `./guard.sh`.
            _ if self.word.is_none() && self.target.is_none() && !self.is_quoted() => {}
            _ => {
                self.word();
            }
        }
    }

    /// Inserts a variable's value into the word. The value can be the session's folder, so the word is treated as
    /// relative unless the variable is known to lead to the user's own folders. Outside quotes, the value is split into
    /// words at blanks, and can contain a file pattern.
    fn insert(&mut self, name: &str, held: &Held) {
        let left = self.room.bytes.checked_sub(held.text.len());
        // If the limit leaves no room for the value, insert an unknown part instead: this can only find too many files.
        if left.is_none() || held.open {
            self.unknown();
        }
        let Some(left) = left else {
            return;
        };
        self.room.bytes = left;
        let (quoted, command) = (self.is_quoted(), DECLARES.contains(&&*self.command));
        let is_user_folder = self.variables.is_user_folder(name);
        let word = self.word();
        if word.text.is_empty() && !word.open && is_user_folder {
            word.relative = false;
        }
        let moves = !is_user_folder && name != "PATH" && !held.text.is_empty();
        if moves && word.moving.len() < LONGEST_PATH {
            word.moving.push(word.text.len());
        }
        let assigns = (word.program || command) && assignment(&word.text).is_some();
        if quoted || assigns || word.sets.is_some() {
            if word.text.len() <= LONGEST_PATH {
                word.text.push_str(&held.text);
            }
            return;
        }
        // A shell splits an unquoted value at the characters of `IFS`. Always split at white space too: with more
        // words, more files are checked, which is the safe side.
        let separators = self.held("IFS").unwrap_or_default().text;
        for letter in held.text.chars() {
            if letter.is_whitespace() || separators.contains(letter) {
                self.end();
                continue;
            }
            let word = self.word();
            if word.text.len() <= LONGEST_PATH {
                if "*?[".contains(letter) {
                    word.special.push(word.text.len());
                }
                word.text.push(letter);
            }
        }
    }

    /// Inserts an unknown part into the word. The text after the unknown part is checked separately, as a path from
    /// the root of each project and of the repository. If the word sets `PATH`, the folders before the unknown part
    /// are kept as a separate word.
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
