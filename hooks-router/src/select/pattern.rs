//! Regular expressions: which engine takes a pattern, and what its agent's syntax means there.

#[cfg(feature = "patterns")]
pub(crate) use engines::{Engine, compile};

#[cfg(not(feature = "patterns"))]
pub(crate) use without::{Engine, compile};

#[cfg(not(feature = "patterns"))]
mod without {
    /// Cannot be built: no pattern compiles.
    #[derive(Debug)]
    pub(crate) enum Engine {}

    impl Engine {
        pub(crate) fn fits(&self, _subject: &str) -> bool {
            match *self {}
        }
    }

    pub(crate) fn compile(_pattern: &hooks_types::Pattern) -> Result<Engine, String> {
        Err("this build has no engine; enable the feature `patterns` of hooks-router".to_owned())
    }
}

#[cfg(feature = "patterns")]
mod engines {
    use hooks_types::{Alphabet, Anchor, Pattern};

    use super::super::ecmascript;

    /// The most steps that matching one subject may take back. What takes more counts as a match:
    /// a guard must not vanish behind its own pattern.
    const BACKTRACK_LIMIT: usize = 100_000;

    /// Bytes a compiled pattern may take.
    const SIZE_LIMIT: usize = 1 << 20;

    /// A compiled pattern.
    #[derive(Debug)]
    pub(crate) enum Engine {
        Linear(regex::Regex),
        Backtracking(Box<fancy_regex::Regex>),
    }

    impl Engine {
        pub(crate) fn fits(&self, subject: &str) -> bool {
            match self {
                Self::Linear(regex) => regex.is_match(subject),
                Self::Backtracking(regex) => regex.is_match(subject).unwrap_or(true),
            }
        }
    }

    pub(crate) fn compile(pattern: &Pattern) -> Result<Engine, String> {
        match pattern.flavour {
            Alphabet::Rust => linear(&anchored(&pattern.text, pattern.anchor)),
            Alphabet::EcmaScript => {
                let text = ecmascript::translate(&pattern.text)?;
                let text = anchored(&text, pattern.anchor);
                linear(&text).or_else(|_| backtracking(&text))
            }
            _ => Err("this version does not know its syntax".to_owned()),
        }
    }

    fn anchored(text: &str, anchor: Anchor) -> String {
        match anchor {
            Anchor::Whole => format!(r"\A(?:{text})\z"),
            _ => text.to_owned(),
        }
    }

    fn linear(text: &str) -> Result<Engine, String> {
        regex::RegexBuilder::new(text)
            .size_limit(SIZE_LIMIT)
            .build()
            .map(Engine::Linear)
            .map_err(|error| last_line(&error.to_string()))
    }

    fn backtracking(text: &str) -> Result<Engine, String> {
        fancy_regex::RegexBuilder::new(text)
            .backtrack_limit(BACKTRACK_LIMIT)
            .delegate_size_limit(SIZE_LIMIT)
            .build()
            .map(|regex| Engine::Backtracking(Box::new(regex)))
            .map_err(|error| last_line(&error.to_string()))
    }

    /// The problem itself, without the drawing around it.
    fn last_line(error: &str) -> String {
        let line = error.lines().last().unwrap_or(error);
        line.trim_start_matches("error: ").to_owned()
    }
}
