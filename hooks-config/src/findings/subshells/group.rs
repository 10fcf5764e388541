//! The groups of commands (such as `( ... )` or a loop) that are open while a text is read.

use super::Lost;

/// The kind of a group, which also decides what closes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Text,
    Paren,
    Substitution,
    Backquote,
    Brace,
    Loop,
    If,
    Case,
    /// A text in double quotes, in which only substitutions are code.
    Quote,
}

/// A group of commands that is open.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) open: Open,
    /// Whether the group is a part of a pipe, but not the first part.
    pub(super) is_piped: bool,
    /// The name of the function, if the group is a function's body.
    pub(super) function: Option<String>,
    /// Whether the group contains an `exit 2` that ends the group.
    pub(super) blocks: bool,
    /// Whether the group contains a `return 2`.
    pub(super) returns: bool,
    /// Whether the list of commands that is being read contains an `exit 2`. If a `&` follows, the list runs in the
    /// background.
    pub(super) in_list: bool,
    /// Set if a subshell in this list ended with `exit 2` and nothing has used its exit code yet.
    pub(super) pending: Option<Lost>,
    /// Like `pending`, but for the list before the current list. The next command replaces that exit code, and so loses
    /// it.
    pub(super) dropped: Option<Lost>,
    /// Whether the next word is the name of a command.
    pub(super) at_command: bool,
    /// Whether the next command follows a `|`.
    pub(super) behind_pipe: bool,
    /// The part of a word that was read before this group began, if the group is a substitution.
    pub(super) outer: String,
}

impl Group {
    pub(super) fn new(open: Open) -> Self {
        Self {
            open,
            is_piped: false,
            function: None,
            blocks: false,
            returns: false,
            in_list: false,
            pending: None,
            dropped: None,
            at_command: true,
            behind_pipe: false,
            outer: String::new(),
        }
    }
}
