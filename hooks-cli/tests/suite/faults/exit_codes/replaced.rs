//! Exit codes that a loop, a pipe or another program replaces, or that never reach the agent.

use crate::support::{
    CLAUDE_GUARD, EXPLAIN, FIRE, Project, SHELL_GUARD, WRITE_CALL, assert_holds,
    claude_guard_explained, run_and_checked, said, script, script_explained, told,
    with_cursor_command,
};

#[test]
fn an_exit_within_braces_is_not_called_dropped() {
    let project = Project::new();
    let hook = |command: &str| {
        format!("[[hooks.pre_tool_use]]\ncommand = \"{command}\"\nmatcher = \"shell\"\n")
    };
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        &hook("grep -q mkfs && { echo 'no mkfs'; exit 1; }; exit 0"),
    );
    let checked = told(&project, &["check"]);
    assert!(
        !checked.contains("lost_exit") && checked.contains("exit_one"),
        "{checked}"
    );
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        &hook("./guard.sh; exit 0"),
    );
    assert!(told(&project, &["check"]).contains("lost_exit"));
}

#[test]
fn a_script_that_loses_its_payload_or_its_answer_is_told_how() {
    for (text, sentence, cure) in [
        (
            "cat >> log.txt\nif jq -r .hook_event | grep -q rm; then exit 2; fi\nexit 0",
            "`cat` reads the whole payload, so `jq` after it gets nothing",
            "input=$(cat)",
        ),
        (
            "trap 'rm -f x; exit 0' EXIT\nif grep -q rm; then exit 2; fi",
            "`trap ... EXIT` has an `exit` of its own",
            "take the `exit` out of the trap",
        ),
        (
            "(\n  grep -q rm && exit 2\n) &\nexit 0",
            "`exit 2` seems to end only the part in the background (`&`)",
            "take the `&` out",
        ),
    ] {
        let project = Project::with_hooks(SHELL_GUARD);
        script(&project, "guard.sh", &format!("#!/bin/bash\n{text}\n"));
        let told = said(&project.run(&["check", "hooks.toml"]));
        assert!(
            told.contains(sentence) && told.contains(cure),
            "{text}: {told}"
        );
        let told = said(&project.run(EXPLAIN));
        assert!(
            told.contains(sentence) && told.contains(cure),
            "{text}: {told}"
        );
    }
}

#[test]
fn an_exit_code_that_xargs_made_is_explained() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"echo x | xargs -I{} sh -c 'exit 2'\"\n",
    );
    let told = said(&project.run(FIRE));
    assert!(
        told.contains("`xargs` ends with 123 if a command that it ran failed"),
        "{told}"
    );
}

#[test]
fn a_guard_that_xargs_or_find_runs_is_said_to_lose_its_exit_code() {
    let guard = "#!/bin/sh\ncase \"$1\" in *.lock) echo no >&2; exit 2;; esac\n";
    let told = claude_guard_explained(
        "PreToolUse",
        &format!("jq -r .tool_input.file_path | xargs -n1 {CLAUDE_GUARD}"),
        guard,
        WRITE_CALL,
    );
    let sentence = "`xargs` ends with 123 if the program that it runs ends with 2, so an `exit 2` there is not a block; \
                    run the program without `xargs`";
    assert!(told.contains(sentence), "{told}");
    assert!(!told.contains("the command passes no arguments"), "{told}");
    let find = "find \"$CLAUDE_PROJECT_DIR\"/.claude -name guard -exec sh {} \\;";
    let told = claude_guard_explained("PreToolUse", find, guard, WRITE_CALL);
    assert!(
        told.contains("`find` drops the exit codes of the programs that `-exec` runs"),
        "{told}"
    );
}

#[test]
fn an_exit_in_a_loop_behind_a_pipe() {
    let program = "#!/usr/bin/env bash\ncat | while read -r line; do\n  echo no pushes >&2; exit 2\n\
                   done\nexit 0\n";
    let (run, checked) = run_and_checked("pre_tool_use", program);
    assert!(checked.contains("lost_exit"), "{checked}");
    let said = "`guard` ended with exit code 0, so its stderr is not read: no pushes";
    assert!(run.contains(said), "{run}");
}

#[test]
fn exit_code_one_of_a_program_behind_cd_is_explained_by_what_it_printed() {
    let tests = "#!/bin/sh\necho 3 tests failed\nexit 1\n";
    let command = "cd \"$CLAUDE_PROJECT_DIR\" && .claude/guard";
    let told = claude_guard_explained("Stop", command, tests, &["Stop"]);
    let sentence = "exit code 2 blocks, with stderr as the reason; it printed on stdout, where no reason is \
                    read: 3 tests failed";
    assert!(told.contains(sentence), "{told}");
    assert!(!told.contains("exit 0"), "{told}");
    let told = claude_guard_explained(
        "PostToolUse",
        command,
        tests,
        &["PostToolUse", "--tool", "Write"],
    );
    let sentence = "at exit code 2 the model reads stderr; it printed on stdout, where no reason is read: 3 \
                    tests failed";
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn lost_exit_codes_of_scripts_are_named() {
    for (text, cause) in [
        (
            "#!/bin/bash\ntmp=$(mktemp); trap 'rm -f \"$tmp\"; exit 0' EXIT\ncat > \"$tmp\"\nexit 2\n",
            "`trap ... EXIT` has an `exit` of its own",
        ),
        (
            "#!/usr/bin/env python3\nimport sys\nif \"push\" in sys.stdin.read():\n    sys.exit\n",
            "line 4, `sys.exit`: without parentheses it is not called",
        ),
        (
            "#!/usr/bin/env python3\nimport subprocess\nsubprocess.run([\"bash\", \"-c\", \"exit 2\"])\n",
            "line 3: the exit code of the program in `subprocess.run` is dropped",
        ),
        (
            "#!/usr/bin/env node\nif (1) { setTimeout(() => process.exit(2), 10); console.error(\"no\"); }\n\
             process.exit(0);\n",
            "line 3, `process.exit`: it runs before the function in the `setTimeout` above it",
        ),
    ] {
        assert_holds(&script_explained("PreToolUse", "", text), &[cause]);
    }
}

#[test]
fn a_hook_that_answers_in_json_is_not_said_to_lose_its_exit_code() {
    let answers = r#"jq -e .x >/dev/null && echo '{"permission":"deny"}'; exit 0"#;
    let told = said(&with_cursor_command("preToolUse", answers).run(&["check"]));
    assert!(!told.contains("cannot block"), "{told}");
    let plain = said(&with_cursor_command("preToolUse", "./check-it; exit 0").run(&["check"]));
    assert!(plain.contains("cannot block"), "{plain}");
}
