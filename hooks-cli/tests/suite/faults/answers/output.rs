//! What is said about a hook's output: plain text, output on the wrong stream, and output that is cut.

use serde_json::json;

use crate::support::{
    Project, RUN, RUN_TRUSTED, assert_holds, line_fired, push_explained, said, script_explained,
    with_claude_hook, with_guard, with_project_hooks,
};

/// What each agent reads from a hook after a call instead of plain text.
const TELLS: [(&str, &str, &str); 6] = [
    ("native", "post_tool_use", r#"print {"context":"..."}"#),
    (
        "claude",
        "PostToolUse",
        r#"print {"hookSpecificOutput":{"additionalContext":"...","hookEventName":"PostToolUse"}}"#,
    ),
    (
        "codex",
        "PostToolUse",
        r#"print {"hookSpecificOutput":{"additionalContext":"...","hookEventName":"PostToolUse"}}"#,
    ),
    (
        "cursor",
        "postToolUse",
        r#"print {"additional_context":"..."}"#,
    ),
    (
        "copilot",
        "postToolUse",
        r#"print {"additionalContext":"..."}"#,
    ),
    (
        "goose",
        "PostToolUse",
        "the model does not get its output there",
    ),
];

#[test]
fn what_a_hook_printed_is_cut_where_nobody_reads_on() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"yes | head -c 900000\"\n");
    let fire = [
        "fire",
        "Stop",
        "--sample",
        "--show-io",
        "--config",
        "hooks.toml",
    ];
    let shown = project.run(&fire).stdout;
    assert!(shown.lines().count() < 250, "{}", shown.lines().count());
    assert!(shown.contains("... and 899600 more bytes"), "{shown}");
}

#[test]
fn what_a_hook_meant_is_said_beside_what_came_of_it() {
    for (command, sentence) in [
        (
            "echo no pushes >&2; exit 1",
            "exit code 2 blocks, with stderr as the reason: no pushes",
        ),
        (
            "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"deny\"}}'",
            "uses the form of other agents' answers (`hookSpecificOutput`); `dialect` in its entry",
        ),
        (
            "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"deny\"}}'",
            "else print {\"decision\":\"block\",\"message\":\"why\"}",
        ),
        (
            "echo '{\"hookSpecificOutput\":{\"additionalContext\":\"read it\"}}'",
            "else print {\"context\":\"read it\"}",
        ),
        (
            "echo '{\"continue\":false,\"stopReason\":\"enough\",\"systemMessage\":\"see\"}'",
            "else print {\"notice\":\"see\",\"stop\":\"enough\"}",
        ),
        (
            "echo '{\"continue\":true}'",
            "else print {\"decision\":\"proceed\"}",
        ),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"\"\"{command}\"\"\"\n"
        ));
        let ran = project.run(&["explain", "PreToolUse", "--run", "--config", "hooks.toml"]);
        assert!(said(&ran).contains(sentence), "{command}: {ran:?}");
    }
}

#[test]
fn a_block_after_the_size_limit_that_begins_no_line_is_called_lost() {
    let told = script_explained(
        "PreToolUse",
        "",
        "#!/bin/bash\nhead -c 5000000 /dev/zero | tr '\\0' a\necho '{\"decision\":\"block\"}'\n",
    );
    assert_holds(
        &told,
        &[
            "after the size limit only a block is read",
            "this output has no such object",
        ],
    );
    assert!(!told.contains("all of"), "{told}");
}

#[test]
fn of_two_answers_the_one_that_decides_is_named() {
    let told = |answers: &[&str]| {
        let entry = |(at, answer): (usize, &&str)| {
            format!("[[hooks.pre_tool_use]]\nname = \"h{at}\"\ncommand = \'\'\'{answer}\'\'\'\n")
        };
        let entries: Vec<String> = answers.iter().enumerate().map(entry).collect();
        said(&with_project_hooks(&entries.concat()).run(RUN_TRUSTED))
    };
    let [allow, ask, block, proceed] = [
        r#"echo '{"decision":"allow"}'"#,
        r#"echo '{"decision":"ask","message":"sure?"}'"#,
        "echo no >&2; exit 2",
        "exit 0",
    ];
    let order = "a block counts before an ask, and both before an allow";
    let said = told(&[allow, ask]);
    assert_holds(
        &said,
        &[
            "the `ask` of `h1` decides, so the `allow` of `h0` did not count",
            order,
        ],
    );
    let said = told(&[ask, proceed, allow, block]);
    let sentence =
        "the `block` of `h3` decides, so the `ask` of `h0`, the `allow` of `h2` did not count";
    assert_holds(&said, &[sentence, order]);
    for same in [
        &[allow, proceed][..],
        &[ask, ask],
        &[block, proceed],
        &[block, block],
        &[allow],
    ] {
        let said = told(same);
        assert!(!said.contains("did not count"), "{same:?}: {said}");
    }
}

#[test]
fn the_reason_of_a_hook_without_a_verdict_is_labelled() {
    let told = script_explained("PostToolUse", "", "#!/bin/sh\necho no >&2; exit 2\n");
    assert_holds(&told, &["no verdict", "reason: no"]);
}

#[test]
fn a_command_of_one_line_gets_a_cure_for_one_line() {
    let entry =
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"grep -q 'git pull' && exit 2\"\n";
    let project = with_project_hooks(entry);
    let told = push_explained(&project, "PreToolUse");
    assert_holds(&told, &["write `; exit 0` behind it"]);
    assert!(!told.contains("below it"), "{told}");
}

#[test]
fn plain_text_after_a_call_is_answered_with_what_its_agent_reads_there() {
    for (dialect, event, cure) in TELLS {
        let project = Project::with_hooks(&format!(
            "[[hooks.post_tool_use]]\nname = \"tells\"\ncommand = \"echo plain words\"\n\
             background = false\ndialect = \"{dialect}\"\n"
        ));
        let fire = ["fire", "PostToolUse", "--sample", "--config", "hooks.toml"];
        let said = project.run(&fire).stdout;
        let remark = format!("`tells` printed plain text, which is not read at {event}");
        assert!(said.contains(&remark), "{dialect}: {said}");
        assert!(said.contains(cure), "{dialect}: {said}");
        let Some((_, answer)) = cure.split_once("print ") else {
            continue;
        };
        // The cure works: a hook that prints the suggested text reaches the model.
        let hooks = format!(
            "[[hooks.post_tool_use]]\ncommand = ['printf', '%s', '''{answer}''']\n\
             background = false\ndialect = \"{dialect}\"\n"
        );
        project.write("hooks.toml", &hooks);
        let report = project.run(&[&fire[..], &["--json"]].concat()).json();
        assert_eq!(report["context"][0], "...", "{dialect}: {report}");
        let said = project.run(&fire).stdout;
        assert!(!said.contains("plain text"), "{dialect}: {said}");
    }
}

#[test]
fn plain_text_that_an_agent_reads_gets_no_remark() {
    for (dialect, event) in [
        ("claude", "user_prompt_submit"),
        ("gemini", "post_tool_use"),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.{event}]]\ncommand = \"echo plain words\"\ndialect = \"{dialect}\"\n"
        ));
        let fire = ["fire", event, "--sample", "--config", "hooks.toml"];
        let said = project.run(&fire).stdout;
        assert!(said.contains("plain words"), "{dialect}: {said}");
        assert!(!said.contains("is not read"), "{dialect}: {said}");
    }
}

#[test]
fn an_answer_on_stderr_is_told_to_go_to_stdout() {
    let native = "#!/bin/sh\necho '{\"decision\": \"block\", \"message\": \"no\"}' >&2\n";
    let answer = r#"echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny"}}' >&2"#;
    let project = with_claude_hook(&json!({ "type": "command", "command": answer }), &[]);
    for told in [
        said(&with_guard("g", native, "").run(RUN)),
        said(&project.run(RUN_TRUSTED)),
    ] {
        let cure = "means to block, but prints its answer on stderr, which is not read at exit code 0; print it on stdout";
        assert!(told.contains(cure), "{told}");
    }
}

#[test]
fn a_text_that_was_cut_is_given_with_its_length_the_limit_and_the_cure() {
    let script =
        "#!/usr/bin/env python3\nimport json\nprint(json.dumps({\"context\": \"x\" * 30000}))\n";
    let told = script_explained("PostToolUse", "", script);
    let cure = "write a long text to a file and print its path";
    let length = "`context` was cut: it has 30000 characters, and the limit is 10000";
    assert_holds(&told, &[length, cure]);
    let script = "#!/bin/bash\nhead -c 30000 /dev/zero | tr '\\0' a >&2\nexit 2\n";
    let told = script_explained("PreToolUse", "", script);
    let length = "the reason on stderr was cut: it has 30000 characters, and the limit is 10000";
    assert_holds(&told, &[length, cure]);
    let short = "#!/usr/bin/env python3\nimport json\nprint(json.dumps({\"context\": \"x\" * 10000 + \"\\n\"}))\n";
    let told = script_explained("PostToolUse", "", short);
    assert!(!told.contains("was cut"), "{told}");
}

#[test]
fn an_output_beyond_the_size_limit_is_given_with_its_length_in_each_dialect() {
    for (agent, event) in [
        ("native", "pre_tool_use"),
        ("claude", "PreToolUse"),
        ("codex", "PreToolUse"),
        ("gemini", "BeforeTool"),
        ("cursor", "preToolUse"),
        ("copilot", "preToolUse"),
    ] {
        let told = line_fired(agent, event, "head -c 3000000 /dev/zero | tr '\\0' a");
        let parts = [
            "its output of 3000000 bytes was cut at 1048576",
            "print only the answer, and write logs to a file",
        ];
        for part in parts {
            assert!(told.contains(part), "{agent}: {told}");
        }
    }
}
