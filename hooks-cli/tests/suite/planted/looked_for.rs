//! Scripts that look for variables, fields and texts that only a different agent passes.

use super::*;

/// Makes a project with a native hook of this script.
fn native(matcher: &str, text: &str) -> Project {
    let project = Project::new();
    let entry = "name = \"guard\"\ncommand = [\"${config_dir}/guard\"]\n";
    project.write(
        HOOKS,
        &format!("[[hooks.pre_tool_use]]\n{entry}matcher = \"{matcher}\"\n"),
    );
    script(&project, ".agent-hooks/guard", text, 0o755);
    project
}

/// Makes a project with a hook of Claude Code's of this script.
fn claude(text: &str) -> Project {
    let project = Project::new();
    let command = r#""\"$CLAUDE_PROJECT_DIR\"/.claude/hook""#;
    let hook = format!("{{\"type\":\"command\",\"command\":{command}}}");
    project.write(
        ".claude/settings.json",
        &format!("{{\"hooks\":{{\"PreToolUse\":[{{\"hooks\":[{hook}]}}]}}}}"),
    );
    script(&project, ".claude/hook", text, 0o755);
    project
}

/// Returns what `explain --run` says about a call.
fn explained(project: &Project, tool: &str, input: &str) -> String {
    let explain = ["explain", "PreToolUse", "--run", "--trust-project"];
    said(&project.run(&[&explain[..], &["--tool", tool, "--input", input]].concat()))
}

#[test]
fn a_variable_that_a_comment_explains_is_still_one_that_the_script_reads() {
    let text = "#!/bin/sh\n# export PLANTED_FREEZE=1 in your shell\n[ \"$PLANTED_FREEZE\" = 1 ] && exit 2\nexit 0\n";
    let project = native("shell", text);
    let run = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        said(&fed(command.env("PLANTED_FREEZE", "1"), ""))
    };
    let sentence = "it names `PLANTED_FREEZE`, which is set here but not passed on";
    let fire = ["fire", "PreToolUse", "--sample", "--tool", "shell"];
    for typed in [
        &["explain", "PreToolUse", "--trust-project"][..],
        &["explain", "PreToolUse", "--trust-project", "--run"],
        &[&fire[..], &["--trust-project"]].concat(),
        &[&fire[..], &["--trust-project", "--show-io"]].concat(),
    ] {
        let told = run(typed);
        assert_eq!(told.matches(sentence).count(), 1, "{typed:?}: {told}");
    }
    // The text of an argv is read like a script.
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\ncommand = [\"sh\", \"-c\", \"test $PLANTED_FREEZE\"]\n",
    );
    let told = run(&["explain", "PreToolUse", "--trust-project"]);
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn a_variable_that_only_a_named_file_passes_on_is_told() {
    let text = "#!/bin/sh\n[ \"$PLANTED_FREEZE\" = 1 ] && grep -q never && exit 2\nexit 0\n";
    let project = native("shell", text);
    let run = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        said(&fed(command.env("PLANTED_FREEZE", "1"), ""))
    };
    let sentence =
        "it names `PLANTED_FREEZE`, which it gets only because `--config` names its file";
    let explain = ["explain", "PreToolUse", "--config", HOOKS];
    let fire = ["fire", "PreToolUse", "--sample", "--config", HOOKS];
    for typed in [&explain[..], &fire] {
        let told = run(typed);
        assert_eq!(told.matches(sentence).count(), 1, "{typed:?}: {told}");
    }
    // The entry now asks for all variables itself, so there is no remark.
    let all = project.read(HOOKS) + "inherit_env = \"all\"\n";
    project.write(HOOKS, &all);
    assert!(!run(&fire).contains("PLANTED_FREEZE"));
}

#[test]
fn a_part_of_the_call_in_a_variable_is_missed_in_a_script_too() {
    let python = |text: &str| format!("#!/usr/bin/env python3\nimport json, os, sys\n{text}\n");
    let project = claude(&python(
        "call = json.loads(os.environ.get(\"CLAUDE_TOOL_INPUT\", \"{}\"))",
    ));
    let sentence = "it reads `CLAUDE_TOOL_INPUT`, which is never set";
    for typed in [
        &["check", ".claude/settings.json"][..],
        &["explain", "PreToolUse", "--trust-project"],
        &[
            "fire",
            "PreToolUse",
            "--speak",
            "claude",
            "--sample",
            "--trust-project",
        ],
    ] {
        let told = said(&project.run(typed));
        assert!(told.contains(sentence), "{typed:?}: {told}");
    }
    let both =
        python("call = os.environ.get(\"CLAUDE_TOOL_INPUT\", \"{}\")\ncall = json.load(sys.stdin)");
    let told = said(&claude(&both).run(&["check", ".claude/settings.json"]));
    assert!(!told.contains("CLAUDE_TOOL_INPUT"), "{told}");
}

#[test]
fn a_comparison_with_another_agents_name_of_the_tool_is_told() {
    let text = |names: &str| {
        format!(
            "#!/usr/bin/env python3\nimport json, sys\np = json.load(sys.stdin)[\"hook_event\"]\n\
             if p[\"tool_name\"] not in {names}: sys.exit(0)\nsys.exit(2)\n"
        )
    };
    let call = "{\"command\":[\"git\",\"push\"]}";
    let told = explained(&native("shell", &text("[\"Bash\"]")), "shell", call);
    let sentence = "`guard` let the call pass; that could be because its script compares \
                    `tool_name` with `Bash`, and this payload says `shell`";
    assert!(told.contains(sentence), "{told}");
    for fine in ["[\"Write\"]", "[\"Bash\", \"shell\"]"] {
        let told = explained(&native("shell", &text(fine)), "shell", call);
        assert!(!told.contains("compares"), "{fine}: {told}");
    }
}

#[test]
fn a_field_under_another_name_or_in_another_place_is_told() {
    let script =
        |path: &str| format!("#!/bin/sh\njq -r {path} | grep -q never && exit 2\nexit 0\n");
    let call = "{\"file_path\":\"/x/.env\",\"content\":\"a\"}";
    for (path, there) in [
        (".tool_input.path", ".tool_input.file_path"),
        ("'.tool_input.path // empty'", ".tool_input.file_path"),
        (".hook_event.tool_input.file_path", ".tool_input.file_path"),
    ] {
        let told = explained(&claude(&script(path)), "Write", call);
        assert!(told.contains(&format!("did you mean `{there}`?")), "{told}");
    }
    for fine in [
        ".tool_input.file_path",
        "'.tool_input.path // .tool_input.file_path'",
        ".tool_input.command",
    ] {
        let told = explained(&claude(&script(fine)), "Write", call);
        assert!(!told.contains("did you mean"), "{fine}: {told}");
    }
    let project = Project::new();
    project.write(
        ".cursor/hooks.json",
        r#"{"version":1,"hooks":{"beforeShellExecution":[{"command":".cursor/guard.sh"}]}}"#,
    );
    super::script(
        &project,
        ".cursor/guard.sh",
        &script(".tool_input.command"),
        0o755,
    );
    let told = explained(&project, "shell", "{\"command\":[\"git\",\"push\"]}");
    assert!(told.contains("did you mean `.command`?"), "{told}");
}

#[test]
fn json_with_spaces_is_not_in_the_payload() {
    let script = |text: &str| format!("#!/bin/sh\ngrep -q {text} && exit 2\nexit 0\n");
    let call = "{\"file_path\":\"/x/a.lock\",\"content\":\"a\"}";
    for text in [
        r#"'"file_path": ".*\.lock"'"#,
        r#""\"file_path\": \".*lock\"""#,
    ] {
        let told = explained(&native("write_file", &script(text)), "write_file", call);
        let sentence = "it looks for `\"file_path\": \"`, and this payload has no space after `:`";
        assert!(told.contains(sentence), "{told}");
    }
    let fine = script(r#"'"file_path":".*\.never"'"#);
    let told = explained(&native("write_file", &fine), "write_file", call);
    assert!(!told.contains("no space"), "{told}");
}

#[test]
fn a_home_in_quotes_and_a_script_for_bash_are_told() {
    let fire = ["fire", "PreToolUse", "--sample", "--config", "hooks.toml"];
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"bash\", \"-c\", \"'~/bin/no-prod'\"]\n",
    );
    let told = said(&project.run(&fire));
    let sentence =
        "`guard`: the shell does not expand `~` in quotes; write `\"$HOME/bin/no-prod\"`";
    assert!(told.contains(sentence), "{told}");
    // The error is that of a plain shell, no matter which shell is `sh` on this machine.
    let error = "echo \"$0: 3: [[: not found\" >&2\n";
    for (first, is_told) in [("#!/bin/sh", true), ("#!/bin/bash", false)] {
        let text = format!("{first}\n{error}exit 0\n");
        let told = explained(&claude(&text), "Bash", "{\"command\":\"rm -rf /\"}");
        let cure = "write `#!/bin/bash` as the first line of its script";
        assert_eq!(told.contains(cure), is_told, "{first}: {told}");
    }
}

#[test]
fn what_blocked_without_a_terminal_is_printed_once() {
    let text =
        "#!/bin/bash\necho 'x: /dev/tty: No such device or address' >&2\necho no >&2\nexit 2\n";
    let told = explained(&native("shell", text), "shell", "{\"command\":[\"ls\"]}");
    assert_eq!(told.matches("such device").count(), 1, "{told}");
    assert!(told.contains("a hook has no terminal; "), "{told}");
}
