//! Colours, and escaping of texts for a terminal.

use std::fmt::Display;
use std::io::Write;

use anstyle::{AnsiColor, Style};
use hooks_types::text::{is_unseen, visible};

pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const NOTABLE: Style = AnsiColor::Yellow.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// `text` in a style.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Each line in a style of its own, so that a pager that cuts between lines keeps the colour.
pub(crate) fn styled_lines(style: Style, text: &str) -> String {
    text.lines()
        .map(|line| styled(style, line) + "\n")
        .collect()
}

/// Says something on stderr; colours go where the terminal takes them. What the text would do to
/// the terminal is shown instead.
pub(crate) fn complain(text: impl Display) {
    let (who, text) = (styled(STRONG, "hooks"), visible(&text.to_string()));
    // If stderr is closed, the text cannot be shown anywhere.
    let _ = writeln!(anstream::stderr(), "{who}: {text}");
}

/// A command line as a person would type it, on one line.
pub(crate) fn shell_words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(shell_word).collect();
    quoted.join(" ")
}

fn shell_word(word: &str) -> String {
    if word.chars().any(is_unseen) {
        // Quoted so that an escape cannot be taken for what the word says itself.
        let word: String = word.chars().flat_map(escaped).collect();
        return format!("$'{word}'");
    }
    let bare = |c: char| c.is_alphanumeric() || "-_./=:,@%+~".contains(c);
    if !word.is_empty() && word.chars().all(bare) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn escaped(c: char) -> Vec<char> {
    match c {
        '\n' | '\t' | '\r' | '\\' | '\'' => c.escape_default().collect(),
        c if is_unseen(c) => c.escape_unicode().collect(),
        c => vec![c],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_needs_it() {
        let words = ["rm", "-rf", "a b", "it's", "", r"\n"];
        assert_eq!(shell_words(words), r"rm -rf 'a b' 'it'\''s' '' '\n'");
    }

    #[test]
    fn a_command_stays_on_its_line_with_nothing_hidden() {
        let words = [
            "echo",
            "a\nRun it?",
            "\u{1b}[2J\u{9b}m",
            "x\u{202e}\u{200b}",
            "\\'\n",
        ];
        assert_eq!(
            shell_words(words),
            r"echo $'a\nRun it?' $'\u{1b}[2J\u{9b}m' $'x\u{202e}\u{200b}' $'\\\'\n'"
        );
    }
}
