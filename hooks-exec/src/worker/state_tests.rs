//! Tests that an allow has no effect after a mistake of a worker, and that restrictions are never lost, even if the
//! worker writes invalid lines.

use std::sync::Arc;

use hooks_types::Failure;
use hooks_types::answer::NoteCode;
use hooks_types::answer::OutcomeKind;
use hooks_types::event::PreToolUse;
use hooks_types::output::RunFacts;
use hooks_types::report::Cause;
use hooks_types::spec::Command;
use hooks_types::{EventName, HookAnswer, HookSpec, Payload, SessionMeta, ToolCall};

use super::*;
use crate::request::HookRequest;
use crate::wire_forms::SharedPayload;

#[path = "state_ends_tests.rs"]
mod ends;

type Verdict = Result<HookAnswer, Failure>;

/// A worker that serves one event, whose id is 1.
struct Serving {
    state: State,
    id: u64,
}

fn request() -> HookRequest {
    let spec = HookSpec::command(
        "h",
        EventName::PreToolUse,
        Command::argv(["x"]).with_launch(hooks_types::spec::Launch::Worker),
    );
    let call = ToolCall::custom("c", "tool", "text");
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), PreToolUse::new(call));
    HookRequest::new(Arc::new(spec), SharedPayload::new(payload))
}

impl Serving {
    fn new() -> Self {
        let mut state = State::new();
        state.phase = Phase::Serving;
        let id = wait(&mut state);
        Self { state, id }
    }

    fn read(&mut self, lines: &[&str]) {
        for line in lines {
            self.state.read_line(line.as_bytes());
        }
    }

    /// Returns the verdict on the event: the verdict of the worker's reply or, without a reply, of the worker's exit
    /// with this code.
    fn verdict(&mut self, code: i32) -> (Verdict, RunFacts) {
        self.state.over(Exit::Code(code), false);
        let (end, mut output) = result(&mut self.state, self.id).unwrap();
        let mut facts = RunFacts::default();
        (output.judge(end, &mut facts), facts)
    }
}

fn wait(state: &mut State) -> u64 {
    state.wait(RequestOutput::new(request(), (1000, 1000)), None)
}

fn result(state: &mut State, id: u64) -> Option<(End, Box<RequestOutput>)> {
    match state.poll_result(id, &Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}

fn verdict(lines: &[&str]) -> Verdict {
    let mut serving = Serving::new();
    serving.read(lines);
    serving.verdict(0).0
}

fn kind(verdict: &Verdict) -> Result<OutcomeKind, Cause> {
    match verdict {
        Ok(answer) => Ok(answer.outcome.kind()),
        Err(failure) => Err(failure.cause.clone()),
    }
}

const ALLOW: &str = r#"{"id":1,"exit":0,"answer":{"decision":"allow"}}"#;
const BLOCK: &str = r#"{"id":1,"exit":0,"answer":{"decision":"block","message":"no"}}"#;
const EXIT_2: &str = r#"{"id":1,"exit":2,"stderr":"no"}"#;
const SILENT: &str = r#"{"id":1,"exit":0}"#;

#[test]
fn a_clean_reply_is_read_as_the_output_of_a_hook() {
    assert_eq!(verdict(&[SILENT]), Ok(HookAnswer::proceed()));
    assert_eq!(verdict(&[BLOCK]), Ok(HookAnswer::block("no")));
    assert_eq!(verdict(&[EXIT_2]), Ok(HookAnswer::block("no")));
    assert_eq!(kind(&verdict(&[ALLOW])), Ok(OutcomeKind::Allow));
    let printed = r#"{"exit":0,"stdout":"{\"decision\":\"ask\"}\n","id":1}"#;
    assert_eq!(kind(&verdict(&[printed])), Ok(OutcomeKind::Ask));
    let failed = r#"{"id":1,"exit":1,"stderr":"broken"}"#;
    assert_eq!(kind(&verdict(&[failed])), Err(Cause::ExitCode));
    let text = r#"{"id":1,"exit":0,"stdout":"all is well"}"#;
    assert_eq!(kind(&verdict(&[text])), Err(Cause::BadAnswer));
}

#[test]
fn beside_a_stray_line_no_allow_counts() {
    for reply in [SILENT, ALLOW] {
        let failure = verdict(&["loading the model", reply]).unwrap_err();
        assert_eq!(failure.cause, Cause::BadAnswer, "{reply}");
        assert!(failure.message.contains("loading the model"), "{failure}");
    }
}

#[test]
fn a_line_that_begins_like_a_reply_is_explained() {
    let no_id = "its worker's reply does not name its event: it has no `id`";
    let stray = "its worker printed a stray line: ";
    for (line, begin, end) in [
        (
            "{'id': 1, 'exit': 0}",
            stray,
            "{'id': 1, 'exit': 0}; print JSON (`json.dumps`)",
        ),
        (
            "{\"id\": 1, 'exit': None}",
            stray,
            "'exit': None}; print JSON (`json.dumps`)",
        ),
        (
            "{ id: 1, exit: 0 }",
            stray,
            "{ id: 1, exit: 0 }; print JSON (`JSON.stringify`)",
        ),
        (
            r#"{"level":"info","message":"checking"}"#,
            stray,
            r#"{"level":"info","message":"checking"}"#,
        ),
        ("{ loading", stray, "{ loading"),
        (r#"{"id":1,"#, stray, r#"{"id":1,"#),
        ("{}", stray, "{}"),
        (r#"{"answer":{"decision":"proceed"}}"#, no_id, "{...}}"),
        (r#"{"decision":"proceed"}"#, no_id, "{...}}"),
    ] {
        let told = verdict(&[line, SILENT]).unwrap_err().message;
        assert!(told.starts_with(begin) && told.ends_with(end), "{told}");
    }
}

#[test]
fn a_remark_on_a_key_inside_the_answer_is_kept_whatever_is_beside_it() {
    let line = r#"{"id":1,"exit":0,"answer":{"decision":"block","message":"no","reson":"x"},"reason":"took 3 ms"}"#;
    let mut serving = Serving::new();
    serving.read(&[line]);
    let (verdict, facts) = serving.verdict(0);
    assert_eq!(verdict, Ok(HookAnswer::block("no")));
    let told: Vec<&str> = facts.notes.iter().map(|note| &*note.message).collect();
    assert!(told.iter().any(|told| told.contains("`reson`")), "{told:?}");
    assert!(
        told.contains(&"the reply has an unknown key `reason`"),
        "{told:?}"
    );
    assert!(!told.concat().contains("is beside"), "{told:?}");
}

#[test]
fn the_strictest_exit_code_counts_however_often_codes_are_repeated() {
    let reply = |codes: &str| format!(r#"{{"id":1,{codes}"stderr":"no"}}"#);
    let zeros = r#""exit":0,"#.repeat(1000);
    let others: String = (3..1000).map(|code| format!(r#""exit":{code},"#)).collect();
    for before in [r#""exit":0,"#.repeat(4), zeros, others] {
        let line = reply(&format!(r#"{before}"exit":2,"#));
        assert_eq!(verdict(&[&line]), Ok(HookAnswer::block("no")));
        let line = reply(&format!(r#""exit":2,{before}"#));
        assert_eq!(verdict(&[&line]), Ok(HookAnswer::block("no")));
        let line = reply(&before);
        assert_eq!(kind(&verdict(&[&line])), Err(Cause::BadAnswer));
    }
}

#[test]
fn a_block_behind_a_stray_line_counts() {
    for reply in [BLOCK, EXIT_2] {
        assert_eq!(verdict(&["50%", reply]), Ok(HookAnswer::block("no")));
    }
}

#[test]
fn a_block_on_a_line_of_its_own_counts_whatever_the_reply_says() {
    let block = r#"{"decision":"block","message":"stray"}"#;
    for lines in [vec![block, SILENT], vec![block, ALLOW], vec![block]] {
        assert_eq!(verdict(&lines), Ok(HookAnswer::block("stray")), "{lines:?}");
    }
}

#[test]
fn a_block_beside_the_keys_of_a_reply_counts() {
    let mixed = r#"{"id":1,"exit":0,"decision":"block","message":"mixed"}"#;
    assert_eq!(kind(&verdict(&[mixed])), Ok(OutcomeKind::Block));
}

#[test]
fn a_reply_with_a_wrong_id_allows_nothing_and_its_block_counts() {
    let other = |rest: &str| format!("{{\"id\":9,{rest}}}");
    let block = other(r#""exit":2,"stderr":"other""#);
    for lines in [vec![&*block], vec![&*block, SILENT], vec![&*block, ALLOW]] {
        assert_eq!(verdict(&lines), Ok(HookAnswer::block("other")), "{lines:?}");
    }
    let allow = other(r#""exit":0,"answer":{"decision":"allow"}"#);
    assert_eq!(kind(&verdict(&[&allow])), Err(Cause::WorkerUnavailable));
    assert_eq!(kind(&verdict(&[&allow, ALLOW])), Err(Cause::BadAnswer));
    assert_eq!(verdict(&[&allow, BLOCK]), Ok(HookAnswer::block("no")));
}

#[test]
fn a_flawed_reply_allows_nothing_and_its_block_counts() {
    let flawed = [
        (
            r#"{"id":1,"answer":{"decision":"allow"}}"#,
            Err(Cause::BadAnswer),
        ),
        (
            r#"{"id":1,"answer":{"decision":"block"}}"#,
            Ok(OutcomeKind::Block),
        ),
        (r#"{"id":1,"exit":0,"exit":0}"#, Err(Cause::BadAnswer)),
        (r#"{"id":1,"exit":0,"exit":2}"#, Ok(OutcomeKind::Block)),
        (r#"{"id":1,"exit":2,"exit":0}"#, Ok(OutcomeKind::Block)),
        (
            r#"{"id":1,"exit":0,"stdout":"","answer":{"decision":"block"}}"#,
            Ok(OutcomeKind::Block),
        ),
        (
            r#"{"id":1,"exit":0,"stdout":{"decision":"block"}}"#,
            Ok(OutcomeKind::Block),
        ),
        (r#"{"id":1,"exit":"0"}"#, Err(Cause::BadAnswer)),
    ];
    for (line, expected) in flawed {
        assert_eq!(kind(&verdict(&[line])), expected, "{line}");
    }
}

#[test]
fn a_doubled_decision_inside_an_answer_is_the_readers_business() {
    let doubled = r#"{"id":1,"exit":0,"answer":{"decision":"block","decision":"allow"}}"#;
    assert_eq!(kind(&verdict(&[doubled])), Ok(OutcomeKind::Block));
}

#[test]
fn a_worker_that_broke_the_protocol_is_replaced() {
    for line in ["x", r#"{"id":9,"exit":0}"#, r#"{"id":1}"#] {
        let mut serving = Serving::new();
        serving.read(&[line]);
        assert_eq!(serving.state.phase, Phase::Closing, "{line}");
        assert!(serving.state.why.is_some(), "{line}");
    }
    let mut serving = Serving::new();
    serving.read(&["", "  \r", SILENT]);
    assert_eq!(serving.state.phase, Phase::Serving);
    serving.read(&[SILENT]);
    assert_eq!(serving.state.phase, Phase::Closing, "a second reply");
}

#[test]
fn a_stray_line_taints_every_event_in_flight() {
    let mut serving = Serving::new();
    let second = wait(&mut serving.state);
    serving.read(&[
        "x",
        ALLOW,
        r#"{"id":2,"exit":0,"answer":{"decision":"allow"}}"#,
    ]);
    assert!(serving.verdict(0).0.is_err());
    let (end, mut output) = result(&mut serving.state, second).unwrap();
    assert!(output.judge(end, &mut RunFacts::default()).is_err());
}

/// A waker that counts how often it is woken.
#[derive(Default)]
struct Bell(std::sync::atomic::AtomicUsize);

impl std::task::Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

#[test]
fn who_waits_is_woken_once_and_who_reads_the_reply_itself_is_not() {
    for (reads_itself, rings) in [(false, 1), (true, 0)] {
        let mut serving = Serving::new();
        let bell = Arc::new(Bell::default());
        let waker = Waker::from(Arc::clone(&bell));
        let cx = Context::from_waker(&waker);
        assert!(serving.state.poll_result(1, &cx).is_pending());
        if reads_itself {
            serving.state.hush(1);
        }
        serving.read(&[SILENT]);
        assert!(serving.state.poll_result(1, &cx).is_ready());
        assert_eq!(bell.0.load(std::sync::atomic::Ordering::Relaxed), rings);
    }
}

#[test]
fn what_nobody_takes_is_not_kept() {
    let mut serving = Serving::new();
    serving.read(&[SILENT]);
    serving.state.forget(1);
    assert!(result(&mut serving.state, 1).is_none());
}
