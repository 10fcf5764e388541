use std::time::Duration;

use hooks_config::Loaded;
use hooks_types::EventName;
use hooks_types::spec::{Handler, Matcher, OnBadPattern, Pace, Pattern, PatternSyntax, Scope};

use super::handler::lower;
use crate::config::events::Target;
use crate::config::trial::{appended, hooks, load, place, remarks, together};

const SETTINGS: &str = "/p/.gemini/settings.json";

fn settings(text: &str) -> Loaded {
    load(crate::GEMINI, SETTINGS, text)
}

#[test]
fn a_settings_file_with_comments_becomes_hooks_under_our_event_names() {
    let text = r#"{
  // project guards
  "ui": {},
  "hooks": {
    "BeforeTool": [{"matcher": "write_file|replace", "sequential": true, "hooks": [
      {"name": "sec", "type": "command", "command": "s.sh", "timeout": 5000, "env": {"A": "1"}, "description": "d"}]}],
    "AfterAgent": [{"hooks": [{"type": "command", "command": "t.sh"}]}]
  }
}"#;
    let loaded = settings(text);
    assert_eq!(remarks(&loaded), [""; 0]);
    let [tool, stop] = loaded.hooks_despite_errors() else {
        panic!("two hooks")
    };
    assert_eq!(
        (tool.id.as_str(), &tool.event),
        ("sec", &EventName::PreToolUse)
    );
    assert_eq!(tool.form.event, "BeforeTool");
    assert_eq!(tool.timeout, Duration::from_secs(5));
    assert_eq!(tool.pace(), Pace::InTurnMerged);
    let Handler::Command(command) = &tool.handler else {
        panic!("a command")
    };
    assert_eq!(command.env.get("A").map(String::as_str), Some("1"));
    assert_eq!(
        (stop.id.as_str(), &stop.event),
        ("Stop[0]", &EventName::Stop)
    );
    assert_eq!(
        (stop.timeout, stop.pace()),
        (Duration::from_secs(60), Pace::Together)
    );
}

#[test]
fn matchers_are_unanchored_patterns_on_tools_and_whole_words_on_sessions() {
    let js = |text: &str| {
        let pattern =
            Pattern::new(text, PatternSyntax::EcmaScript).with_on_bad(OnBadPattern::Exact);
        Some(Matcher::Pattern(pattern))
    };
    let sources = Target::OneOf(&["startup"]);
    let cases = [
        (Target::Tool, " ", None),
        (Target::Tool, "*", None),
        (Target::Tool, " write_file ", js("write_file")),
        (
            sources,
            "startup|resume",
            Some(Matcher::Names(vec!["startup|resume".to_owned()])),
        ),
        (Target::Nothing, "x", None),
    ];
    for (target, text, expected) in cases {
        assert_eq!(lower("", target, text), expected, "{text:?}");
    }
}

#[test]
fn what_has_no_effect_is_named() {
    let text = r#"{"hooks":{
"enabled":true,
"PreToolUse":[],
"SessionStart":[{"matcher":"startup|resume","hooks":[{"type":"command","command":"x","timeout":30}]}],
"BeforeAgent":[{"matcher":"x","hooks":[{"type":"command","command":"x","once":true}]}],
"BeforeTool":[{"matcher":"Bash|glob","hooks":[{"type":"Command","command":"x"}]}]}}"#;
    let loaded = settings(text);
    assert_eq!(
        remarks(&loaded),
        [
            "2:1 warning[no_effect] `enabled` has no effect among the events",
            "3:1 warning[unknown_event] Gemini CLI has no event `PreToolUse`; its hooks never run there",
            "4:28 warning[bad_matcher] `startup|resume` never matches SessionStart: the matcher is compared as a whole",
            "4:96 warning[suspicious_unit] Gemini CLI reads `timeout` in milliseconds: 30 is 30 ms; in seconds it would be 30 s",
            "5:27 warning[no_effect] BeforeAgent has nothing to match; the matcher is ignored",
            "5:72 warning[unknown_key] unknown key `once` of a `command` handler; it has no effect",
            "6:26 warning[bad_matcher] `Bash` is not a tool name of Gemini CLI",
            "6:55 error[bad_value] Gemini CLI has no handler type `Command` in files, and silently drops the hook",
        ]
    );
    assert_eq!(
        loaded.hooks_despite_errors()[0].timeout,
        Duration::from_millis(30)
    );
}

fn before_tool(hooks: &str, config: &str) -> String {
    format!(r#"{{{config}"hooks":{{"BeforeTool":[{{"hooks":[{hooks}]}}]}}}}"#)
}

#[test]
fn hooks_are_disabled_by_name_or_command_and_all_by_the_nearest_file() {
    let two = r#"{"name":"a","type":"command","command":"x"},{"type":"command","command":"y"}"#;
    let named = before_tool(two, r#""hooksConfig":{"disabled":["a","y","z"]},"#);
    let loaded = settings(&named);
    assert_eq!(
        hooks(&loaded),
        ["a sh x [disabled]", "PreToolUse[1] sh y [disabled]"]
    );
    assert_eq!(
        remarks(&loaded),
        ["1:37 note[no_effect] no loaded hook has the name or command `z`"]
    );

    let run = |project: &str, user: &str| {
        let config = |value: &str| match value {
            "" => String::new(),
            set => format!(r#""hooksConfig":{{"enabled":{set}}},"#),
        };
        let one = |name: &str| format!(r#"{{"type":"command","command":"{name}"}}"#);
        let files = [
            (
                place(SETTINGS).with_scope(Scope::Project),
                before_tool(&one("p"), &config(project)),
            ),
            (
                place("/h/.gemini/settings.json"),
                before_tool(&one("u"), &config(user)),
            ),
        ];
        hooks(&appended(together(&crate::GEMINI, &files)))
    };
    assert_eq!(
        run("", "false"),
        [
            "PreToolUse[0] sh p [disabled]",
            "PreToolUse[0] sh u [disabled]"
        ]
    );
    assert_eq!(
        run("true", "false"),
        ["PreToolUse[0] sh p", "PreToolUse[0] sh u"]
    );
}

#[test]
fn hooks_of_one_name_and_command_run_once() {
    let twice = r#"{"name":"a","type":"command","command":"x","timeout":2000},{"name":"a","type":"command","command":"x"},{"name":"b","type":"command","command":"x"}"#;
    let loaded = settings(&before_tool(twice, ""));
    let [first, second, other] = loaded.hooks_despite_errors() else {
        panic!("three hooks")
    };
    assert_eq!(first.identity, second.identity);
    assert_ne!(first.identity, other.identity);
    assert_eq!(first.identity.as_deref(), Some("gemini a:x"));
}

#[test]
fn an_extensions_folder_is_put_into_the_command() {
    let text = before_tool(
        r#"{"type":"command","command":"${extensionPath}/x $GEMINI_PROJECT_DIR"}"#,
        "",
    );
    let loaded = load(crate::GEMINI, "/ext/hooks/hooks.json", &text);
    assert_eq!(
        hooks(&loaded),
        ["PreToolUse[0] sh /ext/x $GEMINI_PROJECT_DIR"]
    );
}
