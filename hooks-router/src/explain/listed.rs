//! One hook as `hooks list` prints it.

use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Liveness, Matcher, OnFailure, Program, Role, Scope, Strategy};
use hooks_types::wire::meaning_of_crash;
use hooks_types::{DialectRef, EventName, HookSpec};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::select::wanted;

/// One configured hook, as `hooks list` prints it. Later versions of the serialised form only add keys.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Listed {
    /// The hook's name, else `Event[n]`.
    pub id: String,
    /// The event that the hook is for.
    pub event: EventName,
    /// The event's name in the hook's agent.
    pub agent_event: String,
    /// The dialect in which the hook reads payloads and answers.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub dialect: DialectRef,
    /// Where the hook comes from.
    pub scope: Scope,
    /// The hook's file and line, `path:line`.
    pub source: String,
    /// The hook's file; `null` for a hook made in code.
    pub file: Option<String>,
    /// The line of the hook's entry, from 1; 0 if unknown.
    pub line: u32,
    /// The tools or sources that the hook is for; `null` means all.
    pub matcher: Option<String>,
    /// Settings of the hook that only its agent's configuration has (`if`, `loop_limit`), by key.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub conditions: Map<String, Value>,
    /// The kind of handler: `command`, `http`, ...
    pub kind: String,
    /// What is run: an array (program and arguments), a text for a shell, or an object.
    pub command: Value,
    /// The hook's time limit in milliseconds.
    pub timeout_ms: u64,
    /// What a failure of the hook means.
    pub on_failure: OnFailure,
    /// What a crash of the hook means, if the hook's agent has a stricter rule for crashes than `on_failure`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_crash: Option<OnFailure>,
    /// Whether the hook judges the final input.
    pub role: Role,
    /// How the hooks of its file start.
    pub strategy: Strategy,
    /// Whether the hook runs once per session.
    pub once: bool,
    /// Whether the hook runs in the background and decides nothing.
    pub background: bool,
    /// Whether an allow of this hook counts; absent if the hook needs no agreement of the user for that, or if it
    /// cannot allow anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_grant: Option<bool>,
    /// Whether the hook's configuration, its trust and the switches let it run.
    pub live: bool,
    /// Whether the hook runs when its event is fired: the hook is live, its entry can be used, and no known problem
    /// keeps its program from starting or its matcher from matching. If not, `reason` says why.
    pub runs: bool,
    /// Why the hook may not run, as a stable code.
    pub cause: Option<Cause>,
    /// The codes of the findings of `hooks check` about the hook, each once (`missing_file`, `not_in_path`).
    pub findings: Vec<String>,
    /// Why the hook does not run, for a person.
    pub reason: Option<String>,
    /// The command that makes the hook run, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl From<&HookSpec> for Listed {
    fn from(spec: &HookSpec) -> Self {
        let (cause, reason) = match (&spec.liveness, &spec.handler) {
            (Liveness::NotLive { cause, reason }, _) => (Some(cause.clone()), Some(reason.clone())),
            (_, Handler::Unusable(failure)) => {
                (Some(failure.cause.clone()), Some(failure.message.clone()))
            }
            _ => (None, None),
        };
        let options = spec.options.iter();
        let live = spec.liveness == Liveness::Live;
        Self {
            id: spec.id.clone(),
            event: spec.event.clone(),
            agent_event: spec.form.event.clone(),
            dialect: spec.form.dialect.clone(),
            scope: spec.scope,
            source: spec.source.to_string(),
            file: spec
                .source
                .file
                .as_ref()
                .map(|file| file.display().to_string()),
            line: spec.source.line,
            matcher: matcher(&spec.matchers),
            conditions: options
                .map(|(key, value)| (key.to_owned(), value.clone()))
                .collect(),
            kind: spec.handler.kind().to_string(),
            command: command(&spec.handler),
            timeout_ms: u64::try_from(spec.timeout.as_millis()).unwrap_or(u64::MAX),
            on_failure: spec.on_failure,
            on_crash: Some(meaning_of_crash(spec)).filter(|crash| *crash != spec.on_failure),
            role: spec.role,
            strategy: spec.strategy,
            once: spec.once,
            background: spec.background,
            may_grant: needs_right(spec).then(|| spec.allow_counts()),
            live,
            runs: live && cause.is_none(),
            findings: Vec::new(),
            cause,
            reason,
            // The caller sets `fix`, because only the caller knows how hooks are trusted.
            fix: None,
        }
    }
}

/// Returns whether the hook needs the user's agreement for its allow to have an effect. Only a hook that runs, whose
/// scope needs trust and whose allow could let a call pass needs the agreement.
fn needs_right(spec: &HookSpec) -> bool {
    let runs = spec.liveness == Liveness::Live && !matches!(spec.handler, Handler::Unusable(_));
    runs && spec.scope.needs_trust() && spec.event.traits().permission && !spec.background
}

/// Returns the matchers as one text; `None` if the hook is for everything. A hook can have several matchers,
/// and all of them must fit.
fn matcher(matchers: &[Matcher]) -> Option<String> {
    let asking = matchers.iter().filter(|matcher| **matcher != Matcher::Any);
    let texts: Vec<String> = asking.map(wanted).collect();
    (!texts.is_empty()).then(|| texts.join(" and "))
}

/// Returns the JSON value that describes what a handler runs: the value of [`Listed::command`].
fn command(handler: &Handler) -> Value {
    match handler {
        Handler::Command(command) => match &command.program {
            Program::Argv(argv) => json!(argv),
            Program::Shell(text) => json!(text),
            _ => Value::Null,
        },
        Handler::Http(request) => json!({ "url": request.url }),
        Handler::InProcess { key } => json!({ "key": key }),
        Handler::Other(other) => Value::Object(other.config.clone()),
        _ => Value::Null,
    }
}
