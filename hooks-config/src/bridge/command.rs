//! The command line of the bridge in an agent's configuration.

use std::time::Duration;

use hooks_types::Dialect;

/// The time limit that is written into an agent's configuration.
pub const BRIDGE_TIMEOUT: Duration = Duration::from_secs(60);

/// The time the bridge gives itself under that limit, so that its own answer comes first.
pub const BRIDGE_BUDGET: Duration = Duration::from_secs(50);

/// What follows the program's name in every entry of ours.
const MARK: &str = " bridge --speak ";

/// The bridge's own time, in seconds, under a limit of the agent.
pub(super) fn budget_of(limit: u64) -> u64 {
    let room = BRIDGE_TIMEOUT.as_secs() - BRIDGE_BUDGET.as_secs();
    limit.saturating_sub(room.min(limit / 3)).max(1)
}

pub(super) fn command(program: &str, agent: Dialect, event: &str, budget: u64) -> String {
    let program = quoted(program);
    format!("{program}{MARK}{agent} --event {event} --budget {budget}")
}

/// Whether a command is one that was installed: `.../hooks bridge --speak ...`.
pub(super) fn is_installed(command: &str) -> bool {
    let Some((program, _)) = command.trim_start().split_once(MARK) else {
        return false;
    };
    let program = program.trim_end().trim_matches(['\'', '"']);
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
    matches!(name, "hooks" | "hooks.exe")
}

/// A path as one word of a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_command_is_recognised_wherever_the_program_lies() {
        for program in ["/usr/bin/hooks", "/home/a b/hooks", "/it's/hooks"] {
            let text = command(program, Dialect::Claude, "PreToolUse", 50);
            assert!(is_installed(&text), "{text}");
        }
        assert!(is_installed("C:\\bin\\hooks.exe bridge --speak cursor"));
        assert!(!is_installed("/usr/bin/myhooks bridge --speak claude"));
        assert!(!is_installed("hooks check a.toml"));
        assert!(!is_installed("echo bridge --speak claude"));
    }

    #[test]
    fn a_path_with_a_space_stays_one_word() {
        assert_eq!(
            command("/a b/hooks", Dialect::Codex, "Stop", 50),
            "'/a b/hooks' bridge --speak codex --event Stop --budget 50"
        );
    }

    #[test]
    fn the_budget_lies_under_every_limit() {
        assert_eq!(budget_of(60), 50);
        assert_eq!(budget_of(3), 2);
    }
}
