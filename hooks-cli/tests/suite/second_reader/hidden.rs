//! A command that hides what it runs.

use super::*;

#[test]
fn what_a_colleague_hides_in_a_command_is_found_by_one_command() {
    const GOOD: &str = "#!/bin/sh\ngrep -q rm && exit 2\nexit 0\n";
    const PARENTHESES: &str = "#!/bin/sh\n(grep -q rm && exit 2)\nexit 0\n";
    let check: &[&str] = &["check", "hooks.toml"];
    let explain: &[&str] = &["explain", "PreToolUse", "--run", "--config", "hooks.toml"];
    for (command, guard, typed, sentence) in [
        (
            "'${config_dir}/g || true'",
            GOOD,
            check,
            "`|| true` at the end of the command drops",
        ),
        (
            "'${config_dir}/g &'",
            GOOD,
            check,
            "`&` at the end of the command drops",
        ),
        (
            "'${config_dir}/g; exit 0'",
            GOOD,
            check,
            "`; exit 0` at the end of the command drops",
        ),
        (
            "'${config_dir}/g'",
            PARENTHESES,
            check,
            "only the part in parentheses",
        ),
        (
            "\"'${config_dir}/g' --all\"",
            GOOD,
            check,
            "is in single quotes, where a shell expands nothing",
        ),
        (
            "['python3', '-c', 'print({\"decision\": \"block\"})']",
            GOOD,
            explain,
            "JSON needs double quotes around names and strings (Python: `print(json.dumps(...))`)",
        ),
        (
            "'echo deny'",
            GOOD,
            explain,
            "print {\"decision\":\"block\"}",
        ),
        (
            "'${config_dir}/g 2>&1 | tee /dev/null'",
            GOOD,
            check,
            "the exit code of `g` is lost in the pipe to `tee`",
        ),
        (
            "'echo no >&2; exit 0'",
            GOOD,
            explain,
            "ended with exit code 0, so its stderr is not read: no",
        ),
        (
            "'sleep 9'\ntimeout = 0.1",
            GOOD,
            explain,
            "`timeout` in its entry sets that limit",
        ),
    ] {
        let toml = format!("[[hooks.pre_tool_use]]\ncommand = {command}\n");
        let project = Project::with_hooks(&toml);
        script(&project, "g", guard);
        let told = said(&project.run(typed));
        assert!(told.contains(sentence), "{toml}: {told}");
    }
    // Guards that hide nothing get no remark.
    for command in [
        "'grep -q rm && exit 2; exit 0'",
        "'grep -q rm && exit 2 || true'",
        "'\"${config_dir}/g\" --all'",
        "'${config_dir}/g'",
    ] {
        let toml = format!("[[hooks.pre_tool_use]]\ncommand = {command}\n");
        let project = Project::with_hooks(&toml);
        script(&project, "g", GOOD);
        let told = said(&project.run(check));
        assert!(!told.contains("lost_exit"), "{toml}: {told}");
        assert!(!told.contains("not_expanded"), "{toml}: {told}");
    }
}
