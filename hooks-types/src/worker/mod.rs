//! The protocol of workers: hook programs that keep running and answer one event after another.
//!
//! The protocol is JSON Lines over stdin and stdout; stderr is the worker's log. A program uses the protocol if it is
//! started with the variable [`VARIABLE`] set. Without the variable the program reads one payload and exits, like any
//! other hook.
//!
//! ```text
//! agent  {"type":"hello","protocol":[1],"max_line":8388608}
//! worker {"type":"hello","protocol":1,"max_in_flight":1}
//! agent  {"type":"event","id":1,"deadline_ms":5000,"cwd":"/src","env":{},"payload":{...}}
//! worker {"id":1,"exit":2,"stderr":"not on a Friday"}
//! agent  {"type":"cancel","id":2}
//! ```
//!
//! * `exit` has the meaning of the exit code. `stdout` (text) or `answer` (an object, in place of
//!   all stdout) holds what a one-shot hook would print, and the same rules apply to it.
//! * `deadline_ms` is how long the agent waits, in milliseconds, `cwd` is the folder of the event, and `env` the
//!   variables of the event. Keys come in any order, and a worker ignores unknown keys.
//! * `max_in_flight` is the number of events that the worker accepts at once. The default is 1. Only a worker with a
//!   larger number gets `cancel`, and it still answers the cancelled event.
//! * The end of stdin asks the worker to exit.
//!
//! [`Hook`] is such a program: [`Hook::serve`] answers every event, and [`Hook::hear`] one line, without IO. The agent's side of the protocol is
//! `hooks_exec::worker_protocol`.

mod hook;

pub use hook::Hook;

/// The version of the worker protocol.
pub const PROTOCOL: u64 = 1;

/// The variable that makes a program a worker. It is `1` or not set.
pub const VARIABLE: &str = "AGENT_HOOKS_WORKER";
