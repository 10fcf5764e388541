//! A configured hook and its parts.

pub use crate::confinement::{
    CURE_IN_PROJECT, CURE_IN_REPOSITORY, Confinement, ProjectRoot, REPOSITORY_MARKERS,
};
pub use crate::handler::{
    Command, Handler, HandlerKind, HttpRequest, InheritEnv, Launch, Leftovers, OtherHandler,
    PayloadChannel, Program, WorkDir,
};
pub use crate::limits::{
    BudgetSource, ConfiguredLimits, DEFAULT_MAX_CONCURRENCY, DEFAULT_MAX_STOP_BLOCKS,
    DispatchLimits, ScopedLimits,
};
pub use crate::matcher::{Anchor, Matcher, OnBadPattern, Pattern, PatternSyntax, Subject};
pub use crate::policy::{OnFailure, Pace, Role, SideEffects, Strategy};
pub use crate::scope::Scope;
pub use crate::start_check::{StartCheck, StartGuard};

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::cause::Cause;
use crate::dialect::{DialectOptions, WireForm};
use crate::event::EventName;

/// A configured hook. Config files are loaded into this type, and executors run it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HookSpec {
    /// The hook's `name`, or `Event[n]`, where `n` is the hook's index among the hooks of this event in the hook's
    /// file.
    pub id: String,
    /// The event on which the hook runs.
    pub event: EventName,
    /// The form of the hook's payloads and answers: dialect, the agent's event name, spelling.
    pub form: WireForm,
    /// The origin of the hook.
    pub scope: Scope,
    /// Whether the hook's trust entry lets its allow take effect although its scope [needs trust](Scope::needs_trust).
    /// In all other scopes an allow takes effect without a trust entry. [`HookSpec::allow_counts`] considers both.
    pub may_grant: bool,
    /// The file and line of the hook's config entry.
    pub source: Source,
    /// Whether the hook may run, or why not.
    pub liveness: Liveness,
    /// What the hook runs.
    pub handler: Handler,
    /// The conditions for a run. All of them must match. If the list is empty, the hook always runs.
    pub matchers: Vec<Matcher>,
    /// Whether the hook judges the event when it is fired, or validates the final input.
    pub role: Role,
    /// The effect of a failure of this hook.
    pub on_failure: OnFailure,
    /// How the hooks in the hook's file start. Adjacent hooks of one scope with equal strategies form one segment.
    pub strategy: Strategy,
    /// The time limit for the whole run: spawn, write, read and exit together.
    pub timeout: Duration,
    /// Settings that only the hook's dialect defines (Cursor's `loop_limit`, Claude Code's `if`).
    pub options: DialectOptions,
    /// Whether the hook runs only once per session.
    pub once: bool,
    /// Whether the hook runs in the background and does not influence the outcome.
    pub background: bool,
    /// A key that duplicate hooks share, for agents that run a duplicated command only once. Of all selected hooks with
    /// equal keys, only the first hook of the highest scope runs, and the rest are skipped as `duplicate`. `None` means
    /// that the hook always runs.
    pub identity: Option<String>,
    /// Whether a run has side effects. If the hook declares that its runs have no side effects, it may be run a second
    /// time.
    pub side_effects: SideEffects,
    /// The text that the agent's user interface shows while the hook runs.
    pub status_message: Option<String>,
}

/// The default time limit of a native hook.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// The location of a hook's entry in the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Source {
    /// The path of the file, as it was given. `None` for a hook that was created in code.
    pub file: Option<Arc<PathBuf>>,
    /// The line of the hook's entry, counted from 1; 0 if unknown.
    pub line: u32,
}

/// Whether a hook may run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Liveness {
    /// The hook may run.
    #[default]
    Live,
    /// The hook may not run. Reports list it as skipped.
    NotLive {
        /// The stable cause (`disabled`, `untrusted` ...), which the hook's row in the report
        /// shows.
        cause: Cause,
        /// A readable explanation of why the hook does not run.
        reason: String,
    },
}

impl HookSpec {
    /// Creates a native hook that may run, with the defaults of its event.
    pub fn new(id: impl Into<String>, event: EventName, handler: Handler) -> Self {
        Self {
            id: id.into(),
            form: WireForm::native(&event),
            on_failure: event.traits().on_failure,
            event,
            scope: Scope::default(),
            may_grant: false,
            source: Source::default(),
            liveness: Liveness::default(),
            handler,
            matchers: Vec::new(),
            role: Role::default(),
            strategy: Strategy::default(),
            timeout: DEFAULT_TIMEOUT,
            options: DialectOptions::new(),
            once: false,
            background: false,
            identity: None,
            side_effects: SideEffects::default(),
            status_message: None,
        }
    }

    /// Creates a native hook that may run and that starts a program.
    pub fn command(id: impl Into<String>, event: EventName, command: Command) -> Self {
        Self::new(id, event, Handler::Command(command))
    }

    setters! {
        /// Sets the form of the hook's payloads and answers.
        fn with_form(form: WireForm) = form;
        /// Sets the scope that the hook comes from.
        fn with_scope(scope: Scope) = scope;
        /// Sets the file and line of the hook's config entry.
        fn with_source(source: Source) = source;
        /// Sets whether the hook's allow takes effect although the hook comes from a project or
        /// plugin.
        fn with_may_grant(may_grant: bool) = may_grant;
        /// Sets whether the hook may run.
        fn with_liveness(liveness: Liveness) = liveness;
        /// Sets whether the hook judges the event when it is fired, or validates the final input.
        fn with_role(role: Role) = role;
        /// Sets the effect of a failure of the hook.
        fn with_on_failure(on_failure: OnFailure) = on_failure;
        /// Sets how the hooks in the hook's file start.
        fn with_strategy(strategy: Strategy) = strategy;
        /// Sets the hook's time limit.
        fn with_timeout(timeout: Duration) = timeout;
        /// Sets whether the hook runs only once per session.
        fn with_once(once: bool) = once;
        /// Sets whether the hook runs in the background and does not influence the outcome.
        fn with_background(background: bool) = background;
        /// Sets the hook's identity: of the selected hooks with this identity, only the first runs.
        fn with_identity(identity: impl Into<String>) = Some(identity.into());
    }

    /// Adds a condition. The hook runs only if all of its conditions match.
    #[must_use]
    pub fn with_matcher(mut self, matcher: Matcher) -> Self {
        self.matchers.push(matcher);
        self
    }

    /// Returns the [`Pace`] that the hook's dialect demands for the hook's segment (the adjacent
    /// hooks of one scope and strategy).
    pub fn pace(&self) -> Pace {
        let dialect = self.form.dialect.get();
        dialect.map_or_else(Pace::default, |dialect| dialect.pace(&self.options))
    }

    /// Returns whether an allow of this hook can grant anything. An allow from a project or plugin is reported but
    /// grants nothing, unless the hook's trust entry permits the allow.
    #[must_use]
    pub fn allow_counts(&self) -> bool {
        // Trust in a project or plugin lets its hooks run, and block, ask or stop. But they may approve calls only if
        // their trust entry says so (`may_grant`).
        self.may_grant || !self.scope.needs_trust()
    }
}

impl Liveness {
    /// Creates the state of a hook that is listed but does not run.
    pub fn not_live(cause: Cause, reason: impl Into<String>) -> Self {
        Self::NotLive {
            cause,
            reason: reason.into(),
        }
    }
}

impl Source {
    /// Creates a location from a file and a line.
    pub fn line_of(file: Arc<PathBuf>, line: u32) -> Self {
        Self {
            file: Some(file),
            line,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) if self.line == 0 => write!(f, "{}", file.display()),
            Some(file) => write!(f, "{}:{}", file.display(), self.line),
            None => f.write_str("(code)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_shows_a_line_only_where_it_knows_one() {
        let file = Arc::new(PathBuf::from("a/hooks.toml"));
        let shown = |line| Source::line_of(Arc::clone(&file), line).to_string();
        assert_eq!(shown(3), "a/hooks.toml:3");
        assert_eq!(shown(0), "a/hooks.toml");
        assert_eq!(Source::default().to_string(), "(code)");
    }
}
