//! Converts a hook to a JSON value. Every struct is destructured completely. So a new field causes a compiler error
//! here, and its author must decide whether the field belongs to the fingerprint.
//!
//! A field that can hold several kinds of value is written under a key that names the kind. So two different hooks
//! never give equal JSON: for example, a program `["ls"]` and a script `ls`, or a known event and an agent's own event
//! of the same name.
//!
//! The keys and the words of values are part of the fingerprint. A renamed key or word would end the trust in every
//! hook of every user, so tests compare the digests with fixed values. A change of the format needs a new version.

use std::path::{Component, Path};

use serde_json::{Map, Value, json};

use super::handler;
use crate::dialect::{DialectOptions, WireForm};
use crate::event::EventName;
use crate::matcher::{Matcher, Pattern};
use crate::spec::{HookSpec, Source};

/// Converts a hook to the JSON value in its canonical form. Paths are relative to `root`.
pub(super) fn value(spec: &HookSpec, root: &Path) -> Value {
    let HookSpec {
        id,
        event,
        form,
        scope,
        may_grant,
        source,
        // `liveness` (whether the hook may run) is not part of the fingerprint, because it depends on trust, and trust
        // is looked up by the fingerprint.
        liveness: _,
        handler,
        matchers,
        role,
        on_failure,
        strategy,
        timeout,
        options,
        once,
        background,
        identity,
        side_effects,
        // The status message is only shown to the user. It does not change what the hook does.
        status_message: _,
    } = spec;
    json!({
        "name": name(id, event),
        "event": event_value(event),
        "form": form_value(form),
        "scope": scope.code(),
        "may_grant": may_grant,
        "file": source_value(source, root),
        "handler": handler::value(handler),
        "matchers": matchers.iter().map(matcher).collect::<Vec<_>>(),
        "role": role.code(),
        "on_failure": on_failure.code(),
        "strategy": strategy.code(),
        // Write the time as integers, because a float would be rounded.
        "timeout": [timeout.as_secs(), u64::from(timeout.subsec_nanos())],
        "options": options_value(options),
        "once": once,
        "background": background,
        "identity": identity,
        "side_effects": side_effects.code(),
    })
}

/// Returns the hook's id, unless the id is only the event and an index (`PreToolUse[2]`).
fn name<'a>(id: &'a str, event: &EventName) -> Option<&'a str> {
    // The index changes when a hook is added before this hook. The trust in this hook must survive this change, so
    // leave the index out.
    let place = id
        .strip_prefix(&event.to_string())
        .and_then(|rest| rest.strip_prefix('['))
        .and_then(|rest| rest.strip_suffix(']'));
    let is_place = place
        .is_some_and(|place| !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit()));
    (!is_place).then_some(id)
}

/// Converts an event. An event that an agent defines (`Other`) gets a separate key, because it must not equal a known
/// event, even if the names are equal.
fn event_value(event: &EventName) -> Value {
    match event {
        EventName::Other(name) => json!({ "other": &**name }),
        known => json!(known.wire_name()),
    }
}

/// Converts a wire form. The form belongs to the fingerprint because it decides which bytes the hook
/// reads.
fn form_value(form: &WireForm) -> Value {
    let WireForm {
        dialect,
        event,
        spelling,
    } = form;
    json!({
        "dialect": dialect.name(),
        "event": event,
        "spelling": spelling.code(),
    })
}

/// Converts the location of a hook. Leaves the line out, because it changes when a hook is added above this hook.
fn source_value(source: &Source, root: &Path) -> Value {
    let Source { file, line: _ } = source;
    file.as_ref()
        .map_or(Value::Null, |file| path_value(below(file, root)))
}

/// Makes a path relative to `root` (the folder of a project or plugin), because each root is trusted separately.
fn below<'a>(file: &'a Path, root: &Path) -> &'a Path {
    file.strip_prefix(root).unwrap_or(file)
}

/// Converts a path, with `/` as separator. A path that is not UTF-8 is converted to its bytes.
pub(super) fn path_value(path: &Path) -> Value {
    // Write invalid UTF-8 as bytes: with replacement characters, two different paths could become equal texts.
    let Some(text) = path.to_str() else {
        return json!({ "bytes": path.as_os_str().as_encoded_bytes() });
    };
    // Windows accepts `\` and `/` as separators. Write `/` for both, because both spellings of a path must give the
    // same fingerprint.
    if cfg!(windows) {
        let names = path.components().filter(|part| *part != Component::CurDir);
        let names: Vec<_> = names
            .map(|name| name.as_os_str().to_string_lossy())
            .collect();
        return Value::String(names.join("/"));
    }
    text.into()
}

/// Converts the settings of the dialect. Includes all settings, because their meaning is not known here, and each could
/// decide when the hook runs.
fn options_value(options: &DialectOptions) -> Value {
    let options = options.iter();
    let fields: Map<String, Value> = options
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect();
    Value::Object(fields)
}

/// Converts a matcher. Names and alternatives keep their order, so a hook with a reordered list is treated as changed.
fn matcher(matcher: &Matcher) -> Value {
    match matcher {
        Matcher::Any => json!("any"),
        Matcher::Never => json!("never"),
        Matcher::Names(names) => json!({ "names": names }),
        Matcher::Prefix(prefix) => json!({ "prefix": prefix }),
        Matcher::AnyOf(all) => {
            let all: Vec<_> = all.iter().map(self::matcher).collect();
            json!({ "any_of": all })
        }
        Matcher::Pattern(pattern) => json!({ "pattern": pattern_value(pattern) }),
    }
}

/// Converts a pattern. Includes its syntax, because one text can mean different patterns in different syntaxes.
fn pattern_value(pattern: &Pattern) -> Value {
    let Pattern {
        text,
        syntax,
        anchor,
        subject,
        on_bad,
    } = pattern;
    json!({
        "text": text,
        "flavour": syntax.code(),
        "anchor": anchor.code(),
        "subject": subject.code(),
        "on_bad": on_bad.code(),
    })
}
