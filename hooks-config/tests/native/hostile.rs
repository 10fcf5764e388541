//! Text that is not a configuration, or that is meant to cause harm.

use hooks_config::{HooksConfigToml, Severity};
use proptest::prelude::*;

use crate::marked::{load, marked};

/// Pieces from which the generated texts are built, so that many of them reach the reader of entries.
fn piece() -> impl Strategy<Value = String> {
    let tables =
        "[hooks]\n|[[hooks\\.(stop|pre_tool_use|post_tool_use|x)]]\n|[[hooks\\.other\\.é]]\n";
    let keys = "(name|command|matcher|timeout|role|on_failure|env|inherit_env|once|notify|hooks|é)";
    let values = "(\"[a-zé*|$]{0,6}\"|[-0-9.]{1,9}|true|nan|\\[\\]|\\[\"é\", 1\\]|\\{ a = \"é\" \\}|\"validate\"|\"block\")";
    prop_oneof![
        prop::string::string_regex(tables).unwrap(),
        prop::string::string_regex(&format!("{keys} = {values}\n")).unwrap(),
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic_and_every_remark_points_into_it(
        pieces in prop::collection::vec(piece(), 0..12)
    ) {
        let text = pieces.concat();
        let loaded = load(&text);
        for found in &loaded.diagnostics {
            prop_assert!(text.get(found.span.clone()).is_some(), "{found:?}");
        }
        // Drawing a caret line fails unless line and column lie in the text.
        marked(&text, &loaded.diagnostics);
        // Every unusable entry is reported: no hook fails without an error that names it.
        let unusable = loaded
            .hooks_despite_errors()
            .iter()
            .any(|hook| hook.handler.kind() == hooks_types::spec::HandlerKind::Unusable);
        let errors = loaded
            .diagnostics
            .iter()
            .any(|found| found.severity == Severity::Error);
        prop_assert!(!unusable || errors);
    }

    #[test]
    fn embedding_accepts_exactly_the_tables_that_a_file_may_have(
        pieces in prop::collection::vec(piece(), 0..6)
    ) {
        let text = format!("[hooks]\n{}", pieces.concat().replace("[hooks]\n", ""));
        let Ok(value) = toml_edit::de::from_str::<serde_json::Value>(&text) else {
            return Ok(());
        };
        let embedded = serde_json::from_value::<HooksConfigToml>(value["hooks"].clone());
        let loaded = load(&text);
        // Root keys are not part of the table.
        let refused = loaded.diagnostics.iter().any(|found| {
            found.severity == Severity::Error && !found.message.contains("at the root")
        });
        // JSON has no `nan`, so the embedded form is refused with another message.
        prop_assert_eq!(embedded.is_err(), refused, "{}", text);
    }
}

#[test]
fn nesting_and_size_end_in_an_error_not_in_a_crash() {
    for text in [
        format!("hooks = {}", "[".repeat(100_000)),
        format!("hooks.{}stop = 1", "a.".repeat(100_000)),
        format!("[[hooks.stop]]\ncommand = \"{}", "a".repeat(1_000_000)),
        format!("[hooks]\nstop = [{}]", "{},".repeat(100_000)),
        // If each key were compared with all keys before it, this would take minutes.
        (0..50_000).fold("[[hooks.stop]]\n".to_owned(), |text, key| {
            text + &format!("a_key_that_nobody_reads_{key} = 1\n")
        }),
    ] {
        assert!(load(&text).has_errors());
    }
}

#[test]
fn a_file_of_entries_that_no_program_fits_gets_so_many_remarks_and_keeps_every_hook() {
    let text = "[[hooks.stop]]\ncommand = [\"${config_dir}/x\"]\n".repeat(5_000);
    let mut options = hooks_config::LoadOptions::of_file("hooks.toml");
    options.config_dir = None;
    let loaded = hooks_config::parse(&text, &options);
    assert!(loaded.has_errors());
    assert_eq!(loaded.diagnostics.len(), 201);
    let hooks = loaded.hooks_despite_errors();
    let unusable = hooks
        .iter()
        .filter(|hook| hook.handler.kind() == hooks_types::spec::HandlerKind::Unusable);
    assert_eq!(unusable.count(), 5_000);
}
