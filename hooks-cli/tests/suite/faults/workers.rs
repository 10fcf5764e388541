//! Workers and endpoints: programs that are none, and replies of the wrong shape.

use serde_json::json;

use crate::support::{
    EXPLAIN, FIRE, HOOKS, Project, RUN, RUN_TRUSTED, entry_told, said, script, with_claude_hook,
    with_file, with_guard,
};
use crate::workers::{endpoint, response};

/// Explains an event with a worker in Python that answers it with this line of code.
fn worker_explained(hello: &str, answer: &str) -> String {
    let text = format!(
        "#!/usr/bin/env python3\nimport json, sys\nfor line in sys.stdin:\n    m = json.loads(line)\n    \
         if m['type'] == 'hello':\n        print(json.dumps({{'type': 'hello', 'protocol': 1}}){hello})\n    \
         else:\n        {answer}\n"
    );
    let project = with_guard("w.py", &text, "launch = \"worker\"\ntimeout = 1\n");
    said(&project.run(RUN))
}

const ONE_SHOT: &str = "#!/bin/bash\ninput=$(cat)\ncase $input in *rm*) exit 2;; esac\n";

#[test]
fn a_workers_reply_in_the_wrong_shape_is_shown_the_right_one() {
    let flush = ", flush=True";
    let prints =
        |reply: &str| worker_explained(flush, &format!("print(json.dumps({reply}), flush=True)"));
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
    let told = worker_explained("", "pass");
    let cure = "Python keeps it in a buffer while stdout is a pipe; write `flush=True`";
    assert!(told.contains(cure), "{told}");
    let told = worker_explained(", flush=True", "m['hook_event']['tool_name']");
    let cure = "the payload is under `payload`: read `[\"payload\"][\"hook_event\"]`";
    assert!(told.contains(cure), "{told}");
}

#[test]
fn show_io_shows_the_line_that_a_worker_reads() {
    let text = "#!/bin/sh\nread -r hello; echo '{\"type\":\"hello\",\"protocol\":1}'; read -r event\n\
                echo '{\"id\":1,\"exit\":0}'\n";
    let project = with_guard("w.sh", text, "launch = \"worker\"\n");
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
fn a_worker_whose_reply_lacks_its_exit_is_told_so() {
    let entry = "launch = \"worker\"\ncommand = '''\
        read -r hello; echo '{\"type\":\"hello\",\"protocol\":1}'; read -r event; \
        id=${event#*\\\"id\\\":}; id=${id%%,*}; \
        echo \"{\\\"id\\\":$id,\\\"decision\\\":\\\"block\\\",\\\"message\\\":\\\"no\\\"}\"; cat'''";
    let told = entry_told(entry, RUN_TRUSTED);
    assert!(
        told.contains(
            "its worker's reply is invalid: its answer is beside `id`; write {\"id\":N,\"exit\":0"
        ),
        "{told}"
    );
    assert!(!told.contains("stray line"), "{told}");
}

#[test]
fn a_helper_beside_a_worker_or_a_stop_hook_is_not_taken_for_the_script() {
    let project = with_file(".agent-hooks/agent_hook.py", "print('hello')\n");
    project.write(
        ".agent-hooks/guard.py",
        "import json, sys\njson.load(sys.stdin)\n",
    );
    project.write(".agent-hooks/stop.py", "import sys\nsys.exit(2)\n");
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\nlaunch = \"worker\"\n\
         command = [\"python3\", \"${config_dir}/guard.py\", \"${config_dir}/agent_hook.py\"]\n\
         [[hooks.stop]]\n\
         command = [\"python3\", \"${config_dir}/stop.py\", \"${config_dir}/agent_hook.py\"]\n",
    );
    let shown = project.run(&["check", HOOKS]).stdout;
    assert!(shown.contains("not_a_worker"), "{shown}");
    // The finding is about the script, and not about the helper after it.
    assert!(shown.contains("hooks.toml:5:38"), "{shown}");
}

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
        for typed in [FIRE, &[EXPLAIN, &["--run"]].concat()] {
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
    let project = with_claude_hook(&json!({ "type": "http", "url": url }), &[]);
    let told = said(&project.run(RUN_TRUSTED));
    served.join().unwrap();
    assert!(
        told.contains("decides nothing: `allowed` is false"),
        "{told}"
    );
}
