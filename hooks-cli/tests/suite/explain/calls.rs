//! The call that `explain` and `fire` make up: whose it is, its fields, and what is printed of it.

use crate::support::{
    EXPLAIN_TRUSTED, FIRE, Project, SHELL_GUARD, call_explained, said, script, with_file,
    with_matched_guard, with_project_hooks,
};

#[test]
fn an_event_of_one_agent_means_a_call_of_that_agent() {
    let project = with_file(
        ".gemini/settings.json",
        r#"{ "hooks": { "BeforeTool": [{ "hooks": [{ "type": "command", "command": "true", "timeout": 10 }] }] } }"#,
    );
    for typed in [
        &["explain", "BeforeTool"][..],
        &["explain", "BeforeTool", "--run"],
        &["fire", "BeforeTool", "--sample"],
    ] {
        let ran = project.run(typed);
        let told = said(&ran);
        let line = "`BeforeTool` is an event of gemini only, so gemini makes this call";
        assert_eq!(told.matches(line).count(), 1, "{typed:?}: {told}");
        assert!(told.contains("PreToolUse[0]"), "{typed:?}: {told}");
        assert_eq!(ran.code, Some(0), "{typed:?}: {told}");
    }
    let told = said(&project.run(&["explain", "BeforeTool"]));
    assert!(told.contains("run_shell_command"), "{told}");
    let print = ["fire", "beforeShellExecution", "--sample", "--print"];
    let payload = project.run(&print).json();
    assert_eq!(payload["hook_event_name"], "beforeShellExecution");
    let told = said(&project.run(&["check", ".gemini/settings.json"]));
    assert!(told.contains("for 10 s write 10000"), "{told}");
}

#[test]
fn a_hook_of_cursor_is_explained_by_its_own_event_and_names() {
    let project = with_file(
        ".cursor/hooks.json",
        r#"{ "version": 1, "hooks": {
            "preToolUse": [{ "command": "true", "matcher": "Bash" }],
            "beforeShellExecution": [{ "command": "echo '{\"permission\":\"block\"}'" }] } }"#,
    );
    let told = said(&project.run(EXPLAIN_TRUSTED));
    assert!(
        told.contains("it runs on every beforeShellExecution"),
        "{told}"
    );
    assert!(
        told.contains("(cursor: \"Shell\"; a call of another agent is also \"Bash\")"),
        "{told}"
    );
    let typed = [
        "explain",
        "beforeShellExecution",
        "--speak",
        "cursor",
        "--run",
        "--trust-project",
    ];
    let told = said(&project.run(&typed));
    assert!(told.contains("unknown permission `block`"), "{told}");
    assert!(told.contains("write `deny`"), "{told}");
}

#[test]
fn the_call_is_shown_as_its_hooks_read_it_without_escapes_of_escapes() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"logs\"\nmatcher = \"shell\"\ncommand = \"cat >&2\"\n",
    );
    let set = r#"command=git commit -m "a \"b\"""#;
    let call =
        r#"shell {"command":["bash","-c","git commit -m \"a \\\"b\\\"\""],"timeout_ms":120000}"#;
    let explain = [
        "explain",
        "PreToolUse",
        "--config",
        "hooks.toml",
        "--set",
        set,
        "--run",
    ];
    let said = project.run(&explain).stdout;
    assert!(said.contains(call), "{said}");
    let remark = r#"its stderr is not read: {"protocol":1,"#;
    assert!(said.contains(remark), "{said}");
    assert!(!said.contains(r#"\\\\\\""#), "{said}");
    let fire = [
        "fire",
        "PreToolUse",
        "--sample",
        "--config",
        "hooks.toml",
        "--set",
        set,
    ];
    let said = project.run(&fire).stdout;
    assert!(said.contains(remark), "{said}");
}

#[test]
fn a_slip_for_a_field_with_another_word_names_the_field() {
    let project = Project::new();
    for slip in ["path=/x", "filename=/x"] {
        let ran = project.run(&[
            "fire",
            "pre_tool_use",
            "--sample",
            "--print",
            "--tool",
            "write_file",
            "--set",
            slip,
        ]);
        assert!(ran.stderr.contains("did you mean `file_path`?"), "{ran:?}");
    }
}

#[test]
fn a_field_in_the_spelling_of_another_agent_is_noted_by_each_command() {
    let note = "shell has no field `cmd`; did you mean `command`?";
    let config =
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"grep -q 'git tag' && exit 2; exit 0\"\n";
    let project = with_project_hooks(config);
    let set = ["--set", "cmd=git tag v1", "--trust-project"];
    for typed in [
        &["explain", "PreToolUse"][..],
        &["fire", "PreToolUse", "--sample"],
    ] {
        let told = said(&project.run(&[typed, &set].concat()));
        assert!(told.contains(note), "{typed:?}: {told}");
    }
    let case = "event = \"pre_tool_use\"\ntool = \"shell\"\nset = { cmd = \"git tag v1\" }\n[expect]\noutcome = \"block\"\n";
    project.write(".agent-hooks/tests/tag.toml", case);
    let told = said(&project.run(&["test"]));
    assert!(told.contains(note), "{told}");
}

#[test]
fn what_blocked_without_a_terminal_is_printed_once() {
    let text =
        "#!/bin/bash\necho 'x: /dev/tty: No such device or address' >&2\necho no >&2\nexit 2\n";
    let told = call_explained(
        &with_matched_guard("shell", text),
        "shell",
        "{\"command\":[\"ls\"]}",
    );
    assert_eq!(told.matches("such device").count(), 1, "{told}");
    assert!(told.contains("a hook has no terminal; "), "{told}");
}

#[test]
fn on_the_wire_stderr_holds_only_the_answer() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ntimeout = 30000\ncommand = \"echo no >&2; exit 2\"\n",
    );
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.stop]]\ncommand = \"true\"\n",
    );
    let told = project.run(FIRE);
    assert!(told.stderr.contains("suspicious_unit"), "{told:?}");
    let wire = project.run(&[FIRE, &["--format", "wire", "--tool", "Shel"]].concat());
    assert!(!format!("{wire:?}").contains("suspicious_unit"), "{wire:?}");
    assert!(!wire.stderr.contains("hooks:"), "{wire:?}");
    // With `--format wire`, an error in the file becomes a block whose reason names the error.
    project.write("hooks.toml", "[[hooks.pre_tool_use]\n");
    let wire = project.run(&[FIRE, &["--format", "wire", "--speak", "claude"]].concat());
    assert!(wire.stdout.contains("nothing was run: 1 error"), "{wire:?}");
    assert_eq!(wire.stderr, "", "{wire:?}");
}

#[test]
fn a_text_of_the_script_cannot_forge_a_line_of_ours() {
    let project = Project::with_hooks(SHELL_GUARD);
    let text = "#!/bin/sh\ngrep -q 'rm \u{1b}[31m-rf' && exit 2\nexit 0\n";
    script(&project, "guard.sh", text);
    let list = ["--input", "{\"command\":[\"rm\",\"\\u001b[31m-rf\"]}"];
    let ran = project.run(&[FIRE, &list].concat());
    assert!(!ran.stdout.contains('\u{1b}'), "{ran:?}");
}
