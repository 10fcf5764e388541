//! `hooks explain`: for one call, why each hook runs or does not run.

use serde_json::json;

use crate::list::project;
use crate::support::Project;

const HOOKS: &str = r#"
[[hooks.pre_tool_use]]
name = "force"
matcher = "shell"
command = '''grep -q force && { echo "no force pushes" >&2; exit 2; } || exit 0'''

[[hooks.pre_tool_use]]
name = "typo"
matcher = "shel"
command = "true"

[[hooks.pre_tool_use]]
name = "first"
matcher = "shell"
command = '''echo '{"decision":"modify","content":{"command":["one"]}}' '''

[[hooks.pre_tool_use]]
name = "second"
matcher = "shell"
command = '''echo '{"decision":"modify","content":{"command":["two"]}}' '''

[[hooks.pre_tool_use]]
name = "later"
command = "true"
background = true

[[hooks.post_tool_use]]
name = "behind"
matcher = "shell"
command = "true"
"#;

fn with_hooks() -> Project {
    Project::with_hooks(HOOKS)
}

const CONFIG: [&str; 2] = ["--config", "hooks.toml"];

#[test]
fn each_hook_is_explained_in_terminals_of_80_and_140_columns() {
    let project = with_hooks();
    for columns in [80, 140] {
        let arguments = [&["explain", "pre_tool_use"], &CONFIG[..]].concat();
        let shown = project.shown(columns, &arguments);
        insta::assert_snapshot!(format!("explain_{columns}"), shown);
    }
}

#[test]
fn a_project_nobody_trusts_is_named_with_what_to_type() {
    let shown = project().shown(80, &["explain", "PreToolUse", "--set", "command=git push"]);
    assert!(shown.contains("skipped: untrusted"), "{shown}");
    assert!(shown.contains("add `--trust-project`"), "{shown}");
}

#[test]
fn an_if_rule_shows_the_text_it_saw() {
    let arguments = [
        "explain",
        "PreToolUse",
        "--trust-project",
        "--set",
        "command=ls -la",
    ];
    let shown = project().shown(140, &arguments);
    let said = "`if` \"Bash(git *)\" does not match; it saw the command \"ls -la\"";
    assert!(shown.contains(said), "{shown}");
}

#[test]
fn run_shows_who_answered_what_and_whose_change_won() {
    let project = with_hooks();
    let arguments = [&["explain", "pre_tool_use", "--run", "--json"], &CONFIG[..]].concat();
    let json = project.run(&arguments).json();
    assert_eq!(json["report"]["content"], json!({ "command": ["two"] }));
    assert_eq!(
        json["remarks"],
        json!([
            "`force` judged the original, not the change of `second`; `role = \"validate\"` lets it judge the final input",
            "the change of `first` was replaced by that of `second`",
            "the agent does not wait for `later`: it runs in the background",
            "`later`: `hooks check` says: the agent does not wait for a background hook, so this hook cannot block anything; remove `background`, so that the hook's answer takes effect",
            "`second`: `hooks check` says: this hook and `first` (hooks.toml:12) seem to rewrite the same input or output, that of `shell`; both see the original, so the last one wins; `strategy = \"chain\"` lets each see the result of the one before",
        ])
    );
    let shown = project.shown(
        80,
        &[&["explain", "pre_tool_use", "--run"], &CONFIG[..]].concat(),
    );
    assert!(shown.contains("what the hooks answered"), "{shown}");
    assert!(
        shown.contains("was replaced by that of `second`"),
        "{shown}"
    );
}

#[test]
fn explaining_runs_nothing() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\ncommand = \"touch ran\"\n\
         [[hooks.stop]]\ncommand = \"touch ran\"\n",
    );
    for event in ["PreToolUse", "stop"] {
        let ran = project.run(&[&["explain", event], &CONFIG[..]].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    assert!(!project.has("ran"));
}

#[test]
fn the_agents_own_names_of_events_and_tools_are_understood() {
    let project = project();
    for (event, speak, tool) in [
        ("PreToolUse", "claude", "Bash"),
        ("BeforeTool", "gemini", "run_shell_command"),
        ("beforeShellExecution", "cursor", "shell"),
        ("preToolUse", "copilot", "bash"),
    ] {
        let arguments = [
            "explain",
            event,
            "--speak",
            speak,
            "--tool",
            tool,
            "--trust-project",
        ];
        let shown = project.shown(140, &arguments);
        assert!(
            shown.contains("!  guard          cannot start"),
            "{speak}: {shown}"
        );
    }
}

#[test]
fn wrong_events_and_values_say_what_was_meant() {
    let project = Project::new();
    for (arguments, said) in [
        (
            &["explain", "PreToolUs"][..],
            "did you mean `pre_tool_use`?",
        ),
        (
            &["explain", "BeforeTol", "--speak", "gemini"],
            "did you mean `BeforeTool`?",
        ),
        (
            &["explain", "Stop", "--tool", "shell"],
            "is not about a tool call",
        ),
        (
            &["explain", "PreToolUse", "--input", "{"],
            "`--input` is not JSON",
        ),
        (&["explain", "PreToolUse", "--set", "x"], "write KEY=VALUE"),
        (&["fire", "--sample"], "needs an event"),
        (&["fire", "Stop", "--tool", "shell"], "add `--sample`"),
    ] {
        let ran = project.run(arguments);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(said), "{arguments:?}: {ran:?}");
    }
}
