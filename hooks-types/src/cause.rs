//! Why a hook gave no answer, or did not run: one vocabulary for errors, rows and traces.

use std::error::Error;

use crate::outcome::OutcomeKind;
use crate::policy::OnFailure;
use crate::underlying::Underlying;

codes! {
    /// Why a hook has no answer. The first group are failures, which policy turns into an outcome;
    /// the second say why a hook was skipped.
    Cause {
        /// The program could not be started.
        SpawnFailed = "spawn_failed",
        /// The folder the hook should run in is gone or no folder.
        BadCwd = "bad_cwd",
        /// The hook's own time limit passed.
        Timeout = "timeout",
        /// The program was ended by a signal.
        Signal = "signal",
        /// What it printed is no answer.
        BadAnswer = "bad_answer",
        /// Its output was cut at the cap.
        Truncated = "truncated",
        /// An exit code that says failure.
        ExitCode = "exit_code",
        /// The event cannot carry the outcome it answered.
        UnsupportedOutcome = "unsupported_outcome",
        /// The budget of the dispatch left it no time.
        Budget = "budget",
        /// A configuration entry that cannot be used.
        NotUsable = "not_usable",
        /// No executor takes this kind of handler.
        NoExecutor = "no_executor",
        /// The payload did not reach it whole, and it answered with something that loosens.
        NotDelivered = "not_delivered",
        /// The payload could not be written in its dialect.
        EncodeFailed = "encode_failed",
        /// The tool of the call is not declared, and may be one that the hook guards.
        UndeclaredTool = "undeclared_tool",
        /// Pipes or processes of the host failed.
        Io = "io",
        /// The hook's HTTP endpoint could not be reached or answered with an error status.
        HttpFailed = "http_failed",
        /// The hook's worker could not be started, broke its protocol or ended without an answer.
        WorkerUnavailable = "worker_unavailable",
        /// An in-process hook or an executor panicked.
        Panicked = "panicked",
        /// Hooks that start the agent that fires hooks, too deep.
        Recursion = "recursion",
        /// It would run or read a file of a project that is not trusted.
        UntrustedProgram = "untrusted_program",
        /// It, or a file that it runs, is not what was trusted. Off a gate such a hook is skipped.
        Changed = "changed",
        /// A hook that the administrator requires is not loaded.
        RequiredMissing = "required_missing",
        /// Too many background hooks are waiting.
        QueueFull = "queue_full",
        /// It was ended because its answer was not needed any more, or the host shut down.
        Cancelled = "cancelled",

        /// Skipped: its matcher does not fit.
        Unmatched = "unmatched",
        /// Skipped: switched off by configuration.
        Disabled = "disabled",
        /// Skipped: from a project that nobody trusted yet.
        Untrusted = "untrusted",
        /// Skipped: from a project or plugin, and its trust was taken back.
        Revoked = "revoked",
        /// Skipped: the administrator lets no hook of a project or plugin run.
        TrustDenied = "trust_denied",
        /// Skipped: it was trusted, and its file holds it no more.
        Gone = "gone",
        /// Skipped: an earlier hook blocked.
        AfterBlock = "after_block",
        /// Skipped: `once`, and it has run.
        Once = "once",
        /// Skipped: it judged the call already; only validators judge a change that came later.
        JudgedBefore = "judged_before",
        /// Skipped: the same handler is configured twice and its agent runs it once.
        Duplicate = "duplicate",
        /// Skipped: this is our own bridge, found in an agent's configuration.
        OwnEntry = "own_entry",
        /// Skipped: by its agent's rules this entry never runs.
        NeverRuns = "never_runs",
    }
}

impl Cause {
    /// Whether a failure of this cause blocks on a gate in every dialect, whatever `on_failure` says.
    ///
    /// These are the causes that a project, its environment or a payload can bring about. Were they
    /// open, a cloned repository could switch off a guard by making it fail, and a payload by naming
    /// a folder that does not exist.
    #[must_use]
    pub fn closes_gates(&self) -> bool {
        matches!(
            self,
            Self::Recursion
                | Self::UntrustedProgram
                | Self::BadCwd
                | Self::Changed
                | Self::RequiredMissing
        )
    }
}

/// A hook that could not answer. Policy (`on_failure`) turns it into an outcome.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use = "a guard that failed is lost with it"]
pub struct Failure {
    /// The stable cause.
    pub cause: Cause,
    /// What happened, for a person: lowercase, no final stop, bounded, without control characters.
    pub message: String,
    /// Texts for the user that the failure carries by its agent's rules (Claude Code: the first
    /// line of stderr).
    pub notices: Vec<String>,
    /// What this failure means by its agent's rules where that is stricter than its `on_failure`
    /// (Copilot: a preToolUse hook that crashes denies).
    pub means: Option<OnFailure>,
    /// The outcome it printed, if it printed one that could not count.
    pub said: Option<OutcomeKind>,
    source: Option<Underlying>,
}

impl Failure {
    /// A failure with a message for a person.
    pub fn new(cause: Cause, message: impl Into<String>) -> Self {
        Self {
            cause,
            message: message.into(),
            notices: Vec::new(),
            means: None,
            said: None,
            source: None,
        }
    }

    /// Adds a text for the user.
    pub fn with_notice(mut self, notice: impl Into<String>) -> Self {
        self.notices.push(notice.into());
        self
    }

    setters! {
        /// Sets what the failure means by its agent's rules.
        fn with_means(means: OnFailure) = Some(means);
        /// Keeps the error under it.
        fn with_source(source: impl Into<Box<dyn Error + Send + Sync>>) = Some(Underlying::new(source));
        /// Sets the outcome that was printed but could not count.
        fn with_said(said: OutcomeKind) = Some(said);
    }
}

message_and_source!(Failure);
