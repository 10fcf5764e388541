//! Regular expressions: which engine takes a pattern, and what its agent's syntax means there.

#[cfg(feature = "patterns")]
pub(crate) use engines::{Engine, Several, compile};

#[cfg(not(feature = "patterns"))]
pub(crate) use without::{Engine, Several, compile};

/// Bytes that the compiled patterns of one router may still take.
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

/// Why there is no engine for a pattern.
#[derive(Debug, PartialEq)]
#[cfg_attr(
    not(feature = "patterns"),
    expect(dead_code, reason = "without engines no pattern is measured")
)]
pub(crate) enum Refusal {
    /// No agent would take it either.
    Bad(String),
    /// Its agent may well take it; here it is too large.
    TooLarge(String),
}

/// What an engine says about a subject.
#[derive(Debug, PartialEq)]
#[cfg_attr(
    not(feature = "patterns"),
    expect(dead_code, reason = "without engines nothing is judged")
)]
pub(crate) enum Verdict {
    Misses,
    Fits,
    /// It takes too long to tell, for this reason.
    Untold(String),
}

#[cfg(not(feature = "patterns"))]
mod without {
    use super::{Refusal, Room, Verdict};

    /// Cannot be built: no pattern compiles.
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

    /// Cannot be built either.
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
    use hooks_types::spec::{Alphabet, Anchor, Pattern};

    use super::super::ecmascript;
    use super::{Refusal, Room, Verdict};

    /// The most steps that matching one subject may take back.
    const BACKTRACK_LIMIT: usize = 100_000;

    /// Bytes of a subject that an engine which takes steps back is shown: each step may read all
    /// of it, and nobody can end a match that has begun.
    pub(in super::super) const SUBJECT_LIMIT: usize = 8 * 1024;

    /// Bytes of a subject that an engine which reads once is shown: more than any system hands a
    /// program as one argument.
    pub(in super::super) const LINEAR_SUBJECT_LIMIT: usize = 1 << 20;

    /// Bytes of a pattern as it is written.
    const TEXT_LIMIT: usize = 64 * 1024;

    /// Bytes a compiled pattern may take. The engines do not tell what one takes, only whether it
    /// is more than a limit; the smallest limit that does is what it is charged for.
    const SIZE_LIMITS: [usize; 3] = [16 << 10, 128 << 10, 1 << 20];

    /// A compiled pattern.
    #[derive(Debug)]
    pub(crate) enum Engine {
        Linear(regex::Regex),
        Backtracking(Box<fancy_regex::Regex>),
    }

    /// Bytes that patterns compiled together may take.
    const SIZE_LIMITS_TOGETHER: [usize; 3] = [128 << 10, 1 << 20, 8 << 20];

    /// Bytes that patterns compiled together take at least for each byte of their texts, near enough:
    /// a limit that is smaller is not tried, since a failed try costs as much as one that succeeds.
    const SIZE_OF_BYTE: usize = 64;

    /// Patterns that are looked for together.
    #[derive(Debug)]
    pub(crate) struct Several(regex::RegexSet);

    impl Several {
        /// Compiles the texts of engines ([`Engine::text`]).
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

        /// Calls `found` with the place of each pattern that fits.
        pub(crate) fn each_that_fits(&self, subject: &str, found: impl FnMut(usize)) {
            // That none fits is told without allocating.
            if self.0.is_match(subject) {
                self.0.matches(subject).iter().for_each(found);
            }
        }
    }

    impl Engine {
        /// The whole pattern in the syntax of an engine that reads a subject once; none where it
        /// takes steps back.
        pub(crate) fn text(&self) -> Option<&str> {
            match self {
                Self::Linear(regex) => Some(regex.as_str()),
                Self::Backtracking(_) => None,
            }
        }

        pub(crate) fn judge(&self, subject: &str) -> Verdict {
            let limit = match self {
                Self::Linear(_) => LINEAR_SUBJECT_LIMIT,
                Self::Backtracking(_) => SUBJECT_LIMIT,
            };
            if subject.len() > limit {
                let length = subject.len();
                return Verdict::Untold(format!(
                    "{length} bytes are too long for its pattern; the limit is {limit}"
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
        if pattern.text.len() > TEXT_LIMIT {
            return Err(too_large("a pattern"));
        }
        match pattern.flavour {
            Alphabet::Rust => {
                let text = anchored(&pattern.text, pattern.anchor);
                sized(room, SIZE_LIMITS, 1, |limit| linear(&text, limit))
            }
            Alphabet::EcmaScript => {
                let text = ecmascript::translate(&pattern.text).map_err(Refusal::Bad)?;
                let text = anchored(&text, pattern.anchor);
                match sized(room, SIZE_LIMITS, 1, |limit| linear(&text, limit)) {
                    Err(Refusal::Bad(_)) => {}
                    settled => return settled,
                }
                // What stands between groups and references is compiled each for itself.
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

    /// Compiles with the smallest limit that is enough, and takes that from the room left.
    fn sized<T>(
        room: &mut Room,
        limits: impl IntoIterator<Item = usize>,
        pieces: usize,
        compile: impl Fn(usize) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        for limit in limits {
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

    fn too_large(what: &str) -> Refusal {
        Refusal::TooLarge(format!("it is larger than the limit for {what}"))
    }

    fn anchored(text: &str, anchor: Anchor) -> String {
        match anchor {
            Anchor::Whole => format!(r"\A(?:{text})\z"),
            _ => text.to_owned(),
        }
    }

    fn linear(text: &str, limit: usize) -> Result<Engine, Refusal> {
        regex::RegexBuilder::new(text)
            .size_limit(limit)
            .build()
            .map(Engine::Linear)
            .map_err(refused)
    }

    fn refused(error: regex::Error) -> Refusal {
        match error {
            regex::Error::CompiledTooBig(_) => too_large("a pattern"),
            error => Refusal::Bad(last_line(&error.to_string())),
        }
    }

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

    fn is_size(error: &CompileError) -> bool {
        match error {
            CompileError::InnerError(inner) => inner.size_limit().is_some(),
            CompileError::PatternTooComplex => true,
            _ => false,
        }
    }

    /// The problem itself, without the drawing around it.
    fn last_line(error: &str) -> String {
        let line = error.lines().last().unwrap_or(error);
        line.trim_start_matches("error: ").to_owned()
    }
}

#[cfg(all(test, feature = "patterns"))]
#[path = "pattern_tests.rs"]
mod tests;
