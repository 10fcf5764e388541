//! Tells whether a shell certainly runs a command of a text in its own process.

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

/// Reserved words and builtins after which another command begins.
const PREFIXES: &[&str] = &[
    "!", "{", "if", "then", "elif", "else", "while", "until", "do", "time", "builtin", "command",
];

/// Reserved words that begin a compound command.
const OPENS: &[&str] = &["{", "if", "while", "until", "for", "select", "case"];

/// Reserved words that end a compound command.
const CLOSES: &[&str] = &["}", "fi", "done", "esac"];

/// What surrounds the current command.
#[derive(Debug)]
pub(super) struct Surroundings {
    /// The number of open parentheses.
    parentheses: usize,
    /// The number of open compound commands.
    compounds: usize,
    /// The operator before the command.
    before: End,
    /// Whether all commands before the current one in its list (`a && b`) certainly succeed.
    succeeds: bool,
    /// Whether an earlier command might have ended the execution of the file.
    may_have_ended: bool,
}

impl Surroundings {
    /// Creates the surroundings of the first command.
    pub(super) fn new() -> Self {
        Self {
            parentheses: 0,
            compounds: 0,
            before: End::Line,
            succeeds: true,
            may_have_ended: false,
        }
    }

    /// Begins a command that ends with `end`. Returns whether a shell certainly runs the command in its own process.
    pub(super) fn enter(&mut self, command: &[Word], end: End) -> bool {
        let prefix = prefix(command);
        let mut words = command.iter().flatten().map(String::as_str);
        let leading = command.iter().flatten().take(prefix + 1);
        self.compounds += leading
            .filter(|word| OPENS.contains(&word.as_str()))
            .count();
        match words.nth(prefix) {
            // `function name {`
            Some("function") if words.any(|word| word == "{") => self.compounds += 1,
            // Without a program, `exec` changes only the redirections, and the shell goes on.
            Some("exec") if words.next().is_none() => {}
            Some("exit" | "return" | "exec") => self.may_have_ended |= self.parentheses == 0,
            Some(word) if CLOSES.contains(&word) => {
                self.compounds = self.compounds.saturating_sub(1);
            }
            _ => {}
        }
        let is_alone = self.parentheses == 0 && self.compounds == 0;
        let runs = match self.before {
            End::Line => true,
            End::And => self.succeeds,
            _ => false,
        };
        let in_shell = !matches!(end, End::Pipe | End::Background | End::Open);
        is_alone && runs && in_shell && !self.may_have_ended
    }

    /// Ends a command.
    pub(super) fn leave(&mut self, command: &[Word], end: End, succeeds: bool) {
        let continues = matches!(self.before, End::And | End::Or | End::Pipe);
        if command.is_empty() && end == End::Line && continues {
            // After `&&`, `||` or `|`, a line end does not end the list: the command follows on the next line.
            return;
        }
        match end {
            End::Open => self.parentheses += 1,
            End::Close => self.parentheses = self.parentheses.saturating_sub(1),
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
