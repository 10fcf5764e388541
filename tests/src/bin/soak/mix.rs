//! The hooks of a soak test. Each kind of hook once made an engine lose a verdict.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hooks_exec::{Allowance, HookExecutor, HookRequest, HookRun, ProcessExecutor, SharedPayload};
use hooks_tests::{Pipe, Step, Stream};
use hooks_types::answer::OutcomeKind;
use hooks_types::dialect::WireForm;
use hooks_types::event::PreToolUse;
use hooks_types::report::Cause;
use hooks_types::spec::{Command, Leftovers};
use hooks_types::wire::form_of;
use hooks_types::{DialectRef, EventName, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};
use tokio::time::{Instant, timeout};

use crate::tally::Outcome;

/// A time limit that no healthy run reaches, with or without load.
const LONG: Duration = Duration::from_secs(60);

/// The time limit of hooks that hang.
const SHORT: Duration = Duration::from_millis(500);

/// The time that a hook has to end after the first signal.
const GRACE: Duration = Duration::from_millis(200);

/// The dialects of the hooks, used in turn.
const DIALECTS: [DialectRef; 7] = [
    DialectRef::NATIVE,
    hooks_dialects::CLAUDE,
    hooks_dialects::CODEX,
    hooks_dialects::GEMINI,
    hooks_dialects::CURSOR,
    hooks_dialects::COPILOT,
    hooks_dialects::GOOSE,
];

/// Returns a block in the words of the dialect.
fn block(dialect: &DialectRef) -> &'static str {
    match dialect.name() {
        "claude" | "codex" => {
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"no"}}"#
        }
        "cursor" => r#"{"permission":"deny","user_message":"no"}"#,
        "copilot" => r#"{"permissionDecision":"deny","permissionDecisionReason":"no"}"#,
        "gemini" => r#"{"decision":"deny","reason":"no"}"#,
        "goose" => r#"{"decision":"block","reason":"no"}"#,
        _ => r#"{"decision":"block","message":"no"}"#,
    }
}

/// Returns an allow in the words of the dialect.
fn allow(dialect: &DialectRef) -> &'static str {
    match dialect.name() {
        "claude" | "codex" => {
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow"}}"#
        }
        "cursor" => r#"{"permission":"allow"}"#,
        "copilot" => r#"{"permissionDecision":"allow"}"#,
        _ => r#"{"decision":"allow"}"#,
    }
}

const OUT: Pipe = Pipe::Out(Stream::Out);

/// What all runs of a soak share, such as one payload of each size.
pub(crate) struct Mix {
    probe: String,
    /// A word in the command line of every process of this soak, by which processes that are left can be
    /// found.
    pub(crate) label: String,
    payloads: Vec<SharedPayload>,
}

/// The expected result of a run.
enum Expected {
    Says(OutcomeKind),
    Fails(Cause),
    /// The run is dropped halfway.
    Dropped,
}

impl Mix {
    pub(crate) fn new() -> io::Result<Self> {
        let probe = std::env::current_exe()?.with_file_name("hook-probe");
        let probe = probe
            .to_str()
            .ok_or_else(|| io::Error::other("a path without text"))?;
        let sizes = [0, 300, 60_000, 70_000, 1 << 20, 16 << 20, 64 << 20];
        Ok(Self {
            probe: probe.to_owned(),
            label: format!("soak-{}", std::process::id()),
            payloads: sizes.into_iter().map(payload).collect(),
        })
    }

    /// Runs the hook with this number and judges the result.
    pub(crate) async fn run(&self, executor: &ProcessExecutor, number: usize) -> Outcome {
        let dialect = DIALECTS[number / 7 % DIALECTS.len()].clone();
        let (kind, steps, expected) = hook(number, &dialect.clone());
        let mut steps = steps;
        steps.insert(0, Step::Label(self.label.clone()));
        let hangs = matches!(expected, Expected::Dropped) || kind.contains("hangs");
        let limit = match expected {
            // The hook must start and answer before its deadline even under load, so give it more time.
            Expected::Says(_) if hangs => SHORT * 8,
            _ if hangs => SHORT,
            _ => LONG,
        };
        let request = self
            .request(&steps, number, kind, &dialect)
            .with_deadline(Instant::now() + limit);
        let last = request.deadline + GRACE;
        let lost = match expected {
            Expected::Dropped => {
                let waited = Duration::from_micros((number as u64 * 37) % 3000);
                let _ = timeout(waited, executor.execute(request)).await;
                None
            }
            expected => judge(&executor.execute(request).await, &expected),
        };
        Outcome {
            kind,
            lost,
            overrun: Instant::now().saturating_duration_since(last),
        }
    }

    fn request(
        &self,
        steps: &[Step],
        number: usize,
        kind: &str,
        dialect: &DialectRef,
    ) -> HookRequest {
        let steps = serde_json::to_string(steps).unwrap_or_default();
        let mut argv = Vec::new();
        if kind.contains("ignores") {
            let ignoring = ["/bin/sh", "-c", r#"trap "" TERM; exec "$@""#, "sh"];
            argv.extend(ignoring.map(str::to_owned));
        }
        argv.extend([self.probe.clone(), steps]);
        let mut command = Command::argv(argv);
        if kind.contains("foreign") {
            command.leftovers = Leftovers::Leave;
        }
        let event = EventName::PreToolUse;
        let form = form_of(dialect, &event).unwrap_or_else(|| WireForm::native(&event));
        let spec = HookSpec::command(kind, event, command).with_form(form);
        // Most payloads are small. The largest one is used once in five hundred runs.
        let size = match number {
            _ if kind.contains("allows") => 1,
            n if n % 500 == 1 => 6,
            n if n % 100 == 2 => 5,
            n if n % 20 == 3 => 4,
            n => n / 13 % 4,
        };
        let payload = self.payloads.get(size).cloned();
        let payload = payload.unwrap_or_else(|| self::payload(0));
        HookRequest::new(Arc::new(spec), payload)
            .with_allowance(Allowance::new(GRACE, Duration::from_secs(5)))
    }
}

fn hook(number: usize, dialect: &DialectRef) -> (&'static str, Vec<Step>, Expected) {
    let blocks = Expected::Says(OutcomeKind::Block);
    let print = |text: &str| Step::Print(Stream::Out, text.to_owned());
    let start = |steps: Vec<Step>| Step::Start(steps, vec![OUT]);
    let round = number / 13 % 8;
    match number % 13 {
        0 | 1 => (
            "exits 2 unread",
            vec![Step::Print(Stream::Err, "no".into()), Step::Exit(2)],
            blocks,
        ),
        2 => (
            "exits 2 unread, without a word",
            vec![Step::Exit(2)],
            blocks,
        ),
        3 => (
            "exits 2 after reading",
            vec![Step::ReadAll, Step::Exit(2)],
            blocks,
        ),
        4 => (
            "exits 2 while a process holds its output",
            vec![start(vec![Step::Hang]), Step::Exit(2)],
            blocks,
        ),
        5 => (
            "exits 2 while a process floods its output",
            vec![start(vec![Step::FloodForEver(Stream::Out)]), Step::Exit(2)],
            blocks,
        ),
        6 => (
            "foreign, exits 2 while a process floods its output",
            vec![start(vec![Step::FloodForEver(Stream::Out)]), Step::Exit(2)],
            blocks,
        ),
        7 => (
            "blocks after a flood",
            vec![
                Step::Flood(Stream::Out, 3 << 20),
                print("\n"),
                print(block(dialect)),
            ],
            blocks,
        ),
        8 => (
            "exits 2 after a flood of both",
            vec![
                Step::Flood(Stream::Err, 2 << 20),
                Step::Flood(Stream::Out, 2 << 20),
                Step::Exit(2),
            ],
            blocks,
        ),
        // Codex does not accept an allow without a rewrite. So this hook must fail.
        9 if *dialect == hooks_dialects::CODEX => (
            "grants what its agent refuses",
            vec![print(allow(dialect))],
            Expected::Fails(Cause::BadAnswer),
        ),
        9 => (
            "allows a small payload unread",
            vec![print(allow(dialect))],
            Expected::Says(OutcomeKind::Allow),
        ),
        // In all dialects except our own, an answer is ignored if the exit code is a failure. It is accepted if the
        // hook hangs after the answer, or if a process holds the output open.
        10 if !dialect.is_native() && round == 2 => (
            "blocks and hangs",
            vec![print(block(dialect)), print("\n"), Step::Hang],
            blocks,
        ),
        10 if !dialect.is_native() => (
            "blocks while a process holds its output",
            vec![start(vec![Step::Hang]), print(block(dialect))],
            blocks,
        ),
        10 => (
            "blocks and exits 1",
            vec![print(block(dialect)), Step::Exit(1)],
            blocks,
        ),
        11 if round == 0 => (
            "hangs with a process beside it",
            vec![start(vec![Step::Hang]), Step::Hang],
            Expected::Fails(Cause::Timeout),
        ),
        11 if round == 1 => (
            "hangs and ignores being asked to end",
            vec![Step::Hang],
            Expected::Fails(Cause::Timeout),
        ),
        11 => (
            "exits 2 unread, without a word",
            vec![Step::Exit(2)],
            blocks,
        ),
        _ => (
            "dropped",
            vec![start(vec![Step::Hang]), Step::ReadAll, Step::Hang],
            Expected::Dropped,
        ),
    }
}

fn judge(run: &HookRun, expected: &Expected) -> Option<String> {
    let kept = match (expected, &run.result) {
        (Expected::Says(kind), Ok(answer)) => answer.outcome.kind() == *kind,
        (Expected::Fails(cause), Err(failure)) => failure.cause == *cause,
        _ => false,
    };
    (!kept).then(|| format!("{:?}", run.result))
}

fn payload(size: usize) -> SharedPayload {
    let call = ToolCall::new("call_1", "note", ToolInput::Custom("x".repeat(size)));
    let meta = SessionMeta::new("session", "/");
    SharedPayload::new(Payload::new(Arc::new(meta), PreToolUse::new(call)))
}
