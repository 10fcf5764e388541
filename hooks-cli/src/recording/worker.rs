//! Explains what a worker that was written by hand does wrong: it keeps its first message (`hello`) in a buffer, or it
//! looks for the payload's fields beside `payload` instead of inside it. Also explains an answer that Python kept in
//! its buffer, and a time limit that is too short for Python.

use std::time::Duration;

use hooks_types::output::Ending;
use hooks_types::spec::{Launch, Program};
use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;

/// Signs that a Python program does not keep its output in a buffer.
const UNBUFFERED: &[&str] = &["flush", "PYTHONUNBUFFERED", "reconfigure(", "agent_hook"];

/// A time in which Python certainly starts on an idle machine. With a shorter limit, the script possibly never ran.
const START_OF_PYTHON: Duration = Duration::from_millis(50);

impl Recorded {
    /// Returns a sentence about a mistake of a worker that speaks the protocol itself.
    pub(super) fn worker_slip(&self) -> Option<String> {
        let command = self.command()?;
        if command.launch != Launch::Worker {
            return None;
        }
        self.buffered().or_else(|| self.beside_payload())
    }

    /// Returns whether the code in these texts of the hook is in Python. A shell can run it, as in `python3 - <<E`.
    pub(super) fn is_in_python(&self, texts: &[String]) -> bool {
        let is_node = |word: &str| {
            let name = word.rsplit('/').next().unwrap_or_default();
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            matches!(name, "node" | "nodejs" | "deno" | "bun" | "tsx")
                || matches!(ending, "js" | "mjs" | "cjs" | "ts")
        };
        let first = |text: &String| text.lines().next().unwrap_or_default().to_owned();
        let begins = |text: &String| {
            let first = first(text);
            first.starts_with("#!") && first.split([' ', '/']).any(is_node)
        };
        let runs_node = || self.words().into_iter().any(is_node) || texts.iter().any(begins);
        let imports = || texts.iter().any(|text| text.contains("import "));
        self.runs_python(texts) || (imports() && !runs_node())
    }

    /// Returns whether the hook is a Python program. `texts` are the texts of its scripts.
    fn runs_python(&self, texts: &[String]) -> bool {
        let is_python = |word: &str| {
            let name = word.rsplit('/').next().unwrap_or_default();
            name.starts_with("python") || name.ends_with(".py")
        };
        let begins = |text: &String| {
            text.lines()
                .next()
                .is_some_and(|it| it.starts_with("#!") && it.contains("python"))
        };
        self.words().into_iter().any(is_python) || texts.iter().any(begins)
    }

    /// Returns the words of the hook's command.
    fn words(&self) -> Vec<&str> {
        match self.command().map(|command| &command.program) {
            Some(Program::Argv(argv)) => argv.iter().map(String::as_str).collect(),
            Some(Program::Shell(text)) => text.split_whitespace().collect(),
            _ => Vec::new(),
        }
    }

    /// Returns whether the hook is a Python program with a script for which `prints` is true, and keeps its output in a
    /// buffer while its stdout is a pipe.
    fn keeps_in_buffer(&self, prints: impl Fn(&str) -> bool) -> bool {
        let Some(command) = self.command() else {
            return false;
        };
        let texts = self.scripts();
        let is_whole = |text: &String| UNBUFFERED.iter().any(|sign| text.contains(sign));
        let says = texts.iter().any(|text| prints(text));
        self.spec.timeout >= START_OF_PYTHON
            && self.runs_python(&texts)
            && says
            && !texts.iter().any(is_whole)
            && !self.words().iter().any(|word| word.starts_with("-u"))
            && !command.env.contains_key("PYTHONUNBUFFERED")
    }

    /// Returns a sentence about a time limit that is too short for Python to start.
    pub(super) fn too_short_for_python(&self) -> Option<String> {
        let limit = self.spec.timeout;
        // If the program did not start within its limit, there is no record of its output. Such a program counts as
        // silent.
        let mut heard = self.heard.iter();
        let is_silent = heard.all(|heard| heard.ending == Ending::TimedOut && heard.total == 0);
        (limit < START_OF_PYTHON && is_silent && self.runs_python(&self.scripts())).then(|| {
            format!(
                "`{}`: its limit is {} ms, but Python alone needs 20 ms or more to start; the limit was probably meant \
                 in seconds",
                short_name(&self.spec.id),
                limit.as_millis()
            )
        })
    }

    /// Returns a sentence about an answer that was still in the buffer of Python when the hook's time was over.
    pub(super) fn unflushed(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let is_silent = heard.ending == Ending::TimedOut && heard.stdout.trim_ascii().is_empty();
        let prints = |text: &str| {
            let lines = text.lines().map(str::trim_start);
            let mut code = lines.filter(|line| !line.starts_with('#'));
            code.any(|line| line.contains("print(") && !line.contains("stderr"))
        };
        (is_silent && self.keeps_in_buffer(prints)).then(|| {
            format!(
                "`{}`: nothing had arrived on stdout when its time was over; Python keeps what it prints to a pipe \
                 until the program ends: write `print(..., flush=True)`",
                short_name(&self.spec.id)
            )
        })
    }

    /// Returns a sentence about a first message (`hello`) that Python kept in its buffer.
    fn buffered(&self) -> Option<String> {
        let is_buffered = self.keeps_in_buffer(|text| text.contains("hello"));
        let heard = self.heard.as_ref()?;
        // A worker without a hello is ended, but a short time limit can end it earlier. So a timeout without any output
        // counts as a missing hello too.
        let is_silent = heard.ending == Ending::TimedOut && heard.stdout.is_empty();
        ((heard.no_hello || is_silent) && is_buffered).then(|| {
            format!(
                "`{}` prints its hello, but Python keeps it in a buffer while stdout is a pipe; write `flush=True` in \
                 each `print` of the protocol",
                short_name(&self.spec.id)
            )
        })
    }

    /// Returns a sentence about a field of the payload that the worker looked for in the wrong object: in the event's
    /// line itself, instead of in the `payload` of this line.
    fn beside_payload(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let stderr = String::from_utf8_lossy(&heard.stderr);
        let last = stderr.lines().rfind(|line| !line.trim().is_empty())?;
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let missing = match last.trim().strip_prefix("KeyError: ") {
            Some(key) => Some(key.trim_matches(['\'', '"']).to_owned()),
            None => undefined(&stderr, &self.scripts(), &payload),
        };
        let key = missing.filter(|key| payload.get(key).is_some())?;
        let shown = quoted(key.as_bytes(), 60);
        Some(format!(
            "`{}` looks for `{shown}` in the line of the event, where the payload is under `payload`: read \
             `[\"payload\"][\"{shown}\"]`",
            short_name(&self.spec.id)
        ))
    }
}

/// Returns the key of the payload that a Node program read beside `payload`: `m.hook_event.tool_name` fails at
/// `tool_name`, because `m.hook_event` is undefined.
fn undefined(stderr: &str, scripts: &[String], payload: &Value) -> Option<String> {
    let is_it = |line: &&str| line.contains("Cannot read properties of undefined (reading '");
    let line = stderr.lines().find(is_it)?;
    let (_, rest) = line.split_once("(reading '")?;
    let (read, _) = rest.split_once('\'')?;
    let keys = payload.as_object()?.keys();
    let mut keys = keys.filter(|key| {
        let path = format!(".{key}.{read}");
        let below = format!(".payload{path}");
        scripts
            .iter()
            .any(|text| text.contains(&path) && !text.contains(&below))
    });
    keys.next().cloned()
}
