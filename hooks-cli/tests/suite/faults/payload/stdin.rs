//! Scripts that look for the call elsewhere than on stdin, or that give their stdin away.

use serde_json::json;

use crate::support::{
    CHECK, FIRE, HOOKS, Project, RUN, SHELL_GUARD, assert_holds, said, script, script_explained,
    told_of_settings, with_claude_program, with_file, with_guard, with_project_hooks,
    with_settings,
};

#[test]
fn a_script_that_looks_for_the_call_elsewhere_is_told_where_it_is() {
    for (text, sentence) in [
        (
            "case \"$1\" in *rm*) exit 2;; esac; exit 0",
            "it seems to read its argument (`$1`), but the command passes no arguments",
        ),
        (
            "echo \"$CLAUDE_TOOL_INPUT\" | grep -q rm && exit 2; exit 0",
            "it reads `CLAUDE_TOOL_INPUT`, which is never set",
        ),
    ] {
        let project = Project::with_hooks(SHELL_GUARD);
        script(&project, "guard.sh", &format!("#!/bin/sh\n{text}\n"));
        let told = said(&project.run(&["check", "hooks.toml"]));
        assert!(told.contains(sentence), "{text}: {told}");
        assert!(told.contains("JSON on stdin"), "{text}: {told}");
        for command in [FIRE, RUN] {
            let told = said(&project.run(command));
            assert!(told.contains(sentence), "{text}: {told}");
        }
    }
}

#[test]
fn a_hook_that_looks_for_the_call_in_its_arguments_is_told_to_read_stdin() {
    for (command, argument) in [
        (r#"[ "$1" = push ] && exit 2; exit 0"#, "`$1`"),
        (r#"case "$*" in *push*) exit 2;; esac"#, "`$*`"),
        (
            r#"for w in "$@"; do [ "$w" = push ] && exit 2; done"#,
            "`$@`",
        ),
        (
            r#"python3 -c 'import sys; sys.exit(2 if "push" in sys.argv else 0)'"#,
            "`sys.argv`",
        ),
        (
            r#"node -e 'if (process.argv[2] == "push") process.exit(2)'"#,
            "`process.argv[2]`",
        ),
    ] {
        let entry = format!("[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = '''{command}'''\n");
        let project = with_project_hooks(&entry);
        let told = said(&project.run(&["explain", "PreToolUse", "--trust-project"]));
        let why =
            format!("it seems to read its argument ({argument}), but a hook gets no arguments");
        assert!(
            told.contains(&why) && told.contains("the payload is JSON on stdin"),
            "{command}: {told}"
        );
    }
    for fine in [
        r#"exec ./guard "$@""#,
        r#"awk '{print $1}'"#,
        r#"f() { echo "$1"; }; f x"#,
        r#"python3 -c 'import sys; print(sys.argv[1])' push"#,
        r#"bash -c 'echo $1' x y"#,
    ] {
        let entry = format!("[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = '''{fine}'''\n");
        let project = with_project_hooks(&entry);
        let told = said(&project.run(&["check", HOOKS]));
        assert!(!told.contains("its argument"), "{fine}: {told}");
    }
}

#[test]
fn a_part_of_the_call_in_a_variable_is_missed_in_a_script_too() {
    let python = |text: &str| format!("#!/usr/bin/env python3\nimport json, os, sys\n{text}\n");
    let project = with_claude_program(&python(
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
    let told = said(&with_claude_program(&both).run(&["check", ".claude/settings.json"]));
    assert!(!told.contains("CLAUDE_TOOL_INPUT"), "{told}");
}

#[test]
fn every_command_says_where_the_call_is_to_a_hook_that_looks_in_a_variable() {
    let project = with_settings(
        r#"{ "hooks": { "PostToolUse": [ { "matcher": "Edit", "hooks": [ { "type": "command", "command": "wc -c $CLAUDE_FILE_PATHS" } ] } ] } }"#,
    );
    let cure = "the payload is JSON on stdin: `jq -r .tool_input` prints a call's input";
    for words in [&["list"][..], &["explain", "PostToolUse", "--tool", "Edit"]] {
        let all = told_of_settings(&project, words);
        assert!(all.contains(cure), "{words:?}: {all}");
    }
    let all = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(all.contains(cure), "{all}");
}

#[test]
fn a_script_that_gives_its_input_away_or_ends_before_it_comes_is_found() {
    let python = "#!/usr/bin/env python3\nimport json, subprocess, sys\n\
                  subprocess.run([\"grep\", \"-q\", \"x\"])\njson.load(sys.stdin)\n";
    let node = "process.stdin.on(\"end\", () => { process.exit(2); });\nprocess.exit(0);\n";
    for (name, text, message) in [
        (
            "g.py",
            python,
            "`subprocess.run` starts `grep`, which reads the whole payload",
        ),
        (
            "g.js",
            node,
            "the function of `process.stdin.on(\"end\")` never runs",
        ),
    ] {
        let project = with_guard(name, text, "");
        let told = said(&project.run(CHECK));
        assert!(told.contains(message), "{told}");
    }
}

#[test]
fn the_last_line_of_a_hook_whose_time_limit_passed_is_shown_and_a_question_is_called_one() {
    let told = |line: &str| {
        let text = format!("#!/bin/bash\ncat > /dev/null\n{line}\nsleep 30\n");
        script_explained("PostToolUse", "timeout = 0.5\nbackground = false", &text)
    };
    let asked = told("echo 'Need to install prettier@3.3.3'; echo -n 'Ok to proceed? (y) '");
    assert_holds(
        &asked,
        &[
            "asked `Ok to proceed? (y)` and then waited until its time limit",
            "its stdin is the event",
        ],
    );
    let own = told("echo 'Really push to production? (y/n)'");
    assert_holds(&own, &["asked `Really push to production? (y/n)`"]);
    assert!(!own.contains("--yes"), "{own}");
    let asked = told("printf 'a\\033[31m`b` password: ' >&2");
    assert_holds(&asked, &[r"asked `a\u{1b}[31m\u{60}b\u{60} password:`"]);
    let last = told("echo linting a.ts; echo linting b.ts");
    assert_holds(
        &last,
        &["printed this last when its time limit passed: `linting b.ts`"],
    );
    let silent = told(":");
    assert!(!silent.contains("printed this last"), "{silent}");
    let blocked = told("echo '{\"decision\":\"block\",\"message\":\"why?\"}'");
    assert!(!blocked.contains("printed this last"), "{blocked}");
    assert!(!blocked.contains("asked"), "{blocked}");
}

#[test]
fn a_question_on_a_stdin_that_is_read_to_its_end_is_one_that_nobody_sees() {
    for question in [
        "read -p 'sure? ' yn",
        "if ! read -r -p 'sure? ' yn; then exit 2; fi",
        "read -rp '?' x",
    ] {
        let text = format!("#!/bin/bash\ncat >/dev/null\n{question}\n[ \"$yn\" = y ] || exit 2\n");
        let told = said(&with_guard("g", &text, "").run(RUN));
        assert!(
            told.contains("`g`: a hook has no terminal, and its script asks a question"),
            "{told}"
        );
        assert!(told.contains("answer `ask`"), "{told}");
    }
    for fine in [
        "read -r x",
        "while read -p '' x; do :; done < list",
        "mkdir -p read -p",
    ] {
        let told = said(&with_guard("g", &format!("#!/bin/bash\n{fine}\nexit 0\n"), "").run(RUN));
        assert!(!told.contains("no terminal"), "{fine}: {told}");
    }
}

#[test]
fn a_read_to_the_end_of_the_input_is_named_as_what_ended_the_script() {
    let told = script_explained(
        "PreToolUse",
        "",
        "#!/bin/bash\nset -e\nIFS= read -r -d '' payload\nexit 0\n",
    );
    assert_holds(
        &told,
        &["`IFS= read -r -d '' payload` ends with exit code 1 when it has read all of its input"],
    );
    assert!(!told.contains("grep"), "{told}");
}

#[test]
fn check_foresees_a_script_that_reads_from_the_terminal() {
    for (script, is_told) in [
        ("read -r yes < /dev/tty", true),
        ("read -r yes </dev/tty", true),
        ("python3 -c 'open(\"/dev/tty\").readline()'", true),
        ("echo hello > /dev/tty", false),
        ("# read -r yes < /dev/tty", false),
        ("python3 -c 'open(\"/dev/tty\", \"w\").write(1)'", false),
    ] {
        let text = json!({ "hooks": { "PreToolUse": [{ "hooks": [{ "type": "command", "command": script }] }] } });
        let project = with_file("settings.json", &text.to_string());
        let checked = said(&project.run(&["check", "settings.json", "--as", "claude"]));
        let flat = checked.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = "note[no_terminal]: its script reads `/dev/tty`, but a hook has no terminal; to let the user decide, answer `ask`";
        assert_eq!(flat.contains(told), is_told, "{script}: {checked}");
    }
}

#[test]
fn a_hook_that_asks_at_the_terminal_is_told_that_it_has_none() {
    for text in [
        "read -r x </dev/tty || true; exit 0",
        "read -r x </dev/tty; exit 1",
        "exec 3</dev/tty",
        "exec bash -c 'read -r x </dev/tty || exit 3'",
        "echo 'sudo: a terminal is required to read the password' >&2; exit 1",
    ] {
        let hooks = format!("[[hooks.pre_tool_use]]\nname = \"asks\"\ncommand = '''{text}'''\n");
        let project = Project::with_hooks(&hooks);
        for command in [FIRE, RUN] {
            let told = said(&project.run(command));
            assert!(
                told.contains("`asks`: a hook has no terminal"),
                "{text}: {told}"
            );
            assert!(told.contains("answer `ask`"), "{text}: {told}");
        }
    }
}
