//! Reads the commands of a shell text: which group (such as `( ... )` or a loop) a word opens or closes, and whether
//! the group's exit code is used.

use super::Lost;
use super::group::{Group, Open};
use super::signs::Scan;

impl Scan<'_> {
    /// Opens a group, such as `( ... )` or a loop. If a word is not complete yet, as in `a$(`, its first part is set
    /// aside until the group closes.
    pub(super) fn open(&mut self, open: Open) {
        let top = self.top();
        let is_piped = top.behind_pipe;
        let mut group = Group::new(open);
        if matches!(
            open,
            Open::Paren | Open::Brace | Open::Loop | Open::If | Open::Case
        ) {
            self.command();
            group.is_piped = is_piped;
            group.function = self.named.take();
            self.top().behind_pipe = false;
        }
        group.outer = std::mem::take(&mut self.word);
        self.groups.push(group);
    }

    /// Begins a command. The command replaces the exit code of the list of commands before it. If a subshell in the
    /// earlier list ended with `exit 2` and nothing has used its exit code, the code is lost now.
    pub(super) fn command(&mut self) {
        let Some(lost) = self.top().dropped.take() else {
            return;
        };
        if !self.settings.use_code(lost) && !self.asks_for(lost) {
            self.found = self.found.or(Some(lost));
        }
    }

    /// Returns whether the rest of the line uses `$?` to read the exit code of the previous command.
    fn asks_for(&self, lost: Lost) -> bool {
        let line = match self.sign {
            '\n' => "",
            _ => self.rest.split('\n').next().unwrap_or_default(),
        };
        // Without `pipefail`, `$?` after a pipe is the code of the pipe's last part. So `$?` does not save the lost
        // code of an earlier part.
        let is_own = lost != Lost::Pipe || self.settings.pipefail;
        is_own && (line.contains("$?") || self.word.contains("$?"))
    }

    /// Returns whether the command `word` ends the script with the exit code of the command before it, as a bare `exit`
    /// does.
    fn passes_code_on(&self, word: &str) -> bool {
        let rest = self.rest.trim_start_matches([' ', '\t']);
        let is_bare = matches!(self.sign, ';' | '\n' | ')')
            || rest.is_empty()
            || rest.starts_with([';', '\n', '#', '}', ')']);
        matches!(word, "exit" | "return") && is_bare
    }

    pub(super) fn close_round(&mut self) {
        match self.top().open {
            Open::Substitution => self.close(Open::Substitution),
            _ => self.close(Open::Paren),
        }
    }

    /// Closes the innermost group if it is of this kind.
    pub(super) fn close(&mut self, open: Open) {
        if self.top().open != open || self.groups.len() < 2 {
            return;
        }
        let closed = self.groups.pop();
        self.carry(closed);
    }

    /// Records, in the outer group, the effect of a group that was closed: an `exit 2` that ends the outer group too,
    /// or an exit code that is not used yet.
    pub(super) fn carry(&mut self, closed: Option<Group>) {
        let Some(mut group) = closed else { return };
        group.blocks |= group.in_list;
        self.word = std::mem::take(&mut group.outer);
        let left = group.pending.or(group.dropped);
        if let Some(name) = group.function {
            if group.returns || left == Some(Lost::Return) {
                self.returning.insert(name);
            } else if group.blocks && group.open != Open::Paren {
                self.functions.insert(name);
            }
            return;
        }
        let own = match group.open {
            Open::Paren => Some(Lost::Parentheses),
            Open::Substitution | Open::Backquote => Some(Lost::Substitution),
            _ if group.is_piped => Some(Lost::PipedLoop),
            _ => None,
        };
        let top = self.top();
        match own {
            Some(own) => top.pending = group.blocks.then_some(own).or(left).or(top.pending),
            None => {
                top.returns |= group.returns;
                top.in_list |= group.blocks;
                top.pending = left.or(top.pending);
            }
        }
        if own != Some(Lost::Substitution) {
            top.at_command = false;
        }
    }

    /// Ends the word that is being read, and interprets it: as a word of the shell's syntax, an assignment, a command
    /// or an argument.
    pub(super) fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let top = self.top();
        if !top.at_command {
            if word == "2" && self.before == "exit" {
                self.block();
            }
            if word == "2" && self.before == "return" {
                self.top().returns |= self.counts_returns;
            }
            self.before = word;
            return;
        }
        self.before.clear();
        match word.as_str() {
            "while" | "until" => self.open(Open::Loop),
            "for" | "select" => {
                self.open(Open::Loop);
                self.top().at_command = false;
            }
            "if" => self.open(Open::If),
            "case" => {
                self.open(Open::Case);
                self.top().at_command = false;
            }
            "{" => self.open(Open::Brace),
            "then" | "do" | "else" | "elif" | "!" => {
                // The commands before `then` and `do` were a condition, which used their exit
                // codes. So these codes are not lost.
                let top = self.top();
                (top.dropped, top.pending) = (None, None);
            }
            "done" => self.close(Open::Loop),
            "fi" => self.close(Open::If),
            "esac" => self.close(Open::Case),
            "}" => self.close(Open::Brace),
            "function" => {
                let name = self.rest.trim_start();
                let end = name.find(|c: char| !(c.is_alphanumeric() || "_-".contains(c)));
                self.named = Some(name[..end.unwrap_or(name.len())].to_owned());
                let length = self.rest.len() - name.len() + end.unwrap_or(name.len());
                self.rest = self.rest[length..].trim_start();
                let _ = self.eat("()");
            }
            // An assignment can be a whole command, or can precede a command, as in `A=1 program`.
            _ if is_assignment(&word) => {
                // Keep the word for now, because it can ask for the exit code: `code=$?`.
                self.word = word;
                self.command();
                self.word.clear();
            }
            _ => {
                if self.passes_code_on(&word) && self.top().dropped != Some(Lost::Pipe) {
                    self.top().dropped = None;
                }
                self.command();
                if self.functions.contains(&word) {
                    self.block();
                }
                let returns = self.returning.contains(&word);
                let top = self.top();
                if returns {
                    top.pending = Some(Lost::Return);
                }
                (top.at_command, top.behind_pipe) = (false, false);
                if returns {
                    self.returned = Some(word.clone());
                }
                self.before = word;
            }
        }
    }

    /// Records an `exit 2`, or a call of a function that contains an `exit 2`.
    pub(super) fn block(&mut self) {
        let is_piped = self.top().behind_pipe;
        let top = self.top();
        match is_piped {
            true => top.pending = Some(Lost::PipedLoop),
            false => top.in_list = true,
        }
        top.blocks |= !is_piped;
        self.before.clear();
    }

    /// Records that an operator uses the exit code of the commands so far.
    pub(super) fn used(&mut self) {
        let top = self.top();
        (top.pending, top.at_command, top.behind_pipe) = (None, true, false);
        self.before.clear();
    }

    /// Ends a list of commands. An exit code that nothing has used becomes `dropped`: the next command would replace
    /// it.
    pub(super) fn end_list(&mut self) {
        let top = self.top();
        // Set `dropped` only if this list left an exit code: an empty line must not clear it.
        if top.pending.is_some() {
            top.dropped = top.pending.take();
        }
        self.fresh();
    }

    pub(super) fn fresh(&mut self) {
        let top = self.top();
        top.blocks |= top.in_list;
        (top.in_list, top.pending) = (false, None);
        top.at_command = true;
        self.before.clear();
    }
}

/// Returns whether a word sets a variable: `NAME=...`.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        let name = name.trim_end_matches('+');
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}
