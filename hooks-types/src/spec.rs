//! A configured hook.

pub use crate::confinement::{Confinement, ProjectRoot, REPOSITORY_MARKERS};
pub use crate::handler::{
    Command, Handler, HandlerKind, HttpRequest, InheritEnv, Launch, Leftovers, OtherHandler,
    PayloadChannel, Program, WorkDir,
};
pub use crate::limits::{
    DEFAULT_MAX_CONCURRENCY, DEFAULT_MAX_STOP_BLOCKS, DispatchLimits, SaidLimits, ScopedLimits,
};
pub use crate::matcher::{Alphabet, Anchor, Matcher, OnBadPattern, Pattern, Subject};
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

/// One configured hook: a value that config files are lowered to and executors run.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HookSpec {
    /// Its `name`, else `Event[n]` with its place among the hooks of that event in its file.
    pub id: String,
    /// The event it is for.
    pub event: EventName,
    /// How it reads and answers: dialect, that agent's event name, its spelling.
    pub form: WireForm,
    /// Where it comes from.
    pub scope: Scope,
    /// Its allow counts although its scope [needs trust](Scope::needs_trust), because its trust entry
    /// says so. Hooks of other scopes do not need it: ask [`HookSpec::allow_counts`].
    pub may_grant: bool,
    /// File and line.
    pub source: Source,
    /// Whether it may run, or why not.
    pub liveness: Liveness,
    /// What is run.
    pub handler: Handler,
    /// When it runs; all must fit. None: always.
    pub matchers: Vec<Matcher>,
    /// Whether it judges the final input.
    pub role: Role,
    /// What its failure means.
    pub on_failure: OnFailure,
    /// How the hooks of its file start; adjacent hooks of one scope with the same strategy form one
    /// segment.
    pub strategy: Strategy,
    /// Its time limit: spawn, write, read and exit together.
    pub timeout: Duration,
    /// What only its dialect's configuration says (Cursor's `loop_limit`, Claude Code's `if`).
    pub options: DialectOptions,
    /// Runs once a session.
    pub once: bool,
    /// Runs without a verdict, beside the agent.
    pub background: bool,
    /// Of the hooks an event selects, only the first of the highest scope with a given identity runs,
    /// the others are skipped as `duplicate` (agents that run the same command once). None: it always
    /// runs.
    pub identity: Option<String>,
    /// Whether running it changes something outside; one that declares none may be run again.
    pub side_effects: SideEffects,
    /// What a user interface says while it runs.
    pub status_message: Option<String>,
}

/// Time limit of a native hook unless configured.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// The place of a hook in its configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Source {
    /// The file, as the path was given; none for a hook made in code.
    pub file: Option<Arc<PathBuf>>,
    /// Line of its entry, from 1; 0 where unknown.
    pub line: u32,
}

/// Whether a hook may run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Liveness {
    /// It may.
    #[default]
    Live,
    /// It is listed but skipped.
    NotLive {
        /// The stable cause (`disabled`, `untrusted` ...), as its row shows it.
        cause: Cause,
        /// Why, for a person.
        reason: String,
    },
}

impl HookSpec {
    /// A live native hook with the event's defaults.
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

    /// A live native hook that starts a program.
    pub fn command(id: impl Into<String>, event: EventName, command: Command) -> Self {
        Self::new(id, event, Handler::Command(command))
    }

    setters! {
        /// Sets how it reads and answers.
        fn with_form(form: WireForm) = form;
        /// Sets which configuration it comes from.
        fn with_scope(scope: Scope) = scope;
        /// Sets the file and the line it comes from.
        fn with_source(source: Source) = source;
        /// Lets its allow count although it comes from a project or plugin.
        fn with_may_grant(may_grant: bool) = may_grant;
        /// Sets whether it may run.
        fn with_liveness(liveness: Liveness) = liveness;
        /// Sets whether it judges the final input.
        fn with_role(role: Role) = role;
        /// Sets what its failure means.
        fn with_on_failure(on_failure: OnFailure) = on_failure;
        /// Sets how the hooks around it start.
        fn with_strategy(strategy: Strategy) = strategy;
        /// Sets its time limit.
        fn with_timeout(timeout: Duration) = timeout;
        /// Sets whether it runs once a session.
        fn with_once(once: bool) = once;
        /// Sets whether it runs beside the agent, without a verdict.
        fn with_background(background: bool) = background;
        /// Of the hooks an event selects, lets only the first with this identity run.
        fn with_identity(identity: impl Into<String>) = Some(identity.into());
    }

    /// Adds a condition; all must fit.
    #[must_use]
    pub fn with_matcher(mut self, matcher: Matcher) -> Self {
        self.matchers.push(matcher);
        self
    }

    /// How it starts beside others of its segment, by its dialect's rules.
    pub fn pace(&self) -> Pace {
        let dialect = self.form.dialect.get();
        dialect.map_or_else(Pace::default, |dialect| dialect.pace(&self.options))
    }

    /// Whether an allow of this hook may grant anything. One of a project or plugin is reported as
    /// an allow and grants nothing, unless its trust entry says otherwise.
    #[must_use]
    pub fn allow_counts(&self) -> bool {
        self.may_grant || !self.scope.needs_trust()
    }
}

impl Liveness {
    /// The hook is listed and does not run.
    pub fn not_live(cause: Cause, reason: impl Into<String>) -> Self {
        Self::NotLive {
            cause,
            reason: reason.into(),
        }
    }
}

impl Source {
    /// A line of a file.
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
