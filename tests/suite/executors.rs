//! Runs the contract suite for executors on every executor of this workspace.

use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hooks_exec::contract::{Behaviour, Bench, PROMISES};
use hooks_exec::{
    ByKind, ClosureExecutor, HookExecutor, HookRequest, MockExecutor, MockHandle, ProcessExecutor,
    WorkerExecutor,
};
use hooks_tests::{Pipe, Says, Step, Stream};
use hooks_types::report::Cause;
use hooks_types::spec::{Command, Handler, HandlerKind, OtherHandler};
use hooks_types::{EventName, Failure, HookAnswer, HookSpec};
use tokio::sync::{Mutex as AsyncMutex, Notify};
use tokio::task::JoinSet;

use crate::rig::{Beacon, LONG, Rig, probe, soon};

async fn keeps_every_promise(executor: &dyn HookExecutor, bench: &dyn Bench) {
    for promise in PROMISES {
        if let Err(broken) = promise.check(executor, bench).await {
            panic!("{}: {broken}", promise.name());
        }
    }
}

/// Hooks whose program is the probe.
struct Probes {
    /// Whether the probes are workers.
    stay: bool,
    rig: Rig,
    /// The number of hanging hooks so far. The suite waits until the last one hangs.
    asked: AtomicUsize,
    hanging: AsyncMutex<Vec<Beacon>>,
}

impl Probes {
    fn new() -> Self {
        Self {
            stay: false,
            rig: Rig::new(),
            asked: AtomicUsize::new(0),
            hanging: AsyncMutex::default(),
        }
    }
}

#[async_trait]
impl Bench for Probes {
    fn request(&self, behaviour: Behaviour, payload: usize) -> HookRequest {
        let steps = match behaviour {
            Behaviour::Answer(answer) if self.stay => {
                let spoken = answer.to_native();
                let text = |bytes| String::from_utf8(bytes).unwrap();
                let exit = spoken.exit_code.into();
                replying(Says::Printed(
                    text(spoken.stdout),
                    text(spoken.stderr),
                    exit,
                ))
            }
            Behaviour::CountPayload if self.stay => replying(Says::Count),
            Behaviour::Answer(answer) => {
                let spoken = answer.to_native();
                vec![
                    Step::Bytes(Stream::Out, spoken.stdout),
                    Step::Bytes(Stream::Err, spoken.stderr),
                    Step::Exit(spoken.exit_code.into()),
                ]
            }
            Behaviour::CountPayload => vec![Step::ReadAll, Step::BlockWithCount],
            Behaviour::BreakOff(answer) if self.stay => {
                let mut line = answer.to_native().stdout;
                line.push(b'\n');
                vec![
                    Step::Hello(1),
                    Step::ReadEvent,
                    Step::Bytes(Stream::Out, line),
                    Step::Raise(9),
                ]
            }
            Behaviour::BreakOff(answer) => vec![
                Step::ReadAll,
                Step::Bytes(Stream::Out, answer.to_native().stdout),
                Step::Raise(9),
            ],
            Behaviour::Unread(answer) => {
                let stdout = answer.to_native().stdout;
                vec![Step::Bytes(Stream::Out, stdout), Step::Exit(0)]
            }
            Behaviour::Hang => {
                let number = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
                let hook = self.rig.beacon(&format!("hook {number}"));
                let other = vec![self.rig.beacon(&format!("other {number}")), Step::Hang];
                let shared = vec![Pipe::Out(Stream::Out)];
                let mut steps = vec![Step::Start(other, shared), hook, Step::Hang];
                if self.stay {
                    steps.splice(0..0, [Step::Hello(1), Step::ReadEvent]);
                }
                steps
            }
            _ => vec![Step::Exit(1)],
        };
        let mut command = Command::argv(probe(&steps));
        if self.stay {
            command = command.with_launch(hooks_types::spec::Launch::Worker);
        }
        let mut request = self.rig.request_of(command);
        request.payload = self.rig.payload(payload);
        request
    }

    fn plays(&self, _: &Behaviour) -> bool {
        true
    }

    async fn started(&self) {
        let number = self.asked.load(Ordering::Relaxed);
        let hook = self.rig.connected(&format!("hook {number}")).await;
        let other = self.rig.connected(&format!("other {number}")).await;
        self.hanging.lock().await.extend([hook, other]);
    }

    async fn gone(&self) {
        for beacon in self.hanging.lock().await.drain(..) {
            beacon.dead().await;
        }
    }
}

#[tokio::test]
async fn the_process_executor() {
    keeps_every_promise(&ProcessExecutor::new(), &Probes::new()).await;
}

#[tokio::test]
async fn the_worker_executor_with_workers() {
    let bench = Probes {
        stay: true,
        ..Probes::new()
    };
    keeps_every_promise(&WorkerExecutor::default(), &bench).await;
}

#[tokio::test]
async fn the_worker_executor_with_hooks_that_do_not_stay() {
    keeps_every_promise(&WorkerExecutor::default(), &Probes::new()).await;
}

/// Returns the steps of a worker that gives the same answer to every event.
fn replying(says: Says) -> Vec<Step> {
    let serve = Step::Repeat(vec![Step::ReadEvent, Step::Reply(0, says)]);
    vec![Step::Hello(1), serve]
}

#[tokio::test]
async fn an_executor_made_of_executors() {
    let executor = ByKind::new().with_executor(HandlerKind::Command, ProcessExecutor::new());
    keeps_every_promise(&executor, &Probes::new()).await;
}

/// Hooks that are values in memory. A hook's behaviour is looked up by its id.
struct Values {
    rig: Rig,
    handler: Handler,
    hooks: Hooks,
}

type Hooks = Arc<Mutex<Vec<Value>>>;

/// A hook in memory: its behaviour and its state.
#[derive(Clone)]
struct Value {
    behaviour: Behaviour,
    started: Arc<Notify>,
    gone: Arc<Notify>,
}

impl Values {
    fn new(handler: Handler) -> Self {
        Self {
            rig: Rig::new(),
            handler,
            hooks: Hooks::default(),
        }
    }

    fn hanging(&self) -> Value {
        let hooks = self.hooks.lock().unwrap();
        let hanging = |hook: &&Value| hook.behaviour == Behaviour::Hang;
        hooks.iter().rev().find(hanging).unwrap().clone()
    }
}

/// Returns the hook of a request.
fn hook_of(hooks: &Hooks, request: &HookRequest) -> Value {
    let number: usize = request.spec.id.parse().unwrap();
    hooks.lock().unwrap()[number].clone()
}

#[async_trait]
impl Bench for Values {
    fn request(&self, behaviour: Behaviour, payload: usize) -> HookRequest {
        let mut hooks = self.hooks.lock().unwrap();
        let id = hooks.len().to_string();
        hooks.push(Value {
            behaviour,
            started: Arc::default(),
            gone: Arc::default(),
        });
        let spec = HookSpec::new(id, EventName::PreToolUse, self.handler.clone());
        HookRequest::new(Arc::new(spec.with_timeout(LONG)), self.rig.payload(payload))
    }

    async fn started(&self) {
        let started = self.hanging().started;
        started.notified().await;
    }

    async fn gone(&self) {
        let gone = self.hanging().gone;
        gone.notified().await;
    }
}

fn counted(request: &HookRequest) -> HookAnswer {
    let bytes = request.payload.bytes(&request.spec.form).unwrap();
    HookAnswer::block(bytes.len().to_string())
}

/// A value that sends a signal when it is dropped.
struct Alive(Arc<Notify>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn the_executor_of_closures() {
    let bench = Values::new(Handler::InProcess { key: "k".into() });
    let hooks = Arc::clone(&bench.hooks);
    let executor = ClosureExecutor::new().with_hook("k", move |request| {
        let hook = hook_of(&hooks, &request);
        async move {
            match hook.behaviour {
                Behaviour::Answer(answer) => Ok(answer),
                Behaviour::CountPayload => Ok(counted(&request)),
                Behaviour::Hang => {
                    let _alive = Alive(hook.gone);
                    hook.started.notify_one();
                    pending().await
                }
                _ => Err(Failure::new(Cause::Io, "it failed")),
            }
        }
    });
    keeps_every_promise(&executor, &bench).await;
}

/// An executor as an embedder might write it: it passes its hooks to a [`MockExecutor`] and keeps the
/// deadline itself.
#[derive(Debug)]
struct Outsider(MockExecutor);

#[async_trait]
impl HookExecutor for Outsider {
    async fn execute(&self, request: HookRequest) -> hooks_exec::HookRun {
        let deadline = request.deadline;
        match tokio::time::timeout_at(deadline, self.0.execute(request)).await {
            Ok(run) => run,
            Err(_) => hooks_exec::HookRun::failed(Failure::new(Cause::Timeout, "too late")),
        }
    }
}

#[tokio::test]
async fn an_outsiders_executor_behind_the_mock() {
    let handler = OtherHandler::new("prompt", serde_json::Map::new());
    let bench = Values::new(Handler::Other(handler));
    let (mock, handle) = MockExecutor::pair();
    let script = tokio::spawn(answer_by_script(handle, Arc::clone(&bench.hooks)));
    let executor = ByKind::new().with_executor(HandlerKind::Other("prompt".into()), Outsider(mock));
    keeps_every_promise(&executor, &bench).await;
    drop(executor);
    soon("the script's end", script).await.unwrap();
}

async fn answer_by_script(mut handle: MockHandle, hooks: Hooks) {
    let mut hanging = JoinSet::new();
    while let Some(mut call) = handle.next().await {
        let hook = hook_of(&hooks, call.request());
        match hook.behaviour {
            Behaviour::Answer(answer) => call.answer(answer),
            Behaviour::CountPayload => {
                let answer = counted(call.request());
                call.answer(answer);
            }
            Behaviour::Hang => {
                hook.started.notify_one();
                hanging.spawn(async move {
                    call.cancelled().await;
                    hook.gone.notify_one();
                });
            }
            _ => call.fail(Cause::Io, "it failed"),
        }
    }
    hanging.join_all().await;
}
