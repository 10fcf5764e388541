//! Recognizes our own bridge (the command `hooks bridge`) among the commands of an agent.
//!
//! A file that discovery finds can hold our bridge. If that bridge ran as a hook, it would run the same hooks again, so
//! a load switches that bridge off. A user might have changed the command, so the bridge is recognized by the words of
//! its command: the program `hooks`, then `bridge`, and `--speak` somewhere after that.

use std::sync::OnceLock;

use hooks_types::spec::{Handler, Program};

/// Returns whether the handler starts our own bridge: `.../hooks bridge ... --speak DIALECT`.
pub fn is_own_bridge(handler: &Handler) -> bool {
    let Handler::Command(command) = handler else {
        return false;
    };
    match &command.program {
        Program::Argv(argv) => speaks(argv),
        Program::Shell(text) => starts_bridge(text),
        _ => false,
    }
}

/// Returns whether a shell text starts our own bridge, among other commands or alone.
pub(crate) fn starts_bridge(text: &str) -> bool {
    speaks(&words(text))
}

/// Returns whether the words contain `hooks bridge` and a later `--speak`.
fn speaks(words: &[String]) -> bool {
    let says = |word: &String| word == "--speak" || word.starts_with("--speak=");
    // Options can come between `bridge` and `--speak`, and a wrapper can precede the program. So
    // look for the two words `hooks bridge` anywhere before the last `--speak`.
    let Some(last) = words.iter().rposition(says) else {
        return false;
    };
    words[..last].windows(2).any(|pair| {
        let [program, verb] = pair else { return false };
        is_hooks(program) && verb == "bridge"
    })
}

/// Returns whether a program is called `hooks` or has the file name of the running program. The running program can
/// have a different name than `hooks`: people keep several versions side by side, and agents ship their own.
pub(crate) fn is_hooks(program: &str) -> bool {
    let name = file_name(program);
    matches!(name, "hooks" | "hooks.exe") || running().is_some_and(|running| running == name)
}

/// Returns the file name of a path, with the separators of any operating system.
pub(crate) fn file_name(program: &str) -> &str {
    program.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Returns the file name of the running program, looked up once.
fn running() -> Option<&'static str> {
    // Cache the name: loading needs it for every command of every file.
    static NAME: OnceLock<Option<String>> = OnceLock::new();
    let name = || {
        let program = std::env::current_exe().ok()?;
        Some(program.file_name()?.to_str()?.to_owned())
    };
    NAME.get_or_init(name).as_deref()
}

/// The characters that a backslash escapes in double quotes. Before any other character, the backslash is a plain
/// character.
pub(crate) const ESCAPED_IN_QUOTES: &str = "$`\"\\\n";

/// Splits a shell text into words by quotes, blanks and the operators `;`, `&` and `|`.
fn words(text: &str) -> Vec<String> {
    let words = shell_words(text, &|_| None).into_iter();
    words.map(|word| word.text).collect()
}

/// One word of a shell text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// The word without its quotes, with known variables replaced by their values.
    pub(crate) text: String,
    /// The word without its quotes, but with the names of variables (`$HOME`) instead of their values.
    pub(crate) written: String,
    /// Whether a shell would expand the word further, because of an unknown variable, a pattern, or other syntax.
    pub(crate) is_open: bool,
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Word {
    /// Makes a word from a text that is taken literally, because no shell reads it.
    pub(crate) fn literal(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            written: text.to_owned(),
            is_open: false,
        }
    }

    /// Adds a character to both `text` and `written`.
    fn push(&mut self, letter: char) {
        self.text.push(letter);
        self.written.push(letter);
    }
}

/// Splits a shell text into words and replaces known variables by their values. Blanks, quotes and parentheses inside a
/// quoted part, or in the value of a variable, are plain characters.
pub(crate) fn shell_words<'v>(text: &str, value: &dyn Fn(&str) -> Option<&'v str>) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote: Option<char> = None;
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        // Look for a variable before anything else: the shell inserts a variable's value as it is, so blanks and quotes
        // in the value do not split the word. In single quotes the shell expands nothing.
        let variable = variable(rest).filter(|_| quote != Some('\''));
        if let Some((written, value)) =
            variable.and_then(|(written, name)| Some((written, value(name)?)))
        {
            let word = word.get_or_insert_default();
            word.text.push_str(value);
            word.written.push_str(written);
            rest = &rest[written.len()..];
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        match (quote, letter) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                // Begin a word even if nothing is between the quotes: an empty pair of quotes is an empty word.
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => {
                let Some(escaped) = rest.chars().next() else {
                    continue;
                };
                rest = &rest[escaped.len_utf8()..];
                // A backslash before a line end joins the lines. So add neither the backslash nor the line end to the
                // word.
                if escaped != '\n' {
                    let word = word.get_or_insert_default();
                    if quote.is_some() && !ESCAPED_IN_QUOTES.contains(escaped) {
                        word.push('\\');
                    }
                    word.push(escaped);
                }
            }
            (None, c) if c.is_whitespace() || matches!(c, ';' | '&' | '|') => {
                words.extend(word.take());
            }
            (quote, c) => {
                let word = word.get_or_insert_default();
                word.is_open |= match quote {
                    None => !(c.is_alphanumeric() || "/._-+@".contains(c)),
                    Some('"') => matches!(c, '$' | '`'),
                    Some(_) => false,
                };
                word.push(c);
            }
        }
    }
    words.extend(word);
    words
}

/// Returns the variable that a text begins with (`$A`, `${A}`): the text as written, and the variable's name.
fn variable(text: &str) -> Option<(&str, &str)> {
    let behind = text.strip_prefix('$')?;
    let name_of = |text: &str| {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        end.unwrap_or(text.len())
    };
    let (name, braces) = match behind.strip_prefix('{') {
        Some(inner) => (&inner[..name_of(inner)], true),
        None => (&behind[..name_of(behind)], false),
    };
    if name.is_empty() {
        return None;
    }
    let length = 1 + name.len() + if braces { 2 } else { 0 };
    let is_whole = !braces || text[length - 1..].starts_with('}');
    is_whole.then(|| (&text[..length], name))
}

#[cfg(test)]
mod tests {
    use hooks_types::spec::Command;

    use super::*;

    #[test]
    fn quotes_join_the_same_characters_to_a_word_as_in_a_shell() {
        let known = |name: &str| (name == "A").then_some("/v al");
        for (text, expected, is_open) in [
            ("$A/x", "/v al/x", false),
            ("\"$A/x\"", "/v al/x", false),
            ("\"${A}\"/x", "/v al/x", false),
            // A shell expands nothing in single quotes, and nothing after a backslash.
            ("'$A/x'", "$A/x", false),
            ("'${A}'/x", "${A}/x", false),
            ("\\$A/x", "$A/x", false),
            ("\"\\$A/x\"", "$A/x", false),
            ("'\"$A\"'", "\"$A\"", false),
            ("\"'$A'\"", "'/v al'", false),
            ("'a'$A'$A'", "a/v al$A", false),
            ("\"$B/x\"", "$B/x", true),
            ("'$B/x'", "$B/x", false),
            // In double quotes a backslash escapes few characters. Before any other character, the backslash is a plain
            // character.
            ("\"a\\b\"", "a\\b", false),
            ("\"a\\\"b\"", "a\"b", false),
            ("\"a\\\\b\"", "a\\b", false),
            ("\"a\\\nb\"", "ab", false),
            ("a\\\nb", "ab", false),
            ("a\\b", "ab", false),
        ] {
            let words = shell_words(text, &known);
            let [word] = &words[..] else {
                panic!("{text}: {words:?}");
            };
            let found = (word.text.as_str(), word.is_open);
            assert_eq!(found, (expected, is_open), "{text}");
        }
    }

    #[test]
    fn the_bridge_is_known_in_every_way_it_can_be_written() {
        let shell = |text: &str| is_own_bridge(&Handler::Command(Command::shell(text)));
        assert!(shell("/opt/bin/hooks bridge --speak claude"));
        assert!(shell(
            "'/opt/my bin/hooks' bridge --project . --speak=codex"
        ));
        assert!(shell("cd x && \"/opt/hooks\" bridge --speak cursor"));
        assert!(shell("/opt/hooks \\\n  bridge \\\n  --speak cursor"));
        assert!(!shell("/opt/bin/hooks fire --speak claude"));
        assert!(!shell("echo hooks bridge"));
        assert!(!shell("echo --speak x; hooks bridge"));
        assert!(!shell(&"hooks bridge ".repeat(200_000)));
        assert!(!shell("/opt/bin/webhooks bridge --speak claude"));
        let running = std::env::current_exe().unwrap();
        assert!(shell(&format!(
            "{} bridge --speak claude",
            running.display()
        )));
        let argv = ["/opt/hooks", "bridge", "--speak", "claude"];
        assert!(is_own_bridge(&Handler::Command(Command::argv(argv))));
    }
}
