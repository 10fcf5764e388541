//! Tests the environment in which a hook program starts, and two features of other agents: the payload as an argument,
//! and a file into which a hook writes variables.

use std::sync::Arc;

use hooks_exec::ProcessExecutor;
use hooks_tests::Step;
use hooks_types::answer::NoteCode;
use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::event::{AfterAgent, SessionStart};
use hooks_types::spec::{Command, PayloadChannel};
use hooks_types::{EventName, HookSpec, Payload, SessionMeta};

use crate::rig::{LONG, Rig, probe, run, soon, start};

fn spec(event: EventName, form: WireForm, command: Command) -> Arc<HookSpec> {
    let spec = HookSpec::command("hook", event, command);
    Arc::new(spec.with_timeout(LONG).with_form(form))
}

fn meta(rig: &Rig) -> Arc<SessionMeta> {
    Arc::new(SessionMeta::new("session", rig.folder().to_str().unwrap()))
}

#[tokio::test]
async fn the_legacy_notify_reads_its_payload_as_the_last_argument() {
    let rig = Rig::new();
    for (length, cut) in [(5, false), (300_000, true)] {
        let steps = [rig.beacon("hook"), Step::ReadAll, Step::TellAbout];
        let mut command = Command::argv(probe(&steps));
        command.payload = PayloadChannel::LastArgument;
        let form = WireForm::native(&EventName::AfterAgent).with_spelling(Spelling::LegacyNotify);
        let mut request = rig.request_of(command.clone());
        request.spec = spec(EventName::AfterAgent, form, command);
        let mut event = AfterAgent::new("thread", "turn");
        event.last_assistant_message = Some("x".repeat(length));
        request.payload = hooks_exec::SharedPayload::new(Payload::new(meta(&rig), event));
        let started = start(&ProcessExecutor::new(), request);
        let about = rig.connected("hook").await.about().await;
        let run = soon("a verdict", started).await.unwrap();
        assert_eq!(about.read, 0);
        let [argument] = about.arguments.as_slice() else {
            panic!("{:?}", about.arguments);
        };
        let payload: serde_json::Value = serde_json::from_str(argument).unwrap();
        assert_eq!(payload["type"], "agent-turn-complete");
        let noted = run
            .facts
            .notes
            .iter()
            .any(|note| note.code == NoteCode::Cut);
        assert_eq!(noted, cut);
    }
}

#[tokio::test]
async fn what_a_hook_writes_to_its_file_of_variables_comes_back() {
    let rig = Rig::new();
    let export = "export TOKEN=abc\nexport NAME='a b'\n";
    let steps = [Step::Append("CLAUDE_ENV_FILE".into(), export.into())];
    let mut request = rig.request(&steps);
    let form = WireForm::new(hooks_dialects::CLAUDE, "SessionStart");
    request.spec = spec(EventName::SessionStart, form, Command::argv(probe(&steps)));
    let event = SessionStart::new("startup");
    request.payload = hooks_exec::SharedPayload::new(Payload::new(meta(&rig), event));
    let answer = run(request).await.result.unwrap();
    let expected = [("NAME", "a b"), ("TOKEN", "abc")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(answer.env, expected.into());
}
