//! Faults in a hook's script or output. One run of `explain --run` names the cause and the cure of each.

use std::process::Command;

use serde_json::json;

use super::{HOOKS, script};
use crate::support::{Project, said};

/// Runs the hooks of a project for a push, or for another event, and returns all output on one line.
fn explained(project: &Project, event: &str) -> String {
    let mut typed = vec!["explain", event, "--run", "--trust-project"];
    if matches!(event, "PreToolUse" | "PostToolUse") {
        typed.extend(["--tool", "shell", "--set", "command=git push"]);
    }
    let told = said(&project.run(&typed));
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Explains a script that is the only hook of an event in hooks.toml. `keys` are further lines of its entry.
fn native(event: &str, keys: &str, text: &str) -> String {
    let project = Project::new();
    script(&project, ".agent-hooks/g", text, 0o755);
    let snake = match event {
        "PostToolUse" => "post_tool_use",
        _ => "pre_tool_use",
    };
    let entry =
        format!("[[hooks.{snake}]]\nname = \"g\"\ncommand = [\"${{config_dir}}/g\"]\n{keys}\n");
    project.write(HOOKS, &entry);
    explained(&project, event)
}

/// Explains a command that is the only hook of an event of Claude Code.
fn claude(event: &str, command: &str, files: &[(&str, &str)]) -> String {
    let project = Project::new();
    for (name, text) in files {
        script(&project, name, text, 0o755);
    }
    let hook = json!({ "type": "command", "command": command });
    let file = json!({ "hooks": { event: [{ "hooks": [hook] }] } });
    project.write(".claude/settings.json", &file.to_string());
    explained(&project, event)
}

/// Returns whether Node can be started here.
fn has_node() -> bool {
    Command::new("node").arg("--version").output().is_ok()
}

/// Checks that a text has all of these parts.
fn holds(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
}

#[test]
fn context_beside_an_idle_approval_is_shown_where_it_is_read() {
    let answer = "echo '{\"decision\":\"approve\",\"additionalContext\":\"Branch: main\"}'";
    let told = claude("UserPromptSubmit", answer, &[]);
    holds(
        &told,
        &["print {\"hookSpecificOutput\":{\"additionalContext\":\"Branch: main\""],
    );
    assert!(!told.contains("nothing that a hook prints"), "{told}");
}

#[test]
fn a_shortened_key_of_an_answer_is_named_in_full() {
    let project = Project::new();
    let hook = json!({ "command": "echo '{\"followup\":\"run the tests\"}'" });
    let file = json!({ "version": 1, "hooks": { "stop": [hook] } });
    project.write(".cursor/hooks.json", &file.to_string());
    let told = explained(&project, "Stop");
    holds(&told, &["did you mean `followup_message`?"]);
}

#[test]
fn an_object_without_quotes_around_it_is_known_although_the_shell_expanded_it() {
    let told = claude(
        "PreToolUse",
        "bash -c 'echo {\"decision\":\"block\",\"reason\":\"no\"}'",
        &[],
    );
    holds(
        &told,
        &[
            "the shell removed the quotes and braces of its JSON",
            "put the whole object in single quotes",
        ],
    );
}

#[test]
fn a_percent_sign_that_printf_takes_is_named() {
    let told = native(
        "PreToolUse",
        "",
        "#!/bin/bash\nprintf '{\"decision\":\"block\",\"reason\":\"below 80% now\"}'\n",
    );
    holds(
        &told,
        &["`printf` takes `% n`", "write `printf '%s' 'TEXT'`"],
    );
}

#[test]
fn a_block_after_the_size_limit_that_begins_no_line_is_called_lost() {
    let told = native(
        "PreToolUse",
        "",
        "#!/bin/bash\nhead -c 5000000 /dev/zero | tr '\\0' a\necho '{\"decision\":\"block\"}'\n",
    );
    holds(
        &told,
        &[
            "after the size limit only a block is read",
            "this output has none",
        ],
    );
    assert!(!told.contains("all of"), "{told}");
}

#[test]
fn stderr_is_quoted_from_the_line_that_misses_a_command() {
    let told = native(
        "PreToolUse",
        "",
        "#!/bin/bash\necho 'no push' >&2\nexit2\nexit 0\n",
    );
    holds(&told, &["line 3: exit2: command not found"]);
}

#[test]
fn a_thrown_reason_is_told_from_a_crash() {
    let python = "#!/usr/bin/env python3\nraise RuntimeError(\"no push from here\")\n";
    let told = claude("PreToolUse", ".claude/g", &[(".claude/g", python)]);
    holds(
        &told,
        &["raises its reason", "call `sys.exit(2)`: no push from here"],
    );
    let crash = "#!/usr/bin/env python3\nint('x')\n";
    let told = claude("PreToolUse", ".claude/g", &[(".claude/g", crash)]);
    assert!(!told.contains("raises its reason"), "{told}");
    if has_node() {
        let node = "#!/usr/bin/env node\nthrow new Error(\"no push from here\");\n";
        let told = claude("PreToolUse", ".claude/g", &[(".claude/g", node)]);
        holds(
            &told,
            &[
                "throws its reason",
                "call `process.exit(2)`: no push from here",
            ],
        );
    }
}

#[test]
fn a_read_to_the_end_of_the_input_is_named_as_what_ended_the_script() {
    let told = native(
        "PreToolUse",
        "",
        "#!/bin/bash\nset -e\nIFS= read -r -d '' payload\nexit 0\n",
    );
    holds(
        &told,
        &["`IFS= read -r -d '' payload` ends with exit code 1 when it has read all of its input"],
    );
    assert!(!told.contains("grep"), "{told}");
}

#[test]
fn a_module_whose_name_does_not_fit_is_named() {
    if !has_node() {
        return;
    }
    for (file, text, cure) in [
        (
            ".claude/g.cjs",
            "import fs from 'fs';\n",
            "Node takes `g.cjs` for a CommonJS file",
        ),
        (
            ".claude/g.mjs",
            "require('fs');\n",
            "Node takes `g.mjs` for an ES module",
        ),
    ] {
        let told = claude("PreToolUse", &format!("node {file}"), &[(file, text)]);
        holds(&told, &[cure]);
    }
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
        holds(&native("PreToolUse", "", text), &[cause]);
    }
}

#[test]
fn a_variable_in_a_value_of_env_is_not_silent() {
    let told = native(
        "PreToolUse",
        "env = { LIST = \"$HOME/list.txt\", PRICE = \"5$\" }",
        "#!/bin/sh\nexit 0\n",
    );
    holds(&told, &["`$HOME` in the value of `LIST` is not replaced"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_hook_that_reaches_its_time_limit_names_the_process_that_it_had_started() {
    let told = native(
        "PreToolUse",
        "timeout = 1",
        "#!/bin/bash\ntail -f /dev/null\nexit 0\n",
    );
    holds(
        &told,
        &["`tail -f /dev/null`, which it had started, still ran then"],
    );
}

#[test]
fn a_command_of_one_line_gets_a_cure_for_one_line() {
    let project = Project::new();
    let entry =
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"grep -q 'git pull' && exit 2\"\n";
    project.write(HOOKS, entry);
    let told = explained(&project, "PreToolUse");
    holds(&told, &["write `; exit 0` behind it"]);
    assert!(!told.contains("below it"), "{told}");
}

#[test]
fn exit_code_two_where_nothing_can_be_blocked_is_said_to_block_nothing() {
    let told = claude("SessionStart", "echo stop >&2; exit 2", &[]);
    holds(
        &told,
        &["exit code 2 does not block on SessionStart; only the user sees its stderr"],
    );
    let project = Project::new();
    let hook = json!({ "command": "echo stop >&2; exit 2" });
    let file = json!({ "version": 1, "hooks": { "sessionStart": [hook] } });
    project.write(".cursor/hooks.json", &file.to_string());
    let told = explained(&project, "SessionStart");
    holds(
        &told,
        &["exit code 2, which is a failure at sessionStart (cursor) and does not block"],
    );
}

#[test]
fn the_reason_of_a_hook_without_a_verdict_is_labelled() {
    let told = native("PostToolUse", "", "#!/bin/sh\necho no >&2; exit 2\n");
    holds(&told, &["no verdict", "reason: no"]);
}
