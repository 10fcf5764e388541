//! Faults in scripts, answers, workers and endpoints that a fourth test reader made, and what one command says of each.

use serde_json::json;

use crate::support::{Project, said, script};
use crate::workers::{endpoint, response};

/// Makes a project with one hook in Claude Code's settings, which have these keys too.
fn of_claude(hook: &serde_json::Value, keys: &[(&str, serde_json::Value)]) -> Project {
    let project = Project::new();
    let mut file = json!({ "hooks": { "PreToolUse": [{ "hooks": [hook] }] } });
    for (key, value) in keys {
        file[*key] = value.clone();
    }
    project.write(".claude/settings.json", &file.to_string());
    project
}

/// Makes a project with one native guard, whose program is a script with this name and text.
fn guard(name: &str, text: &str, keys: &str) -> Project {
    let project = Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${{config_dir}}/{name}\"]\n{keys}"
    ));
    script(&project, name, text);
    project
}

const RUN: &[&str] = &["explain", "PreToolUse", "--config", "hooks.toml", "--run"];
const CHECK: &[&str] = &["check", "hooks.toml"];
const CLAUDE: &[&str] = &["explain", "PreToolUse", "--trust-project", "--run"];
const OF_FILE: &[&str] = &["check", ".claude/settings.json"];

#[test]
fn an_ask_that_exit_code_2_overrides_is_told_to_end_with_0() {
    let ask = r#"echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"?"}}'; exit 2"#;
    let project = of_claude(&json!({ "type": "command", "command": ask }), &[]);
    let native = "#!/bin/sh\necho '{\"decision\":\"ask\",\"message\":\"?\"}'; exit 2\n";
    let native = guard("g", native, "");
    for told in [said(&project.run(CLAUDE)), said(&native.run(RUN))] {
        let cure = "answered `ask`, but exit code 2 overrides it and blocks; end with `exit 0`";
        assert!(told.contains(cure), "{told}");
        assert!(!told.contains("is not read at PreToolUse"), "{told}");
    }
}

#[test]
fn a_variable_of_the_agents_settings_is_said_not_to_reach_hooks() {
    for text in [
        "grep -q \"$GUARD_WORDS\"; exit 0",
        "grep -q \"${GUARD_WORDS:-x}\"; exit 0",
    ] {
        let hook = json!({ "type": "command", "command": text });
        let env = json!({ "GUARD_WORDS": "--force" });
        let project = of_claude(&hook, &[("env", env)]);
        let cure = "`env` of this file is not passed to hooks; set it in the command, or in `env` of an entry of \
                    hooks.toml";
        for command in [OF_FILE, CLAUDE] {
            let told = said(&project.run(command));
            assert!(told.contains(cure), "{text}: {told}");
            assert_eq!(told.matches(cure).count(), 1, "{told}");
        }
        // A variable that the command sets itself is no fault.
        let hook = json!({ "type": "command", "command": format!("GUARD_WORDS=x; {text}") });
        let project = of_claude(&hook, &[("env", json!({ "GUARD_WORDS": "--force" }))]);
        let told = said(&project.run(OF_FILE));
        assert!(!told.contains("is not passed"), "{told}");
    }
}

#[test]
fn a_variable_with_a_default_or_of_a_loop_gives_no_warning() {
    let told = |text: &str| {
        let hook = json!({ "type": "command", "command": text });
        let project = of_claude(&hook, &[("env", json!({ "HOOKS_TEST_OUT": "x" }))]);
        said(&project.run(OF_FILE))
    };
    let bare = told("echo $HOOKS_TEST_OUT >&2");
    assert!(bare.contains("warning[unset_variable]"), "{bare}");
    let default = told("[ \"${HOOKS_TEST_OUT:-0}\" = 1 ] && set -x; exit 0");
    assert!(!default.contains("warning[unset_variable]"), "{default}");
    assert!(default.contains("note[unset_variable]"), "{default}");
    for own in [
        "for HOOKS_TEST_OUT in a b; do echo $HOOKS_TEST_OUT >&2; done",
        "HOOKS_TEST_OUT=3; echo $HOOKS_TEST_OUT >&2",
        "while read -r HOOKS_TEST_OUT; do echo $HOOKS_TEST_OUT >&2; done",
    ] {
        let told = told(own);
        assert!(!told.contains("unset_variable"), "{own}: {told}");
    }
}

/// Reading the settings once for each hook takes minutes here.
#[test]
fn large_settings_with_many_hooks_are_read_once() {
    let env = (0..20_000).map(|at| (format!("HOOKS_TEST_{at}"), json!("x")));
    let said_by = |text: String| json!({ "type": "command", "command": text });
    let hooks = (0..1_000).map(|at| said_by(format!("echo {at}")));
    let reader = said_by("echo $HOOKS_TEST_7 >&2".to_owned());
    let file = json!({
        "env": env.collect::<serde_json::Map<_, _>>(),
        "hooks": { "PreToolUse": [{ "hooks": hooks.chain([reader]).collect::<Vec<_>>() }] },
    });
    let project = Project::new();
    project.write(
        ".claude/settings.json",
        &serde_json::to_string_pretty(&file).unwrap(),
    );
    let told = said(&project.run(OF_FILE));
    assert_eq!(told.matches("[unset_variable]").count(), 1, "{told}");
}

#[test]
fn a_header_that_is_sent_without_its_variable_is_named() {
    for (allowed, cure) in [
        (
            json!([]),
            "`HOOKS_TEST_TOKEN`, which `allowedEnvVars` does not list",
        ),
        (
            json!(["HOOKS_TEST_TOKEN"]),
            "`HOOKS_TEST_TOKEN`, which is not set here",
        ),
    ] {
        let (url, served) = endpoint(response(
            "401 Unauthorized",
            "",
            "{\"error\":\"bad token\"}",
        ));
        let headers = json!({ "Authorization": "Bearer $HOOKS_TEST_TOKEN" });
        let hook =
            json!({ "type": "http", "url": url, "headers": headers, "allowedEnvVars": allowed });
        let project = of_claude(&hook, &[]);
        for command in [OF_FILE, CLAUDE] {
            let told = said(&project.run(command));
            assert!(told.contains(cure), "{told}");
            assert!(told.contains("so the header is sent without it"), "{told}");
            // The body of an error is not an answer.
            assert!(!told.contains("unknown_key"), "{told}");
        }
        served.join().unwrap();
    }
}

#[test]
fn a_response_that_is_not_an_answer_is_shown_with_the_right_form() {
    for body in ["{\"allowed\":false}", "<html>login</html>"] {
        let (url, served) = endpoint(response("200 OK", "", body));
        let hooks = format!("[[hooks.pre_tool_use]]\nname = \"h\"\nhttp = {{ url = \"{url}\" }}\n");
        let told = said(&Project::with_hooks(&hooks).run(RUN));
        served.join().unwrap();
        assert!(
            told.contains("answer {\"decision\":\"block\",\"message\":\"why\"}"),
            "{told}"
        );
        assert!(!told.contains("stderr"), "{told}");
    }
    let (url, served) = endpoint(response("200 OK", "", "{\"allowed\":false}"));
    let project = of_claude(&json!({ "type": "http", "url": url }), &[]);
    let told = said(&project.run(CLAUDE));
    served.join().unwrap();
    assert!(
        told.contains("decides nothing: `allowed` is false"),
        "{told}"
    );
}

/// Explains an event with a worker in Python that answers it with this line of code.
fn worker(hello: &str, answer: &str) -> String {
    let text = format!(
        "#!/usr/bin/env python3\nimport json, sys\nfor line in sys.stdin:\n    m = json.loads(line)\n    \
         if m['type'] == 'hello':\n        print(json.dumps({{'type': 'hello', 'protocol': 1}}){hello})\n    \
         else:\n        {answer}\n"
    );
    let project = guard("w.py", &text, "launch = \"worker\"\ntimeout = 1\n");
    said(&project.run(RUN))
}

#[test]
fn a_workers_reply_in_the_wrong_shape_is_shown_the_right_one() {
    let flush = ", flush=True";
    let prints = |reply: &str| worker(flush, &format!("print(json.dumps({reply}), flush=True)"));
    for (reply, cure) in [
        (
            "{'decision': 'block', 'message': 'no'}",
            "it has no `id`; copy the `id` of the event into it: {\"id\":N,\"exit\":0,\"answer\":{...}}",
        ),
        (
            "{'id': str(m['id']), 'exit': 0}",
            "its `id` is not a number; copy the `id` of the event as it is",
        ),
        (
            "{'id': m['id'], 'decision': 'block', 'message': 'no'}",
            "its answer is beside `id`; write {\"id\":N,\"exit\":0,\"answer\":{...}}",
        ),
        (
            "{'id': m['id'], 'exit': 0, 'decision': 'allow'}",
            "its answer is beside `id`; write {\"id\":N,\"exit\":0,\"answer\":{...}}",
        ),
    ] {
        let told = prints(reply);
        assert_eq!(told.matches(cure).count(), 1, "{reply}: {told}");
        assert!(!told.contains("unknown key"), "{told}");
        assert!(!told.contains("id none"), "{told}");
    }
}

#[test]
fn a_workers_mistake_in_reading_is_named() {
    let told = worker("", "pass");
    let cure = "Python keeps it in a buffer while stdout is a pipe; write `flush=True`";
    assert!(told.contains(cure), "{told}");
    let told = worker(", flush=True", "m['hook_event']['tool_name']");
    let cure = "the payload is under `payload`: read `[\"payload\"][\"hook_event\"]`";
    assert!(told.contains(cure), "{told}");
}

#[test]
fn show_io_shows_the_line_that_a_worker_reads() {
    let text = "#!/bin/sh\nread -r hello; echo '{\"type\":\"hello\",\"protocol\":1}'; read -r event\n\
                echo '{\"id\":1,\"exit\":0}'\n";
    let project = guard("w.sh", text, "launch = \"worker\"\n");
    let fire = [
        "fire",
        "PreToolUse",
        "--sample",
        "--config",
        "hooks.toml",
        "--show-io",
    ];
    let told = said(&project.run(&fire));
    assert!(
        told.contains("line {\"type\":\"event\",\"id\":N,"),
        "{told}"
    );
    assert!(told.contains(",\"payload\":{\"protocol\":1,"), "{told}");
}

#[test]
fn a_question_on_a_stdin_that_is_read_to_its_end_is_one_that_nobody_sees() {
    for question in [
        "read -p 'sure? ' yn",
        "if ! read -r -p 'sure? ' yn; then exit 2; fi",
        "read -rp '?' x",
    ] {
        let text = format!("#!/bin/bash\ncat >/dev/null\n{question}\n[ \"$yn\" = y ] || exit 2\n");
        let told = said(&guard("g", &text, "").run(RUN));
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
        let told = said(&guard("g", &format!("#!/bin/bash\n{fine}\nexit 0\n"), "").run(RUN));
        assert!(!told.contains("no terminal"), "{fine}: {told}");
    }
}

#[test]
fn exit_code_1_is_said_to_do_what_on_failure_says() {
    let text = "#!/bin/sh\necho 'no force push'; exit 1\n";
    for (keys, does) in [
        (
            "",
            "is a failure, which blocks only because of this hook's `on_failure`",
        ),
        (
            "on_failure = \"ask\"\n",
            "is a failure, after which this hook's `on_failure` asks the user",
        ),
        (
            "on_failure = \"proceed\"\n",
            "is a failure and blocks nothing",
        ),
    ] {
        let project = guard("g", text, keys);
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
fn an_operator_of_a_shell_among_the_words_of_an_array_is_found() {
    let hook = |words: &str| {
        Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [{words}]\n"
        ))
    };
    let project = hook("\"grep\", \"-q\", \"force\", \"&&\", \"exit\", \"2\"");
    for command in [CHECK, RUN] {
        let told = said(&project.run(command));
        let what = "`&&` is an argument of `grep`: no shell reads an array of words";
        assert!(told.contains(what), "{told}");
        assert!(!told.contains("which has no"), "{told}");
    }
    for fine in [
        "\"find\", \".\", \"-exec\", \"true\", \"{}\", \";\"",
        "\"bash\", \"-c\", \"a && b\"",
    ] {
        let told = said(&hook(fine).run(CHECK));
        assert!(!told.contains("is an argument of"), "{fine}: {told}");
    }
}

#[test]
fn an_answer_on_stderr_is_told_to_go_to_stdout() {
    let native = "#!/bin/sh\necho '{\"decision\": \"block\", \"message\": \"no\"}' >&2\n";
    let answer = r#"echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny"}}' >&2"#;
    let project = of_claude(&json!({ "type": "command", "command": answer }), &[]);
    for told in [
        said(&guard("g", native, "").run(RUN)),
        said(&project.run(CLAUDE)),
    ] {
        let cure = "means to block, but prints its answer on stderr, which is not read at exit code 0; print it on stdout";
        assert!(told.contains(cure), "{told}");
    }
}

#[test]
fn a_text_outside_the_elements_of_the_command_is_named_with_its_cure() {
    let text = "#!/usr/bin/env python3\nimport json, sys\n\
                cmd = json.load(sys.stdin)['hook_event']['tool_input']['command']\n\
                if 'git push' in cmd:\n    print(json.dumps({'decision': 'block'}))\n";
    let project = guard("g", text, "");
    let push = [RUN, &["--set", "command=git push"]].concat();
    let told = said(&project.run(&push));
    assert!(!told.contains("among the elements"), "{told}");
    let push = [RUN, &["--set", "command=git push --force"]].concat();
    let told = said(&project.run(&push));
    let cause =
        "it looks for `git push` among the elements of the command, and no element is equal to it";
    assert!(told.contains(cause), "{told}");
    assert!(told.contains("`\" \".join(command)`"), "{told}");
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
        let project = guard(name, text, "");
        let told = said(&project.run(CHECK));
        assert!(told.contains(message), "{told}");
    }
}

#[test]
fn an_entry_of_copilot_for_windows_only_is_told_to_add_bash() {
    let project = Project::new();
    let entry = json!({ "type": "command", "powershell": "./g.ps1" });
    let file = json!({ "version": 1, "hooks": { "preToolUse": [entry] } });
    project.write(".github/hooks/g.json", &file.to_string());
    let told = said(&project.run(&["check", ".github/hooks/g.json"]));
    assert!(told.contains("add `\"bash\": \"...\"` beside it"), "{told}");
}
