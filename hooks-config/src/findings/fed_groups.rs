//! Follows the groups of a shell text, such as loops and branches, to know which statements read the stdin of the
//! script, and which of them run in every case.

use super::CANDIDATES;

/// The constructs of a shell that enclose statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// `{ ... }`, whose statements all run.
    Plain,
    /// An `if` before its `then`: the condition runs in every case.
    Head,
    /// A branch, which does not run in every case. A `case` counts as a branch from its start.
    Branch,
    /// A loop, a function or a group behind a pipe: its programs read other input, or run at another time.
    Away,
    /// A group in parentheses behind a pipe. The value is the number of parentheses that are still open.
    Parentheses(usize),
}

/// The place of a statement.
pub(super) struct Place {
    /// Where the command of the statement begins.
    pub(super) at: usize,
    /// The number of groups around the statement. A loop does not count if the statement is its condition.
    pub(super) outside: usize,
    /// Whether the statement reads a pipe, or one of these groups reads other input or runs at another time.
    pub(super) is_fed_outside: bool,
    /// Like `is_fed_outside`, but the loop counts too.
    pub(super) is_fed: bool,
    /// Whether the statement runs in every case.
    pub(super) is_sure: bool,
}

/// The state between two statements.
#[derive(Clone, Default)]
pub(super) struct Scan {
    groups: Vec<Group>,
    /// Whether this statement ends with a pipe, so that the next statement reads its output.
    continues: bool,
    /// Whether the next `{` begins the body of a function.
    is_function: bool,
    /// Whether to stop here, because the rest of the text reads another stdin, does not run, or is nested too deeply.
    pub(super) is_over: bool,
}

impl Scan {
    /// Skips the words before the first command of a statement, and returns the place of the statement. `plain` is the
    /// statement with its quotes marked.
    pub(super) fn enter(&mut self, plain: &str) -> Place {
        let is_away = |group: &Group| matches!(group, Group::Away | Group::Parentheses(_));
        let is_rest = self.continues;
        self.continues = plain.ends_with('|') && !plain.ends_with("||");
        let at = self.open(plain);
        let last = plain
            .get(..at)
            .and_then(|head| head.split_whitespace().last());
        let is_loop = matches!(last, Some("while" | "until" | "for" | "select"));
        let outside = self.groups.len().saturating_sub(usize::from(is_loop));
        Place {
            at,
            outside,
            is_fed_outside: is_rest || self.groups.iter().take(outside).any(is_away),
            is_fed: is_rest || self.groups.iter().any(is_away),
            is_sure: !self.groups.contains(&Group::Branch),
        }
    }

    /// Follows the groups that the rest of a statement begins and ends. `plain` begins with the statement's command.
    pub(super) fn leave(&mut self, plain: &str) {
        self.fed(plain);
        // Give up if more than `CANDIDATES` groups are open.
        self.is_over |= self.groups.len() > CANDIDATES;
    }

    /// Returns the number of the groups that are open.
    pub(super) fn depth(&self) -> usize {
        self.groups.len()
    }

    /// Skips the words before the first command of a statement, and follows the groups that these words begin and end.
    /// Returns the byte offset of the command.
    fn open(&mut self, plain: &str) -> usize {
        let mut at = 0;
        for _ in 0..CANDIDATES {
            let rest = plain.get(at..).unwrap_or_default();
            let rest_trimmed = rest.trim_start();
            at += rest.len() - rest_trimmed.len();
            let end = rest_trimmed.find(char::is_whitespace);
            let word = &rest_trimmed[..end.unwrap_or(rest_trimmed.len())];
            // The pattern of a branch of `case` ends with a parenthesis.
            if self.groups.last() == Some(&Group::Branch)
                && let Some((pattern, _)) = rest_trimmed.split_once(')')
                && !pattern.contains('(')
                && !pattern.contains("&&")
            {
                at += pattern.len() + 1;
                continue;
            }
            match word {
                "" => return at,
                "if" => self.groups.push(Group::Head),
                "then" | "elif" | "else" => self.branch(),
                "!" | "time" => {}
                "{" if std::mem::take(&mut self.is_function) => self.groups.push(Group::Away),
                "{" => self.groups.push(Group::Plain),
                "while" | "until" | "for" | "select" => self.groups.push(Group::Away),
                "do" => {}
                "case" => {
                    self.groups.push(Group::Branch);
                    let behind = rest_trimmed.find(" in ").map(|place| place + " in ".len());
                    at += behind.unwrap_or(rest_trimmed.len());
                    continue;
                }
                "fi" | "esac" | "done" => self.close(),
                _ if word.starts_with('}') => self.close(),
                "function" => {
                    self.is_function = true;
                    let name = rest_trimmed.find('{').unwrap_or(rest_trimmed.len());
                    at += name;
                    continue;
                }
                _ => match rest_trimmed.find("()") {
                    Some(place) if is_name(rest_trimmed[..place].trim_end()) => {
                        self.is_function = true;
                        at += place + 2;
                        continue;
                    }
                    _ => return at,
                },
            }
            at += word.len();
        }
        at
    }

    fn branch(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            *group = Group::Branch;
        }
    }

    fn close(&mut self) {
        self.groups.pop();
    }

    /// Opens the group into which this statement pipes its output. Closes a group in parentheses when no parenthesis of
    /// the group is open any more.
    fn fed(&mut self, plain: &str) {
        let mut behind = plain;
        if !matches!(self.groups.last(), Some(Group::Parentheses(_)))
            && let Some((_, last)) = plain.rsplit_once('|')
        {
            let last = last.trim_start();
            match last.split_whitespace().next().unwrap_or_default() {
                "while" | "until" | "for" | "select" | "if" | "case" | "{" => {
                    self.groups.push(Group::Away);
                }
                _ if last.starts_with('(') => {
                    self.groups.push(Group::Parentheses(0));
                    behind = last;
                }
                _ => {}
            }
        }
        if let Some(Group::Parentheses(open)) = self.groups.last_mut() {
            let count = |sign| behind.matches(sign).count();
            *open = (*open + count('(')).saturating_sub(count(')'));
            if *open == 0 {
                self.close();
            }
        }
    }
}

/// Returns whether a word can be the name of a function.
fn is_name(word: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    !word.is_empty() && word.chars().all(is_of_name)
}
