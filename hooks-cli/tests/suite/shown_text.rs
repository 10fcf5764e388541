//! Text from strangers never acts on the terminal that shows it: C0, DEL, C1, bidirectional marks and
//! separators, in text and in JSON.

use hooks_types::text::is_unseen;
use serde_json::{Value, json};

use crate::support::{Project, Ran};

/// Clears the screen, sets a title, colours, reorders, ends a line.
const NASTY: &str =
    "a\u{1b}[2J\u{9b}31m\u{9d}0;t\u{7}\u{7f}\u{85}\u{61c}\u{200f}\u{202e}\u{2066}\u{2028}\u{feff}z";

fn acts(text: &str) -> Option<char> {
    text.chars()
        .find(|c| is_unseen(*c) && !matches!(c, '\n' | '\t'))
}

fn assert_shown(ran: &Ran) {
    assert_eq!(
        (acts(&ran.stdout), acts(&ran.stderr)),
        (None, None),
        "{ran:?}"
    );
}

#[test]
fn arguments_echoed_in_usage_errors_act_on_nothing_and_stay_on_their_line() {
    let project = Project::new();
    let forged = format!("{NASTY}\nhooks: all is well\n");
    let option = format!("--{forged}");
    for arguments in [
        &[forged.as_str()][..],
        &[&option],
        &["exec", &option, "--", "true"],
        &["exec", "--as", &forged, "--", "true"],
        &["fire", "--format", &forged],
        &["fire", "Stop", &forged],
        &["bridge", "--speak", "claude", "--budget", &forged],
        &["check", &format!("--format={forged}"), "x"],
    ] {
        let ran = project.run(arguments);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert_shown(&ran);
        assert!(!ran.stderr.contains("\nhooks: all is well"), "{ran:?}");
    }
    let help = project.run(&["exec", "--help"]);
    assert_eq!(help.code, Some(0));
}

#[test]
fn names_of_files_events_and_hooks_act_on_nothing_in_text_and_json() {
    let project = Project::new();
    // NUL aside, a file may be called anything.
    let file = format!("{NASTY}\nok.toml");
    let name = serde_json::to_string(NASTY)
        .unwrap()
        .replace('\u{7f}', "\\u007f");
    project.write(
        &file,
        &format!("[[hooks.other.{name}]]\nname = {name}\ncommand = \"true\"\n{name} = 1\n"),
    );
    for format in ["text", "json"] {
        assert_shown(&project.run(&["check", &file, "--format", format]));
    }
    let checked = project.run(&["check", &file, "--format", "json"]).json();
    assert_eq!(checked["files"][0]["path"], file.as_str());
    let forged = project.run(&["check", &file]);
    assert!(!forged.stdout.contains("\nok.toml"), "{forged:?}");
    let ran = project.run(&["exec", "--config", &file, "--", "true"]);
    assert_eq!(ran.code, Some(125));
    assert_shown(&ran);
}

#[test]
fn reports_and_wire_answers_act_on_nothing_and_hold_the_same_values() {
    let project = Project::new();
    let file = format!("{NASTY}.toml");
    // Control characters are refused in names, the others are not.
    let name: String = NASTY.chars().filter(|c| !c.is_control()).collect();
    let answer = json!({"decision": "modify", "content": {"command": ["echo", NASTY]}});
    project.write("answer.json", &answer.to_string());
    project.write(
        &file,
        &format!(
            "[[hooks.pre_tool_use]]\nname = \"{name}\"\ncommand = \"cat {}\"\n",
            project.path("answer.json").display()
        ),
    );
    let call = json!({"session_id": "s", "cwd": project.root(), "transcript_path": "",
        "tool_use_id": "u", "hook_event_name": "PreToolUse", "tool_name": "Bash",
        "tool_input": {"command": "ls"}});
    let fire = |format: &str| {
        let arguments = [
            "fire", "--speak", "claude", "--config", &file, "--format", format,
        ];
        let ran = project.run_with(&arguments, &call.to_string());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_shown(&ran);
        ran
    };
    fire("text");
    let report = fire("json").json();
    assert_eq!(report["hooks"][0]["id"], name.as_str(), "{report}");
    assert!(
        report["hooks"][0]["source"]
            .as_str()
            .unwrap()
            .starts_with(&file),
        "{report}"
    );
    let holds = |value: &Value| value.as_str().is_some_and(|text| text.contains(NASTY));
    assert!(holds(&report["content"]["command"]), "{report}");
    let wire = fire("wire").json();
    assert!(
        holds(&wire["hookSpecificOutput"]["updatedInput"]["command"]),
        "{wire}"
    );
    let other =
        json!({"session_id": "s", "cwd": "/", "hook_event": {"event_type": NASTY, "data": {}}});
    for format in ["text", "json"] {
        let ran = project.run_with(&["fire", "--format", format], &other.to_string());
        assert_shown(&ran);
    }
}
