use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use hooks_types::EventName;
use hooks_types::dialect::{DialectRef, Spelling};
use hooks_types::spec::{HttpRequest, OnFailure, Strategy};
use serde_json::Value;

use super::*;

/// Fields of the fingerprint that have no line in the description. Id and file are fields of [`Shown`], and the scope
/// is shown as the project or plugin of the file.
const ELSEWHERE: &[&str] = &["name", "file", "scope"];

fn with(handler: Handler) -> HookSpec {
    let pattern = Pattern::new("x", PatternSyntax::Rust);
    HookSpec::new("guard", EventName::PreToolUse, handler).with_matcher(Matcher::Pattern(pattern))
}

/// Lists the fields of a value with their paths.
fn fields(value: &Value, path: &str, all: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, member) in members {
                let dot = if path.is_empty() { "" } else { "." };
                fields(member, &format!("{path}{dot}{key}"), all);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.iter().for_each(|item| fields(item, path, all));
        }
        _ => {
            all.insert(path.to_owned());
        }
    }
}

/// Changes the value of a field.
fn change(spec: &mut HookSpec, field: &str) {
    match (&mut spec.handler, field.strip_prefix("handler.")) {
        (Handler::Command(command), Some(field)) => return change_command(command, field),
        (Handler::Http(request), Some(field)) => return change_request(request, field),
        _ => {}
    }
    let pattern = match spec.matchers.first_mut() {
        Some(Matcher::Pattern(pattern)) => pattern,
        _ => panic!("it has a pattern"),
    };
    match field {
        "event" => spec.event = EventName::Stop,
        "form.dialect" => spec.form.dialect = DialectRef::named("codex"),
        "form.event" => spec.form.event = "Other".to_owned(),
        "form.spelling" => spec.form.spelling = Spelling::CamelCase,
        "may_grant" => spec.may_grant = true,
        "matchers.pattern.text" => pattern.text = "y".to_owned(),
        "matchers.pattern.flavour" => pattern.syntax = PatternSyntax::EcmaScript,
        "matchers.pattern.anchor" => pattern.anchor = Anchor::Whole,
        "matchers.pattern.subject" => pattern.subject = Subject::CommandText,
        "matchers.pattern.on_bad" => pattern.on_bad = OnBadPattern::NeverRuns,
        "role" => spec.role = Role::Validate,
        "on_failure" => spec.on_failure = OnFailure::Proceed,
        "strategy" => spec.strategy = Strategy::All,
        "timeout" => spec.timeout = Duration::from_millis(7),
        "options" => spec.options.set("if", "x"),
        "once" => spec.once = true,
        "background" => spec.background = true,
        "identity" => spec.identity = Some("same".to_owned()),
        "side_effects" => spec.side_effects = SideEffects::None,
        other => panic!("`{other}` is new: it needs a line in `lines`, and a change here"),
    }
}

fn change_command(command: &mut Command, field: &str) {
    match field {
        "command.program.argv" => command.program = Program::Argv(vec!["b".to_owned()]),
        "command.work_dir" => command.work_dir = WorkDir::Fixed("/x".into()),
        "command.work_dir_fallbacks" => command.work_dir_fallbacks = vec!["/y".into()],
        "command.env" => drop(command.env.insert("X".to_owned(), "1".to_owned())),
        "command.inherit_env" => command.inherit_env = InheritEnv::Only(Vec::new()),
        "command.payload" => command.payload = PayloadChannel::LastArgument,
        "command.leftovers" => command.leftovers = Leftovers::Leave,
        "command.launch" => command.launch = Launch::Worker,
        other => panic!("`{other}` is new: it needs a line in `lines`, and a change here"),
    }
}

fn change_request(request: &mut HttpRequest, field: &str) {
    match field {
        "http.url" => request.url = "https://other.invalid/".to_owned(),
        "http.headers" => drop(request.headers.insert("A".to_owned(), "1".to_owned())),
        "http.allowed_env" => request.allowed_env = vec!["T".to_owned()],
        "http.https_only" => request.https_only ^= true,
        other => panic!("`{other}` is new: it needs a line in `lines`, and a change here"),
    }
}

#[test]
fn every_field_of_the_fingerprint_is_seen_in_the_lines() {
    let root = Path::new("/p");
    for handler in [
        Handler::Command(Command::argv(["a"])),
        Handler::Http(HttpRequest::new("https://one.invalid/")),
    ] {
        let spec = with(handler);
        let canonical = spec.canonical(root);
        let (_, json) = canonical.split_once('\n').unwrap();
        let mut all = BTreeSet::new();
        fields(&serde_json::from_str(json).unwrap(), "", &mut all);
        assert!(all.len() > 20, "{all:?}");
        for field in all.iter().filter(|field| !ELSEWHERE.contains(&&***field)) {
            let mut changed = spec.clone();
            change(&mut changed, field);
            assert_ne!(spec.canonical(root), changed.canonical(root), "{field}");
            let seen = |spec: &HookSpec| (command(spec), lines(spec, Values::Digests));
            assert_ne!(seen(&spec), seen(&changed), "{field}");
        }
    }
}

/// Compares the lines with their present wording. If this test fails because a text changed, raise [`WORDING`] too.
#[test]
fn the_wording_has_a_version() {
    let mut spec = with(Handler::Command(Command::argv(["a"])));
    for field in [
        "once",
        "side_effects",
        "may_grant",
        "role",
        "handler.command.launch",
    ] {
        change(&mut spec, field);
    }
    insta::assert_snapshot!(lines(&spec, Values::Digests).join("\n"));
    assert_eq!(WORDING, 3);
}
