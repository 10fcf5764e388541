//! Calls of tools that none of a thousand hooks is for. The bench measures their time, and `bench-allocations` their
//! allocations.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use hooks_exec::ProcessExecutor;
use hooks_router::{Gate, Router, Session};
use hooks_types::spec::{Command, DispatchLimits, Matcher, Pattern, PatternSyntax};
use hooks_types::{EventName, HookSpec, SessionMeta, ToolCall, ToolInput};

/// The number of hooks in a router.
pub(crate) const HOOKS: usize = 1000;

/// Returns calls of different tools, none of which has a hook: one call for each measurement, including the
/// measurements that are discarded.
pub(crate) fn new_calls(pairs: usize) -> Vec<ToolCall> {
    let named = |n: usize| {
        let name = format!(
            "mcp__server_{n}{n}__{}_file_{n}",
            if n.is_multiple_of(2) { "read" } else { "make" }
        );
        ToolCall::new("call-1", name, ToolInput::Custom("x".to_owned()))
    };
    (HOOKS..HOOKS + pairs + pairs.div_ceil(50))
        .map(named)
        .collect()
}

/// Returns a call whose tool name begins like the names in the hooks' matchers, but matches none of them.
pub(crate) fn call() -> ToolCall {
    let input = ToolInput::Custom("x".to_owned());
    ToolCall::new("call-1", "mcp__server_1000__read_file", input)
}

/// Returns the `n`th native matcher (one that is not a pattern). Uses all kinds of matchers that the router finds by a
/// lookup, in turn.
pub(crate) fn native(n: usize) -> Matcher {
    let name = |text: &str| Matcher::Names(vec![format!("{text}_{n}")]);
    let prefix = |text: &str| Matcher::Prefix(format!("{text}_{n}__"));
    match n % 4 {
        0 => name("mcp__server"),
        1 => prefix("mcp__server"),
        2 => Matcher::AnyOf(vec![name("mcp__other"), prefix("mcp__other")]),
        _ => prefix("mcp"),
    }
}

/// Returns the `n`th regular expression, in forms that users typically write. Half of the expressions begin like the
/// tool's name.
pub(crate) fn pattern(n: usize) -> Matcher {
    let text = match n % 4 {
        0 => format!("^mcp__server_{n}__.*(write|delete)"),
        1 => format!("mcp__server_{n}__(read|list)_file$"),
        2 => format!(r"^tool_{n}_\w+$"),
        _ => format!(r"\bnotebook{n}\b"),
    };
    Matcher::Pattern(Pattern::new(text, PatternSyntax::EcmaScript))
}

/// Creates a session with one hook for each number in `places`.
pub(crate) fn session(
    places: impl IntoIterator<Item = usize>,
    matcher: impl Fn(usize) -> Matcher,
) -> Session {
    let hooks = places.into_iter().map(|n| {
        let command = Command::argv(["/bin/true"]);
        HookSpec::command(n.to_string(), EventName::PreToolUse, command).with_matcher(matcher(n))
    });
    let router = Router::new(
        hooks.collect(),
        DispatchLimits::default(),
        Arc::new(ProcessExecutor::new()),
    );
    router.session(SessionMeta::new("session-1", "/work"))
}

pub(crate) async fn is_approved(session: &Session, call: &ToolCall) -> bool {
    matches!(session.before(call).await, Gate::Run(_))
}

/// Polls a call once. One poll completes the call, because it waits for nothing.
pub(crate) fn polled(call: impl Future<Output = bool>) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    matches!(pin!(call).poll(&mut context), Poll::Ready(true))
}
