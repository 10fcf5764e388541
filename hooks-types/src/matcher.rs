//! The conditions under which a hook runs on an event. They are built when configuration is loaded, and the router
//! compiles them.

/// A condition of a hook. The hook runs only if all of its matchers match.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Matcher {
    /// Matches everything.
    Any,
    /// Matches a name that is in this list. The comparison is case-sensitive.
    Names(Vec<String>),
    /// Matches a name with this prefix.
    Prefix(String),
    /// Matches if at least one of these matchers matches.
    AnyOf(Vec<Matcher>),
    /// Matches a regular expression.
    Pattern(Pattern),
    /// Matches nothing. A config entry has this matcher if it never runs according to the agent's documentation.
    Never,
}

/// A regular expression in an agent's syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pattern {
    /// The pattern as configured.
    pub text: String,
    /// The syntax of the pattern.
    pub syntax: PatternSyntax,
    /// Whether the pattern must match the whole subject.
    pub anchor: Anchor,
    /// The text that the pattern is tested against.
    pub subject: Subject,
    /// What happens if no engine can compile the pattern.
    pub on_bad: OnBadPattern,
}

words! {
    /// The syntax of a pattern.
    #[non_exhaustive]
    PatternSyntax {
        /// The syntax of the `regex` crate (Codex).
        Rust = "rust",
        /// The syntax of JavaScript (Claude Code, Gemini CLI, Cursor, Copilot).
        EcmaScript = "ecma_script",
    }
}

words! {
    /// Whether a pattern must match its whole subject.
    #[non_exhaustive]
    Anchor {
        /// A match anywhere in the subject is enough.
        Unanchored = "unanchored",
        /// The pattern must match the whole subject.
        Whole = "whole",
    }
}

words! {
    /// The text that a pattern is tested against.
    #[non_exhaustive]
    Subject {
        /// The names of the event's target: for a tool, its name in the agent and its names in the hook's dialect; for
        /// any other event, its source, reason, level or type.
        Names = "names",
        /// The full command text of a shell call (Cursor's shell events).
        CommandText = "command_text",
    }
}

words! {
    /// What happens if no engine can compile a pattern. Most values follow an agent's documentation.
    #[non_exhaustive]
    OnBadPattern {
        /// The hook runs, because a hook that could block must not be lost. This value is also used for agents whose
        /// documentation does not say what happens.
        Runs = "runs",
        /// The hook never runs (Codex, Copilot).
        NeverRuns = "never_runs",
        /// The event is blocked on behalf of the hook (Claude Code, on tool events that can be
        /// blocked).
        Fails = "fails",
        /// The text is compared as a plain name (Gemini CLI).
        Exact = "exact",
    }
}

impl Pattern {
    /// Creates an unanchored pattern that is tested against the names of the event's target. If the pattern cannot be
    /// compiled, the hook runs.
    pub fn new(text: impl Into<String>, syntax: PatternSyntax) -> Self {
        Self {
            text: text.into(),
            syntax,
            anchor: Anchor::Unanchored,
            subject: Subject::Names,
            // If the pattern is invalid, run the hook: a hook that could block must not be lost because of a typo.
            on_bad: OnBadPattern::Runs,
        }
    }

    setters! {
        /// Sets how much of the subject the pattern must match.
        fn with_anchor(anchor: Anchor) = anchor;
        /// Sets the text that the pattern is tested against.
        fn with_subject(subject: Subject) = subject;
        /// Sets how to treat the pattern if no engine can compile it.
        fn with_on_bad(on_bad: OnBadPattern) = on_bad;
    }
}
