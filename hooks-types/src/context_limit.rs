//! The limit on the length of a hook's texts for the model. If a text is longer, the router writes it to a file and
//! shows the model an excerpt and the file's path.

/// The limit that an agent sets on each text of a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContextLimit {
    /// Maximum length of a text that passes unchanged, in characters.
    pub max_chars: usize,
    /// Characters shown from the beginning of a longer text.
    pub head_chars: usize,
    /// Characters shown from the end of a longer text.
    pub tail_chars: usize,
    /// Whether the whole text is saved to a file whose path the model gets. If not, the part that
    /// is not shown is lost.
    pub spills: bool,
    /// Whether the limit also applies to texts for the user.
    pub notices: bool,
}

impl ContextLimit {
    /// Creates a limit of this many characters. The rest of a longer text is lost.
    pub fn new(max_chars: usize) -> Self {
        Self {
            max_chars,
            head_chars: max_chars,
            tail_chars: 0,
            spills: false,
            notices: false,
        }
    }

    /// Sets how many characters of a longer text are shown from its beginning and from its end.
    #[must_use]
    pub fn with_ends(mut self, head_chars: usize, tail_chars: usize) -> Self {
        self.head_chars = head_chars;
        self.tail_chars = tail_chars;
        self
    }

    setters! {
        /// Sets whether a longer text is saved to a file whose path the model gets.
        fn with_spills(spills: bool) = spills;
        /// Sets whether the limit also applies to texts for the user.
        fn with_notices(notices: bool) = notices;
    }

    /// Sets the maximum length to `most`, the limit in a hook's configuration. `usize::MAX` means no limit.
    #[must_use]
    pub fn with_max_chars(mut self, most: usize) -> Self {
        self.max_chars = most;
        // Shorten the excerpt to the new limit. If the excerpt has both ends of a text, each end gets at most half of
        // the limit.
        let ends = if self.tail_chars == 0 { 1 } else { 2 };
        self.head_chars = self.head_chars.min(most / ends);
        self.tail_chars = self.tail_chars.min(most / ends);
        self
    }

    /// Returns whether `text` is longer than the limit.
    #[must_use]
    pub fn exceeded_by(&self, text: &str) -> bool {
        // A text has at most as many characters as bytes. So count the characters only if there are
        // more bytes than the limit.
        text.len() > self.max_chars && text.chars().nth(self.max_chars).is_some()
    }

    /// Returns the excerpt of `text` for the model, or the whole text if it is not longer than the limit. `file` is the
    /// path of the saved text, if the text could be saved.
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
