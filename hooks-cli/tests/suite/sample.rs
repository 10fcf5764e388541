//! `hooks fire --sample`: payloads as an agent sends them, what hooks read and printed, and test cases with them.

use hooks_types::EventName;
use serde_json::{Value, json};

use crate::support::Project;

const GUARD: &str = r#"
[[hooks.pre_tool_use]]
name = "outside"
matcher = ["write_file", "shell"]
command = '''grep -q /etc/ && { echo "outside the project" >&2; exit 2; } || exit 0'''
"#;

const CONFIG: [&str; 2] = ["--config", "hooks.toml"];

fn printed(arguments: &[&str]) -> Value {
    let project = Project::new();
    let ran = project.run(&[&["fire", "--sample", "--print"], arguments].concat());
    assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
    ran.json()
}

#[test]
fn a_sample_of_every_event_is_read_in_every_dialect_that_has_it() {
    let project = Project::new();
    let dialects = hooks_dialects::dialects();
    for dialect in dialects.iter() {
        for event in EventName::ALL {
            let form = dialect.get().and_then(|spoken| spoken.form(event));
            let name = dialect.name();
            let ran = project.run(&[
                "fire",
                event.as_str(),
                "--sample",
                "--speak",
                name,
                "--json",
            ]);
            if (name, event.as_str()) == ("gemini", "AfterAgent") {
                // This is Gemini CLI's own name of Stop.
                assert_eq!(ran.json()["event"], json!("Stop"), "{ran:?}");
                continue;
            }
            if form.is_none() {
                assert_eq!(ran.code, Some(2), "{name} {event}: {ran:?}");
                continue;
            }
            assert_eq!(ran.code, Some(0), "{name} {event}: {ran:?}");
            assert_eq!(ran.json()["event"], json!(event.as_str()), "{name}");
        }
    }
}

#[test]
fn a_tool_is_known_by_any_agents_name_and_has_its_fields() {
    let write = printed(&["PreToolUse", "--speak", "claude", "--tool", "Write"]);
    assert_eq!(write["tool_name"], json!("Write"));
    assert_eq!(
        write["tool_input"],
        json!({ "file_path": write["cwd"].as_str().unwrap().to_owned() + "/sample.txt", "content": "sample" })
    );
    let gemini = printed(&["PreToolUse", "--speak", "gemini", "--tool", "shell"]);
    assert_eq!(gemini["tool_name"], json!("run_shell_command"));
    let mcp = printed(&["PreToolUse", "--tool", "mcp__github__create_issue"]);
    assert_eq!(
        mcp["hook_event"]["mcp"],
        json!({ "server": "github", "tool": "create_issue" })
    );
}

#[test]
fn values_are_set_and_an_input_is_taken_whole() {
    let set = printed(&[
        "PreToolUse",
        "--speak",
        "claude",
        "--tool",
        "Write",
        "--set",
        "file_path=/etc/passwd",
    ]);
    assert_eq!(set["tool_input"]["file_path"], json!("/etc/passwd"));
    let input = printed(&["PreToolUse", "--input", r#"{"command":"git push --force"}"#]);
    assert_eq!(
        input["hook_event"]["tool_input"],
        json!({ "command": ["bash", "-c", "git push --force"] })
    );
    let prompt = printed(&["UserPromptSubmit", "--set", "user_message=deploy"]);
    assert_eq!(prompt["hook_event"]["user_message"], json!("deploy"));
}

#[test]
fn a_tool_under_another_agents_name_is_the_one_that_our_matchers_name() {
    let project = Project::with_hooks(GUARD);
    for tool in ["Write", "write_file"] {
        let call = [
            "PreToolUse",
            "--tool",
            tool,
            "--set",
            "file_path=/etc/passwd",
        ];
        let fire = ["fire", "--sample", "--expect", "block"];
        let ran = project.run(&[&fire[..], &call, &CONFIG].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    // A payload on stdin declares no tool names, and the row says so.
    let print = [
        "fire",
        "PreToolUse",
        "--sample",
        "--print",
        "--tool",
        "Write",
    ];
    let payload = project.run(&print).stdout;
    let ran = project.run_with(&[&["fire"], &CONFIG[..]].concat(), &payload);
    assert!(
        ran.stdout.contains("(not declared to be \"write_file\")"),
        "{ran:?}"
    );
}

#[test]
fn what_was_printed_can_be_fired_again() {
    let project = Project::with_hooks(GUARD);
    for speak in [
        "native", "claude", "codex", "gemini", "cursor", "copilot", "goose",
    ] {
        let print = [
            "fire",
            "PreToolUse",
            "--sample",
            "--print",
            "--speak",
            speak,
        ];
        let payload = project.run(&print).stdout;
        // Copilot's payloads of calls do not name the event.
        let fire = [
            &["fire", "PreToolUse", "--speak", speak, "--json"],
            &CONFIG[..],
        ]
        .concat();
        let ran = project.run_with(&fire, &payload);
        assert_eq!(ran.json()["event"], json!("PreToolUse"), "{speak}: {ran:?}");
    }
}

#[test]
fn an_expected_outcome_makes_fire_a_test() {
    let project = Project::with_hooks(GUARD);
    let fire = |set: &str, expect: &str| {
        let sample = [
            "fire",
            "PreToolUse",
            "--sample",
            "--tool",
            "write_file",
            "--set",
            set,
        ];
        project.run(&[&sample[..], &["--expect", expect], &CONFIG].concat())
    };
    assert_eq!(fire("file_path=/etc/passwd", "block").code, Some(0));
    assert_eq!(fire("file_path=a.txt", "proceed").code, Some(0));
    let different = fire("file_path=a.txt", "block");
    assert_eq!(different.code, Some(1));
    assert!(
        different
            .stderr
            .contains("expected block, the outcome is proceed")
    );
    assert_eq!(fire("file_path=a.txt", "blocked").code, Some(2));
}

#[test]
fn what_each_hook_read_and_printed_is_shown_also_when_all_went_well() {
    let project = Project::with_hooks(
        "[[hooks.stop]]\nname = \"talks\"\nenv = { MODE = \"strict\" }\n\
         command = [\"sh\", \"-c\", \"cat >/dev/null; echo '{}'; echo log >&2\"]\n",
    );
    let shown = project.shown(
        80,
        &[&["fire", "Stop", "--sample", "--show-io"], &CONFIG[..]].concat(),
    );
    for said in [
        "argv    sh -c 'cat >/dev/null; echo '\\''{}'\\''; echo log >&2'",
        "HOOKS_EVENT=stop",
        "MODE=strict",
        "stdin   {\"protocol\":1,",
        "stdout  {}",
        "stderr  log",
        "ended   exit code 0",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
}

#[test]
fn a_hook_that_never_started_is_shown_with_its_unread_input() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = [\"./gone\"]\n");
    let shown = project.shown(
        80,
        &[&["fire", "Stop", "--sample", "--show-io"], &CONFIG[..]].concat(),
    );
    assert!(shown.contains("it never ran to its end"), "{shown}");
}

#[test]
fn a_payload_of_another_agent_is_recognised_and_the_flag_named() {
    let project = Project::with_hooks(GUARD);
    for speak in ["claude", "gemini", "cursor", "copilot"] {
        let print = [
            "fire",
            "PreToolUse",
            "--sample",
            "--print",
            "--speak",
            speak,
        ];
        let payload = project.run(&print).stdout;
        let ran = project.run_with(&[&["fire"], &CONFIG[..]].concat(), &payload);
        assert_eq!(ran.code, Some(125), "{ran:?}");
        assert!(
            ran.stderr.contains(speak) && ran.stderr.contains("--speak"),
            "{speak}: {ran:?}"
        );
    }
    // Claude Code has no event of this name, so the payload is recognised as Gemini CLI's.
    let print = [
        "fire",
        "PreToolUse",
        "--sample",
        "--print",
        "--speak",
        "gemini",
    ];
    let payload = project.run(&print).stdout;
    let ran = project.run_with(
        &[&["fire", "--speak", "claude"], &CONFIG[..]].concat(),
        &payload,
    );
    assert!(ran.stderr.contains("--speak gemini"), "{ran:?}");
}

#[test]
fn a_slip_in_a_call_is_named_by_what_there_is() {
    let project = Project::with_hooks(GUARD);
    let sample = ["fire", "pre_tool_use", "--sample"];
    let ran = project.run(&[&sample[..], &CONFIG, &["--tool", "wriet_file"]].concat());
    assert!(
        ran.stdout.contains("did you mean \"write_file\"?"),
        "{ran:?}"
    );
    let explain = ["explain", "pre_tool_use"];
    for begin in [&sample[..], &explain] {
        let ran = project.run(&[begin, &CONFIG, &["--set", "comand=x"]].concat());
        let note = "shell has no field `comand`; did you mean `command`?";
        assert!(ran.stderr.contains(note), "{ran:?}");
    }
}
