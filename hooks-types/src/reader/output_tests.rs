use proptest::prelude::*;

use super::*;
use crate::dialect::WireForm;
use crate::event::EventName;

/// The parts of generated outputs: complete and broken answers, bytes that may precede an object on its line, and all
/// kinds of white space.
const PIECES: &[&str] = &[
    r#"{"decision":"block","message":"no"}"#,
    r#"{"decision":"allow","content":[1,{"a":"}"}]}"#,
    r#"{"permissionDecision":"deny","permission":"deny","continue":false,"stopReason":"s"}"#,
    "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\n\"permissionDecision\":\"deny\"}}",
    "{\"decision\":\"ask\",\"x\":[\n{\"decision\":\"block\"}\n]}",
    "{\"x\":\n{\"decision\":\"block\"}\n}",
    "{\"decision\":\"\u{ad}block\"}",
    "{\"decision\":\"bl\u{9b}0mock\"}",
    "{\"decision\":\"proceed\",\"message\":\"é\u{200b}\"}",
    "{\"decision\":\"block\",",
    "\"\\ud800\":1,",
    "\"stop\":true}",
    "{}",
    "{",
    "}",
    "]",
    "\n",
    "\r",
    " ",
    "\0",
    "\u{b}",
    "\u{feff}",
    "\u{a0}",
    "\u{3000}",
    "\u{200b}",
    "text",
];

proptest! {
    #[test]
    fn one_answer_is_found_as_it_is_among_other_output(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 1..6),
        broken in prop::option::weighted(0.1, any::<prop::sample::Index>()),
    ) {
        let mut bytes = pieces.concat().into_bytes();
        if let Some(at) = broken {
            let at = at.index(bytes.len());
            bytes[at] = 0xff;
        }
        let captured = Captured::whole(&bytes);
        let form = WireForm::native(&EventName::PreToolUse);
        let answers = Answers::of(&form).unwrap();
        let found = Output::read(&captured, answers).found;
        let expected = scanned(&captured, answers);
        prop_assert_eq!(format!("{found:?}"), format!("{expected:?}"));
    }
}
