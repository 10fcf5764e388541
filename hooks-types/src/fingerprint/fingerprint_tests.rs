use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::DialectRef;
use crate::answer::OutcomeKind;
use crate::cause::{Cause, Failure};
use crate::dialect::{Spelling, WireForm};
use crate::event::EventName;
use crate::handler::{
    Command, Handler, HttpRequest, InheritEnv, Launch, Leftovers, OtherHandler, PayloadChannel,
    Program, WorkDir,
};
use crate::matcher::{Matcher, OnBadPattern, Pattern, PatternSyntax, Subject};
use crate::policy::{OnFailure, Role, SideEffects, Strategy as HookStrategy};
use crate::scope::Scope;
use crate::spec::{Liveness, Source};

#[path = "fingerprint_property_tests.rs"]
mod generated;

fn guard() -> HookSpec {
    let command = Command::argv(["./guard.sh", "--strict"]).with_env("TOKEN", "\u{e9}\n");
    let file = Arc::new(PathBuf::from("/p/.agent-hooks/hooks.toml"));
    HookSpec::command("guard", EventName::PreToolUse, command)
        .with_scope(Scope::Project)
        .with_source(Source::line_of(file, 3))
        .with_matcher(Matcher::Names(vec!["shell".to_owned()]))
}

/// Compares digests with fixed values, which a different program computed from the texts below.
#[test]
fn the_canonical_form_and_its_digest_never_change() {
    let root = Path::new("/p");
    let text = r#"{"background":false,"event":"pre_tool_use","file":".agent-hooks/hooks.toml","form":{"dialect":"native","event":"pre_tool_use","spelling":"standard"},"handler":{"command":{"env":{"TOKEN":"é\n"},"inherit_env":null,"launch":"spawn","leftovers":"end","payload":"stdin","program":{"argv":["./guard.sh","--strict"]},"work_dir":null,"work_dir_fallbacks":[]}},"identity":null,"matchers":[{"names":["shell"]}],"may_grant":false,"name":"guard","on_failure":"block","once":false,"options":{},"role":"standard","scope":"project","side_effects":"possible","strategy":"sequential","timeout":[30,0]}"#;
    assert_eq!(
        guard().canonical(root),
        format!("agent-hooks fingerprint v1\n{text}")
    );
    let fingerprint = guard().fingerprint(root);
    assert_eq!(
        fingerprint.to_string(),
        "v1:e3cebf9c6217ee4cfb3c2ffa0ecda50f235e2e0881b007e619fe5d5bc2d84eff"
    );
    let script = format!("sha256:{}", Digest::of(b"#!/bin/sh\n"));
    let whole = fingerprint.with_files([("guard.sh", script.as_str())]);
    assert_eq!(
        whole.to_string(),
        "v1:b5f18d92c419e6898c93549e27e9677e25f8862d08f7837ee3439f95c4c4cedb"
    );
    assert_eq!(fingerprint.with_files([]), fingerprint);

    let mut request = HttpRequest::new("https://example.invalid/");
    request.headers.insert("A".to_owned(), "$T".to_owned());
    request.allowed_env.push("T".to_owned());
    request.https_only = true;
    let event = EventName::named("Custom");
    let file = Arc::new(PathBuf::from("/elsewhere/x.json"));
    let mut spec = HookSpec::new("Custom[4]", event, Handler::Http(request))
        .with_scope(Scope::Plugin)
        .with_source(Source::line_of(file, 9))
        .with_form(WireForm::new(DialectRef::named("claude"), "Custom"))
        .with_strategy(HookStrategy::All)
        .with_timeout(Duration::from_millis(1500))
        .with_on_failure(OnFailure::Proceed)
        .with_identity("same")
        .with_role(crate::spec::Role::Validate)
        .with_once(true)
        .with_may_grant(true);
    spec.side_effects = SideEffects::None;
    spec.options.set("if", "Bash(git:*)");
    spec.options.set("n", 0.5);
    let text = r#"{"background":false,"event":{"other":"Custom"},"file":"/elsewhere/x.json","form":{"dialect":"claude","event":"Custom","spelling":"standard"},"handler":{"http":{"allowed_env":["T"],"headers":{"A":"$T"},"https_only":true,"url":"https://example.invalid/"}},"identity":"same","matchers":[],"may_grant":true,"name":null,"on_failure":"proceed","once":true,"options":{"if":"Bash(git:*)","n":0.5},"role":"validate","scope":"plugin","side_effects":"none","strategy":"all","timeout":[1,500000000]}"#;
    assert_eq!(
        spec.canonical(root),
        format!("agent-hooks fingerprint v1\n{text}")
    );
    assert_eq!(
        spec.fingerprint(root).to_string(),
        "v1:7a853002f56fb6dc2140cd821c8ef58e2f68a44547f097c32f81d36d6834d06b"
    );
}

#[test]
fn the_words_for_what_an_unusable_entry_said_never_change() {
    for (said, word) in [
        (OutcomeKind::Proceed, "Proceed"),
        (OutcomeKind::Allow, "Allow"),
        (OutcomeKind::Modify, "Modify"),
        (OutcomeKind::Ask, "Ask"),
        (OutcomeKind::Block, "Block"),
    ] {
        let mut spec = guard();
        spec.handler = Handler::Unusable(Failure::new(Cause::NotUsable, "x").with_said(said));
        let canonical = spec.canonical(Path::new("/p"));
        assert!(
            canonical.contains(&format!("\"said\":\"{word}\"")),
            "{canonical}"
        );
    }
}

#[test]
fn a_fingerprint_reads_back_and_nothing_else_is_one() {
    let fingerprint = guard().fingerprint(Path::new("/p"));
    assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
    let json = serde_json::to_string(&fingerprint).unwrap();
    assert_eq!(
        serde_json::from_str::<Fingerprint>(&json).unwrap(),
        fingerprint
    );
    let digits = "0".repeat(64);
    for wrong in [
        "".to_owned(),
        digits.clone(),
        format!("v2:{digits}"),
        format!("v1:{}", &digits[1..]),
        format!("v1:{digits}0"),
        format!("v1:{}", "G".repeat(64)),
        format!("v1:+{}", &digits[1..]),
        format!("v1:{}", "\u{e9}".repeat(32)),
    ] {
        assert_eq!(wrong.parse::<Fingerprint>(), Err(NoFingerprint), "{wrong}");
    }
}

#[test]
fn line_place_status_message_and_live_state_do_not_count() {
    let root = Path::new("/p");
    let mut unnamed = guard();
    unnamed.id = "PreToolUse[0]".to_owned();
    let before = unnamed.fingerprint(root);
    unnamed.id = "PreToolUse[7]".to_owned();
    unnamed.source.line = 99;
    unnamed.status_message = Some("working".to_owned());
    unnamed = unnamed.with_liveness(crate::spec::Liveness::not_live(Cause::Disabled, "off"));
    assert_eq!(unnamed.fingerprint(root), before);
    let mut moved = guard();
    moved.source.file = Some(Arc::new(PathBuf::from("/q/.agent-hooks/hooks.toml")));
    assert_eq!(
        moved.fingerprint(Path::new("/q")),
        guard().fingerprint(root)
    );
}
