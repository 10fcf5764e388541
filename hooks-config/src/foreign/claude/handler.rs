//! One handler of Claude Code.

use std::time::Duration;

use hooks_types::{
    Cause, Command, Handler, HookSpec, IfRule, Matcher, OnFailure, OtherHandler, Program,
};

use super::events::{EVENTS, default_timeout, takes_handler, takes_if, takes_on_failure};
use super::{http, matcher};
use crate::diagnostic::DiagnosticCode;
use crate::foreign::command::{foreign, mentions, substituted};
use crate::foreign::events::{EventKey, EventRow};
use crate::foreign::fields::{Fields, Text};
use crate::foreign::groups::{Grouped, InGroup, keep_handler};
use crate::foreign::place::Place;
use crate::foreign::reader::{Flaw, Reader};
use crate::foreign::timeout::{Unit, read_timeout};

/// Claude Code's groups.
pub(super) struct Claude;

impl Grouped for Claude {
    fn rows(&self) -> &'static [EventRow] {
        EVENTS
    }

    fn group(&self, reader: &mut Reader<'_>, key: EventKey<'_>, text: Option<Text<'_>>) {
        matcher::remark(reader, key, text);
    }

    fn handler(&self, reader: &mut Reader<'_>, at: &InGroup<'_, '_>) {
        let lower = |text: &str| matcher::lower(at.name, at.key.target(), text);
        keep_handler(reader, at, lower, |reader, spec| fill(reader, at, spec));
    }
}

fn fill(reader: &mut Reader<'_>, at: &InGroup<'_, '_>, spec: &mut HookSpec) -> Result<(), Flaw> {
    let mut fields = Fields::of(at.node, "a handler")?;
    let kind = fields.required("type", "a handler")?;
    spec.timeout = match fields.get("timeout") {
        Some(node) => read_timeout(reader, node, "timeout", Unit::Seconds)?,
        None => Duration::from_secs(default_timeout(at.name, kind.text)),
    };
    spec.status_message = fields
        .text("statusMessage")?
        .map(|text| text.text.to_owned());
    condition(reader, at, &mut fields, spec)?;
    spec.handler = match kind.text {
        "command" => command(reader, at, &mut fields, spec)?,
        "http" => http::lower(reader, &mut fields)?,
        "prompt" => other(
            reader,
            at,
            &mut fields,
            kind,
            &["prompt"],
            &["model", "continueOnBlock"],
        )?,
        "agent" => other(reader, at, &mut fields, kind, &["prompt"], &["model"])?,
        "mcp_tool" => other(
            reader,
            at,
            &mut fields,
            kind,
            &["server", "tool"],
            &["input"],
        )?,
        unknown => {
            let message = format!("Claude Code has no handler type `{unknown}`");
            return Err(Flaw::new(DiagnosticCode::BadValue, kind.span, message));
        }
    };
    on_failure(reader, at, &mut fields, kind.text, spec)?;
    if let Some((true, span)) = fields.flag("once")? {
        let message =
            "`once` works in the frontmatter of skills only; here the hook runs every time";
        reader.warn(DiagnosticCode::NoEffect, span, message);
    }
    if !takes_handler(at.name, kind.text) && matches!(at.key, EventKey::Known(_)) {
        never(
            reader,
            spec,
            kind,
            format!("{} takes no `{}` handlers", at.name, kind.text),
        );
    }
    reader.unread(&fields, &format!("a `{}` handler", kind.text));
    Ok(())
}

/// Lists a hook that Claude Code documents never to run.
fn never(reader: &mut Reader<'_>, spec: &mut HookSpec, at: Text<'_>, reason: String) {
    reader.warn(
        DiagnosticCode::NoEffect,
        at.span,
        format!("{reason}; this hook never runs"),
    );
    spec.liveness = hooks_types::Liveness::NotLive {
        cause: Cause::NeverRuns,
        reason,
    };
}

fn condition(
    reader: &mut Reader<'_>,
    at: &InGroup<'_, '_>,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let Some(rule) = fields.text("if")? else {
        return Ok(());
    };
    spec.matchers.push(Matcher::If(IfRule::new(rule.text)));
    if !takes_if(at.name) {
        let reason = format!("`if` is not looked at on {}", at.name);
        never(reader, spec, rule, reason);
    } else if ["&&", "||"]
        .iter()
        .any(|operator| rule.text.contains(operator))
    {
        let message = "`if` is one permission rule; it knows no `&&` and no `||`";
        reader.warn(DiagnosticCode::BadMatcher, rule.span, message);
    }
    Ok(())
}

fn on_failure(
    reader: &mut Reader<'_>,
    at: &InGroup<'_, '_>,
    fields: &mut Fields<'_>,
    kind: &str,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    if !matches!(kind, "command" | "http" | "mcp_tool") {
        return Ok(());
    }
    let Some(policy) = fields.text("onFailure")? else {
        return Ok(());
    };
    let wanted = match policy.text {
        "block" => OnFailure::Block,
        "continue" => OnFailure::Proceed,
        other => {
            let message = format!("`onFailure` is `continue` or `block`, not `{other}`");
            return Err(Flaw::new(DiagnosticCode::BadValue, policy.span, message));
        }
    };
    if spec.background && wanted == OnFailure::Block {
        let message = "`onFailure` is ignored beside `async`: nobody waits for the hook";
        reader.warn(DiagnosticCode::NoEffect, policy.span, message);
    } else if !takes_on_failure(at.name, kind) {
        let message = format!("`onFailure` is ignored on {}", at.name);
        reader.warn(DiagnosticCode::NoEffect, policy.span, message);
    } else {
        spec.on_failure = wanted;
    }
    Ok(())
}

fn command(
    reader: &mut Reader<'_>,
    at: &InGroup<'_, '_>,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<Handler, Flaw> {
    let text = fields.required("command", "a command handler")?;
    let args = fields.texts("args")?;
    let shell = fields.text("shell")?;
    background(reader, fields, spec)?;
    let program = match (args, shell) {
        (Some(args), shell) => {
            if let Some(shell) = shell {
                let message = "`shell` is ignored beside `args`: no shell is started";
                reader.warn(DiagnosticCode::NoEffect, shell.span, message);
            }
            let place = reader.place;
            let words = std::iter::once(text.text).chain(args.iter().map(|arg| arg.text));
            let argv = words.map(|word| in_argv(word, place)).collect();
            let unknown = args
                .iter()
                .chain([&text])
                .find(|arg| unplaced(arg.text, place));
            if let Some(arg) = unknown {
                let message =
                    "a placeholder here has no value: the file's project or plugin is not known";
                reader.warn(DiagnosticCode::NoEffect, arg.span, message);
            }
            Program::Argv(argv)
        }
        (None, Some(shell)) => match shell.text {
            "bash" => Program::Shell(text.text.to_owned()),
            "powershell" => Program::Argv(
                ["pwsh", "-NoProfile", "-Command", text.text]
                    .map(str::to_owned)
                    .to_vec(),
            ),
            other => {
                let message = format!("`shell` is `bash` or `powershell`, not `{other}`");
                return Err(Flaw::new(DiagnosticCode::BadValue, shell.span, message));
            }
        },
        (None, None) => Program::Shell(text.text.to_owned()),
    };
    if matches!(program, Program::Shell(_)) {
        shell_text(reader, text)?;
    }
    let mut command = foreign(program);
    surroundings(&mut command, reader.place);
    if at.name == "SessionStart" && spec.background {
        let message = "what this hook writes to `CLAUDE_ENV_FILE` is not waited for";
        if mentions(text.text, "CLAUDE_ENV_FILE") {
            reader.warn(DiagnosticCode::NoEffect, text.span, message);
        }
    }
    Ok(Handler::Command(command))
}

fn background(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let asynchronous = fields.flag("async")?.is_some_and(|(flag, _)| flag);
    let rewake = fields.flag("asyncRewake")?.filter(|(flag, _)| *flag);
    let texts = [
        fields.member("rewakeMessage"),
        fields.member("rewakeSummary"),
    ];
    spec.background = asynchronous || rewake.is_some();
    if let Some((_, span)) = rewake {
        let message =
            "`asyncRewake` runs in the background; its exit 2 is reported and wakes nobody";
        reader.warn(DiagnosticCode::Deviation, span, message);
    }
    for member in texts.into_iter().flatten() {
        let message = format!("`{}` has no effect: nobody is woken", member.key);
        reader.warn(DiagnosticCode::NoEffect, &member.key_span, message);
    }
    Ok(())
}

/// What a shell text must not hold, and variables that will be empty.
fn shell_text(reader: &mut Reader<'_>, text: Text<'_>) -> Result<(), Flaw> {
    if reader.place.plugin_root.is_some() && text.text.contains("${user_config.") {
        let message = "`${user_config...}` is refused in a shell text: its value would be run";
        return Err(Flaw::new(DiagnosticCode::BadValue, text.span, message));
    }
    for name in ["CLAUDE_PLUGIN_ROOT", "CLAUDE_PLUGIN_DATA"] {
        if reader.place.plugin_root.is_none() && mentions(text.text, name) {
            let message = format!("`{name}` is set for the hooks of plugins only");
            reader.warn(DiagnosticCode::NoEffect, text.span, message);
        }
    }
    Ok(())
}

const ROOT: &str = "CLAUDE_PROJECT_DIR";

fn values(place: &Place) -> [(&'static str, Option<&std::path::Path>); 3] {
    [
        (ROOT, place.project_root.as_deref()),
        ("CLAUDE_PLUGIN_ROOT", place.plugin_root.as_deref()),
        ("CLAUDE_PLUGIN_DATA", place.plugin_data.as_deref()),
    ]
}

fn in_argv(word: &str, place: &Place) -> String {
    substituted(word, &values(place))
}

fn unplaced(word: &str, place: &Place) -> bool {
    values(place)
        .iter()
        .any(|(name, value)| value.is_none() && word.contains(&format!("${{{name}}}")))
}

/// Where the command runs and what its place adds to its environment.
fn surroundings(command: &mut Command, place: &Place) {
    for (name, value) in values(place) {
        if let Some(value) = value {
            command
                .env
                .insert(name.to_owned(), value.display().to_string());
        }
    }
    command.work_dir_fallbacks = [&place.project_root, &place.home]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
}

/// A handler only an embedder's executor may know.
fn other(
    reader: &mut Reader<'_>,
    at: &InGroup<'_, '_>,
    fields: &mut Fields<'_>,
    kind: Text<'_>,
    required: &[&'static str],
    optional: &[&'static str],
) -> Result<Handler, Flaw> {
    for key in required {
        fields.required(key, &format!("a {} handler", kind.text))?;
    }
    for key in optional {
        fields.member(key);
    }
    let message = format!(
        "a `{}` handler needs an executor of the embedding agent; without one it fails, visibly",
        kind.text
    );
    reader.warn(DiagnosticCode::UnsupportedHandler, kind.span, message);
    Ok(Handler::Other(OtherHandler::new(
        kind.text,
        at.node.to_map(),
    )))
}
