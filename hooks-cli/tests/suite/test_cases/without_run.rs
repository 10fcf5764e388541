//! `hooks test`: cases in which no hook ran, and what a case says beside its outcome.

use crate::support::{Project, Ran};

const HOOKS: &str = r#"
[[hooks.pre_tool_use]]
name = "stay-inside"
matcher = ["Write", "Edit"]
command = "exit 2"

[[hooks.pre_tool_use]]
name = "quiet"
matcher = "shell"
command = "exit 0"
"#;

/// Runs one case.
fn tested(hooks: &str, case: &str, arguments: &[&str]) -> Ran {
    let project = Project::with_hooks(hooks);
    project.write("tests/a.toml", case);
    project.run(&[&["test", "tests"], arguments].concat())
}

/// Returns the output as one line.
fn stdout_line(ran: &Ran) -> String {
    let words: Vec<&str> = ran.stdout.split_whitespace().collect();
    words.join(" ")
}

fn case(event: &str, more: &str) -> String {
    format!("event = \"{event}\"\n{more}\n[expect]\noutcome = \"proceed\"\n")
}

#[test]
fn a_case_whose_named_hook_did_not_run_fails_and_says_why() {
    let case = case(
        "pre_tool_use",
        "tool = \"edit_file\"\nhook = \"stay-inside\"",
    );
    let ran = tested(HOOKS, &case, &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let said =
        "run: `stay-inside` did not run: matcher \"Write\" or \"Edit\"; this call is \"edit_file\"";
    assert!(stdout_line(&ran).contains(said), "{}", ran.stdout);
    let json = tested(HOOKS, &case, &["--format", "json"]).json();
    assert_eq!(json["cases"][0]["differences"][0]["what"], "run");
    let junit = tested(HOOKS, &case, &["--format", "junit"]).stdout;
    assert!(junit.contains("<failure message=\"run\">"), "{junit}");
}

#[test]
fn a_case_in_which_every_hook_was_skipped_passes_with_a_note() {
    let case = case("pre_tool_use", "tool = \"read_file\"");
    let ran = tested(HOOKS, &case, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let said = "note: no hook ran, so this case tests no hook: `stay-inside` did not run: matcher";
    assert!(stdout_line(&ran).contains(said), "{}", ran.stdout);
    for format in ["json", "junit"] {
        let ran = tested(HOOKS, &case, &["--format", format]);
        assert!(ran.stdout.contains("no hook ran, so"), "{}", ran.stdout);
    }
}

#[test]
fn a_case_of_an_event_without_hooks_fails_and_names_the_events_of_the_others() {
    let ran = tested(HOOKS, &case("stop", ""), &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let said = "run: no hook is configured for Stop; `stay-inside` is at PreToolUse, `quiet` is at PreToolUse";
    assert!(stdout_line(&ran).contains(said), "{}", ran.stdout);
    let ran = tested(HOOKS, &case("stop", "hook = \"quiet\""), &[]);
    let said = "no hook of Stop is called `quiet`; `quiet` is at PreToolUse";
    assert!(stdout_line(&ran).contains(said), "{}", ran.stdout);
}

#[test]
fn a_case_in_which_a_hook_ran_has_no_note() {
    let ran = tested(HOOKS, &case("pre_tool_use", "hook = \"quiet\""), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!ran.stdout.contains("note"), "{}", ran.stdout);
}

#[test]
fn a_change_that_loses_fields_passes_with_the_rows_note() {
    let hooks = r#"
[[hooks.pre_tool_use]]
name = "short"
matcher = "shell"
command = '''echo '{"decision":"modify","content":{"command":["ls"]}}' '''
"#;
    let case = "event = \"pre_tool_use\"\n[expect]\noutcome = \"modify\"\n";
    let ran = tested(hooks, case, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let said = "note: `short`: lost_fields: ";
    assert!(stdout_line(&ran).contains(said), "{}", ran.stdout);
}

#[test]
fn the_failure_of_a_hook_is_told_once_and_without_an_expected_answer() {
    let hooks = r#"
[[hooks.pre_tool_use]]
name = "typo"
matcher = "shell"
command = '''echo '{"decision":"blok"}' '''
"#;
    let ran = tested(hooks, &case("pre_tool_use", ""), &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(
        stdout_line(&ran).matches("did you mean").count(),
        1,
        "{}",
        ran.stdout
    );
    assert!(
        !stdout_line(&ran).contains("expected an answer"),
        "{}",
        ran.stdout
    );
}

#[test]
fn an_error_of_the_configuration_is_told_once_for_all_cases() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\nlaunch = \"workers\"\ncommand = [\"x\"]\n",
    );
    project.write("tests/a.toml", &case("stop", ""));
    project.write("tests/b.toml", &case("stop", ""));
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.stdout.matches("workers").count(), 1, "{}", ran.stdout);
    let said = "for the same reason as above";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
}

#[test]
fn a_quotation_in_a_message_is_not_escaped_and_content_is_shown_as_json() {
    let hooks = "[[hooks.pre_tool_use]]\nname = \"no\"\nmatcher = \"shell\"\n\
                 command = \"echo 'type `pnpm`' >&2; exit 2\"\n";
    let case = "event = \"pre_tool_use\"\n[expect]\noutcome = \"block\"\nmessage = \"x`y\"\n\
                content = { a = 1, b = 2 }\n";
    let ran = tested(hooks, case, &[]);
    assert!(!ran.stdout.contains("u{60}"), "{}", ran.stdout);
    let said = "got \"type `pnpm`\"";
    assert!(stdout_line(&ran).contains(said), "{}", ran.stdout);
    assert!(ran.stdout.contains("\"a\": 1,"), "{}", ran.stdout);
}

#[test]
fn a_script_that_answers_once_as_a_worker_fails_with_what_check_says() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"once\"\nmatcher = \"shell\"\ntimeout = \"2s\"\n\
         command = [\"sh\", \"${config_dir}/once.sh\"]\nlaunch = \"worker\"\n",
    );
    project.write("once.sh", "#!/bin/sh\ncat >/dev/null\nexit 0\n");
    project.write("tests/a.toml", &case("pre_tool_use", ""));
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        stdout_line(&ran).contains("`hooks check` says: "),
        "{}",
        ran.stdout
    );
    let json = project.run(&["test", "tests", "--format", "json"]).json();
    assert!(json["cases"][0]["advice"][0].is_string(), "{json}");
    let fire = [
        "fire",
        "pre_tool_use",
        "--sample",
        "--show-io",
        "--config",
        "hooks.toml",
    ];
    let shown = stdout_line(&project.run(&fire));
    let said = "`hooks` ended it, because it did not say hello";
    assert!(shown.contains(said), "{shown}");
}
