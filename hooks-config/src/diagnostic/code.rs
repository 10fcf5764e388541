//! The stable codes of diagnostics.

use std::fmt;

use serde::Serialize;

/// The stable code of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DiagnosticCode {
    /// The file cannot be read.
    Unreadable,
    /// The text is not TOML or JSON.
    Syntax,
    /// An unknown key, which has no effect.
    UnknownKey,
    /// An event that no agent fires.
    UnknownEvent,
    /// A value of the wrong type.
    WrongType,
    /// A value that is not allowed.
    BadValue,
    /// A required key is missing.
    MissingKey,
    /// Two hooks of one event have the same name.
    DuplicateName,
    /// A key occurs twice.
    DuplicateKey,
    /// A matcher that cannot work.
    BadMatcher,
    /// Two keys that contradict each other.
    Conflict,
    /// A key that has no effect in this place.
    NoEffect,
    /// A kind of handler for which the embedder must provide an executor.
    UnsupportedHandler,
    /// A number that is probably in the wrong unit.
    SuspiciousUnit,
    /// A program or script that does not exist.
    MissingFile,
    /// The format of the file cannot be recognized.
    UnknownFormat,
    /// A value that is interpreted differently from the hook's own agent.
    Deviation,
    /// A program without execute permission.
    NotExecutable,
    /// A script that names no interpreter.
    NoInterpreter,
    /// A script with Windows line endings.
    CarriageReturns,
    /// A word that only a shell would expand.
    NotExpanded,
    /// A program that is found from one working folder only.
    RelativeProgram,
    /// A program that is not in any folder of PATH.
    NotInPath,
    /// A pattern that matches more than it seems to.
    LoosePattern,
    /// A guard that seems to block with exit code 1.
    ExitOne,
    /// A guard that runs in the background, so that it cannot block.
    BackgroundGuard,
    /// A background hook that seems to answer.
    BackgroundAnswer,
    /// An exit code that seems to be lost on its way out of a script.
    LostExit,
    /// A script that seems to read the payload of another engine.
    PayloadShape,
    /// A hook that seems to keep the agent from stopping again and again.
    StopLoop,
    /// A switch that turns hooks off.
    SwitchedOff,
    /// A matcher in our own file with a tool name that only some agents use.
    AgentName,
    /// Two hooks that seem to rewrite the same thing.
    TwoRewriters,
    /// A guard that another tool can bypass.
    WayRound,
    /// A guard that judges one call of a session only.
    OnceGuard,
    /// A variable that nobody sets for the hook.
    UnsetVariable,
    /// A list of inherited variables without the one that says where programs are.
    NoPath,
    /// A worker whose script does not seem to speak the protocol.
    NotAWorker,
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
        Self::OnceGuard,
        Self::UnsetVariable,
        Self::NoPath,
        Self::NotAWorker,
    ];

    /// Whether the code means that nothing of the file can be read.
    pub(super) fn is_of_file(self) -> bool {
        matches!(self, Self::Unreadable | Self::Syntax | Self::UnknownFormat)
    }

    /// Describes the code without quoting the file.
    pub(crate) fn summary(self) -> &'static str {
        match self {
            Self::Unreadable => "the file cannot be read",
            Self::Syntax => "invalid syntax for this file's format",
            Self::UnknownKey => "unknown key",
            Self::UnknownEvent => "unknown event",
            Self::WrongType => "a value of the wrong type",
            Self::BadValue => "a value that is not allowed",
            Self::MissingKey => "a required key is missing",
            Self::DuplicateName => "two hooks of one event have one name",
            Self::DuplicateKey => "a key appears twice",
            Self::BadMatcher => "a matcher that cannot work",
            Self::Conflict => "two keys contradict each other",
            Self::NoEffect => "a key without effect",
            Self::UnsupportedHandler => "a kind of handler that is not supported",
            Self::SuspiciousUnit => "a number that may be in the wrong unit",
            Self::MissingFile => "a program that does not exist",
            Self::UnknownFormat => "the kind of file is unknown",
            Self::Deviation => "read differently from the agent",
            Self::NotExecutable => "a program that cannot be executed",
            Self::NoInterpreter => "a text without `#!`",
            Self::CarriageReturns => "a script with Windows line endings",
            Self::NotExpanded => "a word that no shell expands",
            Self::RelativeProgram => "a program that is found from one folder only",
            Self::NotInPath => "a program that is not in PATH",
            Self::LoosePattern => "a pattern that matches more than it seems to",
            Self::ExitOne => "a guard that seems to block with exit code 1",
            Self::LostExit => "an exit code that seems to be lost",
            Self::PayloadShape => "a script that seems to read another payload",
            Self::BackgroundGuard => "a guard that runs in the background",
            Self::BackgroundAnswer => "a background hook that seems to answer",
            Self::StopLoop => "a hook that seems to keep the agent from stopping",
            Self::SwitchedOff => "a switch that turns hooks off",
            Self::AgentName => "a tool name of one agent only",
            Self::TwoRewriters => "two hooks that seem to rewrite the same thing",
            Self::WayRound => "a guard that can be bypassed",
            Self::OnceGuard => "a guard that judges one call only",
            Self::UnsetVariable => "a variable that is never set",
            Self::NoPath => "no PATH among the inherited variables",
            Self::NotAWorker => "a worker that does not seem to say hello",
        }
    }
}

impl fmt::Display for DiagnosticCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // serde's name of a unit variant is the stable code, and a `Formatter` can serialize one.
        self.serialize(f)
    }
}
