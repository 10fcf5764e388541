//! Writes and recognizes the bridge's command line in an agent's configuration.

use std::borrow::Cow;
use std::time::Duration;

use super::own::{file_name, is_hooks};

/// The time limit of the bridge (the command `hooks bridge`) that is written into an agent's configuration.
pub const BRIDGE_TIMEOUT: Duration = Duration::from_secs(60);

/// The bridge's own deadline. It is shorter than [`BRIDGE_TIMEOUT`], because the bridge must answer before the agent
/// kills it.
pub const BRIDGE_BUDGET: Duration = Duration::from_secs(50);

/// The text that follows the program's name in the command of every entry that we write.
const MARK: &str = " bridge --speak ";

/// Returns the bridge's own deadline for an entry whose time limit in the agent is `limit`. Both are in seconds.
pub(super) fn budget_of(limit: u64) -> u64 {
    // End the bridge 10 s before the agent's limit, as with the usual limits. If the agent's limit is below 30 s, use a
    // third of it in place of the 10 s.
    let room = BRIDGE_TIMEOUT.as_secs() - BRIDGE_BUDGET.as_secs();
    limit.saturating_sub(room.min(limit / 3)).max(1)
}

/// Builds the command line that an agent's configuration runs for an event.
pub(super) fn command(program: &str, agent: &str, event: &str, budget: u64) -> String {
    let program = quoted(program);
    format!("{program}{MARK}{agent} --event {event} --budget {budget}")
}

/// Returns the program of a command that `install` could have written: the absolute path of a program with the file
/// name `hooks`, or with the file name of `also`. The path must be a single word at the start of the command. The
/// caller compares the rest of the command.
pub(super) fn program_of(command: &str, also: Option<&str>) -> Option<String> {
    let program = named_program(command)?;
    let same = also.is_some_and(|also| file_name(also) == file_name(&program));
    (same || is_hooks(&program)).then_some(program)
}

/// Like [`program_of`], for a program with any name.
pub(super) fn named_program(command: &str) -> Option<String> {
    // Split at the last `MARK`, because the path of the program can contain the same text.
    let (word, _) = command.split_at(command.rfind(MARK)?);
    let words = shlex::split(word)?;
    let [program] = &words[..] else { return None };
    (is_absolute(program) && quoted(program) == word).then(|| program.clone())
}

/// Returns the words after `hooks bridge`, if the command consists of one program with options only. Returns `None` if
/// the command contains shell syntax that could add a second command.
pub(super) fn options_of(command: &str, also: Option<&str>) -> Option<Vec<String>> {
    // Refuse these characters even inside quotes: our own options need none of them.
    if command.contains([';', '&', '|', '<', '>', '(', ')', '`', '#', '\n', '\r']) {
        return None;
    }
    let mut words = shlex::split(command)?.into_iter();
    let program = words.next()?;
    let same = also.is_some_and(|also| file_name(also) == file_name(&program));
    let is_bridge = (same || is_hooks(&program)) && words.next()? == "bridge";
    is_bridge.then(|| words.collect())
}

/// Returns the command with its program replaced by `program`. Returns `None` if the command already starts `program`,
/// or if the program in the command has no absolute path.
pub(super) fn moved(command: &str, program: &str) -> Option<String> {
    let old = shlex::split(command)?.into_iter().next()?;
    let rest = command.strip_prefix(&*quoted(&old))?;
    (is_absolute(&old) && old != program).then(|| format!("{}{rest}", quoted(program)))
}

/// Returns whether a path is absolute on any operating system. The file might have been written on a different system.
fn is_absolute(path: &str) -> bool {
    let drive = |path: &str| {
        let mut letters = path.chars();
        letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.next() == Some(':')
    };
    path.starts_with(['/', '\\']) || drive(path)
}

/// Quotes a path as one word of a shell. Quoting fails only for a NUL byte, which no path holds.
fn quoted(word: &str) -> Cow<'_, str> {
    shlex::try_quote(word).unwrap_or(Cow::Borrowed(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_of_our_own_command_is_told_wherever_it_lies() {
        for program in [
            "/usr/bin/hooks",
            "/home/a b/hooks",
            "/it's/hooks",
            "/a bridge --speak b/hooks",
            r"C:\bin\hooks.exe",
        ] {
            let text = command(program, "claude", "PreToolUse", 50);
            assert_eq!(program_of(&text, None).as_deref(), Some(program), "{text}");
        }
    }

    #[test]
    fn a_program_under_another_name_knows_its_own_command() {
        for program in [
            "/opt/hooks-0.3",
            "/opt/my hooks",
            "/opt/agent-hooks",
            r"C:\a\b.exe",
        ] {
            let text = command(program, "claude", "Stop", 50);
            assert_eq!(program_of(&text, Some(program)).as_deref(), Some(program));
            assert_eq!(program_of(&text, Some("/opt/other")), None, "{text}");
        }
        let running = std::env::current_exe().unwrap();
        let text = command(running.to_str().unwrap(), "claude", "Stop", 50);
        assert_eq!(program_of(&text, None).as_deref(), running.to_str());
    }

    #[test]
    fn a_command_that_does_more_or_is_another_is_not_ours() {
        for text in [
            "/opt/guard.sh && /usr/bin/hooks bridge --speak claude",
            "/opt/guard.sh; /usr/bin/hooks bridge --speak claude",
            "env A=1 /usr/bin/hooks bridge --speak claude",
            " /usr/bin/hooks bridge --speak claude",
            "hooks bridge --speak claude",
            "./hooks bridge --speak claude",
            "/usr/bin/myhooks bridge --speak claude",
            "'/a' && '/hooks' bridge --speak claude",
            "'/a';'/b/hooks' bridge --speak claude",
            "$HOME/bin/hooks bridge --speak claude",
            "/usr/bin/hooks check a.toml",
            "echo bridge --speak claude",
        ] {
            assert_eq!(program_of(text, None), None, "{text}");
        }
    }

    #[test]
    fn options_are_those_of_a_command_that_does_nothing_else() {
        let options = options_of("'/a b/hooks' bridge --speak claude --trust-project", None);
        assert_eq!(options.unwrap(), ["--speak", "claude", "--trust-project"]);
        for text in [
            "/opt/guard.sh && /usr/bin/hooks bridge --speak claude",
            "/usr/bin/hooks bridge --speak claude; true",
            "/usr/bin/hooks bridge --speak claude || true",
            "/usr/bin/hooks bridge --speak claude &",
            "/usr/bin/hooks bridge --speak claude >/dev/null",
            "/usr/bin/hooks bridge --speak claude $(cat x)",
            "/usr/bin/hooks bridge --speak claude # mine",
            "/usr/bin/hooks bridge --speak claude\ntrue",
            "env A=1 /usr/bin/hooks bridge --speak claude",
            "/usr/bin/myhooks bridge --speak claude",
            "/usr/bin/hooks check --speak claude",
            "/usr/bin/hooks 'bridge --speak claude",
        ] {
            assert_eq!(options_of(text, None), None, "{text}");
        }
    }

    #[test]
    fn a_program_that_moved_is_named_by_its_new_path() {
        let new = "/new place/hooks";
        assert_eq!(
            moved("/old/hooks bridge --x", new).as_deref(),
            Some("'/new place/hooks' bridge --x")
        );
        assert_eq!(moved("'/new place/hooks' bridge --x", new), None);
        assert_eq!(moved("hooks bridge --x", new), None);
    }

    #[test]
    fn a_path_with_a_space_stays_one_word() {
        assert_eq!(
            command("/a b/hooks", "codex", "Stop", 50),
            "'/a b/hooks' bridge --speak codex --event Stop --budget 50"
        );
    }

    #[test]
    fn the_budget_lies_under_every_limit() {
        assert_eq!(budget_of(60), 50);
        assert_eq!(budget_of(3), 2);
    }
}
