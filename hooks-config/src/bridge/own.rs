//! Recognizes our own bridge among the commands of an agent.

use std::sync::OnceLock;

use hooks_types::spec::{Handler, Program};

/// Whether the handler starts our own bridge: `.../hooks bridge ... --speak DIALECT`.
pub(crate) fn is_bridge(handler: &Handler) -> bool {
    let Handler::Command(command) = handler else {
        return false;
    };
    match &command.program {
        Program::Argv(argv) => speaks(argv),
        Program::Shell(text) => starts_bridge(text),
        _ => false,
    }
}

/// Whether a shell text starts our own bridge, among other commands or alone.
pub(crate) fn starts_bridge(text: &str) -> bool {
    speaks(&words(text))
}

fn speaks(words: &[String]) -> bool {
    let says = |word: &String| word == "--speak" || word.starts_with("--speak=");
    // Options may come between `bridge` and `--speak`, and a wrapper may precede the program.
    let Some(last) = words.iter().rposition(says) else {
        return false;
    };
    words[..last].windows(2).any(|pair| {
        let [program, verb] = pair else { return false };
        is_hooks(program) && verb == "bridge"
    })
}

/// Whether a program is `hooks`, or has the file name of the running program: people keep several
/// versions side by side, and agents ship their own.
pub(crate) fn is_hooks(program: &str) -> bool {
    let name = file_name(program);
    matches!(name, "hooks" | "hooks.exe") || running().is_some_and(|running| running == name)
}

/// Returns the file name of a path, with the separators of any operating system.
pub(crate) fn file_name(program: &str) -> &str {
    program.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn running() -> Option<&'static str> {
    static NAME: OnceLock<Option<String>> = OnceLock::new();
    let name = || {
        let program = std::env::current_exe().ok()?;
        Some(program.file_name()?.to_str()?.to_owned())
    };
    NAME.get_or_init(name).as_deref()
}

/// Splits a shell text into words by quotes, blanks and the operators `;`, `&` and `|`.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, c) if c.is_whitespace() || matches!(c, ';' | '&' | '|') => {
                words.extend(word.take());
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use hooks_types::spec::Command;

    use super::*;

    #[test]
    fn the_bridge_is_known_in_every_way_it_can_be_written() {
        let shell = |text: &str| is_bridge(&Handler::Command(Command::shell(text)));
        assert!(shell("/opt/bin/hooks bridge --speak claude"));
        assert!(shell(
            "'/opt/my bin/hooks' bridge --project . --speak=codex"
        ));
        assert!(shell("cd x && \"/opt/hooks\" bridge --speak cursor"));
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
        assert!(is_bridge(&Handler::Command(Command::argv(argv))));
    }
}
