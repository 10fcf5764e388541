//! Tests what an event costs before its worker is asked.

use hooks_types::event::Stop;
use hooks_types::spec::Command;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta};

use super::*;
use crate::wire_forms::SharedPayload;

/// The future of a run is boxed for each event. Up to about this size, allocators such as glibc's reuse the
/// block that the last event freed. The futures of rare cases are boxed separately, so they do not count.
#[test]
fn asking_a_worker_takes_little_room() {
    let command = Command::argv(["hook"]).with_launch(Launch::Worker);
    let spec = HookSpec::command("h", EventName::Stop, command);
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), Stop::default());
    let request = HookRequest::new(Arc::new(spec), SharedPayload::new(payload));
    let executor = WorkerExecutor::default();
    let room = size_of_val(&*executor.execute(request));
    assert!(room <= 1024, "{room} bytes");
}
