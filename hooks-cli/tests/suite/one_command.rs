//! Faults that look like another fault: one command names each, with both sides and the cure.

use serde_json::{Value, json};

use crate::support::{Project, said, script};

const FIRE: &[&str] = &["fire", "PreToolUse", "--sample", "--config", "hooks.toml"];
const EXPLAIN: &[&str] = &["explain", "PreToolUse", "--config", "hooks.toml"];

fn with(arguments: &[&'static str], more: &[&'static str]) -> Vec<&'static str> {
    [arguments, more].concat()
}

/// Makes a hook in hooks.toml that replaces the input of a shell call by this content.
fn rewriter(content: &str) -> Project {
    let answer = format!(r#"{{"decision":"modify","content":{content}}}"#);
    Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\nname = \"npm\"\nmatcher = \"shell\"\ncommand = '''echo '{answer}' '''\n"
    ))
}

#[test]
fn a_rewrite_that_drops_a_field_says_which_where_its_author_looks() {
    let project = rewriter(r#"{"command":["pnpm","i"]}"#);
    project.write(
        "tests/a.toml",
        "event = \"pre_tool_use\"\n[expect]\noutcome = \"block\"\n",
    );
    let lost = "its input lost `timeout_ms`: return every field you want to keep";
    for typed in [FIRE, &with(EXPLAIN, &["--run"]), &["test", "tests"]] {
        let told = said(&project.run(typed));
        assert!(told.contains(lost), "{typed:?}: {told}");
    }
    let whole = rewriter(r#"{"command":["pnpm","i"],"timeout_ms":1}"#);
    let told = said(&whole.run(FIRE));
    assert!(!told.contains("its input lost"), "{told}");
}

#[test]
fn a_dropped_field_has_the_name_under_which_the_hook_saw_it() {
    let answer = json!({ "hookSpecificOutput": {
        "hookEventName": "PreToolUse", "permissionDecision": "allow",
        "updatedInput": { "command": "pnpm i" },
    } });
    let hook = json!({ "type": "command", "command": format!("echo '{answer}'") });
    let settings = json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": [hook] }] } });
    let project = Project::new();
    project.write(".claude/settings.json", &settings.to_string());
    let config = ["--config", ".claude/settings.json", "--speak", "claude"];
    let fire = [&["fire", "PreToolUse", "--sample"], &config[..]].concat();
    let told = said(&project.run(&fire));
    assert!(told.contains("its input lost `timeout`:"), "{told}");
}

#[test]
fn a_tool_that_no_agent_has_is_named_with_the_one_that_was_meant() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"own\"\nmatcher = \"my_deploy\"\ncommand = \"true\"\n\
         [[hooks.pre_tool_use]]\nname = \"near\"\nmatcher = \"shel2\"\ncommand = \"true\"\n",
    );
    for command in [FIRE, EXPLAIN] {
        let told = |more: &[&'static str]| said(&project.run(&with(command, more)));
        let misspelt = told(&["--tool", "shel"]);
        let sentence = "no known agent has a tool `shel`; did you mean `shell`?";
        assert!(misspelt.contains(sentence), "{misspelt}");
        assert!(misspelt.contains("near"), "it goes on: {misspelt}");
        let cased = told(&["--tool", "Shell"]);
        let sentence = "few agents have a tool `Shell`; did you mean `shell`?";
        assert!(cased.contains(sentence), "{cased}");
        let known = [
            &["--tool", "shell"][..],
            &["--tool", "Bash"],
            &["--tool", "mcp__github__create_issue"],
            &["--tool", "my_deploy"],
            // A hook's matcher has exactly the name `shel2`, so there is no doubt about it.
            &["--tool", "shel2"],
            &["--speak", "cursor", "--tool", "Shell"],
        ];
        for fine in known {
            let told = told(fine);
            assert!(!told.contains(" a tool `"), "{fine:?}: {told}");
        }
    }
}

#[test]
fn a_budget_that_left_no_time_is_named_with_its_key_and_line() {
    let project = Project::with_hooks(
        "[hooks]\nbudget = \"400ms\"\n\
         [[hooks.pre_tool_use]]\nname = \"slow\"\ncommand = \"sleep 60\"\n\
         [[hooks.pre_tool_use]]\nname = \"late\"\ncommand = \"true\"\non_failure = \"ask\"\n",
    );
    project.write(
        "hooks.toml",
        &project
            .read("hooks.toml")
            .replace("sleep 60\"", "sleep 60\"\non_failure = \"proceed\""),
    );
    let told = said(&project.run(FIRE));
    let sentence =
        "the budget of 400 ms for this event, `budget` in hooks.toml:2, is used up: mostly by ";
    // The sentence is in the headline for the hook that decided, and in the row of the other hook.
    assert_eq!(told.matches(sentence).count(), 2, "{told}");
    assert!(
        told.contains("by this hook (") && told.contains("by `slow` ("),
        "{told}"
    );
}

const ONE_SHOT: &str = "#!/bin/bash\ninput=$(cat)\ncase $input in *rm*) exit 2;; esac\n";

#[test]
fn a_script_that_is_not_a_worker_is_named() {
    for (script_text, advised) in [
        // This program waits for the end of its input, like a slow worker, so only `hooks check` can tell.
        (ONE_SHOT, 0),
        ("#!/bin/bash\nexit 0\n", 1),
        // This program failed before it could say hello, and gives a reason: it can well be a worker, so there is no
        // advice.
        ("#!/bin/bash\necho \"No module named 'x'\" >&2; exit 1\n", 0),
        ("#!/bin/bash\necho '{\"decision\":\"proceed\"}'\n", 1),
    ] {
        let project = Project::with_hooks(
            "[[hooks.pre_tool_use]]\nname = \"kept\"\ncommand = [\"${config_dir}/guard.sh\"]\n\
             launch = \"worker\"\ntimeout = 1\n",
        );
        script(&project, "guard.sh", script_text);
        for typed in [FIRE, &with(EXPLAIN, &["--run"])] {
            let told = said(&project.run(typed));
            let sentence = "does not speak the worker protocol: remove `launch = \"worker\"`, or \
                            write it anew with `hooks new NAME --event EVENT --lang python --worker`";
            // The sentence is in the row only: not in the headline, which the model can read, nor in the note of a
            // second attempt.
            assert_eq!(
                told.matches(sentence).count(),
                advised,
                "{script_text}: {told}"
            );
            assert!(told.contains("`hooks check` says"), "{script_text}: {told}");
        }
        let told = said(&project.run(&["check", "hooks.toml"]));
        // A program that waits for the end of its input certainly never answers as a worker.
        let severity = match script_text.contains("$(cat)") {
            true => "warning",
            false => "note",
        };
        let said = format!("{severity}[not_a_worker]");
        assert!(told.contains(&said), "{told}");
    }
}

#[test]
fn a_worker_that_says_hello_is_taken_for_one() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"kept\"\nlaunch = \"worker\"\ncommand = '''\n\
         read -r hello; echo '{\"type\":\"hello\",\"protocol\":1}'\n\
         while read -r event; do exit 3; done\n'''\n",
    );
    let told = said(&project.run(&["check", "hooks.toml"]));
    assert!(!told.contains("not_a_worker"), "{told}");
    let told = said(&project.run(FIRE));
    assert!(!told.contains("worker protocol"), "{told}");
}

#[test]
fn json_says_that_a_live_hook_does_not_run_and_why() {
    let project = Project::with_hooks(
        "[[hooks.stop]]\nname = \"gone\"\ncommand = [\"${config_dir}/gone.sh\"]\n\
         [[hooks.stop]]\nname = \"fine\"\ncommand = \"true\"\n\
         [[hooks.stop]]\nname = \"off\"\ncommand = \"true\"\nenabled = false\n",
    );
    let listed = project
        .run(&["list", "--json", "--config", "hooks.toml"])
        .json();
    let hooks = listed["hooks"].as_array().unwrap();
    let told = hooks
        .iter()
        .map(|hook| json!([hook["id"], hook["live"], hook["runs"], hook["findings"]]));
    assert_eq!(
        told.collect::<Value>(),
        json!([
            ["gone", true, false, ["missing_file"]],
            ["fine", true, true, []],
            ["off", false, false, []],
        ])
    );
    let why = hooks[0]["reason"].as_str().unwrap();
    assert!(
        why.ends_with("gone.sh` does not exist, so the hook fails when it runs"),
        "{why}"
    );
    assert_eq!(
        hooks[0]["fix"],
        "create `gone.sh`, or correct the path in the entry"
    );
    assert_eq!(hooks[1]["reason"], Value::Null);
}

#[test]
fn a_script_that_another_agents_file_names_in_vain_is_told_in_its_row() {
    let project = Project::new();
    let gone = json!({ "type": "command", "command": "\"$CLAUDE_PROJECT_DIR\"/.claude/gone.sh" });
    let fine = json!({ "type": "command", "command": "true" });
    let settings =
        json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": [gone, fine] }] } });
    project.write(".claude/settings.json", &format!("{settings:#}"));
    let sentence = ".claude/gone.sh` does not exist, so the hook fails when it runs";
    let call = ["--trust-project", "--tool", "Bash"];
    let listed = said(&project.run(&["list", "--trust-project"]));
    assert!(
        listed.contains(sentence) && listed.contains("2 hooks, 1 live"),
        "{listed}"
    );
    let explained = said(&project.run(&[&["explain", "PreToolUse"], &call[..]].concat()));
    assert!(explained.contains(sentence), "{explained}");
    let fired = said(&project.run(&[&["fire", "PreToolUse", "--sample"], &call[..]].concat()));
    assert!(
        fired.contains("create `gone.sh`, or correct the path in the entry"),
        "{fired}"
    );
}

#[test]
fn a_missing_script_is_told_in_the_row_of_its_own_hook() {
    let project = Project::new();
    let hook =
        |path: &str| json!({ "type": "command", "command": format!("bash {path}/guard.sh") });
    let there = project.path("b");
    let hooks = [hook(&there.display().to_string()), hook("/no/such")];
    let settings = json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": hooks }] } });
    // The two hooks are on one line of the file and have the same name.
    project.write(".claude/settings.json", &settings.to_string());
    project.write("b/guard.sh", "exit 0\n");
    let explained =
        said(&project.run(&["explain", "PreToolUse", "--trust-project", "--tool", "Bash"]));
    let told = explained.find("/no/such/guard.sh` does not exist").unwrap();
    let second = explained.find("PreToolUse[1]").unwrap();
    assert!(second < told, "{explained}");
}

#[test]
fn a_failure_is_told_once_and_with_its_cure() {
    for (command, word, cure) in [
        (
            "[\"${config_dir}/gone.sh\"]",
            "gone.sh",
            "create `gone.sh`, or correct the path in the entry",
        ),
        (
            "[\"bash\", \"${config_dir}/gone.sh\"]",
            "gone.sh",
            "create `gone.sh`, or correct the path in the entry",
        ),
        (
            "[\"pyhton3\", \"x\"]",
            "pyhton3",
            "install it, or write its path",
        ),
        ("[\"${config_dir}/plain.sh\"]", "plain.sh", "chmod +x"),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\n"
        ));
        project.write("plain.sh", "#!/bin/sh\n");
        let told = project.run(FIRE).stdout;
        let below = told.split_once("hooks.toml:1").unwrap_or_default().1;
        assert_eq!(said_lines(below).matches(cure).count(), 1, "{told}");
        assert!(!below.contains("`hooks check` says"), "{told}");
        let reason = below.matches("does not exist").count() + below.matches("no program").count();
        assert!(reason <= 1 && told.contains(word), "{told}");
    }
}

fn said_lines(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn an_event_that_only_sounds_like_one_is_told_by_every_command() {
    let project = Project::with_hooks(
        "[[hooks.other.\"before_tool_use\"]]\nname = \"guard\"\ncommand = \"exit 2\"\n",
    );
    let config = ["--config", "hooks.toml"];
    let cure = "did you mean [[hooks.pre_tool_use]]?";
    for typed in [
        &["check", "hooks.toml"][..],
        &[&["list"], &config[..]].concat(),
        &[&["explain", "PreToolUse"], &config[..]].concat(),
        &[&["fire", "PreToolUse", "--sample"], &config[..]].concat(),
    ] {
        let told = said(&project.run(typed));
        assert!(told.contains(cure), "{typed:?}: {told}");
    }
    let payload = json!({
        "session_id": "s", "cwd": "/",
        "hook_event": { "event_type": "before_tool_use", "data": {} },
    });
    let fired = said(&project.run_with(&[&["fire"], &config[..]].concat(), &payload.to_string()));
    assert!(fired.contains(cure), "{fired}");
    for typed in [
        &["fire", "before_tool_use", "--sample"][..],
        &["explain", "before_tool_use"],
    ] {
        let told = said(&project.run(&[typed, &config].concat()));
        assert!(told.contains("did you mean `pre_tool_use`?"), "{told}");
    }
}
