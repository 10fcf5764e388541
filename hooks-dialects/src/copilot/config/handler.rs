//! Reads one entry of Copilot: the object that configures one hook.

use std::path::Path;
use std::time::Duration;

use hooks_config::format::{Fields, Flaw, Node, Place, Reader, Text};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::HookSpec;
use hooks_types::spec::{Command, Handler, HttpRequest, OtherHandler, Program, Scope, WorkDir};
use hooks_types::text::short_name;

use super::events::{EVENTS, spelling};
use super::matcher;
use crate::config::command::{foreign, set_paths};
use crate::config::entries::{Entries, Handler as At, Nesting};
use crate::config::handler::{for_executor, never, timeout_or};
use crate::config::http::headers;
use crate::config::timeout::{Unit, read_timeout};
use crate::copilot::events::{Says, TABLE};

/// The functions that read Copilot's entries. An entry is a handler or, as in Claude Code, a group: a matcher with its
/// handlers.
pub(crate) static ENTRIES: Entries = Entries {
    nesting: Nesting::Both,
    ..Entries::of(&EVENTS, matcher::lower, matcher::remark, fill)
};

/// Reads one entry into `spec`.
fn fill(reader: &mut Reader<'_>, at: &At<'_>, spec: &mut HookSpec) -> Result<(), Flaw> {
    let (key, node) = (at.event, at.node);
    let mut fields = Fields::of(node, "an entry")?;
    // The matcher was already read with the entry or its group. Mark its key as read. Otherwise the key would be
    // reported as unknown.
    fields.member("matcher");
    spec.form.spelling = spelling(key);
    spec.timeout = timeout(reader, &mut fields)?;
    let kind = fields.text("type")?;
    let word = kind.map_or("command", |kind| kind.text);
    let kind_span = kind.map_or(&node.span, |kind| kind.span);
    spec.handler = match word {
        "command" => command(reader, &mut fields, node)?,
        "http" => http(key, reader, &mut fields)?,
        "prompt" => {
            fields.required("prompt", "a prompt entry")?;
            if key.eq_ignore_ascii_case("sessionStart") {
                for_executor(reader, (word, "entry"), kind_span, node)
            } else {
                let reason = format!("`prompt` entries run on sessionStart only, not on {key}");
                never(reader, spec, DiagnosticCode::NoEffect, kind_span, &reason);
                Handler::Other(OtherHandler::new(word, node.to_map()))
            }
        }
        unknown => {
            let unknown = short_name(unknown);
            let message = format!("Copilot has no entry type `{unknown}`");
            return Err(Flaw::new(DiagnosticCode::BadValue, kind_span, message));
        }
    };
    reader.unread(&fields, &format!("a `{word}` entry"));
    Ok(())
}

/// Reads `timeoutSec`, or its alias `timeout`.
fn timeout(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Result<Duration, Flaw> {
    let (own, alias) = (fields.get("timeoutSec"), fields.get("timeout"));
    if let (Some(_), Some(alias)) = (own, alias) {
        let message = "`timeout` has no effect beside `timeoutSec`";
        reader.warn(DiagnosticCode::NoEffect, &alias.span, message);
    }
    match own {
        Some(node) => read_timeout(reader, node, "timeoutSec", Unit::Seconds),
        None => timeout_or(reader, fields, Unit::Seconds, Duration::from_secs(30)),
    }
}

/// Reads a `command` entry, which has a program in `exec`, or a shell text.
fn command(reader: &mut Reader<'_>, fields: &mut Fields<'_>, node: &Node) -> Result<Handler, Flaw> {
    let exec = fields.text("exec")?;
    let shells = [
        fields.text("bash")?,
        fields.text("powershell")?,
        fields.text("command")?,
    ];
    let program = match exec {
        Some(exec) => {
            let args = fields.texts("args")?.unwrap_or_default();
            for shell in shells.iter().flatten() {
                let message = "this text has no effect beside `exec`";
                reader.warn(DiagnosticCode::NoEffect, shell.span, message);
            }
            let words = std::iter::once(exec).chain(args);
            Program::Argv(words.map(|word| word.text.to_owned()).collect())
        }
        None => {
            if let Some(args) = fields.member("args") {
                let message = "`args` belongs to `exec`; beside a shell text it has no effect";
                reader.warn(DiagnosticCode::NoEffect, &args.key_span, message);
            }
            shell(shells, node)?
        }
    };
    let mut command = foreign(program);
    command.env = fields.text_map("env")?;
    surroundings(&mut command, reader.place, fields.text("cwd")?);
    Ok(Handler::Command(command))
}

/// Returns the shell text for this operating system or, if there is none, the text in `command`.
fn shell([bash, powershell, any]: [Option<Text<'_>>; 3], node: &Node) -> Result<Program, Flaw> {
    let (own, foreign) = if cfg!(windows) {
        (powershell, bash)
    } else {
        (bash, powershell)
    };
    let text = match (own.or(any), foreign) {
        (Some(text), _) => text,
        // The entry has a command only for the shell of a different operating system. Copilot denies all calls that
        // such an entry guards. So report an error.
        (None, Some(other)) => {
            let (key, theirs) = match cfg!(windows) {
                true => ("powershell", "bash"),
                false => ("bash", "powershell"),
            };
            let message = format!("the entry has a command only for another system (`{theirs}`)");
            let help =
                format!("add `\"{key}\": \"...\"` beside it, with the command for this system");
            let flaw = Flaw::new(DiagnosticCode::MissingKey, other.span, Words::ours(message));
            return Err(flaw.with_help(Words::ours(help)));
        }
        (None, None) => {
            let message = "an entry needs `bash`, `powershell`, `command` or `exec`";
            return Err(Flaw::new(DiagnosticCode::MissingKey, &node.span, message));
        }
    };
    // If the hook's command is empty, Copilot lets the guarded call run (measured with version 1.0.102). Here such an
    // entry is an error.
    if text.text.trim().is_empty() {
        let message = "the command is empty";
        return Err(Flaw::new(DiagnosticCode::BadValue, text.span, message));
    }
    Ok(if cfg!(windows) {
        let words = ["pwsh", "-NoProfile", "-Command", text.text];
        Program::Argv(words.map(str::to_owned).to_vec())
    } else {
        Program::Shell(text.text.to_owned())
    })
}

/// Sets the working folder and the variables of a command. `cwd` is relative to the repository's root or, if that is
/// unknown, to the plugin's root. For a project's hooks the default is the repository's root.
fn surroundings(command: &mut Command, place: &Place, cwd: Option<Text<'_>>) {
    let root = place.project_root.as_deref();
    let base = root.or(place.plugin_root.as_deref());
    command.work_dir = match (cwd, base) {
        (Some(cwd), Some(base)) => WorkDir::Fixed(base.join(cwd.text)),
        (Some(cwd), None) if Path::new(cwd.text).is_absolute() => WorkDir::Fixed(cwd.text.into()),
        (None, _) if place.scope == Scope::Project || in_github(place) => {
            root.map_or(WorkDir::Session, |root| WorkDir::Fixed(root.to_path_buf()))
        }
        _ => WorkDir::Session,
    };
    if let Some(plugin) = place.plugin_root.as_deref() {
        let values = [
            ("PLUGIN_ROOT", Some(plugin)),
            ("COPILOT_PLUGIN_ROOT", Some(plugin)),
            ("CLAUDE_PLUGIN_ROOT", Some(plugin)),
            ("CLAUDE_PROJECT_DIR", root),
            ("CLAUDE_PLUGIN_DATA", place.plugin_data.as_deref()),
        ];
        set_paths(command, values);
    }
}

/// Returns whether a file is in a folder `.github` or deeper.
fn in_github(place: &Place) -> bool {
    place
        .path
        .components()
        .any(|part| part.as_os_str() == ".github")
}

/// Reads an `http` entry.
fn http(key: &str, reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Result<Handler, Flaw> {
    let url = fields.required("url", "an http entry")?;
    if !url.text.starts_with("https://") {
        let says = TABLE.row(key).says;
        let why = if matches!(says, Says::ToolPermission | Says::Permission) {
            "its answer can grant permission, so only `https` is supported"
        } else {
            "only `https` is supported"
        };
        let message = format!("`url` is not `https`; {why}");
        return Err(Flaw::new(DiagnosticCode::BadValue, url.span, message));
    }
    let mut request = HttpRequest::new(url.text);
    // Refuse plain HTTP even for a loopback address, because a hook's answer can allow a call.
    request.https_only = true;
    headers(&mut request, reader, fields)?;
    Ok(Handler::Http(request))
}
