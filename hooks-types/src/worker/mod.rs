//! The protocol of workers: hook programs that stay and answer one event after another.
//!
//! JSON Lines over stdin and stdout; stderr is the worker's log. A program that is started with
//! the variable [`VARIABLE`] set speaks it; the same program without that variable reads one payload
//! and exits, as any hook.
//!
//! ```text
//! agent  {"type":"hello","protocol":[1],"max_line":8388608}
//! worker {"type":"hello","protocol":1,"max_in_flight":1}
//! agent  {"type":"event","id":1,"deadline_ms":5000,"cwd":"/src","env":{},"payload":{...}}
//! worker {"id":1,"exit":2,"stderr":"not on a Friday"}
//! agent  {"type":"cancel","id":2}
//! ```
//!
//! * `exit` plays the exit code. `stdout` (text) or `answer` (an object, which stands for all of
//!   stdout) holds what a one-shot hook would print, and is read by the same rules.
//! * `deadline_ms` is how long the agent will wait, `cwd` the folder of the event, `env` the variables
//!   of the event. Keys come in any order; those a worker does not know it ignores.
//! * `max_in_flight` is how many events the worker takes before it has answered the first; 1 unless
//!   it says more. Only such a worker is sent `cancel`, and it still answers the event.
//! * The end of stdin asks the worker to end.
//!
//! Everything here is a value: [`Hook`] takes a line and returns what to write.

mod agent;
mod hook;
mod reply;

pub use agent::{
    AFTER_PAYLOAD, EventHead, Greeting, GreetingError, GreetingErrorKind, cancel, hello,
};
pub use hook::Hook;
pub use reply::Reply;

/// The version of the protocol.
pub const PROTOCOL: u64 = 1;

/// The variable that tells a program to be a worker: set to `1`, or absent.
pub const VARIABLE: &str = "AGENT_HOOKS_WORKER";
