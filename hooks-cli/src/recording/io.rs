//! Formats what a hook read and printed.

use hooks_types::Payload;
use hooks_types::env::environment;
use hooks_types::output::Ending;
use hooks_types::spec::{Handler, InheritEnv, Launch, PayloadChannel, Program, WorkDir};
use hooks_types::text::{visible, visible_line};

use super::Recorded;
use crate::show::{FAINT, STRONG, beginning, columns, quoted_paragraph, shell_words, styled};
use crate::variables::{Settings, missing};

impl Recorded {
    /// Describes the run: the command, the variables that it got in addition to inherited variables, its input and its
    /// output. Text is shown unchanged, except that characters which would act on the terminal are escaped.
    pub(super) fn text(&self, settings: &Settings) -> String {
        let spec = &self.spec;
        let mut text = format!(
            "{} {}\n",
            styled(STRONG, visible_line(&spec.id)),
            styled(FAINT, visible_line(&spec.source.to_string()))
        );
        text += &entry("argv", &argv(&spec.handler));
        let mut env = environment(spec, &self.payload).vars;
        if let Handler::Command(command) = &spec.handler {
            env.extend(command.env.clone());
        }
        let env: Vec<String> = env
            .iter()
            .map(|(name, value)| format!("{name}={value}{}", left_out(name, value)))
            .collect();
        text += &entry("env", &env.join("\n"));
        if let Handler::Command(command) = &spec.handler {
            if let InheritEnv::Only(names) = &command.inherit_env {
                text += &quoted_paragraph(&inherited(names), INDENT, columns());
            }
            text += &entry("folder", &folder(&command.work_dir, &self.payload));
        }
        for said in missing(spec, &self.payload, settings) {
            text += &entry("missing", &said);
        }
        text += &entry(channel(&spec.handler), &self.read_text());
        match &self.heard {
            None => text += &entry("ended", "it never ran to its end; the row above says why"),
            Some(heard) => {
                text += &entry("stdout", &String::from_utf8_lossy(&heard.stdout));
                text += &entry("stderr", &String::from_utf8_lossy(&heard.stderr));
                let ended = ending(heard.ending);
                text += &entry(
                    "ended",
                    &match heard.no_hello {
                        true => format!("{ended}: `hooks` ended it, because it did not say hello"),
                        false => ended,
                    },
                );
            }
        }
        text
    }
}

impl Recorded {
    /// Returns the input that the hook read. For a worker, this is the line that holds the event. The numbers in this
    /// line are shown as `N`, because only the worker's executor knows them.
    fn read_text(&self) -> String {
        let bytes = self.stdin.as_deref().map_or(&[][..], Vec::as_slice);
        let text = String::from_utf8_lossy(bytes.trim_ascii_end());
        match &self.spec.handler {
            Handler::Command(command) if command.launch == Launch::Worker => format!(
                "{{\"type\":\"event\",\"id\":N,\"deadline_ms\":N,\"cwd\":{},\"env\":{{...}},\"payload\":{text}}}",
                serde_json::Value::from(self.payload.meta.cwd.as_str())
            ),
            _ => text.into_owned(),
        }
    }
}

/// Returns the command as a person would type it.
fn argv(handler: &Handler) -> String {
    match handler {
        Handler::Command(command) => match &command.program {
            Program::Argv(argv) => shell_words(argv.iter().map(String::as_str)),
            Program::Shell(text) => shell_words(["bash", "-c", text]),
            _ => String::new(),
        },
        Handler::Http(request) => format!("POST {}", request.url),
        other => other.kind().to_string(),
    }
}

/// The column at which the text of an entry begins.
const INDENT: usize = 10;

/// The maximum number of inherited variables that the description of a run names.
const NAMED: usize = 6;

/// Lists the variables that the program inherits. For hooks of projects the list is long and does not differ from hook
/// to hook, so only its beginning is shown.
fn inherited(names: &[String]) -> String {
    let shown = names.iter().take(NAMED).map(String::as_str);
    let shown = shown.collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(NAMED).filter(|more| *more > 0) {
        Some(more) => format!(
            "of the variables here only {shown} and {more} more (`inherit_env` in its entry names others)"
        ),
        None => format!("of the variables here only {shown}"),
    }
}

/// Returns the folder in which the program is started.
fn folder(work_dir: &WorkDir, payload: &Payload) -> String {
    match work_dir {
        WorkDir::Fixed(folder) => folder.display().to_string(),
        _ => payload.meta.cwd.clone(),
    }
}

/// Describes how the payload reaches the hook.
fn channel(handler: &Handler) -> &'static str {
    match handler {
        Handler::Http(_) => "body",
        Handler::Command(command) if command.payload == PayloadChannel::LastArgument => "argument",
        // A worker reads other lines too, so do not call this line the whole stdin.
        Handler::Command(command) if command.launch == Launch::Worker => "line",
        _ => "stdin",
    }
}

/// Describes how a hook ended.
fn ending(ending: Ending) -> String {
    match ending {
        Ending::Exited(code) => format!("exit code {code}"),
        Ending::Signaled(signal) => format!("signal {signal}"),
        Ending::TimedOut => "at its time limit".to_owned(),
        Ending::Cancelled => "cancelled".to_owned(),
        Ending::Responded(status) => format!("status {status}"),
        _ => "in a way this version does not know".to_owned(),
    }
}

/// Formats a label and the beginning of a text. Lines after the first are indented. If a hook or a payload wrote the
/// text, these lines begin with a bar, which shows that they are not ours.
fn entry(label: &str, text: &str) -> String {
    let text = beginning(&visible(text.trim_end_matches('\n')));
    let further = match label {
        "env" => "\n          ",
        _ => "\n        | ",
    };
    let text = match text.is_empty() {
        true => styled(FAINT, "(nothing)"),
        false => text.replace('\n', further),
    };
    format!("  {} {text}\n", styled(FAINT, format!("{label:<7}")))
}

/// Returns a remark on a `PATH` with relative folders, which are left out before a start.
fn left_out(name: &str, value: &str) -> &'static str {
    let is_whole = std::env::split_paths(value).all(|folder| folder.is_absolute());
    match name == "PATH" && !is_whole {
        true => " (without its relative folders)",
        false => "",
    }
}
