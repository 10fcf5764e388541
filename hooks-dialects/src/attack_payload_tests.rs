//! Payloads that contain values with which no hook process can be started.

use super::*;

#[test]
fn a_payload_that_names_no_folder_or_one_that_is_gone_opens_no_gate() {
    for sample in gates() {
        let spec = hook(&sample.read());
        let failure = Failure::new(Cause::BadCwd, "the folder does not exist");
        let means = hooks_types::wire::failure_meaning(&spec, &failure);
        assert_eq!(means, Some(OnFailure::Block), "{}", sample.dialect);
    }
}

/// Checks payloads in which a session id or a path contains a NUL or is very long. Some hooks get these values in
/// environment variables, which cannot hold them.
#[test]
fn a_payload_with_a_fact_that_no_variable_can_hold_opens_no_gate() {
    for sample in gates() {
        for odd in ["a\0b".to_owned(), "x".repeat(200_000)] {
            for key in [
                "session_id",
                "conversation_id",
                "sessionId",
                "cwd",
                "transcript_path",
            ] {
                let mut payload = sample.payload.clone();
                payload[key] = odd.clone().into();
                let expected = Expected::new(sample.dialect.clone()).with_event(sample.event);
                let payload = decode(payload.to_string().as_bytes(), expected).unwrap();
                let spec = hook(&payload);
                let plan = hooks_types::env::environment(&spec, &payload);
                let shown = plan.vars.values().any(|value| *value == odd);
                let means = plan.check(&spec).map_err(|failure| failure.means);
                let closed = Err(Some(OnFailure::Block));
                assert!(!shown || means == closed, "{} {key}", sample.dialect);
            }
        }
    }
}
