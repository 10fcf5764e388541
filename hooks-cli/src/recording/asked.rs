//! Says what a hook had printed last when its time limit passed, because this often names the cause: a question without
//! an answer, or a step that takes long.

use hooks_types::output::Ending;
use hooks_types::text::quoted;

use super::Recorded;

/// The maximum length, in characters, of a quotation of hook output in a sentence. The output is a stranger's text, so
/// its length is bounded.
const QUOTED: usize = 200;

/// Signs of a question that waits for an answer.
const ASKS: &[&str] = &[
    "(y)",
    "(y/",
    "(yes)",
    "(yes/",
    "[y]",
    "[y/",
    "[yes]",
    "[yes/",
    "press enter to",
    "press any key",
];

/// Words before a colon at the end of a text that waits for an input.
const WANTS: &[&str] = &["password", "passphrase", "username", "enter"];

impl Recorded {
    /// Returns a sentence with the last line that the hook printed. `None` unless its time limit passed before it had
    /// answered.
    pub(super) fn last_line(&self, id: &str) -> Option<String> {
        let heard = self.heard.as_ref()?;
        if heard.ending != Ending::TimedOut || heard.answer.is_some() {
            return None;
        }
        let [stderr, stdout] = [&heard.stderr, &heard.stdout].map(|stream| last_of(stream));
        let streams = [&heard.stdout, &heard.stderr].into_iter();
        // Which answer is right is not known here, so the sentence names no option that answers each question.
        if let Some(line) = streams
            .filter(|it| asks(it))
            .find_map(|stream| last_of(stream))
        {
            return Some(format!(
                "`{id}` asked `{}` and then waited until its time limit: no person can answer it, because its stdin is \
                 the event",
                quoted(line, QUOTED)
            ));
        }
        let line = quoted(stderr.or(stdout)?, QUOTED);
        Some(format!(
            "`{id}` had printed this last when its time limit passed: `{line}`"
        ))
    }
}

/// Returns the last line of a text that is not blank.
fn last_of(text: &[u8]) -> Option<&[u8]> {
    let text = text.trim_ascii();
    let line = text.rsplit(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    Some(line.trim_ascii()).filter(|line| !line.is_empty())
}

/// Returns whether the last line of a text seems to wait for an answer. A plain `?` or `:` counts only if the line is
/// not ended, because then the cursor waits behind it.
fn asks(text: &[u8]) -> bool {
    let is_open = !text.ends_with(b"\n");
    let Some(line) = last_of(text) else {
        return false;
    };
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    let wants = line.ends_with(':') && WANTS.iter().any(|word| line.contains(word));
    let is_question = is_open && (wants || line.ends_with('?'));
    is_question || ASKS.iter().any(|sign| line.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_waits_for_an_answer_is_a_question() {
        for line in [
            "Ok to proceed? (y)",
            "Overwrite a.txt? [Y/n]\n",
            "Really push to production? (y/n)\n",
            "continue connecting (yes/no/[fingerprint])?",
            "Continue?",
            "git@example.com's password:",
            "Press Enter to continue...",
        ] {
            assert!(asks(line.as_bytes()), "{line}");
        }
        for line in [
            "running 12 tests",
            "error: not found:",
            "[1/4] Resolving packages...",
            "{\"a\":1}",
            "info (yarn 1.22) fetching packages",
            "[yarn] fetching packages",
            "why is a.ts so slow?\n",
            "checked the password:\n",
            "",
        ] {
            assert!(!asks(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn the_last_line_is_found_behind_blank_lines_and_a_bar_that_is_drawn_anew() {
        assert_eq!(last_of(b"a\nb\n\n"), Some(&b"b"[..]));
        assert_eq!(last_of(b"10%\r20%\r\n"), Some(&b"20%"[..]));
        assert_eq!(last_of(b" \n"), None);
        assert_eq!(last_of(b""), None);
    }
}
