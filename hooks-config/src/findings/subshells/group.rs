//! The groups of commands that are open while a text is read.

use super::Lost;

/// What opened a group, and so what closes it.
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
    /// `"`, in which only substitutions are code.
    Quote,
}

/// A group of commands that is open.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) open: Open,
    /// Whether it is a part of a pipe, and not the first one.
    pub(super) is_piped: bool,
    /// The name of the function whose body it is.
    pub(super) function: Option<String>,
    /// Whether an `exit 2` in it would end the group.
    pub(super) blocks: bool,
    /// Whether an `exit 2` is in the list of commands being read, which `&` would put into the background.
    pub(super) in_list: bool,
    /// A subshell in this list that ended with the block; its code is not used yet.
    pub(super) pending: Option<Lost>,
    /// Like `pending`, of the list before: the next command loses it.
    pub(super) dropped: Option<Lost>,
    /// Whether the next word is a command's name.
    pub(super) at_command: bool,
    /// Whether the next command is a part of a pipe behind another.
    pub(super) behind_pipe: bool,
    /// The beginning of the word that a substitution is in.
    pub(super) outer: String,
}

impl Group {
    pub(super) fn new(open: Open) -> Self {
        Self {
            open,
            is_piped: false,
            function: None,
            blocks: false,
            in_list: false,
            pending: None,
            dropped: None,
            at_command: true,
            behind_pipe: false,
            outer: String::new(),
        }
    }
}
