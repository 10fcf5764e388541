//! Properties that hold for every text and every agent.

use hooks_types::DialectRef;
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::agents;
use super::trial::{parse, place};

/// The maximum number of diagnostics that are kept for one file.
const MOST_REMARKS: usize = 200;

/// Words that occur in some agent's files, and one word that occurs in none.
const WORDS: &[&str] = &[
    "hooks",
    "version",
    "PreToolUse",
    "preToolUse",
    "BeforeTool",
    "beforeShellExecution",
    "Stop",
    "stop",
    "agentStop",
    "SessionEnd",
    "SessionStart",
    "matcher",
    "type",
    "command",
    "http",
    "url",
    "prompt",
    "args",
    "timeout",
    "timeoutSec",
    "if",
    "once",
    "async",
    "onFailure",
    "block",
    "*",
    "Bash|Edit",
    "(",
    "failClosed",
    "loop_limit",
    "sequential",
    "hooksConfig",
    "disabled",
    "disableAllHooks",
    "state",
    "features",
    "notify",
    "ä\u{1F600}",
];

fn value() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(WORDS);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((word.clone(), inner), 0..5).prop_map(|members| {
                let members: Map<String, Value> = members
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect();
                Value::Object(members)
            }),
        ]
    })
}

const PATHS: &[&str] = &[
    "settings.json",
    "hooks.json",
    ".claude-plugin/plugin.json",
    "config.toml",
    "hooks/hooks.json",
];

/// Loads the text as a file of each agent, and under each kind of file name.
fn load_all(text: &str) -> Result<(), TestCaseError> {
    for dialect in &crate::all() {
        for path in PATHS {
            let _ = agents().recognise(path.as_ref(), text);
            let loaded = parse(text, dialect.clone(), &place(path));
            for found in &loaded.diagnostics {
                prop_assert!(found.span.start <= found.span.end, "{found}");
                prop_assert!(text.get(found.span.clone()).is_some(), "{found}");
                prop_assert!(found.line >= 1 && found.column >= 1, "{found}");
            }
            for spec in loaded.hooks_despite_errors() {
                prop_assert!(!spec.id.is_empty() && spec.source.line >= 1);
                prop_assert_eq!(spec.source.file.is_some(), true);
            }
            prop_assert_eq!(loaded.files[0].hooks, loaded.hooks_despite_errors().len());
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_json_is_read_and_every_remark_points_into_it(value in value()) {
        load_all(&value.to_string())?;
        load_all(&format!("\u{feff}{value:#}"))?;
        load_all(&format!("{{\"hooks\":{{\"PreToolUse\":[{{\"hooks\":[{value}]}}],\"stop\":[{value}]}}}}"))?;
    }

    #[test]
    fn any_text_is_read_and_every_remark_points_into_it(text in "\\PC*") {
        load_all(&text)?;
        load_all(&format!("{{\"hooks\":{text}"))?;
        load_all(&format!("[hooks]\n{text}"))?;
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for dialect in &crate::all() {
        let loaded = parse(&deep, dialect.clone(), &place("settings.json"));
        assert!(loaded.has_errors(), "{dialect}");
    }
}

/// Returns a file with `groups` broken entries under `event`.
fn broken(event: &str, groups: usize) -> String {
    let entries = vec!["{\"a\":1}"; groups].join(",\n");
    format!("{{\"version\":1,\"hooks\":{{\"{event}\":[\n{entries}\n]}}}}")
}

const EVENTS: &[(DialectRef, &str)] = &[
    (crate::CLAUDE, "PreToolUse"),
    (crate::CODEX, "PreToolUse"),
    (crate::GEMINI, "BeforeTool"),
    (crate::CURSOR, "preToolUse"),
    (crate::COPILOT, "preToolUse"),
    (crate::GOOSE, "PreToolUse"),
];

#[test]
fn a_file_of_nothing_but_errors_gets_so_many_remarks_and_keeps_every_hook() {
    for (dialect, event) in EVENTS {
        let loaded = parse(&broken(event, 5_000), dialect.clone(), &place("hooks.json"));
        let said = loaded.diagnostics.len();
        assert_eq!(said, MOST_REMARKS + 1, "{dialect}");
        let last = loaded.diagnostics.last().expect("a remark");
        assert!(
            last.message.ends_with("more remarks are not shown"),
            "{last}"
        );
        assert!(loaded.has_errors(), "{dialect}");
        let hooks = loaded.hooks_despite_errors();
        assert_eq!(hooks.len(), 5_000, "{dialect}");
        let last = hooks.last().expect("a hook");
        assert!(last.id.ends_with("[4999]"), "{}", last.id);
        assert_eq!(last.source.line, 5_001, "{dialect}");
    }
}

#[test]
fn an_error_that_is_not_shown_is_an_error_still() {
    let unknown: Vec<String> = (0..300).map(|key| format!("\"k{key}\":1")).collect();
    let text = format!(
        "{{\"hooks\":{{}},{},\"k1\":2,\"version\":1}}",
        unknown.join(",")
    );
    let quiet = parse(&text, crate::CURSOR, &place("hooks.json"));
    assert!(!quiet.has_errors());
    let text = text.replace("{}", "{\"preToolUse\":[{}]}");
    let loaded = parse(&text, crate::CURSOR, &place("hooks.json"));
    assert!(loaded.has_errors());
    assert_eq!(loaded.diagnostics.len(), MOST_REMARKS + 1);
}

#[test]
fn long_names_and_matchers_are_not_copied_for_each_of_many_hooks() {
    let long = "x".repeat(1 << 20);
    for (dialect, event) in EVENTS {
        let named = parse(&broken(&long, 1_000), dialect.clone(), &place("hooks.json"));
        assert_eq!(named.hooks_despite_errors(), [], "{dialect}");
        assert!(named.has_errors(), "{dialect}");
        if matches!(dialect.name(), "cursor" | "copilot") {
            continue;
        }
        let handlers = vec!["{}"; 1_000].join(",");
        let text = format!(
            "{{\"hooks\":{{\"{event}\":[{{\"matcher\":\"{long}\",\"hooks\":[{handlers}]}}]}}}}"
        );
        let loaded = parse(&text, dialect.clone(), &place("hooks.json"));
        let hooks = loaded.hooks_despite_errors();
        assert_eq!(hooks.len(), 1, "{dialect}");
        assert!(matches!(
            hooks[0].handler,
            hooks_types::spec::Handler::Unusable(_)
        ));
    }
}
