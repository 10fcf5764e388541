//! Converts between the argv of a shell call in our own format and the single command text of other agents' shell
//! tools.
//!
//! The argv of most shell calls is a shell with one text (`bash -c TEXT`). Hooks are shown the text, and a rewritten
//! text is put back into the same wrapper.

use hooks_types::ToolCall;
use hooks_types::tool::ShellInput;

/// The shells whose `-c TEXT` form is recognised.
const SHELLS: &[&str] = &["sh", "bash", "zsh"];

/// Folders in which `sh`, `bash` and `zsh` are the real shells. In any other folder, a program with one of these names
/// can be anything, so hooks are shown the whole argv.
const FOLDERS: &[&str] = &[
    "/bin/",
    "/usr/bin/",
    "/usr/local/bin/",
    "/opt/homebrew/bin/",
    "/run/current-system/sw/bin/",
];

/// The flags that precede the command text.
const TEXT_FLAGS: &[&str] = &["-c", "-lc"];

/// Returns the command text of an argv: TEXT for `[sh|bash|zsh, -c|-lc, TEXT]`, else the words, quoted
/// for a POSIX shell where necessary. `["git", "commit", "-m", "a b"]` gives `git commit -m 'a b'`.
pub(crate) fn text_of(argv: &[String]) -> String {
    if let Some(text) = wrapped(argv) {
        return text.to_owned();
    }
    words(argv)
}

/// Joins words into a text, quoted for a POSIX shell where necessary.
pub(crate) fn words(argv: &[String]) -> String {
    let words: Vec<String> = argv.iter().map(|word| quote(word)).collect();
    words.join(" ")
}

/// Returns the argv that runs `text` in place of `original`: in the wrapper of `original` if it has a wrapper, else in
/// `bash -c`.
pub(crate) fn argv_of(text: &str, original: &[String]) -> Vec<String> {
    match original {
        [shell, flag, _] if wrapped(original).is_some() => {
            vec![shell.clone(), flag.clone(), text.to_owned()]
        }
        // If the text is unchanged, return the original words: the text does not show where each word ends.
        _ if text_of(original) == text && !original.is_empty() => original.to_vec(),
        _ => vec!["bash".to_owned(), "-c".to_owned(), text.to_owned()],
    }
}

/// Returns the text that a shell call runs in a POSIX shell or in PowerShell.
pub(crate) fn of_call(call: &ToolCall, shell: &ShellInput) -> String {
    match powershell_text(&shell.command) {
        Some(text) if is_powershell(&call.tool_name) => text.to_owned(),
        _ => text_of(&shell.command),
    }
}

/// Returns the argv with which the shell tool `tool` runs `text` in place of `original`.
pub(crate) fn for_call(tool: &str, text: &str, original: &[String]) -> Vec<String> {
    // If there is no original argv, the tool's name decides which shell is used.
    let powershell = original.is_empty() || powershell_text(original).is_some();
    if !(powershell && is_powershell(tool)) {
        return argv_of(text, original);
    }
    let words = POWERSHELL.into_iter().chain([text]);
    words.map(str::to_owned).collect()
}

/// The argv that runs a text in PowerShell, without the text. Claude Code and Copilot have a PowerShell tool whose
/// input is a single text, like the input of their POSIX shell tool.
const POWERSHELL: [&str; 3] = ["pwsh", "-NoProfile", "-Command"];

/// Returns the text in PowerShell's wrapper; `None` for any other argv.
fn powershell_text(argv: &[String]) -> Option<&str> {
    let (text, before) = argv.split_last()?;
    (before == POWERSHELL).then_some(text)
}

/// Returns whether a tool of this name runs PowerShell. Agents spell the name differently: `PowerShell` in Claude Code,
/// `powershell` in Copilot.
fn is_powershell(tool: &str) -> bool {
    tool.eq_ignore_ascii_case("PowerShell")
}

/// Returns the text in `[shell, -c, TEXT]`; `None` for any other argv.
fn wrapped(argv: &[String]) -> Option<&str> {
    // `sh -c TEXT NAME ARGS` is not unwrapped, because then the hook would not see the arguments.
    let [shell, flag, text] = argv else {
        return None;
    };
    let name = FOLDERS
        .iter()
        .find_map(|folder| shell.strip_prefix(folder))
        .unwrap_or(shell);
    (SHELLS.contains(&name) && TEXT_FLAGS.contains(&flag.as_str())).then_some(text)
}

/// Quotes one word for a POSIX shell.
///
/// This is not `shlex::try_quote`, because hooks match the text: every word must be quoted in the same way, and a word
/// with a NUL byte must be shown too. shlex writes some words in double quotes, and returns an error for a NUL byte.
fn quote(word: &str) -> String {
    // Shells differ in which characters are special. So list the characters that are harmless in every shell.
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./-_".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argv(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_wrapped_text_is_taken_out_and_put_back() {
        for wrapper in [["bash", "-c"], ["sh", "-lc"], ["/bin/zsh", "-c"]] {
            let original = argv(&[wrapper[0], wrapper[1], "echo 'a b' | wc"]);
            assert_eq!(text_of(&original), "echo 'a b' | wc");
            assert_eq!(
                argv_of("ls", &original),
                argv(&[wrapper[0], wrapper[1], "ls"])
            );
        }
    }

    #[test]
    fn other_argv_is_quoted_word_by_word() {
        let original = argv(&["git", "commit", "-m", "it's done", "", "$HOME", "a;b"]);
        let text = "git commit -m 'it'\\''s done' '' '$HOME' 'a;b'";
        assert_eq!(text_of(&original), text);
        assert_eq!(argv_of(text, &original), original);
        assert_eq!(argv_of("ls", &original), argv(&["bash", "-c", "ls"]));
    }

    #[test]
    fn a_shell_with_more_arguments_than_a_text_is_not_a_wrapper() {
        let original = argv(&["sh", "-c", "echo $1", "sh", "x"]);
        assert_eq!(text_of(&original), "sh -c 'echo $1' sh x");
    }

    #[test]
    fn a_program_that_only_has_the_name_of_a_shell_is_shown() {
        let original = argv(&["./sh", "-c", "ls"]);
        assert_eq!(text_of(&original), "./sh -c ls");
        assert_eq!(argv_of("./sh -c ls", &original), original);
    }
}
