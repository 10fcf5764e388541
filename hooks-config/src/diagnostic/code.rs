//! The stable codes of remarks.

use std::fmt;

use serde::Serialize;

/// Stable codes of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DiagnosticCode {
    /// The file cannot be read.
    Unreadable,
    /// The text is not TOML or JSON.
    Syntax,
    /// A key nobody reads.
    UnknownKey,
    /// An event nobody fires.
    UnknownEvent,
    /// A value of another type.
    WrongType,
    /// A value outside what is allowed.
    BadValue,
    /// A required key is missing.
    MissingKey,
    /// Two hooks of one event with one name.
    DuplicateName,
    /// A key given twice.
    DuplicateKey,
    /// A matcher that cannot work.
    BadMatcher,
    /// Two keys that contradict each other.
    Conflict,
    /// A key that has no effect where it stands.
    NoEffect,
    /// A handler kind that needs an executor of the embedder's own.
    UnsupportedHandler,
    /// A number that smells of the wrong unit.
    SuspiciousUnit,
    /// A program or script that is not there.
    MissingFile,
    /// The kind of file cannot be told.
    UnknownFormat,
    /// Read otherwise than the hook's own agent reads it.
    Deviation,
    /// A program without permission to be executed.
    NotExecutable,
    /// A program that is a text and names no interpreter.
    NoInterpreter,
    /// A script with Windows line ends.
    CarriageReturns,
    /// A word that only a shell would replace.
    NotExpanded,
    /// A program that is found from one folder only.
    RelativeProgram,
    /// A program that no folder of PATH has.
    NotInPath,
    /// A pattern that fits more than it looks.
    LoosePattern,
    /// A guard that seems to block with exit code 1.
    ExitOne,
    /// A guard that nobody waits for.
    BackgroundGuard,
    /// A background hook that seems to answer.
    BackgroundAnswer,
    /// An exit code that seems to be lost on its way out of a script.
    LostExit,
    /// A script that seems to read the payload of another engine.
    PayloadShape,
    /// A hook that seems to keep the agent from stopping without end.
    StopLoop,
    /// A switch that turns hooks off.
    SwitchedOff,
    /// A matcher in our own file that names a tool as one agent does.
    AgentName,
    /// Two hooks that seem to rewrite the same thing.
    TwoRewriters,
    /// A guard with a way round it.
    WayRound,
}

impl DiagnosticCode {
    /// Every code.
    pub const ALL: &'static [DiagnosticCode] = &[
        Self::Unreadable,
        Self::Syntax,
        Self::UnknownKey,
        Self::UnknownEvent,
        Self::WrongType,
        Self::BadValue,
        Self::MissingKey,
        Self::DuplicateName,
        Self::DuplicateKey,
        Self::BadMatcher,
        Self::Conflict,
        Self::NoEffect,
        Self::UnsupportedHandler,
        Self::SuspiciousUnit,
        Self::MissingFile,
        Self::UnknownFormat,
        Self::Deviation,
        Self::NotExecutable,
        Self::NoInterpreter,
        Self::CarriageReturns,
        Self::NotExpanded,
        Self::RelativeProgram,
        Self::NotInPath,
        Self::LoosePattern,
        Self::ExitOne,
        Self::LostExit,
        Self::PayloadShape,
        Self::BackgroundGuard,
        Self::BackgroundAnswer,
        Self::StopLoop,
        Self::SwitchedOff,
        Self::AgentName,
        Self::TwoRewriters,
        Self::WayRound,
    ];

    /// Whether nothing of a file can be read where this is said.
    pub(super) fn is_of_file(self) -> bool {
        matches!(self, Self::Unreadable | Self::Syntax | Self::UnknownFormat)
    }

    /// What the code says by itself, without a word of the file.
    pub(crate) fn summary(self) -> &'static str {
        match self {
            Self::Unreadable => "the file cannot be read",
            Self::Syntax => "not the syntax of this file's format",
            Self::UnknownKey => "unknown key",
            Self::UnknownEvent => "unknown event",
            Self::WrongType => "a value of the wrong type",
            Self::BadValue => "a value that is not allowed",
            Self::MissingKey => "a required key is missing",
            Self::DuplicateName => "two hooks of one event have one name",
            Self::DuplicateKey => "a key stands twice",
            Self::BadMatcher => "a matcher that cannot work",
            Self::Conflict => "two keys contradict each other",
            Self::NoEffect => "a key without effect",
            Self::UnsupportedHandler => "a kind of handler that is not supported",
            Self::SuspiciousUnit => "a number that may be in the wrong unit",
            Self::MissingFile => "a program that is not there",
            Self::UnknownFormat => "the kind of file cannot be told",
            Self::Deviation => "read otherwise than the agent reads it",
            Self::NotExecutable => "a program that cannot be executed",
            Self::NoInterpreter => "a text without `#!`",
            Self::CarriageReturns => "a script with Windows line ends",
            Self::NotExpanded => "a word that no shell replaces",
            Self::RelativeProgram => "a program that is found from one folder only",
            Self::NotInPath => "a program that is not in PATH",
            Self::LoosePattern => "a pattern that fits more than it looks",
            Self::ExitOne => "a guard that seems to block with exit code 1",
            Self::LostExit => "an exit code that seems to be lost",
            Self::PayloadShape => "a script that seems to read another payload",
            Self::BackgroundGuard => "a guard that nobody waits for",
            Self::BackgroundAnswer => "a background hook that seems to answer",
            Self::StopLoop => "a hook that seems to keep the agent from stopping",
            Self::SwitchedOff => "a switch that turns hooks off",
            Self::AgentName => "a tool under one agent's name",
            Self::TwoRewriters => "two hooks that seem to rewrite the same thing",
            Self::WayRound => "a guard with a way round it",
        }
    }
}

impl fmt::Display for DiagnosticCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // serde's unit-variant name is the stable code; Formatter is such a serializer.
        self.serialize(f)
    }
}
