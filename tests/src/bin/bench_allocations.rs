//! Counts the allocations of a call that none of a thousand hooks is for, and prints four counts, one a line: with
//! native matchers; with regular expressions and a text that was searched before; with regular expressions and tools that
//! are new (the largest count); and for the first of all calls with regular expressions. `bench` runs this program, because counting slows every allocation of a process.

#[path = "bench/unmatched_calls.rs"]
mod unmatched_calls;

use std::io::{self, Write};

use hooks_router::Session;
use hooks_types::ToolCall;

use unmatched_calls::{HOOKS, call, is_approved, native, new_calls, pattern, polled, session};

/// The number of calls of new tools.
const NEW: usize = 100;

fn main() -> io::Result<()> {
    let of_names = session(0..HOOKS, native);
    let of_patterns = session(0..HOOKS, pattern);
    let calls = new_calls(NEW);
    let first = allocations(&of_patterns, &call());
    let new = calls.iter().map(|call| allocations(&of_patterns, call));
    let most = new.max().unwrap_or_default();
    for count in [second(&of_names), second(&of_patterns), most, first] {
        writeln!(io::stdout(), "{count}")?;
    }
    Ok(())
}

/// Returns the number of allocations of the second call of a tool.
fn second(session: &Session) -> u64 {
    allocations(session, &call());
    allocations(session, &call())
}

/// Returns the number of allocations of a call.
fn allocations(session: &Session, call: &ToolCall) -> u64 {
    let counted = allocation_counter::measure(|| {
        polled(is_approved(session, call));
    });
    counted.count_total
}
