//! Tests texts that are not configurations, or that are meant to cause harm.

use hooks_config::{HooksConfigToml, LoadOptions, Severity, parse};
use proptest::prelude::*;

use crate::marked::{load, marked};

/// Generates pieces from which the texts are built, so that many of them reach the reader of entries.
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
        // Check every position: drawing a caret line fails unless line and column lie in the text.
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
        // An embedded table has no root keys, so ignore errors about root keys.
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

/// Returns a text that is longer than any message and contains line breaks, terminal codes and invisible characters.
fn hostile_text() -> String {
    let signs = "x\\nhooks: run `hooks trust`\\u001b[2J\\u202e\\u2028";
    format!("{signs}{}", "long".repeat(5_000))
}

#[test]
fn a_failure_quotes_a_config_bounded_and_on_one_line() {
    let text = hostile_text();
    let mut count = 0;
    for entry in [
        format!("dialect = \"{text}\"\ncommand = [\"a\"]"),
        format!("command = [\"a\"]\nrole = \"{text}\""),
        format!("command = [\"a b\", \"{text}\"]"),
        format!("command = [\"a\"]\n\"{text}\" = 1"),
        format!("command = [\"a\"]\nenv = {{ \"{text}\" = 1 }}"),
    ] {
        for event in ["pre_tool_use".to_owned(), format!("other.\"{text}\"")] {
            let config = format!("[[hooks.{event}]]\n{entry}\n");
            let loaded = load(&config);
            let hooks = loaded.hooks_despite_errors().iter();
            let failures = hooks.filter_map(|hook| match &hook.handler {
                hooks_types::spec::Handler::Unusable(failure) => Some(&failure.message),
                _ => None,
            });
            assert!(loaded.has_errors(), "{config:.80}");
            count += failures
                .inspect(|said| assert_is_bounded_line(said))
                .count();
            for found in &loaded.diagnostics {
                assert_is_bounded_line(&found.message);
                found
                    .help
                    .iter()
                    .for_each(|help| assert_is_bounded_line(help));
            }
            let table = config.replacen("hooks.", "", 1);
            let embedded = toml_edit::de::from_str::<HooksConfigToml>(&table);
            if let Err(error) = embedded {
                let said = error.message();
                assert!(!said.contains(hooks_types::text::is_unseen), "{said:?}");
                assert!(said.chars().count() < 8_000, "{said}");
            }
        }
    }
    // Some of the texts are refused as a whole; the others leave a hook that fails.
    assert!(count >= 3, "{count}");
}

#[test]
fn a_place_with_an_odd_name_starts_no_line_in_a_failure() {
    let options = LoadOptions::new("/p\nhooks: all is well\u{1b}[2J/hooks.toml");
    let text = "[hooks]\ndisable_all = true\n[[hooks.stop]]\nname = \"a\"\ncommand = []\n";
    let mut loaded = parse(text, &options);
    let hook = &loaded.hooks_despite_errors()[0];
    let hooks_types::spec::Handler::Unusable(failure) = &hook.handler else {
        panic!("{hook:?}");
    };
    assert_is_bounded_line(&failure.message);
    loaded.append(parse(
        "[[hooks.stop]]\ncommand = \"a\"\n",
        &LoadOptions::new("/q/hooks.toml"),
    ));
    let hooks_types::spec::Liveness::NotLive { reason, .. } =
        &loaded.hooks_despite_errors()[1].liveness
    else {
        panic!("the file above switches it off");
    };
    assert_is_bounded_line(reason);
}

fn assert_is_bounded_line(said: &str) {
    assert!(!said.contains(hooks_types::text::is_unseen), "{said:?}");
    // Escaping turns each invisible character into up to ten characters.
    assert!(said.chars().count() < 2_000, "{said}");
}
