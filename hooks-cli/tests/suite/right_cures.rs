//! Faults whose explanation named a wrong cause or a wrong cure before.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Project, said};
use crate::terminal::{read_until, terminal};
use crate::trust::{run_unattended, trust};
use crate::trust_question::run_at;

const HOOKS: &str = ".agent-hooks/hooks.toml";

fn script(project: &Project, name: &str, text: &str) {
    project.write(name, text);
    fs::set_permissions(project.path(name), fs::Permissions::from_mode(0o755)).unwrap();
}

fn script_at_home(project: &Project, name: &str) {
    project.write_home(name, "#!/bin/sh\nexit 2\n");
    let path = project.home().join(name);
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Returns what a command says, in one line.
fn told(project: &Project, typed: &[&str]) -> String {
    let told = said(&project.run(typed));
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Makes a project with a trusted hook whose command names a second file.
fn with_file(name: &str, text: &str) -> Project {
    let project = Project::new();
    project.write(
        HOOKS,
        &format!(
            "[[hooks.pre_tool_use]]\nname = \"audit\"\n\
             command = [\"${{config_dir}}/audit\", \"${{config_dir}}/{name}\"]\nmatcher = \"shell\"\n"
        ),
    );
    script(&project, ".agent-hooks/audit", "#!/bin/sh\ncat >> \"$1\"\n");
    project.write(&format!(".agent-hooks/{name}"), text);
    trust(&project);
    project
}

#[test]
fn a_log_that_ends_the_trust_is_not_called_a_script_and_the_cure_is_named() {
    let project = with_file("seen.log", "one\n");
    project.write(".agent-hooks/seen.log", "one\ntwo\n");
    let cure = "--data .agent-hooks/seen.log";
    for typed in [&["list"][..], &["explain", "PreToolUse"]] {
        let told = told(&project, typed);
        assert!(
            told.contains("its file `.agent-hooks/seen.log` changed after"),
            "{typed:?}: {told}"
        );
        assert!(told.contains(cure), "{typed:?}: {told}");
    }
    let (mut ours, theirs) = terminal();
    let mut child = run_at(&theirs, &project, &["trust"]);
    let shown = read_until(&mut ours, "[y/N] ", 1);
    assert!(shown.contains(cure), "{shown}");
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // The file is text, and short: it is not shown because it is data.
    let (mut ours, theirs) = terminal();
    let mut child = run_at(
        &theirs,
        &project,
        &["trust", "--data", ".agent-hooks/seen.log"],
    );
    let shown = read_until(&mut ours, "[y/N] ", 1);
    assert!(!shown.contains("64 KiB"), "{shown}");
    assert!(shown.contains("(data: if you say yes"), "{shown}");
    ours.write_all(b"y\n").unwrap();
    read_until(&mut ours, "[y/N] ", 1);
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    project.write(".agent-hooks/seen.log", "three\n");
    assert!(!told(&project, &["list"]).contains("changed"));
}

#[test]
fn a_changed_script_is_never_called_data() {
    for (name, text) in [
        ("rules.py", "print()\n"),
        ("rules", "#!/bin/sh\n"),
        ("lib.sh", "x() { :; }\n"),
    ] {
        let project = with_file(name, text);
        project.write(&format!(".agent-hooks/{name}"), &format!("{text}\n"));
        let told = told(&project, &["list"]);
        assert!(told.contains("its script"), "{name}: {told}");
        assert!(!told.contains("--data"), "{name}: {told}");
    }
    let project = with_file("seen.log", "one\n");
    project.write(".agent-hooks/seen.log", "two\n");
    script(&project, ".agent-hooks/audit", "#!/bin/sh\nexit 0\n");
    let told = told(&project, &["list"]);
    assert!(told.contains("its script `.agent-hooks/audit`"), "{told}");
}

#[test]
fn a_comparison_with_the_beginning_of_the_command_is_told_although_the_text_is_in_the_list() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\nname = \"no-push\"\ncommand = [\"${config_dir}/no-push\"]\nmatcher = \"shell\"\n",
    );
    let jq = "cmd=$(jq -r '.hook_event.tool_input.command')\n";
    let python = "#!/usr/bin/env python3\nimport json, sys\ncmd = json.load(sys.stdin)[\"hook_event\"][\"tool_input\"][\"command\"]\n";
    let explained = || {
        let call = [
            "--tool",
            "shell",
            "--input",
            "{\"command\":[\"bash\",\"-c\",\"git push\"]}",
        ];
        told(
            &project,
            &[
                &["explain", "PreToolUse", "--run", "--trust-project"][..],
                &call,
            ]
            .concat(),
        )
    };
    for text in [
        format!("#!/bin/bash\n{jq}[[ \"$cmd\" == \"git push\"* ]] && exit 2\nexit 0\n"),
        format!("#!/bin/bash\n{jq}case \"$cmd\" in \"git push\"*) exit 2;; esac\nexit 0\n"),
        "#!/bin/bash\n[ \"$(jq -r .hook_event.tool_input.command)\" = 'git push' ] && exit 2\nexit 0\n".to_owned(),
        format!("{python}if cmd == \"git push\":\n    sys.exit(2)\n"),
        format!("{python}if str(cmd).startswith(\"git push\"):\n    sys.exit(2)\n"),
    ] {
        script(&project, ".agent-hooks/no-push", &text);
        let told = explained();
        assert!(told.contains("of the command with `git push`") || told.contains("the command with `git push`"), "{text}: {told}");
        assert!(told.contains("makes one text of them"), "{text}: {told}");
    }
    for fine in [
        "#!/bin/bash\ncmd=$(jq -r '.hook_event.tool_input.command[2]')\n[[ \"$cmd\" == \"git push\"* ]] && exit 0\nexit 0\n".to_owned(),
        format!("{python}if any(word.startswith(\"git push\") for word in cmd):\n    sys.exit(0)\n"),
    ] {
        script(&project, ".agent-hooks/no-push", &fine);
        let told = explained();
        assert!(!told.contains("list of words"), "{fine}: {told}");
    }
}

#[test]
fn a_relative_path_in_a_file_of_the_user_is_looked_for_below_the_home_folder() {
    let claude = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"SCRIPT"}]}]}}"#;
    let gemini = r#"{"hooks":{"BeforeTool":[{"matcher":"run_shell_command","hooks":[{"type":"command","command":"SCRIPT"}]}]}}"#;
    for (file, text, folder) in [
        (".claude/settings.json", claude, ".claude"),
        (".codex/hooks.json", claude, ".codex"),
        (".gemini/settings.json", gemini, ".gemini"),
    ] {
        let project = Project::new();
        let written = format!("{folder}/hooks/g.sh");
        project.write_home(file, &text.replace("SCRIPT", &written));
        script_at_home(&project, &written);
        let listed = told(&project, &["list"]);
        let cure = format!("write `\\\"$HOME/{written}\\\"`");
        assert!(listed.contains(&cure), "{file}: {listed}");
        assert!(!listed.contains("create `g.sh`"), "{file}: {listed}");
        // The user names a file of a project.
        project.write(file, &text.replace("SCRIPT", &written));
        script(&project, &written, "#!/bin/sh\nexit 2\n");
        let checked = told(&project, &["check", file]);
        assert!(!checked.contains("$HOME"), "{file}: {checked}");
        // The path begins in the agent's own folder.
        project.write_home(file, &text.replace("SCRIPT", "hooks/g.sh"));
        let listed = told(&project, &["list"]);
        assert!(listed.contains(&cure), "{file}: {listed}");
    }
}

#[test]
fn a_tilde_in_quotes_keeps_a_hook_from_starting_and_its_cure_is_home() {
    for written in [
        r#"\"~/.claude/guard.sh\""#,
        "bash '~/.claude/guard.sh'",
        "'~/.claude/guard.sh' x",
    ] {
        let project = Project::new();
        project.write_home(
            ".claude/settings.json",
            &format!(r#"{{"hooks":{{"PreToolUse":[{{"hooks":[{{"type":"command","command":"{written}"}}]}}]}}}}"#),
        );
        script_at_home(&project, ".claude/guard.sh");
        let explained = told(&project, &["explain", "PreToolUse"]);
        assert!(explained.contains("cannot start"), "{written}: {explained}");
        let cure = "is in quotes, where a shell does not expand `~`; write `\\\"$HOME/.claude/guard.sh\\\"`";
        assert!(explained.contains(cure), "{written}: {explained}");
    }
}

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
fn an_error_in_an_entry_whose_event_has_another_agents_name_is_shown_for_that_event() {
    let project = Project::new();
    for event in ["PreToolUse", "BeforeTool"] {
        project.write(
            ".cursor/hooks.json",
            &format!(r#"{{"version":1,"hooks":{{"{event}":[{{"matcher":"Bash","hooks":[{{"type":"command","command":"exit 2"}}]}}]}}}}"#),
        );
        let explained = told(&project, &["explain", "PreToolUse"]);
        assert!(
            explained.contains("error[missing_key]"),
            "{event}: {explained}"
        );
        assert!(!told(&project, &["explain", "Stop"]).contains("missing_key"));
    }
}

#[test]
fn an_error_of_an_untrusted_entry_is_told_in_our_words_before_the_decision() {
    for (entry, sentence) in [
        (
            "[[hooks.user_prompt_submit]]\ncommand = \"true\"\nmatcher = \"deploy\"\n",
            "`user_prompt_submit` has nothing to match; leave `matcher` out",
        ),
        (
            "[[hooks.pre_tool_use]]\ncommand = [\"prettier --write .\"]\n",
            "the first element of `command` is one program's name, spaces included; each word is its own element",
        ),
        (
            "[[hooks.pre_tool_use]]\ncommand = \"true\"\ntimeout = \"secret\"\n",
            "the value is not a duration; write it like",
        ),
        (
            "[[hooks.pre_tool_use]]\ncommand = \"true\"\non_failure = \"secret\"\n",
            "the value is not one of",
        ),
    ] {
        let project = Project::new();
        project.write(HOOKS, entry);
        let event = if entry.contains("prompt") {
            "UserPromptSubmit"
        } else {
            "PreToolUse"
        };
        for typed in [&["list"][..], &["explain", event]] {
            let told = told(&project, typed);
            assert!(told.contains(sentence), "{typed:?}: {told}");
            assert!(!told.contains("secret"), "{typed:?}: {told}");
        }
    }
}

#[test]
fn trust_names_a_file_that_cannot_be_read_and_an_error_that_stops_its_hooks() {
    let project = Project::new();
    let elsewhere = project.home().join("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("hooks.toml"), "").unwrap();
    std::os::unix::fs::symlink(&elsewhere, project.path(".agent-hooks")).unwrap();
    let asked = said(&run_unattended(&project, &["trust"]));
    let asked = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        asked.contains("error[unreadable]: is a link that leads out of the project"),
        "{asked}"
    );

    let project = Project::new();
    let hook = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"exit 2\"\n";
    project.write(HOOKS, &[hook, hook].concat());
    let (mut ours, theirs) = terminal();
    let mut child = run_at(&theirs, &project, &["trust"]);
    let shown = read_until(&mut ours, "[y/N] ", 1);
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = "error in line 5: another hook of `pre_tool_use` in this file is called `guard`";
    assert!(
        shown.contains(sentence) && shown.contains("even if you trust it"),
        "{shown}"
    );
}

#[test]
fn a_failed_hook_that_shares_its_name_is_named_with_its_file() {
    let project = Project::new();
    let hook = "[[hooks.pre_tool_use]]\ncommand = \"exit 3\"\n";
    project.write("one.toml", hook);
    let one = ["fire", "PreToolUse", "--sample", "--config", "one.toml"];
    let fired = told(&project, &one);
    assert!(
        fired.contains("the hook `PreToolUse[0]` failed ("),
        "{fired}"
    );
    project.write("two.toml", &hook.replace("exit 3", "exit 0"));
    let fired = told(&project, &[&one[..], &["--config", "two.toml"]].concat());
    assert!(fired.contains("one.toml:1) failed ("), "{fired}");
    // The other hook is skipped, and its row is not repeated below the answers.
    project.write("two.toml", &format!("{hook}matcher = \"write_file\"\n"));
    let run = ["explain", "PreToolUse", "--run", "--config", "one.toml"];
    let explained = told(&project, &[&run[..], &["--config", "two.toml"]].concat());
    assert!(explained.contains("one.toml:1) failed ("), "{explained}");
}

#[test]
fn an_unknown_word_in_an_answer_is_told_with_the_key_that_has_it() {
    let project = Project::new();
    project.write(
        ".cursor/hooks.json",
        r#"{"version":1,"hooks":{"beforeShellExecution":[{"command":"echo '{\"decision\":\"block\"}'"}]}}"#,
    );
    let explained = told(
        &project,
        &["explain", "PreToolUse", "--trust-project", "--run"],
    );
    assert!(
        explained.contains("unknown decision `block`"),
        "{explained}"
    );
}

#[test]
fn another_agents_name_of_a_tool_in_a_matcher_is_told_with_the_name_here() {
    let hook = |event: &str, matcher: &str| {
        format!(
            r#"{{"hooks":{{"{event}":[{{"matcher":"{matcher}","hooks":[{{"type":"command","command":"exit 2"}}]}}]}}}}"#
        )
    };
    let codex = (".codex/hooks.json", "PreToolUse");
    let gemini = (".gemini/settings.json", "BeforeTool");
    for ((file, event), matcher, sentence) in [
        (
            codex,
            "run_shell_command",
            "`run_shell_command` is not a tool name of Codex; there it is `Bash` (`run_shell_command` is a name of Gemini CLI)",
        ),
        (
            gemini,
            "ShellTool",
            "`ShellTool` is not a tool name of Gemini CLI; there it is `run_shell_command`",
        ),
        (
            gemini,
            "WriteFileTool|EditTool",
            "`EditTool` is not a tool name of Gemini CLI; there it is `replace`",
        ),
        (
            gemini,
            "Bash",
            "`Bash` is not a tool name of Gemini CLI; there it is `run_shell_command`",
        ),
    ] {
        let project = Project::new();
        project.write_home(file, &hook(event, matcher));
        for typed in [&["list"][..], &["explain", "PreToolUse"]] {
            let told = told(&project, typed);
            assert!(told.contains(sentence), "{matcher} {typed:?}: {told}");
        }
    }
    // Written for several agents, or a part of a longer name.
    for ((file, event), matcher) in [
        (codex, "Bash|run_shell_command"),
        (gemini, "run_shell_command|terminal|shell"),
        (gemini, "shell"),
        (gemini, "my_own_tool"),
    ] {
        let project = Project::new();
        project.write_home(file, &hook(event, matcher));
        let checked = told(&project, &["check"]);
        assert!(
            !checked.contains("is not a tool name"),
            "{matcher}: {checked}"
        );
    }
    let project = Project::new();
    project.write_home(codex.0, &hook(codex.1, "shell"));
    let explained = told(&project, &["explain", "PreToolUse"]);
    assert!(
        explained.contains("never matches in Codex: every shell tool is `Bash`"),
        "{explained}"
    );
}

#[test]
fn two_rewriters_of_another_agent_are_not_led_to_a_key_of_hooks_toml() {
    let project = Project::new();
    let rewrites = |text: &str| {
        let answer = serde_json::json!({ "hookSpecificOutput": {
            "hookEventName": "PreToolUse", "permissionDecision": "allow", "updatedInput": { "command": text },
        } });
        serde_json::json!({ "type": "command", "command": format!("echo '{answer}'") })
    };
    let hooks = [rewrites("one"), rewrites("two")];
    let settings =
        serde_json::json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": hooks }] } });
    project.write_home(".claude/settings.json", &settings.to_string());
    let told = said(&project.run(&["explain", "PreToolUse", "--tool", "Bash", "--run"]));
    assert!(told.contains("make both changes in one hook"), "{told}");
    assert!(!told.contains("strategy"), "{told}");
    let told = said(&project.run(&["check"]));
    assert!(told.contains("make both changes in one hook"), "{told}");
    assert!(!told.contains("strategy"), "{told}");
}

#[test]
fn a_matcher_with_other_names_of_codex_own_tool_is_no_way_round() {
    for (matcher, is_told) in [
        ("Edit|Write", false),
        ("Edit", false),
        ("apply_patch", false),
    ] {
        let project = Project::new();
        let guard = serde_json::json!({ "type": "command", "command": "echo no >&2; exit 2" });
        let hooks = serde_json::json!({ "hooks": { "PreToolUse": [{ "matcher": matcher, "hooks": [guard] }] } });
        project.write_home(".codex/hooks.json", &hooks.to_string());
        let told = said(&project.run(&["check"]));
        assert_eq!(told.contains("way_round"), is_told, "{matcher}: {told}");
    }
}
