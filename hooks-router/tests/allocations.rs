//! Tests that a call that no hook matches costs no allocation, however many hooks there are.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use hooks_exec::MockExecutor;
use hooks_router::{Gate, Router, Session, ToolResult};
use hooks_types::spec::{DispatchLimits, Handler, Matcher};
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, HookSpec, SessionMeta, ToolCall};

/// A name that is longer than every prefix and begins like some of them, so that all lengths are looked up.
const TOOL: &str = "mcp__server_1000__read_file";

/// Makes a thousand hooks with every kind of native matcher, none of which matches the tool.
fn session() -> Session {
    let hooks = (0..1000).map(|n| {
        let name = |text: &str| Matcher::Names(vec![format!("{text}_{n}")]);
        let prefix = |text: &str| Matcher::Prefix(format!("{text}_{n}_"));
        let matcher = match n % 4 {
            0 => name("tool"),
            1 => prefix("mcp__server"),
            2 => Matcher::AnyOf(vec![name("shell"), prefix("shell")]),
            _ => Matcher::Never,
        };
        let handler = Handler::InProcess { key: n.to_string() };
        HookSpec::new(n.to_string(), EventName::PreToolUse, handler).with_matcher(matcher)
    });
    let (executor, _handle) = MockExecutor::pair();
    let router = Router::new(
        hooks.collect(),
        DispatchLimits::default(),
        Arc::new(executor),
    );
    router.session(SessionMeta::new("session-1", "/work"))
}

/// Makes a thousand hooks, each with its own regular expression that does not match the tool.
#[cfg(feature = "patterns")]
fn session_of_patterns() -> Session {
    use hooks_types::spec::{Pattern, PatternSyntax};

    let hooks = (0..1000).map(|n| {
        let text = match n % 4 {
            0 => format!("^mcp__server_{n}__.*(write|delete)"),
            1 => format!(r"^tool_{n}_\w+$"),
            2 => format!("[Ss]hell.*{n}$"),
            _ => format!(r"\bnotebook{n}\b"),
        };
        let matcher = Matcher::Pattern(Pattern::new(text, PatternSyntax::EcmaScript));
        let handler = Handler::InProcess { key: n.to_string() };
        HookSpec::new(n.to_string(), EventName::PreToolUse, handler).with_matcher(matcher)
    });
    let (executor, _handle) = MockExecutor::pair();
    let router = Router::new(
        hooks.collect(),
        DispatchLimits::default(),
        Arc::new(executor),
    );
    router.session(SessionMeta::new("session-1", "/work"))
}

fn is_approved(session: &Session, call: &ToolCall) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let gate = pin!(session.before(call)).poll(&mut context);
    matches!(gate, Poll::Ready(Gate::Run(_)))
}

#[test]
fn a_call_that_none_of_a_thousand_hooks_is_for_allocates_nothing() {
    let session = session();
    let call = ToolCall::shell("call-1", TOOL, ShellInput::new(["ls", "-l"]));
    let mut approved = false;
    let counted = allocation_counter::measure(|| approved = is_approved(&session, &call));
    assert!(approved);
    assert_eq!((counted.count_total, counted.bytes_total), (0, 0));
}

/// Measures the second call, because the engine allocates states for a text that it has not searched before.
#[cfg(feature = "patterns")]
#[test]
fn a_call_that_none_of_a_thousand_patterns_fits_allocates_nothing() {
    let session = session_of_patterns();
    let call = ToolCall::custom("call-1", TOOL, "ls");
    assert!(is_approved(&session, &call));
    let mut approved = false;
    let counted = allocation_counter::measure(|| approved = is_approved(&session, &call));
    assert!(approved);
    assert_eq!((counted.count_total, counted.bytes_total), (0, 0));
}

#[test]
fn an_output_no_hook_is_for_is_not_copied() {
    let session = session();
    let call = ToolCall::shell("call-1", TOOL, ShellInput::new(["ls", "-l"]));
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(Gate::Run(approved)) = pin!(session.before(&call)).poll(&mut context) else {
        unreachable!("no hook is for the call");
    };
    let output = serde_json::Value::String("x".repeat(1 << 20));
    let counted = allocation_counter::measure(|| {
        let after = pin!(session.after(approved, ToolResult::Completed(output)));
        assert!(after.poll(&mut context).is_ready());
    });
    assert!(counted.bytes_total < 1 << 12, "{counted:?}");
}

#[test]
fn the_counter_counts() {
    let counted = allocation_counter::measure(|| drop(Box::new([0u8; 32])));
    assert_eq!(counted.count_total, 1);
}
