use std::sync::Arc;

use crate::dialect::{Spelling, WireForm};
use crate::event::{AfterAgent, EventName, Stop};
use crate::meta::SessionMeta;
use crate::payload::Payload;
use crate::wire::encode;

fn written(payload: &Payload) -> Result<String, String> {
    let form = WireForm::native(&EventName::AfterAgent).with_spelling(Spelling::LegacyNotify);
    encode(payload, &form)
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .map_err(|error| error.to_string())
}

fn meta() -> Arc<SessionMeta> {
    Arc::new(SessionMeta::new("s", "/src/p"))
}

#[test]
fn a_turn_becomes_one_kebab_case_object_on_one_line() {
    let mut event = AfterAgent::new("th", "tu");
    event.input_messages = vec!["do it".to_owned()];
    event.last_assistant_message = Some("done\n".to_owned());
    assert_eq!(
        written(&Payload::new(meta(), event)).unwrap(),
        r#"{"type":"agent-turn-complete","thread-id":"th","turn-id":"tu","cwd":"/src/p","input-messages":["do it"],"last-assistant-message":"done\n"}"#
    );
}

#[test]
fn an_agent_that_said_nothing_is_null_not_absent() {
    let written = written(&Payload::new(meta(), AfterAgent::new("th", "tu"))).unwrap();
    assert!(written.ends_with(r#""input-messages":[],"last-assistant-message":null}"#));
}

#[test]
fn no_other_event_is_written_so() {
    assert_eq!(
        written(&Payload::new(meta(), Stop::new())),
        Err("`notify` runs only at the end of a turn, not on Stop".to_owned())
    );
}
