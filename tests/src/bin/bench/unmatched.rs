//! Compares a call that matches none of a thousand hooks with an empty async call.

use std::hint::black_box;
use std::io;
use std::process::Command as Process;

use hooks_router::Session;
use hooks_types::ToolCall;
use hooks_types::spec::Matcher;

use crate::pairs::Pairs;
use crate::table::{Limit, added_row, count_row, row};
use crate::unmatched_calls::{
    HOOKS, call, is_approved, native, new_calls, pattern, polled, session,
};

/// A small number of hooks. With so few hooks, the router does not compile their patterns together.
const FEW: usize = 7;

/// The number of calls per measurement. A single call takes less time than reading the clock.
const CALLS: u32 = 1000;

pub(crate) fn measure(pairs: usize) -> io::Result<()> {
    against_nothing(
        pairs,
        "a call that matches none of 1,000 hooks, against an empty async call",
        1.0,
        native,
    )?;
    against_nothing(
        pairs.div_ceil(10),
        "a call that matches none of 1,000 regular expressions, against the same",
        20.0,
        pattern,
    )?;
    let (new, calls) = (session(0..HOOKS, pattern), new_calls(pairs));
    let mut next = calls.iter();
    let taken = Pairs::take(pairs, || Ok(()), || approved(&new, next.next()))?;
    let what = "the same, with a new tool name in each call, one by one";
    added_row(what, Limit::None, &taken)?;
    allocations()?;
    let taken = Pairs::take(
        pairs.div_ceil(50),
        || {
            let places: Vec<usize> = (0..HOOKS).collect();
            places
                .chunks(FEW)
                .for_each(|few| drop(black_box(session(few.iter().copied(), pattern))));
            Ok(())
        },
        || {
            drop(black_box(session(0..HOOKS, pattern)));
            Ok(())
        },
    )?;
    row(
        "compiling 1,000 regular expressions, against each by itself",
        Limit::None,
        &taken,
    )
}

fn approved(session: &Session, call: Option<&ToolCall>) -> io::Result<()> {
    match call.is_some_and(|call| polled(is_approved(session, black_box(call)))) {
        true => Ok(()),
        false => Err(io::Error::other("a hook was selected")),
    }
}

/// Prints how many allocations a call makes. Another program counts them, because a counting allocator would slow the
/// measurements of this program.
fn allocations() -> io::Result<()> {
    let counter = std::env::current_exe()?.with_file_name("bench-allocations");
    let output = Process::new(counter).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut counts = text
        .lines()
        .map(|line| line.parse().map_err(io::Error::other));
    for (what, most) in [
        (
            "allocations of a call that matches none of 1,000 hooks",
            Some(0),
        ),
        (
            "allocations of a call that matches none of 1,000 regular expressions, text searched before",
            Some(0),
        ),
        ("the same, with a new tool name: most of 100 calls", None),
        ("the same, the first of all calls", None),
    ] {
        let count = counts
            .next()
            .unwrap_or_else(|| Err(io::Error::other("no count")))?;
        count_row(what, count, most)?;
    }
    Ok(())
}

fn against_nothing(
    pairs: usize,
    what: &str,
    gate: f64,
    matcher: impl Fn(usize) -> Matcher,
) -> io::Result<()> {
    let (session, call) = (session(0..HOOKS, matcher), call());
    let taken = Pairs::take(
        pairs,
        || repeated(|| polled(empty(black_box(&call)))),
        || repeated(|| polled(is_approved(&session, black_box(&call)))),
    )?;
    added_row(what, Limit::Gate(gate), &taken.divided(CALLS))
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

async fn empty(_: &ToolCall) -> bool {
    true
}

fn repeated(mut call: impl FnMut() -> bool) -> io::Result<()> {
    match (0..CALLS).all(|_| black_box(call())) {
        true => Ok(()),
        false => Err(io::Error::other("a hook was selected")),
    }
}
