use std::time::Duration;

use hooks_config::format::AgentFiles;
use hooks_config::{Places, ProjectTrust, load_candidates};
use hooks_types::EventName;
use hooks_types::spec::{Handler, Liveness, OnFailure, Scope};

use crate::GOOSE;
use crate::config::agents;
use crate::config::trial::{appended, hooks, load, place, remarks, together};

const FILE: &str = "/p/.agents/plugins/guard/hooks/hooks.json";

#[test]
fn a_plugin_s_file_becomes_hooks_under_our_event_names() {
    let text = r#"{"hooks":{
"PreToolUse":[{"matcher":"developer__shell","hooks":[
  {"type":"command","command":"${PLUGIN_ROOT}/sudo.sh","timeout":10,"on_failure":"block"}, {"command":"b"}]}],
"BeforeShellExecution":[{"matcher":"^sudo","hooks":[{"command":"c"}]}]}}"#;
    let loaded = load(GOOSE, FILE, text);
    assert_eq!(remarks(&loaded), [""; 0]);
    assert_eq!(
        hooks(&loaded),
        [
            "PreToolUse[0] sh /p/.agents/plugins/guard/sudo.sh",
            "PreToolUse[1] sh b",
            "PreToolUse[2] sh c"
        ]
    );
    let [first, second, third] = loaded.hooks_despite_errors() else {
        panic!("three hooks")
    };
    assert_eq!(
        (first.timeout, first.on_failure),
        (Duration::from_secs(10), OnFailure::Block)
    );
    assert_eq!(
        (second.timeout, second.on_failure),
        (Duration::from_secs(30), OnFailure::Proceed)
    );
    assert_eq!(
        (&third.event, third.form.event.as_str()),
        (&EventName::PreToolUse, "BeforeShellExecution")
    );
    let Handler::Command(command) = &first.handler else {
        panic!("a command")
    };
    let root = command.env.get("PLUGIN_ROOT").map(String::as_str);
    assert_eq!(root, Some("/p/.agents/plugins/guard"));
}

#[test]
fn what_has_no_effect_or_no_meaning_is_named() {
    let text = r#"{"hooks":{
"SubagentStop":[],
"Stop":[{"matcher":"x","hooks":[{"command":"x","on_failure":"block"}]}],
"PreToolUse":[{"matcher":"*","hooks":[{"command":"x"}]},
{"matcher":"Bash","hooks":[{"command":"x","on_failure":"deny"}]},
{"hooks":[{"type":"prompt","prompt":"?"}]},
{"hooks":[{"command":"x","timeout":1.5}]}]}}"#;
    let loaded = load(GOOSE, FILE, text);
    assert_eq!(
        remarks(&loaded),
        [
            "2:1 warning[unknown_event] goose has no event `SubagentStop`; its hooks never run there",
            "3:20 warning[no_effect] Stop has nothing to match; the pattern is tested against an empty text",
            "3:61 warning[no_effect] `on_failure` has an effect only on PreToolUse",
            "4:26 error[bad_matcher] `*` is not a valid pattern: there is nothing to repeat; the hook never runs",
            "5:12 warning[bad_matcher] `Bash` is not a tool name of goose",
            "5:56 error[bad_value] `on_failure` is `allow` or `block`; goose drops the whole file for any other value",
            "6:19 warning[unsupported_handler] goose reads `prompt` handlers and skips them; this hook never runs",
            "7:36 error[wrong_type] `timeout` must be a whole number of seconds; goose drops the whole file for any other value",
        ]
    );
    let kinds: Vec<_> = loaded
        .hooks_despite_errors()
        .iter()
        .map(|hook| match (&hook.handler, &hook.liveness) {
            (Handler::Unusable(_), _) => "fails",
            (_, Liveness::NotLive { .. }) => "never",
            _ => "runs",
        })
        .collect();
    assert_eq!(kinds, ["runs", "runs", "fails", "never", "fails"]);
}

#[test]
fn a_plain_hooks_file_stays_claude_s_and_is_goose_s_in_its_folder_alone() {
    let text = r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"x"}]}]}}"#;
    let told = |path: &str| agents().recognise(std::path::Path::new(path), text);
    assert_eq!(told("hooks/hooks.json"), Some(crate::CLAUDE));
    assert_eq!(told("/p/plugins/a/hooks/hooks.json"), Some(crate::CLAUDE));
    assert_eq!(told(FILE), Some(GOOSE));
    let files: &AgentFiles = agents().get(&GOOSE).unwrap();
    assert!(!(files.owns)(std::path::Path::new(
        "/p/.agents/plugins/hooks/hooks.json"
    )));
}

#[test]
fn every_plugin_of_the_project_and_of_the_user_is_found_by_name() {
    let temp = tempfile::tempdir().unwrap();
    let temp = temp.path().canonicalize().unwrap();
    let write = |folder: &str, name: &str| {
        let folder = temp
            .join(folder)
            .join(".agents/plugins")
            .join(name)
            .join("hooks");
        std::fs::create_dir_all(&folder).unwrap();
        let text = format!(r#"{{"hooks":{{"Stop":[{{"hooks":[{{"command":"{name}"}}]}}]}}}}"#);
        std::fs::write(folder.join("hooks.json"), text).unwrap();
    };
    for (folder, name) in [("repo", "b"), ("repo", "a"), ("home", "c")] {
        write(folder, name);
    }
    let mut places = Places::new().with_home(temp.join("home"));
    places.roots = vec![hooks_config::Root::new(temp.join("repo"))];
    let candidates = agents().candidates(&places, &[GOOSE]);
    let loaded = load_candidates(&candidates, ProjectTrust::Trusted, &agents());
    let mut ran: Vec<String> = hooks(&loaded);
    ran.iter_mut().for_each(|line| *line = line.split_off(8));
    assert_eq!(ran, ["sh a", "sh b", "sh c"]);
    let loaded = load_candidates(&candidates, ProjectTrust::Untrusted, &agents());
    let live = loaded.hooks_despite_errors().iter();
    let live = live.filter(|hook| !matches!(hook.liveness, Liveness::NotLive { .. }));
    assert_eq!(live.count(), 1, "{:?}", hooks(&loaded));
}

/// Loads plugin files together with settings files; returns the liveness of each hook.
fn with_settings(settings: &[(&str, &str)], plugins: &[&str]) -> (Vec<bool>, Vec<String>) {
    let hook = r#"{"hooks":{"PreToolUse":[{"hooks":[{"command":"x"}]}]}}"#;
    let files = plugins
        .iter()
        .map(|path| (*path, hook))
        .chain(settings.iter().copied());
    let files: Vec<_> = files
        .map(|(path, text)| {
            let mut place = place(path);
            match path.strip_prefix("/p/") {
                Some(_) => place = place.with_scope(Scope::Project),
                None => place = place.with_scope(Scope::User),
            }
            place.project_root = path.starts_with("/p/").then(|| "/p".into());
            (place, text.to_owned())
        })
        .collect();
    let loaded = appended(together(&GOOSE, &files));
    let live = loaded.hooks_despite_errors().iter();
    let live = live.map(|hook| hook.liveness == Liveness::Live).collect();
    (live, remarks(&loaded))
}

const PROJECTS: &str = "/p/.agents/plugins/guard/hooks/hooks.json";
const USERS: &str = "/home/me/.agents/plugins/guard/hooks/hooks.json";
const LOCAL: &str = "/p/.config/goose/settings.local.json";
const SHARED: &str = "/p/.config/goose/settings.json";
const OWN: &str = "/home/me/.config/goose/settings.json";

#[test]
fn a_plugin_that_settings_switch_off_does_not_run() {
    let off = r#"{"disabledPlugins":["guard"],"theme":"dark"}"#;
    let on = r#"{"enabledPlugins":["guard"]}"#;
    let both = r#"{"enabledPlugins":["guard"],"disabledPlugins":["guard"]}"#;
    for (settings, live) in [
        (&[][..], true),
        (&[(SHARED, off)], false),
        (&[(LOCAL, off)], false),
        (&[(OWN, off)], false),
        (&[(SHARED, both)], false),
        (&[(SHARED, r#"{"disabledPlugins":["other"]}"#)], true),
        (&[(LOCAL, on), (SHARED, off)], true),
        (&[(LOCAL, off), (SHARED, on)], false),
        (&[(SHARED, on), (OWN, off)], true),
    ] {
        let (found, said) = with_settings(settings, &[PROJECTS]);
        assert_eq!((found, said), (vec![live], vec![]), "{settings:?}");
    }
}

#[test]
fn a_project_switches_off_no_plugin_of_the_user() {
    let off = r#"{"disabledPlugins":["guard"]}"#;
    for path in [LOCAL, SHARED] {
        let (live, said) = with_settings(&[(path, off)], &[USERS]);
        assert_eq!(live, [true]);
        let [said] = &said[..] else {
            panic!("{said:?}")
        };
        assert!(
            said.contains("deviation") && said.contains("stay on"),
            "{said}"
        );
    }
    let (live, said) = with_settings(&[(OWN, off)], &[USERS]);
    assert_eq!((live, said), (vec![false], vec![]));
}

#[test]
fn settings_that_are_broken_switch_nothing_off_and_are_named() {
    for text in [
        r#"{"disabledPlugins":"guard"}"#,
        r#"{"disabledPlugins":[1]}"#,
        r#"["guard"]"#,
    ] {
        let (live, said) = with_settings(&[(OWN, text)], &[USERS]);
        assert_eq!((live, said.len()), (vec![true], 1), "{text}");
    }
}
