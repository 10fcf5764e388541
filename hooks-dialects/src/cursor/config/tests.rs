use std::path::Path;
use std::time::Duration;

use hooks_config::Loaded;
use hooks_config::format::Place;
use hooks_types::EventName;
use hooks_types::spec::{
    Handler, Matcher, OnFailure, Pattern, PatternSyntax, Scope, Subject, WorkDir,
};

use super::handler::lower;
use crate::config::events::Target;
use crate::config::trial::{hooks, load, parse, place, remarks};

const PROJECT: &str = "/p/.cursor/hooks.json";

fn entry(event: &str, fields: &str) -> Loaded {
    let text = format!(r#"{{"version":1,"hooks":{{"{event}":[{{"command":"x"{fields}}}]}}}}"#);
    load(crate::CURSOR, PROJECT, &text)
}

#[test]
fn a_flat_entry_becomes_a_hook_that_runs_in_the_projects_root() {
    let loaded = entry(
        "beforeShellExecution",
        r#","matcher":"curl|nc ","timeout":30,"failClosed":true"#,
    );
    assert_eq!(remarks(&loaded), [""; 0]);
    let spec = &loaded.hooks_despite_errors()[0];
    assert_eq!(spec.event, EventName::PreToolUse);
    assert_eq!(spec.form.event, "beforeShellExecution");
    assert_eq!(spec.on_failure, OnFailure::Block);
    assert_eq!(spec.timeout, Duration::from_secs(30));
    let pattern =
        Pattern::new("curl|nc ", PatternSyntax::EcmaScript).with_subject(Subject::CommandText);
    assert_eq!(spec.matchers, [Matcher::Pattern(pattern)]);
    let Handler::Command(command) = &spec.handler else {
        panic!("a command")
    };
    assert_eq!(command.work_dir, WorkDir::Fixed("/p".into()));
    assert_eq!(
        command.env.get("CURSOR_PROJECT_DIR").map(String::as_str),
        Some("/p")
    );
}

#[test]
fn the_users_and_the_administrators_hooks_run_in_the_folder_of_their_file() {
    let text = r#"{"version":1,"hooks":{"stop":[{"command":"x"}]}}"#;
    let dir = |place: &Place| {
        let loaded = parse(text, crate::CURSOR, place);
        match &loaded.hooks_despite_errors()[0].handler {
            Handler::Command(command) => command.work_dir.clone(),
            _ => WorkDir::Session,
        }
    };
    let fixed = |path: &str| WorkDir::Fixed(Path::new(path).to_path_buf());
    let user = place("/h/.cursor/hooks.json")
        .with_home("/h")
        .with_project("/p");
    assert_eq!(dir(&user), fixed("/h/.cursor"));
    let managed = place("/etc/cursor/hooks.json")
        .with_scope(Scope::Managed)
        .with_project("/p");
    assert_eq!(dir(&managed), fixed("/etc/cursor"));
}

#[test]
fn matchers_are_unanchored_patterns_over_what_the_event_is_about() {
    let js = |subject| {
        Some(Matcher::Pattern(
            Pattern::new("a", PatternSyntax::EcmaScript).with_subject(subject),
        ))
    };
    assert_eq!(lower("", Target::Tool, "a"), js(Subject::Names));
    assert_eq!(
        lower("", Target::CommandText, "a"),
        js(Subject::CommandText)
    );
    assert_eq!(lower("", Target::Free, "*"), None);
    assert_eq!(lower("", Target::Nothing, "a"), None);
}

#[test]
fn the_loop_limit_is_five_unless_set_and_null_is_none() {
    let limit = |fields: &str| {
        let loaded = entry("stop", fields);
        let options = &loaded.hooks_despite_errors()[0].options;
        options
            .get("loop_limit")
            .and_then(serde_json::Value::as_u64)
    };
    assert_eq!(limit(""), Some(5));
    assert_eq!(limit(r#","loop_limit":2"#), Some(2));
    assert_eq!(limit(r#","loop_limit":null"#), None);
    let broken = entry("stop", r#","loop_limit":-1"#);
    assert_eq!(
        hooks(&broken),
        ["Stop[0] unusable: `loop_limit` is not a whole number in range"]
    );
}

#[test]
fn what_has_no_effect_is_named_and_the_rest_of_the_file_lives() {
    let text = r#"{"hooks":{
"userPromptSubmit":[{"command":"x"}],
"beforeMCPExecution":[{"command":"x","matcher":"t","loop_limit":3}],
"preToolUse":[{"matcher":"Shell","hooks":[{"type":"command","command":"x"}]},{"command":"y","type":"http"},{"command":"good","timeout":5000},4]}}"#;
    let loaded = load(crate::CURSOR, PROJECT, text);
    assert_eq!(
        remarks(&loaded),
        [
            "1:1 warning[missing_key] `version` is missing; Cursor expects `\"version\": 1`",
            "2:1 warning[unknown_event] Cursor has no event `userPromptSubmit`; its hooks never run there",
            "3:48 warning[no_effect] beforeMCPExecution has nothing to match; the hook always runs",
            "3:52 warning[no_effect] `loop_limit` has an effect only on stop and subagentStop, not on beforeMCPExecution",
            "4:15 error[missing_key] this is Claude Code's form of an entry; in Cursor `command` is directly in the entry",
            "4:100 error[bad_value] Cursor has no entry type `http`",
            "4:136 warning[suspicious_unit] Cursor reads `timeout` in seconds: 5000 is 83.3 min; in milliseconds it would be 5 s",
            "4:142 error[wrong_type] an entry is a number, not an object",
        ]
    );
    assert_eq!(
        hooks(&loaded),
        [
            "userPromptSubmit[0] sh x",
            "PreToolUse[0] sh x",
            "PreToolUse[1] unusable: this is Claude Code's form of an entry; in Cursor `command` is directly in the entry",
            "PreToolUse[2] unusable: Cursor has no entry type `http`",
            "PreToolUse[3] sh good",
            "PreToolUse[4] unusable: an entry is a number, not an object",
        ]
    );
}

#[test]
fn prompt_entries_are_kept_for_the_embedder() {
    let text = r#"{"version":1,"hooks":{"stop":[{"type":"prompt","prompt":"done?"}]}}"#;
    let loaded = load(crate::CURSOR, PROJECT, text);
    assert_eq!(hooks(&loaded), ["Stop[0] prompt"]);
    assert_eq!(loaded.diagnostics.len(), 1);
}
