//! The codes that say why a hook gave no answer or did not run. Errors, reports and traces use the same codes.

use std::error::Error;

use crate::outcome::OutcomeKind;
use crate::policy::OnFailure;
use crate::underlying::Underlying;

codes! {
    /// Why a hook has no answer. The causes that begin with "Skipped" say why a hook did not run. All others are
    /// failures, which `on_failure` turns into an outcome.
    Cause {
        /// The program could not be started.
        SpawnFailed = "spawn_failed",
        /// The hook's working folder does not exist or is not a folder.
        BadCwd = "bad_cwd",
        /// The hook exceeded its own time limit.
        Timeout = "timeout",
        /// A signal ended the program.
        Signal = "signal",
        /// The output is not a valid answer.
        BadAnswer = "bad_answer",
        /// The output was cut at the size limit.
        Truncated = "truncated",
        /// The exit code means failure.
        ExitCode = "exit_code",
        /// The hook's outcome is not possible on this event.
        UnsupportedOutcome = "unsupported_outcome",
        /// The time budget of the dispatch (one event sent through its hooks) ran out before the
        /// hook could run or finish.
        Budget = "budget",
        /// The configuration entry cannot be used.
        NotUsable = "not_usable",
        /// No executor supports the hook's kind of handler.
        NoExecutor = "no_executor",
        /// The hook's answer was refused because the hook had not got the whole payload.
        NotDelivered = "not_delivered",
        /// The payload could not be written in the hook's dialect.
        EncodeFailed = "encode_failed",
        /// The agent did not declare the tool of the call. The hook guards a tool that the undeclared tool could be.
        UndeclaredTool = "undeclared_tool",
        /// A pipe or process operation of the host failed.
        Io = "io",
        /// The hook's HTTP endpoint could not be reached, or it answered with an error status.
        HttpFailed = "http_failed",
        /// The hook's worker could not be started, broke its protocol or ended without an answer.
        WorkerUnavailable = "worker_unavailable",
        /// An in-process hook or an executor panicked.
        Panicked = "panicked",
        /// The hook starts an agent whose hooks start the agent again, and these starts are nested too deep.
        Recursion = "recursion",
        /// The hook would run or read a file of an untrusted project.
        UntrustedProgram = "untrusted_program",
        /// The hook, or a file that it runs, differs from the trusted version. This is a failure only on an event that
        /// can prevent an action; on all other events the hook is skipped.
        Changed = "changed",
        /// A hook that the administrator requires is not loaded.
        RequiredMissing = "required_missing",
        /// Too many background hooks are waiting.
        QueueFull = "queue_full",
        /// The hook was ended because its answer was no longer needed, or because the host shut
        /// down.
        Cancelled = "cancelled",

        /// Skipped: the hook's matcher does not match.
        Unmatched = "unmatched",
        /// Skipped: disabled by configuration.
        Disabled = "disabled",
        /// Skipped: the hook comes from a project that is not trusted yet.
        Untrusted = "untrusted",
        /// Skipped: the trust in the hook's project or plugin was revoked.
        Revoked = "revoked",
        /// Skipped: the administrator forbids hooks of projects and plugins.
        TrustDenied = "trust_denied",
        /// Skipped: the hook was trusted, but its file does not contain it any more.
        Gone = "gone",
        /// Skipped: an earlier hook blocked.
        AfterBlock = "after_block",
        /// Skipped: the hook is marked `once` and has already run in this session.
        Once = "once",
        /// Skipped: the hook has already judged the call. Only validators (hooks with `role =
        /// "validate"`) judge later changes.
        JudgedBefore = "judged_before",
        /// Skipped: the same handler is configured twice, and the hook's agent runs such a handler only once.
        Duplicate = "duplicate",
        /// Skipped: the hook is this project's own bridge (an entry in another agent's configuration that starts the
        /// program `hooks`).
        OwnEntry = "own_entry",
        /// Skipped: by the rules of the hook's agent, this config entry never runs.
        NeverRuns = "never_runs",
    }
}

impl Cause {
    /// Returns whether a failure of this cause always blocks a gate (an event that can prevent an action), in every
    /// dialect and regardless of `on_failure`.
    ///
    /// A project, its environment or a payload can provoke failures of these causes. If these failures did not block, a
    /// cloned repository could switch off a guard (a hook that blocks) by making the guard fail. A payload could make a
    /// guard fail too, by naming a folder that does not exist.
    ///
    /// `Cancelled` means that the agent itself ended the hook. This also blocks, because the agent's rule for broken
    /// hooks does not cover this case, and no call may run unjudged while the agent shuts down.
    #[must_use]
    pub fn closes_gates(&self) -> bool {
        matches!(
            self,
            Self::Recursion
                | Self::UntrustedProgram
                | Self::BadCwd
                | Self::Changed
                | Self::RequiredMissing
                | Self::Cancelled
        )
    }
}

/// The error of a hook that could not answer. The failure policy (`on_failure`) turns the error into an outcome.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use = "dropping the failure hides that a guard failed"]
pub struct Failure {
    /// Why the hook failed, as a stable code.
    pub cause: Cause,
    /// A readable description: in lower case, without a period at the end, of limited length, and without control
    /// characters.
    pub message: String,
    /// How the hook's author can prevent the failure, as a sentence without a period at the end. Only the hook's row in
    /// the report shows the advice. It is not part of `message`, because the model can read the message, and must not
    /// learn how to edit the configuration.
    pub advice: Option<String>,
    /// Texts for the user that the agent's rules attach to the failure (Claude Code: the first line of stderr).
    pub notices: Vec<String>,
    /// The failure policy that the agent's own rules demand, if it is stricter than the hook's `on_failure` (Copilot: a
    /// `preToolUse` hook that crashes denies). `None` if `on_failure` applies.
    pub means: Option<OnFailure>,
    /// An outcome that the hook printed but that does not take effect. `None` if there is no such outcome.
    pub said: Option<OutcomeKind>,
    source: Option<Underlying>,
}

impl Failure {
    /// Creates a failure.
    pub fn new(cause: Cause, message: impl Into<String>) -> Self {
        Self {
            cause,
            message: message.into(),
            advice: None,
            notices: Vec::new(),
            means: None,
            said: None,
            source: None,
        }
    }

    /// Returns the kind of the error, which is its cause.
    pub fn kind(&self) -> &Cause {
        &self.cause
    }

    /// Adds a text for the user.
    pub fn with_notice(mut self, notice: impl Into<String>) -> Self {
        self.notices.push(notice.into());
        self
    }

    setters! {
        /// Sets how the hook's author can prevent the failure.
        fn with_advice(advice: impl Into<String>) = Some(advice.into());
        /// Sets the failure policy that the agent's rules demand.
        fn with_means(means: OnFailure) = Some(means);
        /// Sets the underlying error.
        fn with_source(source: impl Into<Box<dyn Error + Send + Sync>>) = Some(Underlying::new(source));
        /// Sets the outcome that was printed but does not take effect.
        fn with_said(said: OutcomeKind) = Some(said);
    }
}

message_and_source!(Failure);
