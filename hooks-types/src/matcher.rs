//! Which tools or sources a hook is for: a value that config lowers and the router compiles.

/// One condition of a hook; all of its matchers must fit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Matcher {
    /// Fits everything.
    Any,
    /// Fits when a name equals one of these, case-sensitively.
    Names(Vec<String>),
    /// Fits when a name begins with this.
    Prefix(String),
    /// Fits when one of these fits.
    AnyOf(Vec<Matcher>),
    /// A regular expression.
    Pattern(Pattern),
    /// Fits nothing: the agent documents that such an entry never fires.
    Never,
}

/// A regular expression in an agent's alphabet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pattern {
    /// As configured.
    pub text: String,
    /// Whose syntax it is.
    pub flavour: Alphabet,
    /// Whether it must cover the whole subject.
    pub anchor: Anchor,
    /// What it is tested against.
    pub subject: Subject,
    /// What happens when no engine takes it, by the agent's documentation.
    pub on_bad: OnBadPattern,
}

/// The syntax of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Alphabet {
    /// The `regex` crate's (Codex).
    Rust,
    /// JavaScript's (Claude Code, Gemini CLI, Cursor, Copilot).
    EcmaScript,
}

/// Whether a pattern must cover its whole subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Anchor {
    /// Anywhere in it.
    Unanchored,
    /// All of it.
    Whole,
}

/// What a pattern is tested against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// The names of the event's target: the tool under its own name and under the names the hook's
    /// dialect gives it, or the source, reason, level, type.
    Names,
    /// The full command text of a shell call (Cursor's shell events).
    CommandText,
}

/// What a pattern that no engine takes does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnBadPattern {
    /// The hook runs: a guard must not vanish. Also where the agent documents nothing.
    Runs,
    /// The hook never runs (Codex, Copilot).
    NeverRuns,
    /// The event is blocked on behalf of the hook (Claude Code, gating tool events).
    Fails,
    /// The text is compared as a plain name (Gemini CLI).
    Exact,
}

impl Pattern {
    /// An unanchored pattern over the target's names; a bad one lets the hook run.
    pub fn new(text: impl Into<String>, flavour: Alphabet) -> Self {
        Self {
            text: text.into(),
            flavour,
            anchor: Anchor::Unanchored,
            subject: Subject::Names,
            on_bad: OnBadPattern::Runs,
        }
    }

    setters! {
        /// Sets how much of the subject it must cover.
        fn with_anchor(anchor: Anchor) = anchor;
        /// Sets what it tests.
        fn with_subject(subject: Subject) = subject;
        /// Sets what happens when no engine takes it.
        fn with_on_bad(on_bad: OnBadPattern) = on_bad;
    }
}
