//! Decides for each command of a shell text whether the shell certainly runs the command in the shell's own process.

use std::collections::BTreeSet;

use super::Word;

/// The operator after a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A line end, `;` or the end of the text.
    Line,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `|` or `|&`
    Pipe,
    /// `&`
    Background,
    /// `(`
    Open,
    /// `)`
    Close,
}

/// Reserved words and builtins that can precede a command, as `then` in `then echo`.
const PREFIXES: &[&str] = &[
    "!", "{", "if", "then", "elif", "else", "while", "until", "do", "time", "builtin", "command",
];

/// Reserved words that begin a compound command other than `case`.
const OPENS: &[&str] = &["{", "if", "while", "until", "for", "select"];

/// Reserved words that end a compound command other than `case`.
const CLOSES: &[&str] = &["}", "fi", "done"];

/// A kind of group that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Parenthesis,
    /// A `case`, in which a `)` without a `(` ends a pattern.
    Case,
    /// A compound command other than `case`.
    Compound,
}

/// The open groups, functions and lists around the current command.
#[derive(Debug)]
pub(super) struct Surroundings {
    /// The open groups, the innermost last.
    groups: Vec<Group>,
    /// The number of open parentheses.
    parentheses: usize,
    /// The functions whose bodies are open, each with the number of groups around its body.
    functions: Vec<(usize, String)>,
    /// The word before the last `(`, if this word can be the name of a function (`name ()`).
    named: Option<String>,
    /// The function whose body comes next.
    defined: Option<String>,
    /// The names of functions that contain a command such as `exit`. A call of one of these functions can end the
    /// execution of the file.
    enders: BTreeSet<String>,
    /// The operator before the current command.
    before: End,
    /// Whether all commands before the current one in its list (`a && b`) certainly succeed.
    succeeds: bool,
    /// Whether an earlier command might have ended the execution of the file.
    may_have_ended: bool,
}

impl Surroundings {
    /// Creates the surroundings of the first command of a text: nothing is open yet.
    pub(super) fn new() -> Self {
        Self {
            groups: Vec::new(),
            parentheses: 0,
            functions: Vec::new(),
            named: None,
            defined: None,
            enders: BTreeSet::new(),
            before: End::Line,
            succeeds: true,
            may_have_ended: false,
        }
    }

    /// Begins a command that is followed by the operator `end`. Returns whether a shell certainly runs the command in
    /// the shell's own process.
    pub(super) fn enter(&mut self, command: &[Word], end: End) -> bool {
        let prefix = prefix(command);
        let mut words = command.iter().flatten().map(String::as_str);
        for word in command.iter().flatten().take(prefix + 1) {
            match word.as_str() {
                "case" => self.open(Group::Case),
                word if OPENS.contains(&word) => self.open(Group::Compound),
                _ => {}
            }
        }
        match words.nth(prefix) {
            Some("function") => {
                self.defined = words.next().map(str::to_owned);
                // In `function name { command`, the command begins at the brace.
                let is_brace = |word: &Word| word.as_ref().is_ok_and(|word| word == "{");
                if let Some(at) = command.iter().position(is_brace) {
                    return self.enter(command.get(at..).unwrap_or_default(), end);
                }
            }
            // Without a program, `exec` changes only the redirections, and the shell continues.
            Some("exec") if words.next().is_none() => {}
            // In a function, `return` ends only the function.
            Some("return") if !self.functions.is_empty() => {}
            Some("exit" | "return" | "exec") => self.may_end(),
            Some("esac") => self.close(Group::Case),
            Some(word) if CLOSES.contains(&word) => self.close(Group::Compound),
            Some(word) if self.enders.contains(word) => self.may_end(),
            _ => {}
        }
        let runs = match self.before {
            End::Line => true,
            End::And => self.succeeds,
            _ => false,
        };
        let in_shell = !matches!(end, End::Pipe | End::Background | End::Open);
        self.groups.is_empty() && runs && in_shell && !self.may_have_ended
    }

    /// Opens a group. If the header of a function (`name ()`) comes directly before the group, the group is the
    /// function's body.
    fn open(&mut self, group: Group) {
        if let Some(name) = self.defined.take() {
            self.functions.push((self.groups.len(), name));
        }
        self.parentheses += usize::from(group == Group::Parenthesis);
        self.groups.push(group);
    }

    /// Closes the innermost group, if it is of this kind.
    fn close(&mut self, group: Group) {
        if self.groups.pop_if(|open| *open == group).is_none() {
            return;
        }
        self.parentheses -= usize::from(group == Group::Parenthesis);
        let depth = self.groups.len();
        let _ = self.functions.pop_if(|(around, _)| *around == depth);
    }

    /// Records a command, such as `exit`, that ends the shell. In parentheses the command ends only a child process,
    /// so nothing is recorded. In a function the command runs only if the function is called, so the function's name
    /// is recorded.
    fn may_end(&mut self) {
        if self.parentheses > 0 {
            return;
        }
        match self.functions.last() {
            Some((_, name)) => {
                self.enders.insert(name.clone());
            }
            None => self.may_have_ended = true,
        }
    }

    /// Returns whether a command is empty because the list before it (`a &&`) continues in the next line.
    pub(super) fn continues(&self, command: &[Word], end: End) -> bool {
        let is_open = matches!(self.before, End::And | End::Or | End::Pipe);
        command.is_empty() && end == End::Line && is_open
    }

    /// Updates the surroundings after a command, by the operator `end` that follows it.
    pub(super) fn leave(&mut self, command: &[Word], end: End, succeeds: bool) {
        if self.continues(command, end) {
            return;
        }
        let named = self.named.take();
        match end {
            End::Open => {
                // This `(` might begin `name ()`. Whether a `)` follows is not known yet, so remember the name.
                let is_function = matches!(command, [Ok(first), Ok(_)] if first == "function");
                self.named = match command.last() {
                    Some(Ok(word)) if command.len() == 1 || is_function => Some(word.clone()),
                    _ => None,
                };
                if !command.is_empty() {
                    self.defined = None;
                }
                self.open(Group::Parenthesis);
            }
            End::Close => {
                self.close(Group::Parenthesis);
                if command.is_empty() {
                    self.defined = named.filter(|name| !name.contains('='));
                }
            }
            _ => {}
        }
        self.before = end;
        self.succeeds = succeeds;
    }
}

/// Returns the number of words before the name of a command.
pub(super) fn prefix(command: &[Word]) -> usize {
    let is_prefix = |word: &&Word| {
        word.as_ref()
            .is_ok_and(|word| PREFIXES.contains(&word.as_str()))
    };
    command.iter().take_while(is_prefix).count()
}
