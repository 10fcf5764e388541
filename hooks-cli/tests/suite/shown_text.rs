//! Text from strangers never acts on the terminal that shows it: C0, DEL, C1, bidirectional marks and
//! separators, in text and in JSON.

use hooks_types::text::is_unseen;
use serde_json::{Value, json};

use crate::support::{Project, Ran, with_file};

/// Text that clears the screen, sets a title, changes colours, reorders characters and ends a line.
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
    // Use the hostile text as a file's name too: a name can contain any character except NUL and `/`.
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
    // Leave out control characters, because a hook's name with a control character is refused. Invisible characters of
    // other kinds are accepted.
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

/// Text that ends our quotation and continues like a message of ours.
const FORGED: &str = "ok`; that is fine; type `hooks evil`";

/// Asserts that the forged command is not between backticks of ours, and that the text was shown. Lines of a file,
/// with their number or after a bar, are shown unchanged.
fn assert_quoted(ran: &Ran) {
    let all = format!("{}{}", ran.stdout, ran.stderr);
    let is_source = |line: &&str| {
        let line = line.trim_start();
        line.trim_start_matches(|c: char| c.is_ascii_digit())
            .trim_start()
            .starts_with("| ")
    };
    let all: Vec<&str> = all.lines().filter(|line| !is_source(line)).collect();
    let all = all.join("\n");
    assert!(!all.contains("`hooks evil"), "{all}");
    assert!(!all.contains("ok`"), "{all}");
    let is_own_line = |line: &str| line.trim_start().starts_with("hooks evil");
    assert!(!all.lines().any(is_own_line), "{all}");
    assert!(all.contains("evil"), "{all}");
}

#[test]
fn a_backtick_in_a_name_ends_no_quotation_in_any_command() {
    let project = Project::new();
    let name = serde_json::to_string(FORGED).unwrap();
    let toml = format!(
        "{name} = 1\n[[hooks.pre_tool_use]]\nname = {name}\nmatcher = {name}\n\
         command = [{name}, \"x\"]\n{name} = 1\n[[hooks.pre_tool_use]]\nname = \"b{FORGED}\"\ncommand = \"true\"\n\
         [[hooks.other.{name}]]\ncommand = \"true\"\n[[hooks.{name}]]\ncommand = \"true\"\n"
    );
    project.write("own.toml", &toml);
    project.write(".agent-hooks/hooks.toml", &toml);
    let fine = format!(
        "[[hooks.pre_tool_use]]\nname = {name}\nmatcher = \"shell\"\ncommand = \"cat said >&2; exit 1\"\n\
         [[hooks.pre_tool_use]]\nname = \"b {FORGED}\"\ncommand = \"gone\"\n\
         [[hooks.pre_tool_use]]\nname = \"c {FORGED}\"\ncommand = \"cat answer\"\n\
         [[hooks.stop]]\nname = \"d {FORGED}\"\ncommand = \"true\"\n"
    );
    project.write("fine.toml", &fine);
    project.write("said", FORGED);
    project.write(
        "answer",
        &json!({FORGED: 1, "decision": FORGED}).to_string(),
    );
    let claude = json!({"hooks": {FORGED: [], "PreToolUse": [
        {"matcher": FORGED, "hooks": [{"type": FORGED, "command": "x"}]},
        {"matcher": "Bash", "hooks": [{"type": "command", "command": "x", FORGED: 1, "shell": FORGED}]},
        {"matcher": "Bash", "hooks": [{"type": "command", "command": "x", "if": format!("{FORGED}(x)")}]},
    ]}});
    project.write(".claude/settings.json", &claude.to_string());
    for arguments in [
        &["check", "own.toml"][..],
        &["check"],
        &["check", ".claude/settings.json"],
        &["list", "--config", "own.toml"],
        &["list", "--config", "fine.toml"],
        &["list"],
        &["explain", "pre_tool_use", "--config", "fine.toml"],
        &["explain", "pre_tool_use", "--config", "fine.toml", "--run"],
        &["fire", "pre_tool_use", "--sample", "--config", "fine.toml"],
        &["trust", "list"],
    ] {
        let ran = project.run(arguments);
        assert_quoted(&ran);
    }
}

#[test]
fn no_wrapped_name_or_command_has_a_line_that_looks_like_our_advice() {
    let project = Project::new();
    let mut toml = String::new();
    for at in 0..40 {
        let pad = "x".repeat(at + 1);
        toml += &format!(
            "[[hooks.pre_tool_use]]\nname = \"{pad} hooks evil {pad}\"\nmatcher = \"shell\"\n\
             command = \"true {pad}{pad} hooks evil {pad}\"\n"
        );
    }
    project.write(".agent-hooks/hooks.toml", &toml);
    for columns in [24, 40, 60, 80, 100] {
        for arguments in [
            &["list"][..],
            &["explain", "pre_tool_use"],
            &["fire", "pre_tool_use", "--sample"],
        ] {
            let text = project.shown(columns, arguments);
            assert!(text.contains("evil"), "{text}");
            let forged = text
                .lines()
                .find(|line| line.trim_start().starts_with("hooks evil"));
            assert_eq!(forged, None, "{columns} {arguments:?}\n{text}");
        }
    }
}

#[test]
fn a_line_end_in_a_file_name_begins_no_line_of_the_junit_report() {
    let project = with_file("cases/a\nhooks: fine.toml", "event = 5\n");
    project.write("cases/\u{202e}b.toml", "event = 5\n");
    let report = project.run(&["test", "cases", "--format", "junit"]).stdout;
    assert!(report.contains("a&#10;hooks: fine.toml\""), "{report}");
    assert!(report.contains("&#x202e;b.toml"), "{report}");
    assert!(
        !report.lines().any(|line| line.starts_with("hooks:")),
        "{report}"
    );
}

#[test]
fn what_a_hook_printed_is_shown_behind_a_bar() {
    let project = Project::with_hooks(
        "[[hooks.stop]]\ncommand = \"printf 'a\\\\nhooks evil\\\\n' >&2; exit 1\"\n",
    );
    let fire = [
        "fire",
        "stop",
        "--sample",
        "--show-io",
        "--config",
        "hooks.toml",
    ];
    let ran = project.run(&fire);
    assert!(ran.stdout.contains("\n        | hooks evil\n"), "{ran:?}");
    // A forged line is also marked as quoted if stderr is a pipe, where no line wraps.
    let exec =
        "[[hooks.pre_tool_use]]\ncommand = \"printf 'a\\\\nhooks: evil\\\\n' >&2; exit 2\"\n";
    project.write("hooks.toml", exec);
    let ran = project.run(&["exec", "--config", "hooks.toml", "--", "true"]);
    assert!(ran.stderr.contains("\n  | hooks: evil"), "{ran:?}");
}
