//! The executor's side of the worker protocol: the lines that the executor writes, and the reading of the worker's
//! lines. `hooks_types::worker` describes the protocol and contains the hook's side.
//!
//! Nothing in this module does IO, so a program that talks to a worker without
//! [`WorkerExecutor`](crate::WorkerExecutor) can use it too.

mod lines;
mod reply;

pub use lines::{AFTER_PAYLOAD, EventHead, cancel, hello};
pub(crate) use lines::{Greeting, NoGreeting, begin_event, write_session};
pub use reply::Reply;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::ffi::OsStr;

    use hooks_types::wire::HookOutput;
    use hooks_types::worker::Hook;
    use hooks_types::{HookAnswer, Payload};

    use super::*;

    const PAYLOAD: &str = r#"{"session_id":"s","cwd":"/x","hook_event":{"event_type":"stop","stop_hook_active":false}}"#;

    fn worker() -> Hook {
        Hook::new(Some(OsStr::new("1")))
    }

    fn line(bytes: &[u8]) -> &str {
        str::from_utf8(bytes).unwrap()
    }

    fn event(id: u64, payload: &str) -> String {
        let mut event = EventHead::new(id, 1, "/x", &BTreeMap::new()).to_bytes();
        event.extend_from_slice(payload.as_bytes());
        event.extend_from_slice(AFTER_PAYLOAD);
        line(&event).to_owned()
    }

    #[test]
    fn a_worker_greets_and_answers_each_event() {
        let judge = |payload: &Payload| HookAnswer::block(payload.meta.cwd.clone());
        let greeting = worker().hear(line(&hello(1)), judge).stdout;
        assert_eq!(Greeting::read(&greeting).unwrap().max_in_flight, 1);
        for id in [1, 2] {
            let spoken = worker().hear(&event(id, PAYLOAD), judge);
            let reply = Reply::read(spoken.stdout.trim_ascii()).unwrap();
            assert_eq!((reply.id, reply.exits.as_slice()), (Some(id), &[2][..]));
            assert_eq!(reply.flaw, None);
            let one_shot = Hook::new(None).hear(PAYLOAD, judge);
            assert_eq!(reply.stdout, one_shot.stdout);
            assert_eq!(one_shot.exit_code, 2);
        }
    }

    #[test]
    fn an_event_it_cannot_read_is_a_failure_in_both_modes() {
        let judge = |_: &Payload| HookAnswer::proceed();
        let spoken = worker().hear(&event(1, "{}"), judge);
        let reply = Reply::read(spoken.stdout.trim_ascii()).unwrap();
        assert_eq!(reply.exits, [1]);
        assert_eq!(Hook::new(None).hear("{}", judge).exit_code, 1);
    }

    #[test]
    fn other_lines_are_not_answered() {
        let judge = |_: &Payload| HookAnswer::proceed();
        for other in [line(&cancel(1)), "{\"type\":\"later\"}", "", "x"] {
            assert_eq!(
                worker().hear(other, judge),
                HookOutput::default(),
                "{other}"
            );
        }
    }
}
