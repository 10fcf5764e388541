//! What an exit code means to the agent: a block, a failure, or nothing.

use serde_json::json;

use crate::support::{
    CHECK, Project, RUN, RUN_TRUSTED, assert_explained, assert_holds, command_explained,
    guard_told, line_fired, run_and_checked, said, with_claude_hook, with_file, with_guard,
};

#[test]
fn exit_code_1_is_said_to_do_what_on_failure_says() {
    let text = "#!/bin/sh\necho 'no force push'; exit 1\n";
    for (keys, does) in [
        (
            "",
            "means that the hook failed, and this hook's `on_failure` turns the failure into a block",
        ),
        (
            "on_failure = \"ask\"\n",
            "means that the hook failed, and this hook's `on_failure` then asks the user",
        ),
        (
            "on_failure = \"proceed\"\n",
            "means that the hook failed, and a failed hook blocks nothing here",
        ),
    ] {
        let project = with_guard("g", text, keys);
        let told = said(&project.run(CHECK));
        assert!(told.contains(does), "{told}");
        let told = said(&project.run(RUN));
        assert!(
            told.contains("where no reason is read: no force push"),
            "{told}"
        );
    }
}

#[test]
fn an_exit_code_of_the_command_that_prints_is_told_with_the_line_to_write() {
    for script in [
        "if ! false; then\n  echo 'lint failed' >&2\n  exit $?\nfi\n",
        "false || { echo 'lint failed' >&2; exit $?; }\n",
    ] {
        let told = guard_told("g", &format!("#!/bin/bash\ncat > /dev/null\n{script}"));
        let sentence = "so its stderr is not read: lint failed; `exit $?` in its script has the exit code of the command \
                        before it, `echo`, which succeeded: to block, write `exit 2`";
        assert_holds(&told, &[sentence]);
    }
    for script in [
        "echo warning >&2\ntrue\nexit $?\n",
        "true; rc=$?; echo warning >&2; exit $rc\n",
        "f() {\n  echo no >&2\n  return $?\n}\necho warning >&2\n",
        "cat >/dev/null <<'E'\necho no >&2\nexit $?\nE\necho warning >&2\n",
    ] {
        let told = guard_told("g", &format!("#!/bin/bash\ncat > /dev/null\n{script}"));
        assert!(!told.contains("which succeeded"), "{script}: {told}");
    }
}

#[test]
fn a_number_in_quotes_that_python_prints_is_told_with_the_line_to_write() {
    let told = |exit: &str| {
        let program =
            format!("import sys; sys.stdin.read(); print('no push', file=sys.stderr); {exit}");
        command_explained("PreToolUse", &format!("python3 -c \"{program}\""), &[])
    };
    for (exit, call) in [
        ("sys.exit(\\\"2\\\")", "sys.exit"),
        ("sys.exit('2')", "sys.exit"),
        ("raise SystemExit('2')", "SystemExit"),
    ] {
        let sentence = format!(
            "prints the text `2` and ends with exit code 1: write `{call}(2)`, without quotes"
        );
        assert_holds(&told(exit), &[&sentence]);
    }
    for fine in [
        "sys.exit(1)",
        "sys.exit('no push')",
        "sys.exit('1')",
        "print(2, file=sys.stderr); sys.exit(1)",
    ] {
        let told = told(fine);
        assert!(!told.contains("without quotes"), "{fine}: {told}");
    }
}

#[test]
fn a_reason_on_the_wrong_stream() {
    let (run, _) = run_and_checked("pre_tool_use", "#!/bin/sh\necho no pushes; exit 2\n");
    assert!(run.contains("whose reason is read from stderr"), "{run}");
    assert!(run.contains("printed on stdout: no pushes"), "{run}");
}

#[test]
fn code_1_at_a_stop_and_words_in_one_word_are_found() {
    for (toml, code, said) in [
        (
            "[[hooks.stop]]\ncommand = \"exit 1\"",
            "exit_one",
            "`exit 2` to block",
        ),
        (
            "[[hooks.stop]]\ncommand = [\"python3 guard.py\"]",
            "bad_value",
            "write each word as a separate element",
        ),
        (
            "[[hooks.stop]]\ncommand = [\"python3\", \"guard.py --all\"]",
            "missing_file",
            "\"guard.py\", \"--all\"",
        ),
        (
            "[[hooks.stop]]\ncommand = [\"python3\", \"${config_dir}/guard.py --all\"]",
            "missing_file",
            "guard.py\", \"--all\"",
        ),
    ] {
        let project = Project::with_hooks(toml);
        let checked = project.run(&["check", "hooks.toml", "--json"]).json();
        let found = checked["files"][0]["diagnostics"]
            .as_array()
            .unwrap()
            .clone();
        let of_code = found.iter().find(|found| found["code"] == code);
        let help = of_code
            .and_then(|found| found["help"].as_str())
            .unwrap_or_default();
        assert!(help.contains(said), "{toml}: {checked}");
        assert_eq!(
            found.iter().filter(|found| found["code"] == code).count(),
            1,
            "{checked}"
        );
    }
    for fine in [
        "[\"bash\", \"-c\", \"a b.c\"]",
        "[\"python3\", \"-c\", \"import os\"]",
        r#"'python3 "/no/a b.py"'"#,
    ] {
        let project = Project::with_hooks(&format!("[[hooks.stop]]\ncommand = {fine}"));
        let checked = project.run(&["check", "hooks.toml"]).stdout;
        assert!(!checked.contains("is one word"), "{checked}");
    }
}

#[test]
fn a_block_that_is_a_tools_own_exit_code_is_explained_beside_it() {
    let hooks = "[[hooks.pre_tool_use]]\nname = \"reads\"\ncommand = \"grep -q x /no/such/file\"\n";
    let project = Project::with_hooks(hooks);
    let fire = ["fire", "PreToolUse", "--sample", "--config", "hooks.toml"];
    let said = project.run(&fire).stdout;
    assert!(
        said.starts_with("PreToolUse: block - grep: /no/such/file"),
        "{said}"
    );
    assert!(said.contains("     `grep` failed, and"), "{said}");
    assert!(!said.contains("exit_origin"), "{said}");
    // Although the guard's text names a tool, the advice must not be to exit with 0: then this guard would let calls
    // pass.
    assert!(!said.contains("exit 0"), "{said}");
    let own = "[[hooks.pre_tool_use]]\ncommand = 'grep -q x /no/such/file; echo no >&2; exit 2'\n";
    project.write("hooks.toml", own);
    let said = project.run(&fire).stdout;
    assert!(!said.contains("`grep` failed"), "{said}");
}

#[test]
fn exit_code_one_of_a_hook_of_an_agent_that_reads_either_stream_is_said_to_block_nothing() {
    for (command, sentence) in [
        ("echo no >&2; exit 1", Some("with stderr as the reason: no")),
        ("echo no; exit 1", Some("with stdout as the reason: no")),
        // A hook that prints an object has answered, with any exit code.
        ("echo '{\\\"decision\\\":\\\"deny\\\"}'; exit 1", None),
        ("exit 1", None),
    ] {
        let project = with_file(
            "settings.json",
            &format!(
                "{{\"hooks\":{{\"BeforeTool\":[{{\"hooks\":[{{\"type\":\"command\",\"command\":\"{command}\"}}]}}]}}}}"
            ),
        );
        let fire = [
            "fire",
            "BeforeTool",
            "--speak",
            "gemini",
            "--sample",
            "--as",
            "gemini",
            "--config",
            "settings.json",
        ];
        let ran = project.run(&fire);
        let told = said(&ran);
        assert_eq!(
            told.contains("exit code 2 blocks"),
            sentence.is_some(),
            "{command}: {ran:?}"
        );
        assert!(
            told.contains(sentence.unwrap_or_default()),
            "{command}: {ran:?}"
        );
    }
}

#[test]
fn an_exit_code_that_contradicts_the_answer_is_named_with_what_counts() {
    let told = line_fired(
        "copilot",
        "preToolUse",
        r#"echo '{"permissionDecision":"deny"}'; exit 1"#,
    );
    assert!(
        told.contains("its `block` counts although its exit code 1 is a failure"),
        "{told}"
    );
    assert!(!told.contains("exit code 2 blocks"), "{told}");
    assert_explained(&[
        (
            "codex",
            "PreToolUse",
            r#"echo '{"decision":"block","reason":"no"}'; exit 1"#,
            &["its `block` is not read because of its exit code 1"],
        ),
        (
            "claude",
            "PreToolUse",
            r#"echo '{"permissionDecision":"deny","permissionDecisionReason":"no"}'; exit 1"#,
            &[
                "which is not read at PreToolUse (claude)",
                r#"print {"hookSpecificOutput""#,
            ],
        ),
        (
            "claude",
            "PreToolUse",
            r#"echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow"}}'; exit 2"#,
            &["answered `allow`, but exit code 2 overrides it and blocks; end with `exit 0`"],
        ),
    ]);
}

#[test]
fn an_ask_that_exit_code_2_overrides_is_told_to_end_with_0() {
    let ask = r#"echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"?"}}'; exit 2"#;
    let project = with_claude_hook(&json!({ "type": "command", "command": ask }), &[]);
    let native = "#!/bin/sh\necho '{\"decision\":\"ask\",\"message\":\"?\"}'; exit 2\n";
    let native = with_guard("g", native, "");
    for told in [said(&project.run(RUN_TRUSTED)), said(&native.run(RUN))] {
        let cure = "answered `ask`, but exit code 2 overrides it and blocks; end with `exit 0`";
        assert!(told.contains(cure), "{told}");
        assert!(!told.contains("is not read at PreToolUse"), "{told}");
    }
}
