//! The description of a hook that is shown for a trust decision and kept in the store.

use std::collections::BTreeMap;

use hooks_types::HookSpec;
use hooks_types::dialect::Spelling;
use hooks_types::fingerprint::Digest;
use hooks_types::spec::{
    Anchor, Command, Handler, InheritEnv, Launch, Leftovers, Matcher, OnBadPattern, Pattern,
    PatternSyntax, PayloadChannel, Program, Role, SideEffects, Subject, WorkDir,
};
use hooks_types::text::time_span;
use hooks_types::wire::{guards_gate, meaning_of_crash};
use serde::{Deserialize, Serialize};

/// The largest script, in bytes, whose text is shown. Larger scripts are covered by digest only.
pub(super) const SCRIPT: u64 = 64 << 10;

/// The version of the wording of [`Shown::lines`]. Raise it with every change of a text there:
/// otherwise the old and the new lines of an unchanged hook would be compared and shown as a
/// change.
pub(super) const WORDING: u32 = 3;

/// The description of a hook for a trust decision. Values of variables and headers are kept as digests,
/// because they can be secrets.
///
/// A store keeps the description with each decision: a later dialog can then show what changed. Whether a hook is
/// trusted depends on its fingerprint, not on this description. All texts come from the project: show them with
/// invisible characters escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Shown {
    /// The name of the hook's file below the root.
    pub file: String,
    /// The hook's event.
    pub event: String,
    /// The hook's id.
    pub id: String,
    /// The format of the hook's file, as the agent's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    /// The command or endpoint that the hook runs, in one line.
    pub command: String,
    /// Whether the agent waits for the hook's verdict.
    #[serde(default)]
    pub gate: bool,
    /// All facts about the hook that the fields above do not hold, one per line.
    #[serde(default)]
    pub lines: Vec<String>,
    /// The version of the wording of `lines`. Only lines of the same wording can be compared.
    #[serde(default)]
    pub wording: u32,
    /// The texts of the files that the hook runs, by name below the root. Files over 64 KiB and files that are not
    /// UTF-8 are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scripts: BTreeMap<String, String>,
    /// The digest of the text of the hook's file, if the user agreed to the whole text. Only then do the file's
    /// settings for all its hooks (limits, `disable_all`) take effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// How values of variables and headers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// Values are written as text, for the user's eyes only.
    Plain,
    /// Values are written as SHA-256, for the store.
    Digests,
}

impl Shown {
    /// Describes a hook of this file, with values as digests.
    pub(super) fn of(spec: &HookSpec, file: &str) -> Self {
        Self {
            file: file.to_owned(),
            event: spec.event.wire_name().to_owned(),
            id: spec.id.clone(),
            dialect: None,
            command: command(spec),
            gate: guards_gate(spec),
            lines: lines(spec, Values::Digests),
            wording: WORDING,
            scripts: BTreeMap::new(),
            text: None,
        }
    }
}

/// Returns the command or endpoint that a hook runs, in one line.
pub(super) fn command(spec: &HookSpec) -> String {
    match &spec.handler {
        Handler::Command(command) => match &command.program {
            // Show the words as JSON, which keeps the boundaries of the arguments visible.
            Program::Argv(argv) => serde_json::json!(argv).to_string(),
            Program::Shell(text) => text.clone(),
            _ => String::new(),
        },
        Handler::Http(request) => format!("POST {}", request.url),
        other => other.kind().to_string(),
    }
}

/// Lists all facts that change the hook's behavior, one per line. A field that the fingerprint covers must have a line
/// here. Otherwise the user would not see what changed in a hook. Most fields have a line only if they differ from
/// their usual value.
pub(super) fn lines(spec: &HookSpec, values: Values) -> Vec<String> {
    let mut lines = vec![
        match spec.event.to_string() == spec.form.event {
            true => format!("event: {}", spec.event),
            false => format!("event: {} ({})", spec.event, spec.form.event),
        },
        format!("when: {}", when(spec)),
        format!("timeout: {}", time_span(spec.timeout)),
        match meaning_of_crash(spec) {
            crash if crash > spec.on_failure => format!(
                "if it fails: {} (timeout: {})",
                crash.code(),
                spec.on_failure.code()
            ),
            _ => format!("if it fails: {}", spec.on_failure.code()),
        },
        format!("dialect: {}{}", spec.form.dialect, spelling(spec)),
        format!("strategy: {}", spec.strategy),
    ];
    if spec.role != Role::Standard {
        lines.push("role: judges the final input".to_owned());
    }
    let flags = [
        (spec.once, "once per session"),
        (spec.background, "in the background, without a verdict"),
    ];
    lines.extend(
        flags
            .iter()
            .filter(|(set, _)| *set)
            .map(|(_, what)| format!("runs: {what}")),
    );
    if spec.side_effects == SideEffects::None {
        lines.push("side effects: none, so it may run twice for one event".to_owned());
    }
    if spec.may_grant {
        lines.push("its allow counts".to_owned());
    }
    lines.extend(
        spec.identity
            .iter()
            .map(|same| format!("runs once for all hooks with the key: {same}")),
    );
    lines.extend(
        spec.options
            .iter()
            .map(|(name, value)| format!("option {name}: {value}")),
    );
    match &spec.handler {
        Handler::Command(command) => of_command(command, values, &mut lines),
        Handler::Http(request) => {
            lines.push(format!("network: {}", request.url));
            let headers = request.headers.iter();
            lines.extend(
                headers.map(|(name, value)| format!("header {name}: {}", written(value, values))),
            );
            let sent = request.allowed_env.join(", ");
            if !sent.is_empty() {
                lines.push(format!("sends variables: {sent}"));
            }
            if request.https_only {
                lines.push("network: https only".to_owned());
            }
        }
        Handler::Other(other) => {
            let config = serde_json::Value::Object(other.config.clone());
            lines.push(format!("handler: {} {config}", other.kind));
        }
        Handler::InProcess { key } => lines.push(format!("handler: in_process {key}")),
        other => lines.push(format!("handler: {}", other.kind())),
    }
    lines
}

/// Describes the spelling of the payload's keys, if it is not the standard spelling.
fn spelling(spec: &HookSpec) -> String {
    match spec.form.spelling {
        Spelling::Standard => String::new(),
        other => format!(", with keys in {other}"),
    }
}

/// Adds the facts about a command.
fn of_command(command: &Command, values: Values, lines: &mut Vec<String>) {
    match &command.inherit_env {
        InheritEnv::All => lines.push("inherits: all variables".to_owned()),
        InheritEnv::Only(names) => lines.push(format!("inherits: {}", names.join(", "))),
        _ => lines.push("inherits: unknown".to_owned()),
    }
    if let WorkDir::Fixed(folder) = &command.work_dir {
        lines.push(format!("runs in: {}", folder.display()));
    }
    let fallbacks = command.work_dir_fallbacks.iter();
    let mut fallbacks = fallbacks
        .map(|folder| folder.display().to_string())
        .peekable();
    if fallbacks.peek().is_some() {
        let first = match &command.work_dir {
            WorkDir::Fixed(_) => "that folder",
            _ => "the session's folder",
        };
        let others = fallbacks.collect::<Vec<_>>().join(", else ");
        lines.push(format!("runs in, if {first} is not there: {others}"));
    }
    let variables = command.env.iter();
    lines.extend(
        variables.map(|(name, value)| format!("variable {name}: {}", written(value, values))),
    );
    if command.launch == Launch::Worker {
        lines.push("runs: as a worker that answers many events".to_owned());
    }
    if command.payload == PayloadChannel::LastArgument {
        lines.push("payload: as the last argument".to_owned());
    }
    if command.leftovers == Leftovers::Leave {
        lines.push("its processes: may go on after it has ended".to_owned());
    }
}

/// Returns a value in plain text or as a digest.
fn written(value: &str, values: Values) -> String {
    match values {
        Values::Plain => value.to_owned(),
        Values::Digests => format!("sha256:{}", Digest::of(value.as_bytes())),
    }
}

/// Describes the calls that a hook's matchers match.
fn when(spec: &HookSpec) -> String {
    let matchers: Vec<String> = spec.matchers.iter().map(matcher).collect();
    match matchers.is_empty() {
        true => "always".to_owned(),
        false => matchers.join(" and "),
    }
}

/// Describes one matcher.
fn matcher(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Any => "always".to_owned(),
        Matcher::Never => "never".to_owned(),
        Matcher::Names(names) => names.join(" or "),
        Matcher::Prefix(prefix) => format!("{prefix}*"),
        Matcher::AnyOf(all) => {
            let all: Vec<_> = all.iter().map(self::matcher).collect();
            all.join(" or ")
        }
        Matcher::Pattern(pattern) => self::pattern(pattern),
        _ => "unknown".to_owned(),
    }
}

/// Describes a pattern.
fn pattern(pattern: &Pattern) -> String {
    let mut all = match pattern.subject {
        Subject::Names => format!("/{}/", pattern.text),
        Subject::CommandText => format!("/{}/ in the command's text", pattern.text),
        other => format!("/{}/ in {other}", pattern.text),
    };
    if pattern.anchor == Anchor::Whole {
        all.push_str(", as a whole");
    }
    if pattern.syntax != PatternSyntax::Rust {
        all.push_str(&format!(", read as {}", pattern.syntax));
    }
    if pattern.on_bad != OnBadPattern::Runs {
        all.push_str(&format!(", if invalid: {}", pattern.on_bad));
    }
    all
}

#[cfg(test)]
#[path = "shown_tests.rs"]
mod tests;
