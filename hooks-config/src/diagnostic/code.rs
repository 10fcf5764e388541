//! The stable codes of diagnostics.

use std::fmt;

use serde::Serialize;

/// Declares the codes, each with a description that quotes no file.
macro_rules! diagnostic_codes {
    ($($(#[$doc:meta])+ $code:ident = $summary:literal,)+) => {
        /// The stable code of a diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum DiagnosticCode {
            $($(#[$doc])+ $code,)+
        }

        impl DiagnosticCode {
            /// Every code.
            pub const ALL: &'static [DiagnosticCode] = &[$(Self::$code),+];

            /// Describes the code without quoting the file.
            pub(crate) fn summary(self) -> &'static str {
                match self {
                    $(Self::$code => $summary,)+
                }
            }
        }
    };
}

diagnostic_codes! {
    /// The file cannot be read.
    Unreadable = "the file cannot be read",
    /// A file that looks like a hook file, at a place where no hook file is read.
    NotRead = "a hook file that is not read",
    /// The text is not TOML or JSON.
    Syntax = "invalid syntax for this file's format",
    /// An unknown key, which has no effect.
    UnknownKey = "unknown key",
    /// An event that no agent fires.
    UnknownEvent = "unknown event",
    /// A value of the wrong type.
    WrongType = "a value of the wrong type",
    /// A value that is not allowed.
    BadValue = "a value that is not allowed",
    /// A required key is missing.
    MissingKey = "a required key is missing",
    /// Two hooks of one event have the same name.
    DuplicateName = "two hooks of one event have one name",
    /// A key occurs twice.
    DuplicateKey = "a key appears twice",
    /// A matcher that cannot work.
    BadMatcher = "a matcher that cannot work",
    /// Two keys that contradict each other.
    Conflict = "two keys contradict each other",
    /// A key or a word that has no effect in this place.
    NoEffect = "a key or a word without effect",
    /// A kind of handler for which the embedder must provide an executor.
    UnsupportedHandler = "a kind of handler that is not supported",
    /// A number that is probably in the wrong unit.
    SuspiciousUnit = "a number that may be in the wrong unit",
    /// A program or script that does not exist.
    MissingFile = "a program that does not exist",
    /// The format of the file cannot be recognized.
    UnknownFormat = "the kind of file is unknown",
    /// A value that this engine interprets differently from the hook's own agent.
    Deviation = "read differently from the agent",
    /// A program without execute permission.
    NotExecutable = "a program that cannot be executed",
    /// A script that names no interpreter.
    NoInterpreter = "a text without `#!`",
    /// A script with Windows line endings.
    CarriageReturns = "a script with Windows line endings",
    /// A word that only a shell would expand, where no shell reads it.
    NotExpanded = "a word that no shell expands",
    /// A folder with a space in its name, outside of quotes in a command for a shell.
    SplitPath = "a path with a space outside of quotes",
    /// A program that is found from one working folder only.
    RelativeProgram = "a relative path to a program",
    /// A hook of the user whose program runs code of the project.
    ProjectCode = "a program that runs code of the project",
    /// A program that is not in any folder of PATH.
    NotInPath = "a program that is not in PATH",
    /// A pattern that matches more than it seems to.
    LoosePattern = "a pattern that matches more than it seems to",
    /// A pattern in quotes behind `=~` in a script for bash, where it is plain text.
    QuotedPattern = "a pattern in quotes, which is plain text",
    /// A guard (a hook that can block) that seems to use exit code 1 to block. Code 1 only means that the
    /// hook failed.
    ExitOne = "a guard that seems to block with exit code 1",
    /// An exit code that seems to be lost on its way out of a script.
    LostExit = "an exit code that seems to be lost",
    /// A script that can block by accident, because its last command is a tool that exits with 2 on an error.
    BorrowedExit = "an exit code that may come from a tool",
    /// A script that seems to expect its payload in a different form than its hook gets.
    PayloadShape = "a script that seems to read another payload",
    /// A script that seems to print an answer that its hook's agent does not read.
    UnreadAnswer = "an answer that seems not to be read",
    /// A script that reads from the terminal, which no hook has.
    NoTerminal = "a script that reads from a terminal",
    /// A guard (a hook that can block) that runs in the background, where it cannot block.
    BackgroundGuard = "a guard that runs in the background",
    /// A background hook that seems to answer with a decision, which has no effect.
    BackgroundAnswer = "a background hook that seems to answer",
    /// A hook that seems to block at an event that hooks only observe.
    ObserverBlock = "a block at an event that hooks only observe",
    /// A hook that seems to make the agent go on each time the agent wants to stop.
    StopLoop = "a hook that seems to keep the agent from stopping",
    /// A setting that turns hooks off.
    SwitchedOff = "a switch that turns hooks off",
    /// A matcher in our own file with a tool name that only some agents use.
    AgentName = "a tool name of one agent only",
    /// Two hooks that seem to rewrite the same thing.
    TwoRewriters = "two hooks that seem to rewrite the same thing",
    /// A guard (a hook that can block) that matches one tool, but not a second tool with which the model can do the
    /// same.
    WayRound = "a guard that can be bypassed",
    /// A guard (a hook that can block) that judges only one call of a session.
    OnceGuard = "a guard that judges one call only",
    /// A variable that is not set for the hook.
    UnsetVariable = "a variable that is never set",
    /// A list of inherited variables without `PATH`, which says where programs are.
    NoPath = "no PATH among the inherited variables",
    /// A worker (a hook process that serves many events) whose script does not seem to speak the protocol of workers.
    NotAWorker = "a worker that does not seem to say hello",
}

impl DiagnosticCode {
    /// Returns whether the code means that nothing of the file can be read.
    pub(super) fn is_of_file(self) -> bool {
        matches!(self, Self::Unreadable | Self::Syntax | Self::UnknownFormat)
    }
}

impl fmt::Display for DiagnosticCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The stable code is serde's name of the variant. So let serde write it, which it can do into a `Formatter`.
        self.serialize(f)
    }
}
