//! Writes command lines as a person would type them.

use hooks_types::text::{is_backtick, shown_chars};

/// Quotes words so that they can be copied as one command line, which a shell splits into the same words. The
/// commands of hooks are shown in this form.
pub(crate) fn shell_words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    joined(words, |_| false)
}

/// Returns a `hooks` command for a sentence in which the command is between backticks. Like [`shell_words`], but
/// backticks in a path are escaped, so that they do not end the quotation.
pub(crate) fn to_type<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    joined(words, is_backtick)
}

fn joined<'a>(words: impl IntoIterator<Item = &'a str>, also: fn(char) -> bool) -> String {
    let quoted: Vec<String> = words
        .into_iter()
        .map(|word| shell_word(word, also))
        .collect();
    quoted.join(" ")
}

/// Quotes one word if a shell would read it in another way. Escapes invisible characters, combining marks that could
/// cover their neighbours, and the characters for which `also` returns `true`. `shlex::try_quote` is not used, because
/// it writes invisible characters as they are.
fn shell_word(word: &str, also: fn(char) -> bool) -> String {
    let shown = || shown_chars(word).map(|(c, escapes)| (c, escapes || also(c)));
    // Quote the word as `$'...'`. In bash and zsh its escape sequences stand for the invisible characters, and stay
    // visible when the word is copied.
    if shown().any(|(_, escapes)| escapes) {
        let word: String = shown().map(escaped).collect();
        return format!("$'{word}'");
    }
    // Letters of any alphabet need no quotes: no shell gives them a meaning.
    let bare = |c: char| c.is_alphanumeric() || "-_./=:,@%+~".contains(c);
    // A shell replaces a tilde at the start of a word by a home folder, so quote such a word.
    if !word.is_empty() && !word.starts_with('~') && word.chars().all(bare) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Returns the form of one character between `$'` and `'`. A character that must be escaped is written as its bytes,
/// because `\u` depends on the locale and old shells do not know it.
fn escaped((c, escapes): (char, bool)) -> String {
    match c {
        '\n' | '\t' | '\r' | '\\' | '\'' => c.escape_default().collect(),
        c if escapes => {
            let text = c.to_string();
            text.bytes().map(|byte| format!("\\x{byte:02x}")).collect()
        }
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use hooks_types::text::is_unseen;

    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_needs_it() {
        let words = ["rm", "-rf", "a b", "it's", "", r"\n", "~/x", "a~"];
        assert_eq!(
            shell_words(words),
            r"rm -rf 'a b' 'it'\''s' '' '\n' '~/x' a~"
        );
    }

    #[test]
    fn a_command_to_type_holds_no_backtick_of_a_path() {
        let words = ["hooks", "trust", "--project", "/tmp/a`; type `b"];
        assert_eq!(
            to_type(words),
            r"hooks trust --project $'/tmp/a\x60; type \x60b'"
        );
        assert_eq!(shell_words(["echo", "`id`"]), "echo '`id`'");
    }

    #[test]
    fn a_command_stays_on_its_line_with_nothing_hidden() {
        let words = [
            "echo",
            "a\nRun it?",
            "\u{1b}[2J\u{9b}m",
            "x\u{202e}\u{ad}",
            "\\'\n",
        ];
        assert_eq!(
            shell_words(words),
            r"echo $'a\nRun it?' $'\x1b[2J\xc2\x9bm' $'x\xe2\x80\xae\xc2\xad' $'\\\'\n'"
        );
    }

    #[cfg(unix)]
    #[test]
    fn bash_reads_back_the_words_that_were_shown_in_every_locale() {
        let unseen = (1..=0xe_0fff)
            .filter_map(char::from_u32)
            .filter(|c| is_unseen(*c) || matches!(c, '\u{300}'..='\u{36f}'));
        let mut words: Vec<String> = unseen
            .collect::<Vec<_>>()
            .chunks(100)
            .map(|some| some.iter().map(|c| format!("{c}1f")).collect())
            .collect();
        let others = [
            "",
            "~",
            "~root",
            "$HOME",
            "`id`",
            "!!",
            "a\\b",
            "'",
            "\\'\u{1b}",
            "*",
            "{a,b}",
            "#",
            "é日",
            "-n",
            "a=b",
            "\u{1b}'\\x41",
        ];
        words.extend(others.map(str::to_owned));
        let words = words.iter().map(String::as_str);
        let all: Vec<&str> = words.clone().collect();
        for (locale, typed) in [
            ("C", shell_words(words.clone())),
            ("C.UTF-8", shell_words(words.clone())),
            ("C", to_type(words.clone())),
        ] {
            let ran = std::process::Command::new("bash")
                .args(["-c", &format!("printf '%s\\0' {typed}")])
                .env("LC_ALL", locale)
                .output()
                .unwrap();
            let read = String::from_utf8(ran.stdout).unwrap();
            let read: Vec<&str> = read.split_terminator('\0').collect();
            assert!(
                read == all,
                "{locale}: {:?}",
                String::from_utf8_lossy(&ran.stderr)
            );
        }
    }
}
