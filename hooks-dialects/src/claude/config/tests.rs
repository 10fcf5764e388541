use std::path::PathBuf;
use std::time::Duration;

use hooks_config::Loaded;
use hooks_config::format::Place;
use hooks_types::EventName;
use hooks_types::spec::{
    Handler, Liveness, Matcher, OnBadPattern, OnFailure, Pattern, PatternSyntax, Scope, Strategy,
};

use super::matcher;
use crate::config::events::Target;
use crate::config::trial::{appended, hooks, load, parse, place, remarks, together};

mod keys;
mod matchers;
mod scopes;

const SETTINGS: &str = "/p/.claude/settings.json";

fn settings(text: &str) -> Loaded {
    load(crate::CLAUDE, SETTINGS, text)
}

/// Loads one handler of one event; `fields` is the handler's JSON in the file.
fn handler(event: &str, fields: &str) -> Loaded {
    settings(&format!(
        r#"{{"hooks":{{"{event}":[{{"hooks":[{{{fields}}}]}}]}}}}"#
    ))
}

fn listed(names: &[&str]) -> Option<Matcher> {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Some(Matcher::Names(names))
}

#[test]
fn a_settings_file_becomes_live_hooks_with_everything_their_place_tells() {
    let text = r#"{
  "model": "opus",
  "hooks": {
    "PreToolUse": [
      {"matcher": "Bash", "hooks": [
        {"type": "command", "command": "guard.sh", "timeout": 5, "statusMessage": "guarding"}
      ]}
    ]
  }
}"#;
    let loaded = settings(text);
    assert_eq!(remarks(&loaded), [""; 0]);
    let [spec] = loaded.hooks_despite_errors() else {
        panic!("one hook")
    };
    assert_eq!(spec.id, "PreToolUse[0]");
    assert_eq!(spec.event, EventName::PreToolUse);
    assert_eq!(spec.form.dialect, crate::CLAUDE);
    assert_eq!(spec.form.event, "PreToolUse");
    assert_eq!(spec.source.to_string(), "/p/.claude/settings.json:6");
    assert_eq!(spec.scope, Scope::User);
    assert_eq!(
        spec.matchers,
        listed(&["Bash"]).into_iter().collect::<Vec<_>>()
    );
    assert_eq!(spec.timeout, Duration::from_secs(5));
    assert_eq!(spec.strategy, Strategy::All);
    assert_eq!(spec.on_failure, OnFailure::Proceed);
    assert_eq!(spec.status_message.as_deref(), Some("guarding"));
    let Handler::Command(command) = &spec.handler else {
        panic!("a command")
    };
    assert_eq!(
        command.env.get("CLAUDE_PROJECT_DIR").map(String::as_str),
        Some("/p")
    );
    assert_eq!(command.work_dir_fallbacks, [PathBuf::from("/p")]);
}

#[test]
fn one_broken_entry_costs_that_entry() {
    let text = r#"{"hooks":{
"PreToolUse":[
 {"hooks":[{"type":"command"},
  {"type":"comand","command":"x"},
  {"type":"command","command":"x","timeout":"5"},
  {"type":"command","command":"x","timeout":0},
  {"type":"command","command":"x","onFailure":"deny"},
  7,
  {"type":"command","command":"good"}]},
 {"type":"command","command":"flat"},
 {"matcher":3,"hooks":[{"type":"command","command":"x"}]}],
"Stop":{"hooks":[]}}}"#;
    let loaded = settings(text);
    assert_eq!(
        hooks(&loaded),
        [
            "PreToolUse[0] unusable: a command handler needs `command`",
            "PreToolUse[1] unusable: Claude Code has no handler type `comand`",
            "PreToolUse[2] unusable: `timeout` is a string, not a number",
            "PreToolUse[3] unusable: `timeout` must be more than 0",
            "PreToolUse[4] unusable: `onFailure` is `continue` or `block`, not `deny`",
            "PreToolUse[5] unusable: a handler is a number, not an object",
            "PreToolUse[6] sh good",
            "PreToolUse[7] unusable: this is the form of an entry in Cursor and Copilot; in Claude Code it belongs in the list `hooks` of a group",
            "PreToolUse[8] unusable: `matcher` is a number, not a string",
            "Stop[0] unusable: `Stop` is an object, not a list of groups",
        ]
    );
    assert_eq!(
        remarks(&loaded),
        [
            "3:12 error[missing_key] a command handler needs `command`",
            "4:11 error[bad_value] Claude Code has no handler type `comand`",
            "5:45 error[wrong_type] `timeout` is a string, not a number",
            "6:45 error[bad_value] `timeout` must be more than 0",
            "7:47 error[bad_value] `onFailure` is `continue` or `block`, not `deny`",
            "8:3 error[wrong_type] a handler is a number, not an object",
            "10:2 error[missing_key] this is the form of an entry in Cursor and Copilot; in Claude Code it belongs in the list `hooks` of a group",
            "11:13 error[wrong_type] `matcher` is a number, not a string",
            "12:8 error[wrong_type] `Stop` is an object, not a list of groups",
        ]
    );
}

#[test]
fn what_no_program_can_be_given_is_refused_at_load() {
    let nul = handler("Stop", r#""type":"command","command":"a\u0000b""#);
    assert_eq!(
        hooks(&nul),
        ["Stop[0] unusable: `command` contains a NUL byte, which cannot be passed to a program"]
    );
    let endless = handler("Stop", r#""type":"command","command":"x","timeout":1e999"#);
    assert_eq!(hooks(&endless), ["Stop[0] sh x"]);
    assert_eq!(
        endless.hooks_despite_errors()[0].timeout,
        Duration::from_secs(7 * 24 * 3600)
    );
}

#[test]
fn keys_and_events_without_effect_are_named_and_near_ones_offered() {
    let text = r#"{"hooks":{
"PreTolUse":[{"hooks":[{"type":"command","command":"x"}]}],
"// old":"was here",
"Stop":[{"matcher":"","note":"x","hooks":[{"type":"command","command":"x","timeOut":3,"once":true}]}]},
"disableAllHook":true, "PostToolUse":[]}"#;
    let loaded = settings(text);
    assert_eq!(
        remarks(&loaded),
        [
            "2:1 warning[unknown_event] Claude Code has no event `PreTolUse`; its hooks never run there",
            "3:1 note[unknown_event] `// old` is not an event; read as a comment",
            "4:23 warning[unknown_key] unknown key `note` of a matcher group; it has no effect",
            "4:75 warning[unknown_key] unknown key `timeOut` of a `command` handler; it has no effect",
            "4:94 warning[no_effect] `once` works in the frontmatter of skills only; here the hook runs every time",
            "5:1 warning[unknown_key] unknown key `disableAllHook`; it has no effect",
            "5:24 warning[unknown_key] `PostToolUse` has no effect here; events belong under `hooks`",
        ]
    );
    let help: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter_map(|found| found.help.as_deref())
        .collect();
    assert_eq!(
        help,
        [
            "did you mean `PreToolUse`?",
            "did you mean `timeout`?",
            "did you mean `disableAllHooks`?",
            "write { \"hooks\": { \"PostToolUse\": [...] } }",
        ]
    );
    assert_eq!(hooks(&loaded), ["PreTolUse[0] sh x", "Stop[0] sh x"]);
}

#[test]
fn args_start_a_program_without_a_shell_and_placeholders_are_replaced() {
    let fields = r#""type":"command","command":"${CLAUDE_PROJECT_DIR}/g","args":["--root","${CLAUDE_PROJECT_DIR}","$HOME"],"shell":"bash""#;
    let loaded = handler("PreToolUse", fields);
    assert_eq!(hooks(&loaded), ["PreToolUse[0] argv /p/g --root /p $HOME"]);
    assert_eq!(
        remarks(&loaded),
        ["1:147 warning[no_effect] `shell` is ignored beside `args`: no shell is started"]
    );
    let empty = handler("PreToolUse", r#""type":"command","command":"g","args":[]"#);
    assert_eq!(hooks(&empty), ["PreToolUse[0] argv g"]);
}

#[test]
fn a_plugin_has_its_root_in_the_environment_and_in_arguments() {
    let text = r#"{"description":"d","hooks":{"Stop":[{"hooks":[
 {"type":"command","command":"${CLAUDE_PLUGIN_ROOT}/s.sh"},
 {"type":"command","command":"${CLAUDE_PLUGIN_ROOT}/s.sh","args":[]},
 {"type":"command","command":"x ${user_config.key}"}]}]}}"#;
    let loaded = load(crate::CLAUDE, "/plug/hooks/hooks.json", text);
    assert_eq!(
        hooks(&loaded),
        [
            "Stop[0] sh ${CLAUDE_PLUGIN_ROOT}/s.sh",
            "Stop[1] argv /plug/s.sh",
            "Stop[2] unusable: `${user_config...}` is refused in a shell text: its value would be run",
        ]
    );
    let Handler::Command(command) = &loaded.hooks_despite_errors()[0].handler else {
        panic!("a command")
    };
    assert_eq!(
        command.env.get("CLAUDE_PLUGIN_ROOT").map(String::as_str),
        Some("/plug")
    );
}

#[test]
fn a_manifest_holds_hooks_inline_with_and_without_the_wrapper() {
    let groups = r#"{"Stop":[{"hooks":[{"type":"command","command":"x"}]}]}"#;
    for inline in [groups.to_owned(), format!(r#"{{"hooks":{groups}}}"#)] {
        let text = format!(r#"{{"name":"p","hooks":{inline}}}"#);
        let loaded = load(crate::CLAUDE, "/plug/.claude-plugin/plugin.json", &text);
        assert_eq!(hooks(&loaded), ["Stop[0] sh x"]);
        assert_eq!(remarks(&loaded), [""; 0]);
    }
}

#[test]
fn comments_are_refused_as_claude_code_refuses_them() {
    let loaded = settings("{\n  // guard\n  \"hooks\": {}\n}");
    assert_eq!(
        remarks(&loaded),
        ["2:3 error[syntax] not the JSON that Claude Code reads: comments are not allowed"]
    );
}
