//! What holds for every text and every agent.

use hooks_types::Dialect;
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{Place, parse, recognise};

/// Words that files of some agent hold, and one that none does.
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

/// Loads the text as every agent's and under every kind of name.
fn load_all(text: &str) -> Result<(), TestCaseError> {
    for dialect in Dialect::ALL {
        for path in PATHS {
            let _ = recognise(path.as_ref(), text);
            let loaded = parse(text, *dialect, &Place::new(*path));
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
    for dialect in Dialect::ALL {
        let loaded = parse(&deep, *dialect, &Place::new("settings.json"));
        assert!(loaded.has_errors(), "{dialect}");
    }
}
