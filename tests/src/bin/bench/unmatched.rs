//! A call that none of a thousand hooks is for, against an empty async call.

use std::future::Future;
use std::hint::black_box;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use hooks_exec::ProcessExecutor;
use hooks_router::{Gate, Router, Session};
use hooks_types::spec::{Command, DispatchLimits, Matcher};
use hooks_types::{EventName, HookSpec, SessionMeta, ToolCall, ToolInput};

use crate::pairs::Pairs;
use crate::table::added_row;

/// Calls per measurement: one is shorter than a look at the clock.
const CALLS: u32 = 1000;

pub(crate) fn measure(pairs: usize) -> io::Result<()> {
    let (session, call) = (session(), call());
    let taken = Pairs::take(
        pairs,
        || repeated(|| polled(empty(black_box(&call)))),
        || repeated(|| polled(is_approved(&session, black_box(&call)))),
    )?;
    added_row(
        "a call that none of 1,000 hooks is for, against an empty async call",
        &taken.divided(CALLS),
    )
}

/// Ours alone.
pub(crate) fn repeat(count: usize) -> io::Result<()> {
    let (session, call) = (session(), call());
    (0..count).try_for_each(|_| repeated(|| polled(is_approved(&session, black_box(&call)))))
}

/// Begins as the prefixes do, and none of them is one of its own.
fn call() -> ToolCall {
    let input = ToolInput::Custom("x".to_owned());
    ToolCall::new("call-1", "mcp__server_1000__read_file", input)
}

/// A thousand hooks with native matchers of every kind that can be looked up.
fn session() -> Session {
    let hooks = (0..1000).map(|n| {
        let name = |text: &str| Matcher::Names(vec![format!("{text}_{n}")]);
        let prefix = |text: &str| Matcher::Prefix(format!("{text}_{n}__"));
        let matcher = match n % 4 {
            0 => name("mcp__server"),
            1 => prefix("mcp__server"),
            2 => Matcher::AnyOf(vec![name("mcp__other"), prefix("mcp__other")]),
            _ => prefix("mcp"),
        };
        let command = Command::argv(["/bin/true"]);
        HookSpec::command(n.to_string(), EventName::PreToolUse, command).with_matcher(matcher)
    });
    let router = Router::new(
        hooks.collect(),
        DispatchLimits::default(),
        Arc::new(ProcessExecutor::new()),
    );
    router.session(SessionMeta::new("session-1", "/work"))
}

async fn empty(_: &ToolCall) -> bool {
    true
}

async fn is_approved(session: &Session, call: &ToolCall) -> bool {
    matches!(session.before(call).await, Gate::Run(_))
}

/// Both are ready at the first poll: there is nothing to wait for.
fn polled(call: impl Future<Output = bool>) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    matches!(pin!(call).poll(&mut context), Poll::Ready(true))
}

fn repeated(mut call: impl FnMut() -> bool) -> io::Result<()> {
    match (0..CALLS).all(|_| black_box(call())) {
        true => Ok(()),
        false => Err(io::Error::other("a hook was selected")),
    }
}
