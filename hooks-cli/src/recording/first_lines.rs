//! Chooses the line of a hook's output that a sentence quotes.

use hooks_types::text::{excerpt, missing_of_shell};

/// The maximum length, in characters, of a quotation of hook output in a sentence. The output is a stranger's text, so
/// its length is bounded.
const QUOTED: usize = 200;

/// The maximum length of a second line that is quoted too.
const SHORT: usize = 20;

/// Quotes the first line of a text, and a short second line if the text ends with it. If a shell says in a later line
/// that it did not find a command or a file, quotes that line instead, because it explains the others.
pub(super) fn first_line(text: &[u8]) -> String {
    let text = text.trim_ascii();
    let first = text.split(|byte| *byte == b'\n').next();
    let first = first.unwrap_or_default().trim_ascii();
    if let Some(line) = missing_of_shell(text)
        && line != first
    {
        return format!("{} ...", excerpt(line, QUOTED));
    }
    let mut lines = text.splitn(2, |byte| *byte == b'\n').skip(1);
    match lines.next().map(<[u8]>::trim_ascii) {
        // Quote a short second line too, because `...` in its place would be hardly shorter.
        Some(last) if last.len() <= SHORT && !last.contains(&b'\n') => {
            format!("{} / {}", excerpt(first, QUOTED), excerpt(last, SHORT))
        }
        Some(_) => format!("{} ...", excerpt(first, QUOTED)),
        None => excerpt(first, QUOTED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_in_which_a_shell_misses_a_command_is_quoted_first() {
        for (text, quoted) in [
            ("no push\n", "no push"),
            ("a\nb\n", "a / b"),
            ("a\nb\nc", "a ..."),
            (
                "no push\n./g: line 4: exit2: command not found\n",
                "./g: line 4: exit2: command not found ...",
            ),
            ("a\nb\ng: 3: x: not found\nc", "g: 3: x: not found ..."),
            (
                "g: line 2: a.sh: No such file or directory\ng: line 3: f: command not found",
                "g: line 2: a.sh: No such file or directory ...",
            ),
            (
                "no push\nkeyword: not found",
                "no push / keyword: not found",
            ),
        ] {
            assert_eq!(first_line(text.as_bytes()), quoted, "{text}");
        }
    }
}
