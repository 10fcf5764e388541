//! Parts of an agent's file that are refused: an entry that cannot be used blocks its gate, and a file that cannot be
//! used stops loading.

use hooks_config::Loaded;
use hooks_types::spec::{Handler, Liveness, Matcher, OnFailure, Scope};
use hooks_types::wire::guards_gate;
use hooks_types::{DialectRef, HookSpec};

use super::trial::{hooks, load, parse, place, remarks};

#[path = "refused_file_tests.rs"]
mod files;

/// An agent, the path of its file, and its names for two gates: before a tool call, and on a prompt.
const AGENTS: &[(DialectRef, &str, &str, &str)] = &[
    (
        crate::CLAUDE,
        "/p/.claude/settings.json",
        "PreToolUse",
        "UserPromptSubmit",
    ),
    (
        crate::CODEX,
        "/p/.codex/hooks.json",
        "PreToolUse",
        "UserPromptSubmit",
    ),
    (
        crate::GEMINI,
        "/p/.gemini/settings.json",
        "BeforeTool",
        "BeforeAgent",
    ),
    (
        crate::CURSOR,
        "/p/.cursor/hooks.json",
        "preToolUse",
        "beforeSubmitPrompt",
    ),
    (
        crate::COPILOT,
        "/p/.github/hooks/a.json",
        "preToolUse",
        "userPromptSubmitted",
    ),
    (
        crate::GOOSE,
        "/p/.agents/plugins/a/hooks/hooks.json",
        "PreToolUse",
        "UserPromptSubmit",
    ),
];

/// Handlers that no agent accepts.
const HANDLERS: &[&str] = &[
    r#"{"type":"command","command":"exit 2","timeout":"soon"}"#,
    r#"{"type":"command","command":"exit 2","timeout":-1}"#,
    r#"{"type":"Command","command":"exit 2"}"#,
    r#"{"type":7,"command":"exit 2"}"#,
    r#"{"type":"command","command":7}"#,
    r#"{"type":"command","command":""}"#,
    r#"{"type":"command","command":["exit","2"]}"#,
    r#"{"type":"command","cmd":"exit 2"}"#,
    r#""exit 2""#,
    "null",
    "7",
    "[]",
];

/// Groups whose handlers cannot be read, for agents that have groups.
const GROUPS: &[&str] = &[
    r#"{"matcher":"M","Hooks":[{"type":"command","command":"exit 2"}]}"#,
    r#"{"matcher":"M","type":"command","command":"exit 2"}"#,
    r#"{"matcher":"M","hooks":{"type":"command","command":"exit 2"}}"#,
    r#"{"matcher":"M","hooks":"exit 2"}"#,
    r#"{"matcher":"M"}"#,
    r#""exit 2""#,
    "null",
];

/// Values that are in the place of an event's list but are not lists.
const EVENTS: &[&str] = &[
    r#"{"matcher":"M","hooks":[{"type":"command","command":"exit 2"}]}"#,
    r#""exit 2""#,
    "7",
    "null",
    "{}",
];

fn is_flat(dialect: &DialectRef) -> bool {
    matches!(dialect.name(), "cursor" | "copilot")
}

fn file(event: &str, value: &str) -> String {
    format!(r#"{{"version":1,"hooks":{{"{event}":{value}}}}}"#)
}

/// Returns the refused entries for one event, and whether the refused hook keeps the matcher `M`.
fn refused(dialect: &DialectRef) -> Vec<(String, bool)> {
    let flat = is_flat(dialect);
    let mut all = Vec::new();
    for handler in HANDLERS {
        if flat {
            let with = handler.replacen('{', r#"{"matcher":"M","#, 1);
            all.push((format!("[{with}]"), with != *handler));
        } else {
            all.push((format!(r#"[{{"matcher":"M","hooks":[{handler}]}}]"#), true));
        }
    }
    let whole = r#"{"type":"command","command":"exit 2"}"#;
    for matcher in [r#"["M"]"#, "7", r#"{"tool":"M"}"#] {
        all.push((
            if flat {
                format!(
                    "[{}]",
                    whole.replacen('{', &format!(r#"{{"matcher":{matcher},"#), 1)
                )
            } else {
                format!(r#"[{{"matcher":{matcher},"hooks":[{whole}]}}]"#)
            },
            false,
        ));
    }
    if !flat {
        let groups = GROUPS.iter();
        all.extend(groups.map(|group| (format!("[{group}]"), group.contains("matcher"))));
    }
    all.extend(
        EVENTS
            .iter()
            .map(|value| ((*value).to_owned(), value.contains("matcher"))),
    );
    all
}

fn fits_only_m(spec: &HookSpec) -> bool {
    match &spec.matchers[..] {
        [Matcher::Names(names)] => names == &["M"],
        [Matcher::Pattern(pattern)] => pattern.text == "M",
        _ => false,
    }
}

fn one(loaded: &Loaded) -> &HookSpec {
    match loaded.hooks_despite_errors() {
        [one] => one,
        other => panic!("one hook, not {other:?}; {:?}", remarks(loaded)),
    }
}

#[test]
fn an_entry_that_is_refused_on_a_gate_closes_it_in_every_agent() {
    for (dialect, path, tool, prompt) in AGENTS {
        for (value, limited) in refused(dialect) {
            for event in [tool, prompt] {
                let loaded = load(dialect.clone(), path, &file(event, &value));
                let at = format!("{dialect} {event} {value}: {:?}", remarks(&loaded));
                let spec = one(&loaded);
                assert!(matches!(spec.handler, Handler::Unusable(_)), "{at}");
                assert_eq!(spec.on_failure, OnFailure::Block, "{at}");
                assert_eq!(spec.liveness, Liveness::Live, "{at}");
                assert!(!spec.background && guards_gate(spec), "{at}");
                assert!(loaded.has_errors() && !loaded.forbids_use(), "{at}");
                if event == tool && limited {
                    assert!(fits_only_m(spec), "{at}: {:?}", spec.matchers);
                } else if !limited {
                    assert_eq!(spec.matchers, [], "{at}");
                }
            }
        }
    }
}

#[test]
fn an_entry_that_is_refused_where_nothing_waits_for_it_closes_nothing() {
    let after = |dialect: &DialectRef| match dialect.name() {
        "gemini" => "AfterTool",
        "claude" | "codex" | "goose" => "PostToolUse",
        _ => "postToolUse",
    };
    for (dialect, path, ..) in AGENTS {
        for (value, _) in refused(dialect) {
            let loaded = load(dialect.clone(), path, &file(after(dialect), &value));
            assert_eq!(
                one(&loaded).on_failure,
                OnFailure::Proceed,
                "{dialect} {value}"
            );
        }
    }
}

#[test]
fn a_refused_entry_of_a_project_that_nobody_trusts_closes_nothing() {
    for (dialect, path, tool, _) in AGENTS {
        for (value, _) in refused(dialect) {
            let place = place(path).with_scope(Scope::Project).untrusted();
            let loaded = parse(&file(tool, &value), dialect.clone(), &place);
            assert!(
                !matches!(one(&loaded).liveness, Liveness::Live),
                "{dialect} {value}"
            );
            assert!(
                !loaded.has_errors() && !loaded.forbids_use(),
                "{dialect} {value}"
            );
        }
    }
}

#[test]
fn a_refused_entry_that_says_to_go_on_or_to_run_in_the_background_closes_its_gate_all_the_same() {
    let entry = r#"[{"hooks":[{"type":"command","async":true,"onFailure":"continue","command":"x","shell":"zsh"}]}]"#;
    let loaded = load(
        crate::CLAUDE,
        "/p/.claude/settings.json",
        &file("PreToolUse", entry),
    );
    assert_eq!(one(&loaded).on_failure, OnFailure::Block);
    assert!(!one(&loaded).background);
}

#[test]
fn an_entry_under_a_key_that_is_not_an_event_is_not_a_hook() {
    for (dialect, path, ..) in AGENTS {
        for value in ["true", "7", "{}", "null"] {
            let loaded = load(dialect.clone(), path, &file("disable_all_hooks", value));
            assert_eq!(hooks(&loaded), [""; 0], "{dialect} {value}");
            assert!(loaded.has_errors(), "{dialect} {value}");
        }
    }
}

#[test]
fn what_its_agent_documents_to_ignore_stays_a_hook_that_never_runs() {
    for (dialect, path, event, entry) in [
        (
            crate::CODEX,
            "/p/.codex/hooks.json",
            "PreToolUse",
            r#"[{"hooks":[{"type":"prompt","prompt":"?"}]}]"#,
        ),
        (
            crate::GOOSE,
            "/p/.agents/plugins/a/hooks/hooks.json",
            "PreToolUse",
            r#"[{"hooks":[{"type":"prompt","prompt":"?"}]}]"#,
        ),
        (
            crate::COPILOT,
            "/p/.github/hooks/a.json",
            "preToolUse",
            r#"[{"type":"prompt","prompt":"?"}]"#,
        ),
    ] {
        let loaded = load(dialect.clone(), path, &file(event, entry));
        assert!(
            matches!(one(&loaded).liveness, Liveness::NotLive { .. }),
            "{dialect}"
        );
        assert!(!loaded.has_errors(), "{dialect}");
    }
}
