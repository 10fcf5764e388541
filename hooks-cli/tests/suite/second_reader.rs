//! Faults that a second reader made, each explained by the command that he tried first.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Project, Ran, fed};

const HOOKS: &str = ".agent-hooks/hooks.toml";

fn script(project: &Project, name: &str, text: &str) {
    project.write(name, text);
    fs::set_permissions(project.path(name), fs::Permissions::from_mode(0o755)).unwrap();
}

/// The output of a command, on one line.
fn said(ran: &Ran) -> String {
    let all = format!("{}\n{}", ran.stdout, ran.stderr);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The output of `hooks check` for a hooks.toml.
fn checked(toml: &str) -> String {
    let project = Project::with_hooks(toml);
    said(&project.run(&["check", "hooks.toml"]))
}

#[test]
fn a_time_limit_that_may_be_meant_in_milliseconds_is_noted_where_it_is_unlikely() {
    let guard =
        |limit: &str| format!("[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\ntimeout = {limit}\n");
    let stop = |limit: &str| format!("[[hooks.stop]]\ncommand = \"true\"\ntimeout = {limit}\n");
    let at_500 = checked(&guard("500"));
    assert!(
        at_500.contains("500 is 8m 20s, and each call may wait that long"),
        "{at_500}"
    );
    assert!(at_500.contains("did you mean \"500ms\"?"), "{at_500}");
    for odd in [
        guard("120"),
        guard("300"),
        guard("999"),
        stop("500"),
        stop("250"),
    ] {
        let told = checked(&odd);
        assert!(told.contains("note[suspicious_unit]"), "{odd}: {told}");
    }
    // Tests and builds may take minutes, and a value with a unit is meant as it is.
    for usual in [
        guard("30"),
        guard("\"500s\""),
        stop("300"),
        stop("600"),
        stop("120"),
        stop("100"),
        stop("\"8m 20s\""),
    ] {
        let told = checked(&usual);
        assert!(!told.contains("suspicious_unit"), "{usual}: {told}");
    }
    let project = Project::new();
    project.write(
        ".claude/settings.json",
        "{\"hooks\":{\"PreToolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"true\",\"timeout\":500}]}]}}",
    );
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(
        told.contains("`timeout` counts seconds: 500 is 8m 20s"),
        "{told}"
    );
}

#[test]
fn a_variable_of_another_agent_or_a_misspelt_one_is_noted_by_check() {
    for (text, sentence) in [
        (
            "#!/bin/sh\ncd \"$CLAUDE_PROJECT_DIR\" && ./guard\n",
            "it reads `CLAUDE_PROJECT_DIR`, which Claude Code sets for its own hooks only",
        ),
        (
            "#!/usr/bin/env python3\nimport os\nos.chdir(os.environ['CLAUDE_PROJECT_ROOT'])\n",
            "did you mean `HOOKS_PROJECT_DIR`?",
        ),
        (
            "#!/bin/sh\ncd $HOOKS_PROJET_DIR\n",
            "did you mean `HOOKS_PROJECT_DIR`?",
        ),
        (
            "#!/bin/sh\necho $HOOKS_SESION_ID\n",
            "did you mean `HOOKS_SESSION_ID`?",
        ),
    ] {
        let project = Project::with_hooks("[[hooks.stop]]\ncommand = [\"${config_dir}/g\"]\n");
        script(&project, "g", text);
        let told = said(&project.run(&["check", "hooks.toml"]));
        assert!(told.contains("note[unset_variable]"), "{text}: {told}");
        assert!(told.contains(sentence), "{text}: {told}");
    }
    for quiet in [
        "echo $PATH $HOME $CI $GITHUB_ACTIONS $MY_TOKEN $HOOKS_PROJECT_DIR $HOOKS_EVENT",
        "cd ${CLAUDE_PROJECT_DIR:-$HOOKS_PROJECT_DIR}",
        "d=$HOOKS_PROJECT_DIR; test -n \"$d\" || d=$CLAUDE_PROJECT_DIR",
        "CLAUDE_PROJECT_DIR=/x; cd $CLAUDE_PROJECT_DIR",
        "# not $CLAUDE_PROJECT_DIRS",
    ] {
        let project = Project::with_hooks("[[hooks.stop]]\ncommand = [\"${config_dir}/g\"]\n");
        script(&project, "g", &format!("#!/bin/sh\n{quiet}\n"));
        let told = said(&project.run(&["check", "hooks.toml"]));
        assert!(!told.contains("unset_variable"), "{quiet}: {told}");
    }
    // The hooks of an agent get that agent's own variables.
    let project = Project::new();
    project.write(
        ".claude/settings.json",
        "{\"hooks\":{\"Stop\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"test -d $CLAUDE_PROJECT_DIR\"}]}]}}",
    );
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(!told.contains("unset_variable"), "{told}");
}

#[test]
fn once_is_explained_where_it_is_shown_and_a_guard_that_is_once_is_warned_of() {
    let guard = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"exit 2\"\nonce = true\n";
    let told = checked(guard);
    assert!(
        told.contains("warning[once_guard]: it judges one call of a session"),
        "{told}"
    );
    let context = "[[hooks.session_start]]\ncommand = \"echo\"\nonce = true\n";
    assert!(!checked(context).contains("once_guard"));
    let project = Project::with_hooks(guard);
    let explained = said(&project.run(&["explain", "PreToolUse", "--config", "hooks.toml"]));
    assert!(
        explained.contains("each `hooks fire` or `hooks explain` is a session of its own"),
        "{explained}"
    );
}

#[test]
fn a_first_line_that_asks_for_what_is_not_there_is_named_by_the_row() {
    let project = Project::with_hooks(
        "[hooks]\nstrategy = \"all\"\n\
         [[hooks.stop]]\nname = \"env\"\ncommand = [\"${config_dir}/env.sh\"]\n\
         [[hooks.stop]]\nname = \"absolute\"\ncommand = [\"${config_dir}/absolute.sh\"]\n\
         [[hooks.stop]]\nname = \"shell\"\ncommand = '\"${config_dir}\"/absolute.sh --all'\n\
         [[hooks.stop]]\nname = \"gone\"\ncommand = 'x=1; ${config_dir}/gone.sh'\n\
         [[hooks.stop]]\nname = \"good\"\ncommand = 'true ${config_dir}/good.sh; exit 127'\n",
    );
    script(&project, "env.sh", "#!/usr/bin/env bash\r\nexit 0\r\n");
    script(&project, "absolute.sh", "#!/bin/bash\r\nexit 0\r\n");
    script(&project, "gone.sh", "#!/gone/bash\nexit 0\n");
    script(&project, "good.sh", "#!/bin/sh\nexit 0\r\n");
    let fire = [
        "fire",
        "Stop",
        "--sample",
        "--json",
        "--config",
        "hooks.toml",
    ];
    let report = project.run(&fire).json();
    let reason = |at: usize| report["hooks"][at]["reason"].as_str().unwrap().to_owned();
    for at in 0..3 {
        let reason = reason(at);
        assert!(
            reason.contains("has Windows line endings"),
            "{at}: {reason}"
        );
        let cure = "convert the file to Unix line endings";
        assert!(reason.contains(cure), "{at}: {reason}");
        assert!(!reason.contains("sed"), "{at}: {reason}");
    }
    assert!(
        reason(3).contains("its `#!` line asks for `/gone/bash`, which does not exist"),
        "{}",
        reason(3)
    );
    assert_eq!(
        reason(4),
        "exit code 127: a program or script of the command was not found"
    );
}

#[test]
fn a_crash_is_told_by_the_line_of_its_error() {
    const PYTHON: &str = "Traceback (most recent call last):\\n  File \"g.py\", line 1, in <module>\\n    f()\\n\
                          ValueError: no such tool\\nclosing\\n";
    const NODE: &str = "/p/g.js:1\\nthrow 1\\n^\\n\\nTypeError: no such tool\\n    at f (/p/g.js:1:2)\\n\\nNode.js v20.1.0\\n";
    for (stderr, error) in [
        (PYTHON, "ValueError: no such tool"),
        (NODE, "TypeError: no such tool"),
    ] {
        let command = format!("printf '{stderr}' >&2; exit 1");
        let hooks = serde_json::json!({ "hooks": { "PreToolUse": [
            { "hooks": [{ "type": "command", "command": command }] },
        ] } });
        let project = Project::new();
        project.write("settings.json", &hooks.to_string());
        let toml = format!("[[hooks.pre_tool_use]]\ncommand = '''{command}'''\n");
        project.write("hooks.toml", &toml);
        for (file, dialect) in [("hooks.toml", "native"), ("settings.json", "claude")] {
            let typed = [
                "explain",
                "PreToolUse",
                "--run",
                "--config",
                file,
                "--as",
                dialect,
            ];
            let told = said(&project.run(&typed));
            assert!(
                told.contains(&format!("exit code 1; stderr: {error}")),
                "{file}: {told}"
            );
            assert!(!told.contains("hook error: Traceback"), "{file}: {told}");
            assert!(!told.contains("hook error: /p/g.js"), "{file}: {told}");
            // It did not mean to block.
            assert!(!told.contains("exit code 2 blocks"), "{file}: {told}");
        }
    }
}

/// A project with a trusted guard `g` of the shell and a new hook `h`.
fn half_trusted() -> Project {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\nname = \"g\"\nmatcher = \"shell\"\ncommand = \"true\"\n",
    );
    let listing = project.run(&["trust"]);
    let all = format!("{}{}", listing.stdout, listing.stderr);
    let fingerprint = all
        .split_whitespace()
        .find(|word| word.starts_with("v1:"))
        .unwrap_or_else(|| panic!("{all}"));
    let trusted = project.run(&["trust", "--fingerprint", fingerprint]);
    assert_eq!(trusted.code, Some(0), "{trusted:?}");
    let text = project.read(HOOKS);
    let more = "[[hooks.stop]]\nname = \"h\"\ncommand = \"true\"\n";
    project.write(HOOKS, &format!("{text}{more}"));
    project
}

#[test]
fn a_new_hook_beside_trusted_ones_is_called_new_and_not_its_project_untrusted() {
    let project = half_trusted();
    let fire = ["fire", "PreToolUse", "--sample"];
    let told = said(&project.run(&fire));
    assert!(
        told.contains(
            "did not run: it is new in this project and not trusted yet; to decide about it, type"
        ),
        "{told}"
    );
    assert!(!told.contains("the project is not trusted"), "{told}");
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains("untrusted: a hook of a project or plugin that was not trusted yet"),
        "{listed}"
    );
}

#[test]
fn a_changed_guard_blocks_every_call_and_says_that_its_matcher_does_not_count() {
    let project = half_trusted();
    let changed = project
        .read(HOOKS)
        .replacen("\"true\"", "\"true; true\"", 1);
    project.write(HOOKS, &changed);
    for tool in ["shell", "write_file"] {
        let fire = ["fire", "PreToolUse", "--sample", "--tool", tool];
        let ran = project.run(&fire);
        let told = said(&ran);
        assert!(told.contains("PreToolUse: block"), "{tool}: {told}");
        assert!(
            told.contains("until the user decides about it, every call of its event is blocked"),
            "{tool}: {told}"
        );
        assert!(
            told.contains("every call is blocked until you decide, whatever its matcher says"),
            "{tool}: {told}"
        );
    }
}

#[test]
fn errors_of_a_file_that_nobody_trusts_are_counted_as_problems_and_not_as_warnings() {
    let project = Project::new();
    project.write(HOOKS, "[[hooks.stop]]\ncomand = \"x\"\n");
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains(
            "1 problem in files that are not trusted, 1 of them an error: `hooks check` quotes them"
        ),
        "{listed}"
    );
    assert!(!listed.contains("1 warning"), "{listed}");
}

#[test]
fn a_list_of_inherited_variables_is_printed_whole_and_one_without_path_is_warned_of() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.stop]]\nname = \"default\"\ncommand = \"true $PLANTED_TOKEN\"\n\
         [[hooks.stop]]\nname = \"own\"\ncommand = \"true $PLANTED_TOKEN\"\ninherit_env = [\"HOME\"]\n",
    );
    let mut command = project.command(&["explain", "Stop", "--trust-project"]);
    let told = said(&fed(command.env("PLANTED_TOKEN", "x"), ""));
    assert!(
        told.contains("write in its entry `inherit_env = [\"PATH\", \"HOME\""),
        "{told}"
    );
    assert!(
        told.contains("`inherit_env = [\"PATH\", \"HOME\", \"PLANTED_TOKEN\"]`"),
        "{told}"
    );
    let bare = "[[hooks.stop]]\ncommand = [\"cargo\", \"test\"]\ninherit_env = [\"TOKEN\"]\n";
    let told = checked(bare);
    assert!(told.contains("warning[no_path]"), "{told}");
    assert!(
        told.contains("write `inherit_env = [\"PATH\", \"HOME\", \"TOKEN\"]`"),
        "{told}"
    );
    for good in [
        "[[hooks.stop]]\ncommand = [\"/bin/true\"]\ninherit_env = [\"TOKEN\"]\n",
        "[[hooks.stop]]\ncommand = [\"true\"]\ninherit_env = [\"PATH\"]\n",
        "[[hooks.stop]]\ncommand = [\"true\"]\ninherit_env = []\nenv = { PATH = \"/bin\" }\n",
    ] {
        let told = checked(good);
        assert!(!told.contains("no_path"), "{good}: {told}");
    }
}

#[test]
fn common_spellings_of_an_event_lead_to_ours_in_every_command() {
    let told = checked("[[hooks.before_tool_use]]\ncommand = \"exit 2\"\n");
    assert!(told.contains("did you mean `pre_tool_use`?"), "{told}");
    let project = Project::new();
    project.write(
        "settings.json",
        "{\"hooks\":{\"onToolCall\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]}}",
    );
    let told = said(&project.run(&["check", "--as", "claude", "settings.json"]));
    assert!(told.contains("did you mean `PreToolUse`?"), "{told}");
    let typed = ["new", "g", "--event", "before_tool_use", "--lang", "bash"];
    let told = said(&project.run(&typed));
    assert!(told.contains("did you mean `pre_tool_use`?"), "{told}");
    let typed = ["fire", "before_tool_use", "--sample", "--speak", "claude"];
    let told = said(&project.run(&typed));
    assert!(told.contains("did you mean `PreToolUse`?"), "{told}");
}

#[test]
fn an_answer_in_another_form_is_told_with_the_line_to_print() {
    let command = "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"ask\",\"permissionDecisionReason\":\"sure?\"}}'";
    let project = Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\ncommand = \"\"\"{command}\"\"\"\n"
    ));
    let fired = project.run(&["fire", "PreToolUse", "--sample", "--config", "hooks.toml"]);
    let fired = said(&fired);
    assert!(
        fired.contains("hooks of this format print {\"decision\":\"block\",\"message\":\"why\"}"),
        "{fired}"
    );
    let ran = project.run(&["explain", "PreToolUse", "--run", "--config", "hooks.toml"]);
    let ran = said(&ran);
    assert!(
        ran.contains("else print {\"decision\":\"ask\",\"message\":\"sure?\"}"),
        "{ran}"
    );
}

#[test]
fn hooks_of_other_events_are_near_misses_only_where_the_call_has_none() {
    let formatter = "[[hooks.post_tool_use]]\nname = \"fmt\"\ncommand = \"true\"\n";
    let guard = "[[hooks.pre_tool_use]]\nname = \"g\"\nmatcher = \"shell\"\ncommand = \"exit 2\"\n";
    let project = Project::with_hooks(&format!("{formatter}{guard}"));
    let explain = |tool: &str| {
        let typed = [
            "explain",
            "pre_tool_use",
            "--tool",
            tool,
            "--config",
            "hooks.toml",
        ];
        said(&project.run(&typed))
    };
    let guarded = explain("shell");
    assert!(!guarded.contains("near misses"), "{guarded}");
    assert!(
        guarded.contains("hooks of other events would match too: PostToolUse (`fmt`)"),
        "{guarded}"
    );
    let open = explain("write_file");
    assert!(open.contains("near misses"), "{open}");
}

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
            "only what is in parentheses",
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
            "the exit code is that of `tee`",
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
            "`timeout` in its entry sets it",
        ),
    ] {
        let toml = format!("[[hooks.pre_tool_use]]\ncommand = {command}\n");
        let project = Project::with_hooks(&toml);
        script(&project, "g", guard);
        let told = said(&project.run(typed));
        assert!(told.contains(sentence), "{toml}: {told}");
    }
    // Ordinary guards get no remark.
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
