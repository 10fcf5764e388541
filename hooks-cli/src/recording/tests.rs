use hooks_exec::SharedPayload;
use hooks_types::event::Stop;
use hooks_types::spec::{Handler, OtherHandler};
use hooks_types::{EventName, SessionMeta};
use serde_json::Map;

use super::*;

/// Records two runs of a hook. Returns for each run whether its stdin is kept (`Some`) and whether the kept bytes are
/// the shared bytes.
fn kept_and_shared(record: &Record) -> Vec<Option<bool>> {
    let meta = Arc::new(SessionMeta::new("s", "/"));
    let payload = SharedPayload::new(Payload::new(meta, Stop::new()));
    let handler = Handler::Other(OtherHandler::new("any", Map::new()));
    let spec = Arc::new(HookSpec::new("guard", EventName::Stop, handler));
    let shared = payload.bytes(&spec.form).unwrap();
    for _ in 0..2 {
        record.begin(&HookRequest::new(Arc::clone(&spec), payload.clone()));
    }
    let is_shared = |stdin: &Arc<Vec<u8>>| Arc::ptr_eq(stdin, &shared);
    let mut kept = Vec::new();
    record.change(|all| kept.extend(all.iter().map(|run| run.stdin.as_ref().map(is_shared))));
    kept
}

#[test]
fn a_payload_is_kept_only_to_be_shown_and_never_copied() {
    assert_eq!(kept_and_shared(&Record::default()), [None, None]);
    let kept = kept_and_shared(&Record::with_stdin());
    assert_eq!(kept, [Some(true), Some(true)]);
}

#[test]
fn nothing_is_recorded_for_output_that_shows_nothing_of_it() {
    let keeps_stdin = |format, show_io| {
        let record = Record::for_output(format, show_io);
        record.map(|record| record.keeps_stdin)
    };
    for format in [ReportFormat::Json, ReportFormat::Wire] {
        assert_eq!(keeps_stdin(format, false), None);
        assert_eq!(keeps_stdin(format, true), Some(true));
    }
    assert_eq!(keeps_stdin(ReportFormat::Text, false), Some(false));
    assert_eq!(keeps_stdin(ReportFormat::Text, true), Some(true));
}
