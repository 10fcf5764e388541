//! `hooks explain`: for one call, why each hook runs or does not run.

use serde_json::json;

use crate::list::project;
use crate::support::{Project, said, with_file};

mod calls;
mod rows;

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
    let said = "`if` \"Bash(git *)\" does not match the command \"ls -la\"";
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
            "`second`: `hooks check` says: this hook and `first` (hooks.toml:12) both seem to rewrite the input of `shell`; each sees the original, so the last one wins; `strategy = \"chain\"` lets each hook see the result of the previous hook",
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

/// Returns the command that an explanation suggests, as words without `hooks`.
fn suggested(told: &str) -> Option<Vec<String>> {
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, command) = flat.split_once("a call that it matches: `hooks ")?;
    let command = command.split_once('`')?.0.replace('\'', "");
    // The suggested values of these tests have no spaces, except `git push`.
    let command = command.replace("git push", "git\u{a0}push");
    let words = command.split(' ').map(|word| word.replace('\u{a0}', " "));
    Some(words.collect())
}

#[test]
fn a_hook_that_only_the_default_tool_keeps_from_running_gets_the_command_that_it_matches() {
    let claude = |matcher: &str, rule: &str| {
        let hook = format!("{{\"type\":\"command\",\"command\":\"true\"{rule}}}");
        format!(
            "{{\"hooks\":{{\"PreToolUse\":[{{\"matcher\":\"{matcher}\",\"hooks\":[{hook}]}}]}}}}"
        )
    };
    let native = |matcher: &str| {
        format!("[[hooks.pre_tool_use]]\nname = \"w\"\ncommand = \"true\"\nmatcher = {matcher}\n")
    };
    for (file, text, expected) in [
        ("hooks.toml", native("\"write_file\""), "--tool write_file"),
        (
            "hooks.toml",
            native("[\"read_file\", \"mcp__github__push\"]"),
            "--tool read_file",
        ),
        (
            "hooks.toml",
            native("[\"mcp__github__push\"]"),
            "--tool mcp__github__push",
        ),
        ("settings.json", claude("Write|Edit", ""), "--tool Write"),
        (
            "settings.json",
            claude("Notebook.*|^Edit$", ""),
            "--tool Edit",
        ),
        (
            "settings.json",
            claude("Bash", ",\"if\":\"Bash(git push:*)\""),
            "--tool Bash --set 'command=git push'",
        ),
    ] {
        let project = with_file(file, &text);
        let typed = ["explain", "pre_tool_use", "--config", file, "--as"];
        let dialect = if file == "hooks.toml" {
            "native"
        } else {
            "claude"
        };
        let typed = [&typed[..], &[dialect]].concat();
        let told = said(&project.run(&typed));
        let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let whole =
            format!("`hooks explain pre_tool_use {expected} --config {file} --as {dialect}`");
        assert!(flat.contains(&whole), "{expected}: {told}");
        assert_eq!(flat.matches("hooks explain").count(), 1, "{told}");
        // The command does what it promises, and suggests no further call.
        let words = suggested(&told).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let then = said(&project.run(&words));
        assert!(
            then.contains("runs") && suggested(&then).is_none(),
            "{expected}: {then}"
        );
        let json = project.run(&[&typed[..], &["--json"]].concat()).json();
        let remarks = json["remarks"].as_array().unwrap();
        assert!(
            remarks
                .iter()
                .any(|said| said.as_str().unwrap().contains(expected)),
            "{json}"
        );
    }
}

#[test]
fn no_call_is_suggested_for_a_misspelt_name_an_untrusted_hook_or_a_call_that_was_named() {
    let text = |matcher: &str| {
        format!("[[hooks.pre_tool_use]]\nname = \"w\"\ncommand = \"true\"\nmatcher = {matcher}\n")
    };
    let project = Project::with_hooks(&text("\"Bahs\""));
    let named = ["explain", "pre_tool_use", "--config", "hooks.toml"];
    assert_eq!(suggested(&said(&project.run(&named))), None);
    project.write("hooks.toml", &text("[\"x` && rm y\", \"write_file\"]"));
    let told = suggested(&said(&project.run(&named)));
    let is_safe = |words: Vec<String>| words.contains(&"write_file".to_owned());
    assert!(told.clone().is_none_or(is_safe), "{told:?}");
    let of_tool = [&named[..], &["--tool", "read_file"]].concat();
    assert_eq!(suggested(&said(&project.run(&of_tool))), None);
    project.write(".agent-hooks/hooks.toml", &text("\"write_file\""));
    assert_eq!(
        suggested(&said(&project.run(&["explain", "pre_tool_use"]))),
        None
    );
}

#[test]
fn the_json_of_a_hook_whose_program_is_missing_says_that_it_cannot_start() {
    let project = Project::new();
    let hook = |name: &str, command: &str| {
        format!("[[hooks.pre_tool_use]]\nname = \"{name}\"\ncommand = [\"{command}\"]\n")
    };
    let text = hook("gone", "/nowhere/guard.sh") + &hook("fine", "true");
    project.write("hooks.toml", &text);
    let json = project
        .run(&[
            "explain",
            "pre_tool_use",
            "--config",
            "hooks.toml",
            "--json",
        ])
        .json();
    let stop = &json["hooks"][0]["cannot_start"];
    assert_eq!(stop["outcome"], "block", "{json}");
    let reason = stop["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("`/nowhere/guard.sh` does not exist"),
        "{json}"
    );
    assert!(json["hooks"][1].get("cannot_start").is_none(), "{json}");
}
