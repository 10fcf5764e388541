use std::time::Duration;

use hooks_config::Loaded;
use hooks_types::EventName;
use hooks_types::dialect::Spelling;
use hooks_types::spec::{Handler, Matcher, OnBadPattern, Pace, Pattern, PatternSyntax, WorkDir};

use super::matcher::lower;
use crate::config::events::Target;
use crate::config::trial::{hooks, load, place, remarks, together};

const FILE: &str = "/p/.github/hooks/guard.json";

fn entry(event: &str, fields: &str) -> Loaded {
    let text = format!(r#"{{"version":1,"hooks":{{"{event}":[{{{fields}}}]}}}}"#);
    load(crate::COPILOT, FILE, &text)
}

#[test]
fn an_entry_becomes_a_hook_that_takes_its_turn_in_the_repositorys_root() {
    let loaded = entry(
        "preToolUse",
        r#""type":"command","bash":"./g.sh","powershell":"./g.ps1","cwd":"scripts","env":{"A":"1"},"timeoutSec":10,"matcher":"bash|edit""#,
    );
    assert_eq!(remarks(&loaded), [""; 0]);
    assert_eq!(hooks(&loaded), ["PreToolUse[0] sh ./g.sh"]);
    let spec = &loaded.hooks_despite_errors()[0];
    assert_eq!(spec.event, EventName::PreToolUse);
    assert_eq!(
        (spec.form.event.as_str(), spec.form.spelling),
        ("preToolUse", Spelling::CamelCase)
    );
    assert_eq!(
        (spec.pace(), spec.timeout),
        (Pace::InTurn, Duration::from_secs(10))
    );
    let Handler::Command(command) = &spec.handler else {
        panic!("a command")
    };
    assert_eq!(command.work_dir, WorkDir::Fixed("/p/scripts".into()));
    assert_eq!(command.env.get("A").map(String::as_str), Some("1"));
}

#[test]
fn the_casing_of_the_key_chooses_spelling_and_matching() {
    let pascal = entry("PreToolUse", r#""command":"x","matcher":"Bash""#);
    let spec = &pascal.hooks_despite_errors()[0];
    assert_eq!(spec.form.spelling, Spelling::PascalCase);
    assert_eq!(spec.matchers, [Matcher::Names(vec!["Bash".to_owned()])]);
    let camel = entry("preToolUse", r#""command":"x","matcher":"bash""#);
    assert_eq!(
        camel.hooks_despite_errors()[0].matchers,
        lower("preToolUse", Target::Tool, "bash")
            .into_iter()
            .collect::<Vec<_>>()
    );
}

#[test]
fn matchers_are_whole_patterns_or_claude_codes_lists() {
    let whole = |text: &str| {
        let pattern = Pattern::new(text, PatternSyntax::EcmaScript)
            .with_anchor(hooks_types::spec::Anchor::Whole)
            .with_on_bad(OnBadPattern::NeverRuns);
        Some(Matcher::Pattern(pattern))
    };
    let listed = |names: &[&str]| {
        Some(Matcher::Names(
            names.iter().map(|name| (*name).to_owned()).collect(),
        ))
    };
    let cases = [
        ("preToolUse", "", Some(Matcher::Never)),
        ("PreToolUse", "", None),
        ("preToolUse", "bash|edit", whole("bash|edit")),
        ("PreToolUse", "*", None),
        ("PreToolUse", "**", None),
        ("PreToolUse", "Bash|edit", listed(&["Bash", "edit"])),
        ("PermissionRequest", "mcp__.*", whole("mcp__.*")),
        ("PostToolUse", "bash", whole("bash")),
    ];
    for (key, text, expected) in cases {
        assert_eq!(lower(key, Target::Tool, text), expected, "{key} {text:?}");
    }
}

#[test]
fn groups_in_claude_codes_shape_are_read() {
    let text = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"a"},{"type":"command","command":"b"}]}]}}"#;
    let loaded = load(crate::COPILOT, FILE, text);
    assert_eq!(hooks(&loaded), ["PreToolUse[0] sh a", "PreToolUse[1] sh b"]);
    assert_eq!(remarks(&loaded), [""; 0]);
    for spec in loaded.hooks_despite_errors() {
        assert_eq!(spec.matchers, [Matcher::Names(vec!["Bash".to_owned()])]);
    }
}

#[test]
fn exec_starts_a_program_and_args_beside_a_shell_text_are_named() {
    let exec = entry("agentStop", r#""exec":"/bin/g","args":["a b","c"]"#);
    assert_eq!(hooks(&exec), ["Stop[0] argv /bin/g a b c"]);
    let shell = entry("agentStop", r#""command":"g","args":["a"]"#);
    assert_eq!(hooks(&shell), ["Stop[0] sh g"]);
    assert_eq!(
        remarks(&shell),
        ["1:51 warning[no_effect] `args` belongs to `exec`; beside a shell text it has no effect"]
    );
}

#[test]
fn what_cannot_run_or_has_no_effect_is_named() {
    let text = r#"{"version":2,"hooks":{
"preToolUse":[
 {"powershell":"./g.ps1"},
 {"type":"command"},
 {"command":"x","timeoutSec":5,"timeout":6,"windows":"y"},
 {"command":"x","matcher":"*"},
 {"command":"x","matcher":"Bash|edit"},
 {"type":"http","url":"http://a.example"},
 {"type":"prompt","prompt":"p"}],
"sessionStart":[{"command":"x","matcher":"startup"}],
"SubagentStart":[]}}"#;
    let loaded = load(crate::COPILOT, FILE, text);
    assert_eq!(
        hooks(&loaded),
        [
            "PreToolUse[0] unusable: the entry has a command only for another system (`powershell`)",
            "PreToolUse[1] unusable: an entry needs `bash`, `powershell`, `command` or `exec`",
            "PreToolUse[2] sh x",
            "PreToolUse[3] sh x",
            "PreToolUse[4] sh x",
            "PreToolUse[5] unusable: `url` is not `https`; its answer can grant permission, so only `https` is supported",
            "PreToolUse[6] prompt [never_runs]",
            "SessionStart[0] sh x",
        ]
    );
    let said: Vec<_> = loaded
        .diagnostics
        .iter()
        .map(|found| format!("{} {}[{}]", found.line, found.severity, found.code))
        .collect();
    assert_eq!(
        said,
        [
            "1 error[bad_value]",
            "3 error[missing_key]",
            "4 error[missing_key]",
            "5 warning[no_effect]",
            "5 warning[unknown_key]",
            "6 error[bad_matcher]",
            "7 warning[bad_matcher]",
            "8 error[bad_value]",
            "9 warning[no_effect]",
            "10 warning[no_effect]",
            "11 warning[unknown_event]",
        ]
    );
}

#[test]
fn settings_have_other_keys_and_lose_all_hooks_in_copilot_when_one_is_broken() {
    let text = r#"{"model":"m","hooks":{"agentStop":[{"command":"x"},{"type":"command"}]}}"#;
    let loaded = load(crate::COPILOT, "/p/.github/copilot/settings.json", text);
    assert_eq!(
        remarks(&loaded),
        [
            "1:22 warning[deviation] Copilot drops all hooks of its settings if one entry is broken; here the other hooks are used",
            "1:52 error[missing_key] an entry needs `bash`, `powershell`, `command` or `exec`",
        ]
    );
    assert_eq!(hooks(&loaded)[0], "Stop[0] sh x");
}

#[test]
fn a_hooks_file_switches_off_itself_and_settings_switch_off_everything() {
    let run = |first: (&str, &str), second: (&str, &str)| {
        let files = [first, second].map(|(path, switch)| {
            let text = format!(r#"{{{switch}"hooks":{{"agentStop":[{{"command":"x"}}]}}}}"#);
            (place(path), text)
        });
        let lowered = together(&crate::COPILOT, &files).into_iter();
        lowered
            .map(|file| hooks(&file).remove(0))
            .collect::<Vec<_>>()
    };
    let off = r#""disableAllHooks":true,"#;
    let other = "/p/.github/hooks/other.json";
    assert_eq!(
        run((FILE, off), (other, "")),
        ["Stop[0] sh x [disabled]", "Stop[0] sh x"]
    );
    assert_eq!(
        run(("/p/.github/copilot/settings.json", off), (other, "")),
        ["Stop[0] sh x [disabled]", "Stop[0] sh x [disabled]"]
    );
}
