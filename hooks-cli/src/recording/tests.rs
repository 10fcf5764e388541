use hooks_exec::SharedPayload;
use hooks_types::event::Stop;
use hooks_types::spec::{Handler, OtherHandler};
use hooks_types::{EventName, SessionMeta};
use serde_json::Map;

use super::*;

/// The stdin that the record keeps of two hooks of the same event, and the shared bytes.
fn kept(record: &Record) -> (Vec<Option<Arc<Vec<u8>>>>, Arc<Vec<u8>>) {
    let meta = Arc::new(SessionMeta::new("s", "/"));
    let payload = SharedPayload::new(Payload::new(meta, Stop::new()));
    let handler = Handler::Other(OtherHandler::new("any", Map::new()));
    let spec = Arc::new(HookSpec::new("guard", EventName::Stop, handler));
    let shared = payload.bytes(&spec.form).unwrap();
    for _ in 0..2 {
        record.begin(&HookRequest::new(Arc::clone(&spec), payload.clone()));
    }
    let mut kept = Vec::new();
    record.change(|all| kept.extend(all.iter().map(|recorded| recorded.stdin.clone())));
    (kept, shared)
}

#[test]
fn a_payload_is_kept_only_to_be_shown_and_never_copied() {
    let (kept_by_default, _) = kept(&Record::default());
    assert_eq!(kept_by_default, [None, None]);
    let (kept, shared) = kept(&Record::with_stdin());
    for stdin in kept {
        assert!(stdin.is_some_and(|stdin| Arc::ptr_eq(&stdin, &shared)));
    }
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
