//! One file per error message. Schema and parser agree: whatever the schema refuses, the parser refuses
//! too. Files that only the parser refuses are in `parser_only`.

use std::path::Path;

use crate::marked::{load, marked};

/// Returns the files of a folder, sorted by name.
pub(crate) fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/native")
        .join(folder);
    let mut files: Vec<(String, String)> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} holds nothing", folder.display());
    files
}

/// Renders the diagnostics about each file of a folder as one snapshot.
fn said(folder: &str) -> String {
    files(folder)
        .into_iter()
        .map(|(name, text)| {
            let diagnostics = load(&text).diagnostics;
            format!("# {name}\n{}\n", marked(&text, &diagnostics))
        })
        .collect()
}

/// Checks that no file of a folder yields hooks, unless the caller ignores errors explicitly.
fn refused(folder: &str) {
    for (name, text) in files(folder) {
        assert!(load(&text).into_hooks().is_err(), "{folder}/{name} loads");
    }
}

#[test]
fn valid_files_load_without_a_word() {
    for (name, text) in files("valid") {
        let loaded = load(&text);
        assert_eq!(loaded.diagnostics, [], "{name}");
    }
}

#[test]
fn what_schema_and_parser_refuse_is_said_with_its_place() {
    refused("invalid");
    insta::assert_snapshot!(said("invalid"));
}

#[test]
fn what_only_the_parser_refuses_is_said_with_its_place() {
    refused("parser_only");
    insta::assert_snapshot!(said("parser_only"));
}

#[test]
fn invalid_toml_is_reported_with_its_place() {
    refused("no_toml");
    insta::assert_snapshot!(said("no_toml"));
}

#[test]
fn what_has_no_effect_is_warned_of_and_loads() {
    for (name, text) in files("warned") {
        let loaded = load(&text);
        assert_eq!(loaded.diagnostics.len(), 1, "{name}");
        assert!(!loaded.into_hooks().unwrap().is_empty(), "{name}");
    }
    insta::assert_snapshot!(said("warned"));
}

#[test]
fn a_broken_entry_stays_as_a_hook_that_fails_by_its_policy() {
    let loaded = load(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\nmatcher = \"shell\"\ncommand = 1\non_failure = \"ask\"\n",
    );
    let [hook] = loaded.hooks_despite_errors() else {
        panic!("one hook: {loaded:?}");
    };
    assert_eq!(hook.id, "guard");
    assert_eq!(
        hook.handler.kind(),
        hooks_types::spec::HandlerKind::Unusable
    );
    assert_eq!(hook.on_failure, hooks_types::spec::OnFailure::Ask);
    assert_eq!(hook.matchers.len(), 1);
    let hooks_types::spec::Handler::Unusable(failure) = &hook.handler else {
        panic!("unusable");
    };
    assert_eq!(failure.cause, hooks_types::report::Cause::NotUsable);
    assert!(failure.message.contains("hooks.toml:1"), "{failure}");
}
