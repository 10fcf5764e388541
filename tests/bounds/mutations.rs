//! Reads thousands of broken configurations and payloads. Every run reads the same texts.
//!
//! An ordinary run reads 300 of each kind; `cargo xtask mutate` reads 10,000.

use std::fs;

use hooks_config::{Diagnostic, DiagnosticCode, Loaded, NamedOptions, Severity, load_named};
use hooks_types::wire::{Expected, decode, encode, form_of};
use serde_json::Value;

use crate::measured::{Cost, measured};
use crate::mutate::{Dice, broken};
use crate::samples;
use crate::seeds::{SEEDS, Seed};

/// The variable that sets the number of mutations, for a long run.
const COUNT: &str = "HOOKS_MUTATIONS";

fn count(ordinary: u64) -> u64 {
    let given = std::env::var(COUNT).ok();
    given.map_or(ordinary, |text| {
        text.parse().expect("a number of mutations")
    })
}

/// How many bytes may be allocated for each byte of input, in addition to a fixed sum. The limits are twice
/// the measured values.
#[derive(Debug, Clone, Copy)]
struct Multiple {
    peak: u64,
    total: u64,
}

/// The limits for a configuration of a few KiB. They are high because a few bytes can become a hook or a diagnostic.
const CONFIGURATION: Multiple = Multiple {
    peak: 120,
    total: 600,
};

/// The limits for a payload of a few KiB.
const PAYLOAD: Multiple = Multiple {
    peak: 80,
    total: 160,
};

/// The limits for a payload that consists only of empty values. They are high because each empty value takes the memory
/// of a whole value.
const FILLED: Multiple = Multiple {
    peak: 200,
    total: 360,
};

fn is_bounded(cost: Cost, bytes: usize, times: Multiple, what: &str) {
    let bytes = bytes as u64;
    assert!(
        cost.peak <= times.peak * bytes + (96 << 10),
        "{cost:?} for {bytes} bytes: {what}"
    );
    assert!(
        cost.total <= times.total * bytes + (768 << 10),
        "{cost:?} for {bytes} bytes: {what}"
    );
}

/// Returns whether the character controls a terminal or changes how other text is displayed. No message may contain
/// such a character unescaped.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Checks that a diagnostic has a valid place in its file, and that its texts are safe to print.
fn is_said_well(found: &Diagnostic, text: Option<&str>, path: &std::path::Path) {
    assert_eq!(*found.file, path);
    assert!(found.line >= 1 && found.column >= 1, "{found}");
    let said = [Some(&found.message), found.help.as_ref()];
    assert!(!found.message.is_empty());
    for said in said.into_iter().flatten() {
        assert!(!said.chars().any(acts) && said.len() < 8_000, "{said:?}");
    }
    if let Some(text) = text {
        assert!(text.get(found.span.clone()).is_some(), "{found:?}");
    }
}

/// Counts the hooks that a simple reader of the format finds; `None` if that reader cannot read the text.
fn seen(seed: &Seed, text: &str) -> Option<usize> {
    let root: Value = if seed.path.ends_with(".toml") {
        toml_edit::de::from_str(text).ok()?
    } else {
        serde_json::from_str(text).ok()?
    };
    let lists = |table: Option<&Value>| -> Vec<Value> {
        let table = table
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let lists = table
            .into_iter()
            .filter_map(|(_, list)| list.as_array().cloned());
        lists.flatten().collect()
    };
    let hooks = root.get("hooks");
    let entries = lists(hooks);
    let notify = usize::from(root.get("notify").is_some_and(|notify| !notify.is_null()));
    let grouped = |entry: &Value| match entry.get("hooks").and_then(Value::as_array) {
        Some(handlers) => handlers.len(),
        None => 1,
    };
    Some(match seed.dialect.name() {
        "native" => {
            let other = lists(hooks.and_then(|hooks| hooks.get("other")));
            entries.len() + other.len() + notify
        }
        "cursor" => entries.len(),
        "codex" if seed.path.ends_with(".toml") => {
            entries.iter().map(grouped).sum::<usize>() + notify
        }
        _ => entries.iter().map(grouped).sum(),
    })
}

/// Checks that no hook was lost without a message. Returns whether the hooks could be counted in the text.
fn is_accounted_for(seed: &Seed, loaded: &Loaded, text: &str) -> bool {
    let hooks = loaded.hooks_despite_errors();
    // For every unusable hook there is an error.
    let unusable = hooks
        .iter()
        .any(|hook| hook.handler.kind() == hooks_types::spec::HandlerKind::Unusable);
    assert!(!unusable || loaded.has_errors(), "{text}");
    // Every hook in the text was loaded, or a diagnostic says why not.
    let seen = seen(seed, text);
    let told = |found: &Diagnostic| {
        found.severity == Severity::Error
            || matches!(
                found.code,
                DiagnosticCode::UnknownEvent | DiagnosticCode::NoEffect
            )
    };
    if seen.is_some_and(|seen| hooks.len() < seen) {
        assert!(loaded.diagnostics.iter().any(told), "{text}");
    }
    seen.is_some()
}

#[test]
fn every_agent_has_a_configuration_that_is_broken() {
    let agents = hooks_dialects::agents();
    for dialect in agents.iter().map(|agent| agent.dialect) {
        let seeded = SEEDS.iter().any(|seed| seed.dialect == *dialect);
        assert!(seeded, "{dialect}");
    }
}

#[test]
fn no_broken_configuration_panics_costs_much_or_loses_a_hook_without_a_word() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("scripts")).expect("created");
    for script in ["guard.sh", "shell.sh", "stop.sh", "scripts/guard.sh"] {
        fs::write(folder.path().join(script), "").expect("written");
    }
    for (kind, seed) in SEEDS.iter().enumerate() {
        let path = folder.path().join(seed.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        let load = |bytes: &[u8]| {
            fs::write(&path, bytes).expect("written");
            let options = NamedOptions::new()
                .with_agents(hooks_dialects::agents())
                .with_format(seed.dialect.clone());
            measured(|| load_named([&path], &options))
        };
        let (sound, _) = load(seed.text.as_bytes());
        // The unbroken text must load without diagnostics. Otherwise such a diagnostic could hide the loss of a hook
        // later.
        assert_eq!(sound.diagnostics, [], "{}", seed.path);
        assert!(sound.hooks_despite_errors().len() >= 2);
        is_accounted_for(seed, &sound, seed.text);
        let mut compared = 0;
        for round in 0..count(300) {
            let mut dice = Dice::new((kind as u64) << 32 | round);
            let other = SEEDS[dice.below(SEEDS.len())].text.as_bytes();
            let bytes = broken(seed.text.as_bytes(), other, &mut dice);
            let (loaded, cost) = load(&bytes);
            let shown = String::from_utf8_lossy(&bytes);
            is_bounded(cost, bytes.len(), CONFIGURATION, &shown);
            let text = std::str::from_utf8(&bytes).ok();
            for found in &loaded.diagnostics {
                is_said_well(found, text, &path);
            }
            match text {
                Some(text) => compared += u64::from(is_accounted_for(seed, &loaded, text)),
                None => assert!(loaded.forbids_use(), "{shown}"),
            }
        }
        assert!(compared >= count(300) / 20, "{}: {compared}", seed.path);
    }
}

#[test]
fn no_broken_payload_panics_or_costs_much() {
    for (kind, dialect) in hooks_dialects::dialects().iter().enumerate() {
        let sound: Vec<Vec<u8>> = samples::all()
            .iter()
            .filter_map(|(_, payload)| {
                let form = form_of(dialect, &payload.event.name())?;
                encode(payload, &form).ok()
            })
            .collect();
        assert!(sound.len() > 5, "{dialect}");
        for round in 0..count(300) {
            let mut dice = Dice::new((kind as u64 + 100) << 32 | round);
            let (seed, other) = (dice.below(sound.len()), dice.below(sound.len()));
            let bytes = broken(&sound[seed], &sound[other], &mut dice);
            let (decoded, cost) = measured(|| decode(&bytes, Expected::new(dialect.clone())));
            let shown = String::from_utf8_lossy(&bytes);
            is_bounded(cost, bytes.len(), PAYLOAD, &shown);
            if let Err(error) = decoded {
                let said = error.to_string();
                assert!(!said.is_empty() && said.len() < 2_000, "{said}");
                assert!(!said.chars().any(acts), "{said:?}");
            }
        }
    }
}

#[test]
fn a_payload_costs_a_fixed_multiple_of_its_bytes_however_it_is_filled() {
    for filling in ["0,", "[],", "{},", "{\"a\":0},", "\"\",", "\"\\u0000\","] {
        let filling = filling.repeat((1 << 20) / filling.len());
        let text = format!(
            "{{\"hook_event_name\":\"PreToolUse\",\"session_id\":\"a\",\"cwd\":\"/\",\"tool_name\":\"a\",\"tool_input\":{{\"a\":[{filling}0]}}}}"
        );
        let (decoded, cost) =
            measured(|| decode(text.as_bytes(), Expected::new(hooks_dialects::CLAUDE)).is_ok());
        assert!(decoded);
        is_bounded(cost, text.len(), FILLED, &filling[..10]);
    }
}
