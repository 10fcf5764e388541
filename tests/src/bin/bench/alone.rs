//! Repeats our side of a measurement, without a clock and without the floor (the bare program to compare it with). An
//! external tool can then count instructions and system calls. On a shared machine such counts are more reliable than
//! times.

use std::hint::black_box;
use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun};
use hooks_router::{Gate, Router};
use hooks_types::event::PreToolUse;
use hooks_types::output::{Captured, Ending, RunFacts, RunOutput, interpret};
use hooks_types::spec::{Command, DispatchLimits, Matcher, SideEffects};
use hooks_types::{EventName, HookAnswer, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};

use crate::ours::{Ours, current_thread};
use crate::parts::{SMALL, reader};
use crate::{unmatched, worker};

/// The work that is repeated.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Alone {
    /// Run one program.
    One,
    /// Run one program that is confined: it may not run files of an untrusted project.
    Confined,
    /// Pass one call through the gate (the check before a tool runs) with one hook. The hook's executor answers at
    /// once.
    Dispatch,
    /// Interpret an output of one line that is a block.
    Answer,
    /// Interpret an output of 64 KiB of log lines.
    Log,
    /// Pass 1,000 calls through the gate (the check before a tool runs) of 1,000 hooks. No call matches a hook.
    Unmatched,
    /// Like `Unmatched`, with regular expressions.
    Patterns,
    /// Send one event to a worker.
    Worker,
    /// Like `Worker`, for a hook without side effects.
    Harmless,
    /// Send the lines of `Worker` to the same program over bare pipes of tokio.
    Pipes,
}

impl Alone {
    pub(crate) const ALL: [(&'static str, Self); 10] = [
        ("one", Self::One),
        ("confined", Self::Confined),
        ("dispatch", Self::Dispatch),
        ("answer", Self::Answer),
        ("log", Self::Log),
        ("unmatched", Self::Unmatched),
        ("patterns", Self::Patterns),
        ("worker", Self::Worker),
        ("harmless", Self::Harmless),
        ("pipes", Self::Pipes),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find_map(|(known, alone)| (known == name).then_some(alone))
    }

    /// Repeats the work `count` times and prints nothing. To get the cost of one repetition, run this with two values
    /// of `count` and divide the difference: the cost of starting up is the same in both runs.
    pub(crate) fn repeat(self, count: usize) -> io::Result<()> {
        match self {
            Self::One => Ours::new(&reader()?, SMALL).repeat(&current_thread()?, count),
            Self::Confined => {
                let project = tempfile::tempdir()?;
                let ours = Ours::confined(&reader()?, SMALL, project.path())?;
                ours.repeat(&current_thread()?, count)
            }
            Self::Dispatch => dispatch(count),
            Self::Answer => read(br#"{"decision":"block","message":"no"}"#, count),
            Self::Log => read(&LINE.repeat(64 * 1024 / LINE.len()), count),
            Self::Unmatched => unmatched::repeat(count),
            Self::Patterns => unmatched::repeat_patterns(count),
            Self::Worker => worker::repeat(SideEffects::Possible, count),
            Self::Harmless => worker::repeat(SideEffects::None, count),
            Self::Pipes => worker::repeat_floor(count),
        }
    }
}

/// Output lines as tools print them: an object inside a line of text, and an object that is not an answer.
const LINE: &[u8] =
    b"12:00:01 checked {\"a\": 1}\n{\"level\":\"info\",\"msg\":\"checked src/main.rs\"}\n";

fn call() -> ToolCall {
    ToolCall::new("call_1", "write", ToolInput::Custom("x".repeat(SMALL)))
}

fn read(stdout: &[u8], count: usize) -> io::Result<()> {
    let spec = HookSpec::command("bench", EventName::PreToolUse, Command::argv(["true"]));
    let meta = Arc::new(SessionMeta::new("session", "/"));
    let payload = Payload::new(meta, PreToolUse::new(call()));
    for _ in 0..count {
        let stdout = Captured::whole(black_box(stdout));
        let said = RunOutput::new(Ending::Exited(0), stdout, Captured::default());
        drop(black_box(interpret(&spec, &payload, &said)));
    }
    Ok(())
}

/// An executor that answers at once.
#[derive(Debug)]
struct Ready;

#[async_trait]
impl HookExecutor for Ready {
    async fn execute(&self, _request: HookRequest) -> HookRun {
        HookRun::new(Ok(HookAnswer::proceed()), RunFacts::default())
    }
}

fn dispatch(count: usize) -> io::Result<()> {
    let spec = HookSpec::command("bench", EventName::PreToolUse, Command::argv(["true"]))
        .with_matcher(Matcher::Names(vec!["write".to_owned()]));
    let router = Router::new(vec![spec], DispatchLimits::default(), Arc::new(Ready));
    let session = router.session(SessionMeta::new("session", "/"));
    let call = call();
    current_thread()?.block_on(async {
        for _ in 0..count {
            let Gate::Run(_) = session.before(&call).await else {
                return Err(io::Error::other("the call was not approved"));
            };
        }
        Ok(())
    })
}
