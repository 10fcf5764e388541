use std::time::Duration;

use hooks_config::Loaded;
use hooks_types::dialect::Spelling;
use hooks_types::spec::{
    Handler, Matcher, OnBadPattern, Pattern, PatternSyntax, PayloadChannel, Scope,
};

use super::matcher;
use crate::config::events::Target;
use crate::config::trial::{appended, hooks, load, place, remarks, together};

mod scopes;

const JSON: &str = "/p/.codex/hooks.json";
const TOML: &str = "/h/.codex/config.toml";

fn handler(event: &str, fields: &str) -> Loaded {
    let text = format!(
        r#"{{"hooks":{{"{event}":[{{"hooks":[{{"type":"command","command":"x"{fields}}}]}}]}}}}"#
    );
    load(crate::CODEX, JSON, &text)
}

#[test]
fn json_and_toml_say_the_same() {
    let json = r#"{"description":"d","hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[
{"type":"command","command":"g","timeout":10,"statusMessage":"checking"}]}]}}"#;
    let toml = r#"
model = "m"
[[hooks.PreToolUse]]
matcher = "Bash"
[[hooks.PreToolUse.hooks]]
type = "command"
command = "g"
timeout = 10
statusMessage = "checking"
"#;
    let (json, toml) = (
        load(crate::CODEX, JSON, json),
        load(crate::CODEX, "/p/.codex/config.toml", toml),
    );
    assert_eq!((remarks(&json), remarks(&toml)), (vec![], vec![]));
    let mut a = json.hooks_despite_errors()[0].clone();
    let b = toml.hooks_despite_errors()[0].clone();
    assert_eq!(a.source.line, 2);
    assert_eq!(b.source.line, 5);
    a.source = b.source.clone();
    assert_eq!(a, b);
    assert_eq!(a.timeout, Duration::from_secs(10));
    assert_eq!(a.matchers, [Matcher::Names(vec!["Bash".to_owned()])]);
}

#[test]
fn a_matcher_with_look_around_is_an_error_because_its_hook_never_runs() {
    for pattern in ["Ba(?=sh)", "(?!Read).*", r"(?<=mcp__).*", r"(a)\\1"] {
        let text = format!(
            r#"{{"hooks":{{"PreToolUse":[{{"matcher":"{pattern}","hooks":[{{"type":"command","command":"x"}}]}}]}}}}"#
        );
        let loaded = load(crate::CODEX, JSON, &text);
        let [found] = &remarks(&loaded)[..] else {
            panic!("{pattern}: {:?}", remarks(&loaded));
        };
        assert!(found.contains("error[bad_matcher]"), "{found}");
        assert!(found.ends_with("; the hook never runs"), "{found}");
        assert!(found.contains("not supported"), "{found}");
    }
}

#[test]
fn matchers_have_their_own_alphabet() {
    let rust = |text: &str| {
        let pattern = Pattern::new(text, PatternSyntax::Rust).with_on_bad(OnBadPattern::NeverRuns);
        Some(Matcher::Pattern(pattern))
    };
    let listed = |names: &[&str]| {
        Some(Matcher::Names(
            names.iter().map(|name| (*name).to_owned()).collect(),
        ))
    };
    let cases = [
        ("", None),
        ("*", None),
        ("Bash", listed(&["Bash"])),
        ("Edit|Write", listed(&["Edit", "Write"])),
        ("Bash|", listed(&["Bash"])),
        ("|", Some(Matcher::Never)),
        ("Edit | Write", rust("Edit | Write")),
        ("Edit,Write", rust("Edit,Write")),
        ("code-reviewer", rust("code-reviewer")),
        ("^Bash$", rust("^Bash$")),
    ];
    for (text, expected) in cases {
        assert_eq!(matcher::lower("", Target::Tool, text), expected, "{text:?}");
    }
    assert_eq!(matcher::lower("", Target::Nothing, "("), None);
}

#[test]
fn time_limits_are_whole_seconds_and_short_where_nobody_waits() {
    let cases = [
        ("PreToolUse", "", 600),
        ("PreToolUse", r#","timeout":7"#, 7),
        ("PreToolUse", r#","timeout":0"#, 1),
        ("SessionEnd", "", 1),
        ("Interrupt", "", 1),
        ("SessionEnd", r#","timeout":2"#, 2),
        ("Interrupt", r#","timeout":30"#, 3),
    ];
    for (event, fields, seconds) in cases {
        let loaded = handler(event, fields);
        let limits: Vec<_> = loaded
            .hooks_despite_errors()
            .iter()
            .map(|spec| spec.timeout)
            .collect();
        assert_eq!(limits, [Duration::from_secs(seconds)], "{event} {fields}");
    }
}

#[test]
fn what_makes_codex_drop_the_file_costs_the_entry_only() {
    let text = r#"{"version":1,"hooks":{"PreToolUse":[{"hooks":[
{"type":"http","url":"https://a.example"},
{"type":"command","command":"x","timeout":"5"},
{"type":"command","command":"x","timeout":1.5},
{"type":"command","command":" "},
{"type":"command","command":"good"}]}]}}"#;
    let loaded = load(crate::CODEX, JSON, text);
    assert_eq!(
        hooks(&loaded),
        [
            "PreToolUse[0] unusable: Codex has no handler type `http`, and drops the whole file because of it",
            "PreToolUse[1] unusable: `timeout` must be a whole number of seconds; Codex drops the whole file for any other value",
            "PreToolUse[2] unusable: `timeout` must be a whole number of seconds; Codex drops the whole file for any other value",
            "PreToolUse[3] unusable: `command` is empty",
            "PreToolUse[4] sh good",
        ]
    );
    assert_eq!(
        remarks(&loaded),
        [
            "1:2 warning[unknown_key] unknown key `version`; Codex drops the whole file because of it, while here the file's hooks are used",
            "2:9 error[bad_value] Codex has no handler type `http`, and drops the whole file because of it",
            "3:43 error[wrong_type] `timeout` must be a whole number of seconds; Codex drops the whole file for any other value",
            "4:43 error[wrong_type] `timeout` must be a whole number of seconds; Codex drops the whole file for any other value",
            "5:29 error[bad_value] `command` is empty",
        ]
    );
}

#[test]
fn a_command_with_args_is_refused_and_one_with_a_condition_runs_on_every_call() {
    let loaded = handler("PreToolUse", r#","args":"y""#);
    let message =
        "Codex ignores `args` and would run the command without them, so the entry is refused here";
    assert_eq!(
        hooks(&loaded),
        [format!("PreToolUse[0] unusable: {message}")]
    );
    assert!(loaded.has_errors());
    for condition in [r#","if":"Bash(git *)""#, r#","if":7"#] {
        let loaded = handler("PreToolUse", condition);
        assert_eq!(hooks(&loaded), ["PreToolUse[0] sh x"], "{condition}");
        let [remark] = &remarks(&loaded)[..] else {
            panic!("{condition}");
        };
        assert!(remark.contains("runs on every call"), "{remark}");
    }
    let others = handler("PreToolUse", r#","once":true,"shell":"bash""#);
    assert_eq!(hooks(&others), ["PreToolUse[0] sh x"]);
    assert_eq!(
        remarks(&others),
        [
            "1:67 warning[unknown_key] unknown key `once` of a `command` handler; it has no effect",
            "1:79 warning[unknown_key] unknown key `shell` of a `command` handler; it has no effect",
        ]
    );
}

#[test]
fn events_codex_lacks_are_named_and_kept() {
    let loaded = handler("Notification", "");
    assert_eq!(hooks(&loaded), ["Notification[0] sh x"]);
    assert_eq!(
        remarks(&loaded),
        [
            "1:11 warning[unknown_event] Codex has no event `Notification`; its hooks never run there"
        ]
    );
}

#[test]
fn windows_commands_are_passed_over_and_async_is_refused_where_codex_waits() {
    assert_eq!(
        remarks(&handler("Stop", r#","commandWindows":"w""#)),
        [""; 0]
    );
    assert!(handler("PostToolUse", r#","async":true"#).hooks_despite_errors()[0].background);
    let end = handler("SessionEnd", r#","async":true"#);
    assert!(!end.hooks_despite_errors()[0].background);
    assert_eq!(end.diagnostics.len(), 1);
}

#[test]
fn prompt_and_agent_handlers_are_listed_and_never_run() {
    let text = r#"{"hooks":{"Stop":[{"hooks":[{"type":"prompt","prompt":"x"},{"type":"mcp_tool","server":"s","tool":"t"}]}]}}"#;
    let loaded = load(crate::CODEX, JSON, text);
    assert_eq!(
        hooks(&loaded),
        ["Stop[0] prompt [never_runs]", "Stop[1] mcp_tool"]
    );
}

#[test]
fn legacy_notify_observes_the_end_of_a_turn_with_its_payload_in_argv() {
    let loaded = load(crate::CODEX, TOML, "notify = [\"say\", \"done\"]\n");
    assert_eq!(hooks(&loaded), ["notify argv say done"]);
    let spec = &loaded.hooks_despite_errors()[0];
    assert_eq!(spec.form.spelling, Spelling::LegacyNotify);
    assert!(spec.background);
    let Handler::Command(command) = &spec.handler else {
        panic!("a command")
    };
    assert_eq!(command.payload, PayloadChannel::LastArgument);
    let broken = load(crate::CODEX, TOML, "notify = \"say\"\n");
    assert_eq!(
        hooks(&broken),
        ["notify unusable: `notify` is a string, not a list of program and arguments"]
    );
}

#[test]
fn a_plugins_root_is_put_into_the_command_and_its_environment() {
    let text = r#"{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"'${PLUGIN_ROOT}/s' $HOME"}]}]}}"#;
    let loaded = load(crate::CODEX, "/plug/hooks/hooks.json", text);
    assert_eq!(hooks(&loaded), ["Stop[0] sh '/plug/s' $HOME"]);
}

fn context_chars(hook: &hooks_types::HookSpec) -> Option<usize> {
    let chars = hook.options.get("context_chars")?.as_u64()?;
    usize::try_from(chars).ok()
}

#[test]
fn a_limit_of_context_is_counted_in_tokens_of_four_characters() {
    let limit = |event: &str, limit: &str| {
        let loaded = handler(event, &format!(r#","additionalContextLimit":{limit}"#));
        (
            context_chars(&loaded.hooks_despite_errors()[0]),
            loaded.diagnostics.len(),
        )
    };
    assert_eq!(limit("SessionStart", "100"), (Some(400), 0));
    assert_eq!(limit("SessionStart", "0"), (Some(usize::MAX), 0));
    assert_eq!(limit("SessionStart", "1.5"), (None, 1));
    assert_eq!(limit("Stop", "100"), (None, 1));
}
