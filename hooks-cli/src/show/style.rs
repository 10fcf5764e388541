//! Colours, and texts that go to a terminal.

use std::fmt::Display;
use std::io::Write;

use anstyle::{AnsiColor, Style};

pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const NOTABLE: Style = AnsiColor::Yellow.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// `text` in a style.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Says something on stderr; colours go where the terminal takes them.
pub(crate) fn complain(text: impl Display) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(anstream::stderr(), "{}: {text}", styled(STRONG, "hooks"));
}

/// A command line as a person would type it.
pub(crate) fn shell_words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(shell_word).collect();
    quoted.join(" ")
}

fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,@%+~".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let word: String = word.chars().flat_map(visible).collect();
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Control characters would act on the terminal instead of being seen.
fn visible(c: char) -> Vec<char> {
    if c.is_control() && c != '\n' {
        c.escape_default().collect()
    } else {
        vec![c]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_needs_it() {
        let words = ["rm", "-rf", "a b", "it's", "", "\u{1b}[2J"];
        assert_eq!(shell_words(words), r"rm -rf 'a b' 'it'\''s' '' '\u{1b}[2J'");
    }
}
