//! Compiles regular expressions: chooses the engine, translates the agent's syntax, and limits memory and time.
//!
//! The crate `regex` compiles most patterns. It reads a subject once, in linear time. The crate `fancy-regex`, which
//! backtracks, compiles only patterns with look-around or references. For these patterns, the number of steps and the
//! length of the subject are limited, because patterns can come from an untrusted project and commands from a model.

#[cfg(feature = "patterns")]
pub(crate) use engines::{Engine, Several, compile};

#[cfg(not(feature = "patterns"))]
pub(crate) use without::{Engine, Several, compile};

/// The memory, in bytes, that is left for the compiled patterns of one router.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "patterns"),
    expect(dead_code, reason = "without engines nothing takes room")
)]
pub(crate) struct Room(usize);

#[cfg(all(test, feature = "patterns"))]
impl Room {
    pub(crate) fn of(bytes: usize) -> Self {
        Self(bytes)
    }
}

impl Default for Room {
    fn default() -> Self {
        Self(64 << 20)
    }
}

/// Why a pattern was not compiled.
#[derive(Debug, PartialEq)]
#[cfg_attr(
    not(feature = "patterns"),
    expect(dead_code, reason = "without engines no pattern is measured")
)]
pub(crate) enum Refusal {
    /// The pattern is invalid, and the hook's agent would refuse it too.
    Bad(String),
    /// The pattern exceeds one of our size limits. The hook's agent might accept it.
    TooLarge(String),
}

/// The result of testing a subject.
#[derive(Debug, PartialEq)]
#[cfg_attr(
    not(feature = "patterns"),
    expect(dead_code, reason = "without engines nothing is judged")
)]
pub(crate) enum Verdict {
    Misses,
    Fits,
    /// The engine could not decide, for this reason.
    Untold(String),
}

#[cfg(not(feature = "patterns"))]
// Without the feature `patterns`, every pattern is refused. So the rule for bad patterns applies to every hook with a
// pattern.
mod without {
    use super::{Refusal, Room, Verdict};

    /// The type of compiled patterns in a build without engines. It has no values.
    #[derive(Debug)]
    pub(crate) enum Engine {}

    impl Engine {
        pub(crate) fn judge(&self, _subject: &str) -> Verdict {
            match *self {}
        }

        pub(crate) fn text(&self) -> Option<&str> {
            match *self {}
        }
    }

    /// The type of patterns that are compiled together in a build without engines. It has no values.
    #[derive(Debug)]
    pub(crate) enum Several {}

    impl Several {
        pub(crate) fn compile<'p>(
            _texts: &(impl Iterator<Item = &'p str> + Clone),
            _room: &mut Room,
        ) -> Result<Self, Refusal> {
            Err(Refusal::Bad("without an engine".to_owned()))
        }

        pub(crate) fn each_that_fits(&self, _subject: &str, _found: impl FnMut(usize)) {
            match *self {}
        }
    }

    pub(crate) fn compile(
        _pattern: &hooks_types::spec::Pattern,
        _room: &mut Room,
    ) -> Result<Engine, Refusal> {
        let problem = "this build has no engine; enable the feature `patterns` of hooks-router";
        Err(Refusal::Bad(problem.to_owned()))
    }
}

#[cfg(feature = "patterns")]
mod engines {
    use fancy_regex::CompileError;
    use hooks_types::spec::{Anchor, Pattern, PatternSyntax};

    use super::super::ecmascript;
    use super::{Refusal, Room, Verdict};

    /// The maximum number of backtracking steps in one match.
    const BACKTRACK_LIMIT: usize = 100_000;

    /// The longest subject (name or command) for the backtracking engine, in bytes. The limit is needed because each
    /// step can read the whole subject, and a match that has begun cannot be interrupted.
    pub(in super::super) const SUBJECT_LIMIT: usize = 8 * 1024;

    /// The longest subject (name or command) for the linear engine, in bytes. No system passes such a long text to a
    /// program as one argument.
    pub(in super::super) const LINEAR_SUBJECT_LIMIT: usize = 1 << 20;

    /// The longest text of a pattern, in bytes.
    const TEXT_LIMIT: usize = 64 * 1024;

    /// The limits on the size of a compiled pattern, in bytes. The engines do not report the size, only whether it
    /// exceeds a limit. So the limits are tried in order. The first limit that is large enough is subtracted from the
    /// [`Room`].
    const SIZE_LIMITS: [usize; 3] = [16 << 10, 128 << 10, 1 << 20];

    /// A compiled pattern.
    #[derive(Debug)]
    pub(crate) enum Engine {
        /// An engine that reads a subject (a name or a command) once.
        Linear(regex::Regex),
        /// An engine that supports look-around and references; a match can take many steps.
        Backtracking(Box<fancy_regex::Regex>),
    }

    /// Like [`SIZE_LIMITS`], for patterns that are compiled together.
    const SIZE_LIMITS_TOGETHER: [usize; 3] = [128 << 10, 1 << 20, 8 << 20];

    /// An estimate of the memory for patterns that are compiled together: each byte of their texts needs at least this
    /// many bytes. Limits below the estimate are not tried, because a failed attempt costs as much as a successful one.
    const SIZE_OF_BYTE: usize = 64;

    /// Patterns that are searched together.
    #[derive(Debug)]
    pub(crate) struct Several(regex::RegexSet);

    impl Several {
        /// Compiles several patterns together. `texts` are their texts as [`Engine::text`] returns them.
        pub(crate) fn compile<'p>(
            texts: &(impl Iterator<Item = &'p str> + Clone),
            room: &mut Room,
        ) -> Result<Self, Refusal> {
            let bytes: usize = texts.clone().map(str::len).sum();
            let [.., largest] = SIZE_LIMITS_TOGETHER;
            let least = bytes.saturating_mul(SIZE_OF_BYTE).min(largest);
            let limits = SIZE_LIMITS_TOGETHER.into_iter();
            let limits = limits.filter(|limit| *limit >= least);
            sized(room, limits, 1, |limit| {
                regex::RegexSetBuilder::new(texts.clone())
                    .size_limit(limit)
                    .build()
                    .map(Self)
                    .map_err(refused)
            })
        }

        /// Calls `found` with the index of each pattern that matches.
        pub(crate) fn each_that_fits(&self, subject: &str, found: impl FnMut(usize)) {
            // `matches` allocates, `is_match` does not, and in most cases no pattern matches. So ask `is_match` first.
            if self.0.is_match(subject) {
                self.0.matches(subject).iter().for_each(found);
            }
        }
    }

    impl Engine {
        /// Returns the whole pattern in the syntax of the linear engine; `None` if the pattern needs the backtracking
        /// engine.
        pub(crate) fn text(&self) -> Option<&str> {
            match self {
                Self::Linear(regex) => Some(regex.as_str()),
                Self::Backtracking(_) => None,
            }
        }

        /// Tests whether the pattern matches a subject (a name or a command).
        pub(crate) fn judge(&self, subject: &str) -> Verdict {
            let limit = match self {
                Self::Linear(_) => LINEAR_SUBJECT_LIMIT,
                Self::Backtracking(_) => SUBJECT_LIMIT,
            };
            if subject.len() > limit {
                let length = subject.len();
                return Verdict::Untold(format!(
                    "a text of {length} bytes is too long for its pattern; the limit is {limit}"
                ));
            }
            let fits = match self {
                Self::Linear(regex) => Ok(regex.is_match(subject)),
                Self::Backtracking(regex) => regex.is_match(subject),
            };
            match fits {
                Ok(true) => Verdict::Fits,
                Ok(false) => Verdict::Misses,
                Err(_) => Verdict::Untold("its pattern takes too many steps".to_owned()),
            }
        }
    }

    pub(crate) fn compile(pattern: &Pattern, room: &mut Room) -> Result<Engine, Refusal> {
        // The size limits are for the compiled pattern. They do not limit the work of parsing the text, so limit its
        // length too.
        if pattern.text.len() > TEXT_LIMIT {
            return Err(too_large("a pattern"));
        }
        match pattern.syntax {
            PatternSyntax::Rust => {
                let text = anchored(&pattern.text, pattern.anchor);
                sized(room, SIZE_LIMITS, 1, |limit| linear(&text, limit))
            }
            PatternSyntax::EcmaScript => {
                let text = ecmascript::translate(&pattern.text).map_err(Refusal::Bad)?;
                let text = anchored(&text, pattern.anchor);
                match sized(room, SIZE_LIMITS, 1, |limit| linear(&text, limit)) {
                    // The linear engine refuses a pattern with look-around or references, which the backtracking
                    // engine supports. So try that engine next, unless the pattern was refused for its size.
                    Err(Refusal::Bad(_)) => {}
                    settled => return settled,
                }
                // The parts between groups and references are compiled separately, and the size limit applies to each
                // part. So reserve the limit once for each part; `pieces` is the largest possible number of parts.
                let pieces = 1 + text.matches(['(', '\\']).count();
                sized(room, SIZE_LIMITS, pieces, |limit| {
                    backtracking(&text, limit)
                })
            }
            _ => Err(Refusal::Bad(
                "this version does not know its syntax".to_owned(),
            )),
        }
    }

    /// Compiles with the smallest limit that is large enough, and subtracts this limit from the room once for each of
    /// the `pieces`, the parts that are compiled separately.
    fn sized<T>(
        room: &mut Room,
        limits: impl IntoIterator<Item = usize>,
        pieces: usize,
        compile: impl Fn(usize) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        for limit in limits {
            // Reserve the room first, so that compiling never takes more than is left.
            let Some(left) = room.0.checked_sub(limit.saturating_mul(pieces)) else {
                return Err(too_large("all patterns together"));
            };
            match compile(limit) {
                Err(Refusal::TooLarge(_)) => {}
                Ok(compiled) => {
                    room.0 = left;
                    return Ok(compiled);
                }
                bad => return bad,
            }
        }
        Err(too_large("a pattern"))
    }

    /// Makes the refusal of a pattern that exceeds a limit.
    fn too_large(what: &str) -> Refusal {
        Refusal::TooLarge(format!("it is larger than the limit for {what}"))
    }

    /// Adds the anchors that the agent's matching implies, for example that the whole name must match. The pattern is
    /// put in a group, so that the anchors apply to the whole of `a|b`.
    fn anchored(text: &str, anchor: Anchor) -> String {
        match anchor {
            Anchor::Whole => format!(r"\A(?:{text})\z"),
            _ => text.to_owned(),
        }
    }

    /// Compiles for the linear engine.
    fn linear(text: &str, limit: usize) -> Result<Engine, Refusal> {
        regex::RegexBuilder::new(text)
            .size_limit(limit)
            .build()
            .map(Engine::Linear)
            .map_err(refused)
    }

    /// Converts an error of the linear engine.
    fn refused(error: regex::Error) -> Refusal {
        match error {
            regex::Error::CompiledTooBig(_) => too_large("a pattern"),
            error => Refusal::Bad(last_line(&error.to_string())),
        }
    }

    /// Compiles for the backtracking engine.
    fn backtracking(text: &str, limit: usize) -> Result<Engine, Refusal> {
        fancy_regex::RegexBuilder::new(text)
            .backtrack_limit(BACKTRACK_LIMIT)
            .delegate_size_limit(limit)
            .build()
            .map(|regex| Engine::Backtracking(Box::new(regex)))
            .map_err(|error| match &error {
                fancy_regex::Error::CompileError(inner) if is_size(inner) => too_large("a pattern"),
                _ => Refusal::Bad(last_line(&error.to_string())),
            })
    }

    /// Returns whether the backtracking engine refused a pattern because of its size.
    fn is_size(error: &CompileError) -> bool {
        match error {
            CompileError::InnerError(inner) => inner.size_limit().is_some(),
            CompileError::PatternTooComplex => true,
            _ => false,
        }
    }

    /// Returns the last line of an engine's error, which names the problem. The lines before it show the pattern
    /// with markers.
    fn last_line(error: &str) -> String {
        let line = error.lines().last().unwrap_or(error);
        line.trim_start_matches("error: ").to_owned()
    }
}

#[cfg(all(test, feature = "patterns"))]
#[path = "pattern_tests.rs"]
mod tests;
