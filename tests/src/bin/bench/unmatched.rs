//! Compares a call that matches none of a thousand hooks with an empty async call.

use std::future::Future;
use std::hint::black_box;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use hooks_exec::ProcessExecutor;
use hooks_router::{Gate, Router, Session};
use hooks_types::spec::{Command, DispatchLimits, Matcher, Pattern, PatternSyntax};
use hooks_types::{EventName, HookSpec, SessionMeta, ToolCall, ToolInput};

use crate::pairs::Pairs;
use crate::table::{added_row, row};

/// The number of hooks in a router.
const HOOKS: usize = 1000;

/// A small number of hooks. With so few hooks, the router does not compile their patterns together.
const FEW: usize = 7;

/// The number of calls per measurement. A single call takes less time than reading the clock.
const CALLS: u32 = 1000;

pub(crate) fn measure(pairs: usize) -> io::Result<()> {
    against_nothing(
        pairs,
        "a call that matches none of 1,000 hooks, against an empty async call",
        native,
    )?;
    against_nothing(
        pairs.div_ceil(10),
        "a call that matches none of 1,000 regular expressions, against the same",
        pattern,
    )?;
    let (session, calls) = (session(0..HOOKS, pattern), new_calls(pairs));
    let mut next = calls.iter();
    let taken = Pairs::take(pairs, || Ok(()), || approved(&session, next.next()))?;
    added_row(
        "the same, with a new tool name in each call, one by one",
        &taken,
    )?;
    let taken = Pairs::take(
        pairs.div_ceil(50),
        || {
            let places: Vec<usize> = (0..HOOKS).collect();
            places
                .chunks(FEW)
                .for_each(|few| drop(black_box(self::session(few.iter().copied(), pattern))));
            Ok(())
        },
        || {
            drop(black_box(self::session(0..HOOKS, pattern)));
            Ok(())
        },
    )?;
    row(
        "compiling 1,000 regular expressions, against each by itself",
        &taken,
    )
}

/// Returns calls of different tools, none of which has a hook: one call for each measurement, including the
/// measurements that are discarded.
fn new_calls(pairs: usize) -> Vec<ToolCall> {
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

fn approved(session: &Session, call: Option<&ToolCall>) -> io::Result<()> {
    match call.is_some_and(|call| polled(is_approved(session, black_box(call)))) {
        true => Ok(()),
        false => Err(io::Error::other("a hook was selected")),
    }
}

fn against_nothing(pairs: usize, what: &str, matcher: impl Fn(usize) -> Matcher) -> io::Result<()> {
    let (session, call) = (session(0..HOOKS, matcher), call());
    let taken = Pairs::take(
        pairs,
        || repeated(|| polled(empty(black_box(&call)))),
        || repeated(|| polled(is_approved(&session, black_box(&call)))),
    )?;
    added_row(what, &taken.divided(CALLS))
}

/// Repeats only our side of the measurement, with native matchers.
pub(crate) fn repeat(count: usize) -> io::Result<()> {
    alone(count, native)
}

/// Repeats only our side of the measurement, with regular expressions.
pub(crate) fn repeat_patterns(count: usize) -> io::Result<()> {
    alone(count, pattern)
}

fn alone(count: usize, matcher: impl Fn(usize) -> Matcher) -> io::Result<()> {
    let (session, call) = (session(0..HOOKS, matcher), call());
    (0..count).try_for_each(|_| repeated(|| polled(is_approved(&session, black_box(&call)))))
}

/// Returns a call whose tool name begins like the names in the hooks' matchers, but matches none of them.
fn call() -> ToolCall {
    let input = ToolInput::Custom("x".to_owned());
    ToolCall::new("call-1", "mcp__server_1000__read_file", input)
}

/// Returns the `n`th native matcher (one that is not a pattern). Uses all kinds of matchers that the router finds by a
/// lookup, in turn.
fn native(n: usize) -> Matcher {
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
fn pattern(n: usize) -> Matcher {
    let text = match n % 4 {
        0 => format!("^mcp__server_{n}__.*(write|delete)"),
        1 => format!("mcp__server_{n}__(read|list)_file$"),
        2 => format!(r"^tool_{n}_\w+$"),
        _ => format!(r"\bnotebook{n}\b"),
    };
    Matcher::Pattern(Pattern::new(text, PatternSyntax::EcmaScript))
}

/// Creates a session with one hook for each number in `places`.
fn session(places: impl IntoIterator<Item = usize>, matcher: impl Fn(usize) -> Matcher) -> Session {
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

async fn empty(_: &ToolCall) -> bool {
    true
}

async fn is_approved(session: &Session, call: &ToolCall) -> bool {
    matches!(session.before(call).await, Gate::Run(_))
}

/// Polls a call once. One poll completes the call, because it waits for nothing.
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
