//! Records what each hook read and printed, for `--show-io`, `explain --run` and failing test cases.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun, Listener};
use hooks_types::env::environment;
use hooks_types::output::Ending;
use hooks_types::spec::{Handler, InheritEnv, PayloadChannel, Program, WorkDir};
use hooks_types::text::{error_of_trace, quoted, visible, visible_line};
use hooks_types::{EventName, HookSpec, Payload};
use serde_json::Value;

use crate::show::{FAINT, STRONG, beginning, shell_words, styled};
use crate::variables::missing;

/// Everything that was recorded, in the order in which the hooks were started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record(Arc<Mutex<Vec<Recorded>>>);

/// One run of a hook.
#[derive(Debug)]
struct Recorded {
    run: u64,
    spec: Arc<HookSpec>,
    payload: Arc<Payload>,
    stdin: Vec<u8>,
    /// `None` until the run has ended.
    heard: Option<Heard>,
}

#[derive(Debug)]
struct Heard {
    ending: Ending,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

/// An executor that records what its hooks read and print.
#[derive(Debug)]
pub(crate) struct Recording<E> {
    inner: E,
    record: Record,
}

impl<E> Recording<E> {
    pub(crate) fn new(inner: E, record: Record) -> Self {
        Self { inner, record }
    }
}

#[async_trait]
impl<E: HookExecutor> HookExecutor for Recording<E> {
    async fn execute(&self, request: HookRequest) -> HookRun {
        self.record.begin(&request);
        let record = self.record.clone();
        let listener = Listener::new(move |request, said| {
            let heard = Heard {
                ending: said.ending,
                stdout: said.stdout.bytes.to_vec(),
                stderr: said.stderr.bytes.to_vec(),
            };
            record.end(request.run_id, heard);
        });
        self.inner.execute(request.heard_by(listener)).await
    }
}

impl Record {
    fn change(&self, change: impl FnOnce(&mut Vec<Recorded>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn begin(&self, request: &HookRequest) {
        let stdin = request.payload.bytes(&request.spec.form);
        let recorded = Recorded {
            run: request.run_id,
            spec: Arc::clone(&request.spec),
            payload: Arc::clone(request.payload.payload()),
            stdin: stdin.map(|bytes| bytes.to_vec()).unwrap_or_default(),
            heard: None,
        };
        self.change(|all| all.push(recorded));
    }

    fn end(&self, run: u64, heard: Heard) {
        self.change(|all| {
            if let Some(recorded) = all.iter_mut().rfind(|recorded| recorded.run == run) {
                recorded.heard = Some(heard);
            }
        });
    }

    /// Returns the whole record as text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.change(|all| all.iter().for_each(|recorded| text += &recorded.text()));
        match text.is_empty() {
            true => "no hook was started\n".to_owned(),
            false => text,
        }
    }

    /// Returns a sentence for each hook whose output was ignored.
    pub(crate) fn unheard(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        self.change(|all| sentences.extend(all.iter().filter_map(Recorded::unheard)));
        sentences
    }
}

/// How many bytes of a text a sentence quotes.
const QUOTED: usize = 200;

/// Keys by which other agents' hooks decide.
const FOREIGN: &[&str] = &[
    "hookSpecificOutput",
    "permissionDecision",
    "permission",
    "continue",
    "systemMessage",
];

impl Recorded {
    /// Describes an objection in the wrong place: on stderr with exit code 0 or 1, on stdout with exit code
    /// 2, or in the format of another agent.
    fn unheard(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let id = visible_line(&self.spec.id);
        let said = |text: &[u8]| quoted(text.trim_ascii(), QUOTED);
        let (stdout, stderr) = (heard.stdout.trim_ascii(), heard.stderr.trim_ascii());
        match heard.ending {
            Ending::Exited(0) if !stderr.is_empty() => Some(format!(
                "`{id}` ended with exit code 0, so its stderr is not read: {}",
                said(stderr)
            )),
            Ending::Exited(2)
                if stderr.is_empty() && !stdout.is_empty() && !stdout.starts_with(b"{") =>
            {
                Some(format!(
                    "`{id}` ended with exit code 2, whose reason is read from stderr, but printed \
                     on stdout: {}",
                    said(stdout)
                ))
            }
            // A program that crashed did not mean to block.
            Ending::Exited(1) if error_of_trace(stderr).is_some() => None,
            Ending::Exited(1) if !stderr.is_empty() && self.could_block() => Some(format!(
                "`{id}` ended with exit code 1, which is a failure; exit code 2 blocks, with what is \
                 on stderr as the reason: {}",
                said(stderr)
            )),
            Ending::Exited(0) => self.foreign_key().map(|key| {
                format!(
                    "`{id}` answers as hooks of other agents do (`{key}`); `dialect` in its entry names \
                     the agent whose format it uses, else print {}",
                    self.as_ours()
                )
            }),
            _ => None,
        }
    }

    /// Whether a block has an effect at the hook's event.
    fn could_block(&self) -> bool {
        let event = &self.spec.event;
        event.traits().gates() || matches!(event, EventName::Stop | EventName::SubagentStop)
    }

    /// A key of other agents' answers in that of a hook of ours.
    fn foreign_key(&self) -> Option<&'static str> {
        let heard = self.heard.as_ref()?;
        let is_ours = self.spec.form.dialect.is_native();
        let answer = serde_json::from_slice::<Value>(&heard.stdout).ok()?;
        let answer = answer.as_object().filter(|_| is_ours)?;
        let mut keys = FOREIGN.iter().copied();
        keys.find(|key| answer.contains_key(*key))
            .filter(|_| !answer.contains_key("decision"))
    }

    /// The answer that says here what the hook said in another agent's form.
    fn as_ours(&self) -> String {
        let heard = self.heard.as_ref().map(|heard| heard.stdout.as_slice());
        let said = serde_json::from_slice::<Value>(heard.unwrap_or_default()).unwrap_or_default();
        let inner = said.get("hookSpecificOutput").unwrap_or(&said);
        let text = |keys: &[&str]| {
            let mut found = keys.iter().filter_map(|key| inner.get(*key)?.as_str());
            found.find(|text| !text.is_empty()).map(str::to_owned)
        };
        let decision = match text(&["permissionDecision", "permission"]).as_deref() {
            Some("allow" | "approve") => "allow",
            Some("ask") => "ask",
            _ => "block",
        };
        let reason = text(&["permissionDecisionReason", "reason", "agent_message"]);
        let reason = reason.unwrap_or_else(|| "why".to_owned());
        let answer = serde_json::json!({ "decision": decision, "message": reason });
        quoted(answer.to_string().as_bytes(), QUOTED)
    }

    fn text(&self) -> String {
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
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        text += &entry("env", &env.join("\n"));
        if let Handler::Command(command) = &spec.handler {
            if let InheritEnv::Only(names) = &command.inherit_env {
                let said = format!("of the variables here only {}", names.join(", "));
                text += &entry("", &said);
            }
            text += &entry("folder", &folder(&command.work_dir, &self.payload));
        }
        for said in missing(spec, &self.payload) {
            text += &entry("missing", &said);
        }
        text += &entry(
            channel(&spec.handler),
            &String::from_utf8_lossy(&self.stdin),
        );
        match &self.heard {
            None => text += &entry("ended", "it never ran to its end; the row above says why"),
            Some(heard) => {
                text += &entry("stdout", &String::from_utf8_lossy(&heard.stdout));
                text += &entry("stderr", &String::from_utf8_lossy(&heard.stderr));
                text += &entry("ended", &ending(heard.ending));
            }
        }
        text
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

/// Where it is started.
fn folder(work_dir: &WorkDir, payload: &Payload) -> String {
    match work_dir {
        WorkDir::Fixed(folder) => folder.display().to_string(),
        _ => payload.meta.cwd.clone(),
    }
}

/// How the payload reaches it.
fn channel(handler: &Handler) -> &'static str {
    match handler {
        Handler::Http(_) => "body",
        Handler::Command(command) if command.payload == PayloadChannel::LastArgument => "argument",
        _ => "stdin",
    }
}

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

/// A label and the beginning of a text; its further lines are indented.
fn entry(label: &str, text: &str) -> String {
    let text = beginning(&visible(text.trim_end_matches('\n')));
    let text = match text.is_empty() {
        true => styled(FAINT, "(nothing)"),
        false => text.replace('\n', "\n          "),
    };
    format!("  {} {text}\n", styled(FAINT, format!("{label:<7}")))
}
