//! How much text for the model each agent takes from one hook, as a rule the router applies: what
//! is longer is written to a file, and the model gets a part of it and the path.

/// The rule of one agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContextLimit {
    /// Characters that pass as they are, per text.
    pub max_chars: usize,
    /// Characters that are shown from the beginning of a longer text.
    pub head_chars: usize,
    /// Characters that are shown from its end.
    pub tail_chars: usize,
    /// Whether the whole text goes to a file that is named to the model; otherwise the rest is
    /// lost.
    pub spills: bool,
    /// Whether it holds for texts for the user too.
    pub notices: bool,
}

impl ContextLimit {
    /// Cuts texts at this many characters; the rest is lost.
    pub fn new(max_chars: usize) -> Self {
        Self {
            max_chars,
            head_chars: max_chars,
            tail_chars: 0,
            spills: false,
            notices: false,
        }
    }

    /// Sets how much of a longer text is shown from its beginning and its end.
    #[must_use]
    pub fn with_ends(mut self, head_chars: usize, tail_chars: usize) -> Self {
        self.head_chars = head_chars;
        self.tail_chars = tail_chars;
        self
    }

    setters! {
        /// Sets whether the whole of a longer text goes to a file that is named to the model.
        fn with_spills(spills: bool) = spills;
        /// Sets whether it holds for texts for the user too.
        fn with_notices(notices: bool) = notices;
    }

    /// The same rule for a hook whose configuration sets a limit of its own; `usize::MAX`: none.
    #[must_use]
    pub fn with_max_chars(mut self, most: usize) -> Self {
        self.max_chars = most;
        // Never more than fits, and both ends alike where its agent shows both.
        let ends = if self.tail_chars == 0 { 1 } else { 2 };
        self.head_chars = self.head_chars.min(most / ends);
        self.tail_chars = self.tail_chars.min(most / ends);
        self
    }

    /// Whether `text` is too long to pass as it is.
    #[must_use]
    pub fn exceeded_by(&self, text: &str) -> bool {
        // Bytes are never fewer than characters.
        text.len() > self.max_chars && text.chars().nth(self.max_chars).is_some()
    }

    /// What the model is shown of a text that is too long; `file` holds the whole, where it could
    /// be written.
    #[must_use]
    pub fn shown(&self, text: &str, file: Option<&str>) -> String {
        let total = text.chars().count();
        if total <= self.max_chars {
            return text.to_owned();
        }
        let head: String = text.chars().take(self.head_chars).collect();
        let tail_from = total - self.tail_chars.min(total);
        let tail: String = text.chars().skip(tail_from).collect();
        let left_out = total - head.chars().count() - tail.chars().count();
        let place = match file {
            Some(file) => format!("; the whole text is in {file}"),
            None => String::new(),
        };
        let between = format!("[{left_out} of {total} characters left out{place}]");
        match tail.as_str() {
            "" => format!("{head}\n{between}"),
            tail => format!("{head}\n{between}\n{tail}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_at_the_limit_passes_and_one_beyond_is_cut() {
        let claude = ContextLimit::new(10_000)
            .with_ends(2_000, 0)
            .with_spills(true);
        let fits = "ä".repeat(10_000);
        assert!(!claude.exceeded_by(&fits));
        assert_eq!(claude.shown(&fits, None), fits);
        let long = format!("{fits}!");
        assert!(claude.exceeded_by(&long));
        assert_eq!(
            claude.shown(&long, Some("/tmp/ctx")),
            format!(
                "{}\n[8001 of 10001 characters left out; the whole text is in /tmp/ctx]",
                "ä".repeat(2_000)
            )
        );
    }

    #[test]
    fn a_hook_may_have_a_limit_of_its_own() {
        let codex = ContextLimit::new(10_000)
            .with_ends(5_000, 5_000)
            .with_spills(true);
        let small = codex.with_max_chars(8);
        assert_eq!(
            small.shown("abcdefghij", None),
            "abcd\n[2 of 10 characters left out]\nghij"
        );
        let none = codex.with_max_chars(usize::MAX);
        assert!(!none.exceeded_by(&"a".repeat(20_000)));
    }

    #[test]
    fn codex_shows_both_ends() {
        let codex = ContextLimit::new(10_000)
            .with_ends(5_000, 5_000)
            .with_spills(true);
        let long = format!("{}{}", "a".repeat(6_000), "b".repeat(6_000));
        assert_eq!(
            codex.shown(&long, None),
            format!(
                "{}\n[2000 of 12000 characters left out]\n{}",
                "a".repeat(5_000),
                "b".repeat(5_000)
            )
        );
    }
}
