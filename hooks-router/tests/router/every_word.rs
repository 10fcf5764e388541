//! Hooks that use every kind of text at every event: each text arrives once, and at its reader.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun};
use hooks_router::{Gate, HostVerdict, Messages, Router, Session, ToolResult};
use hooks_types::event::{
    AfterAgent, Interrupt, Notification, NotificationLevel, OtherEvent, PostCompact, PreCompact,
    SessionEnd, SessionStart, Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};
use hooks_types::output::RunFacts;
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::spec::{DispatchLimits, OnFailure, Strategy};
use hooks_types::{EventName, Failure, HookAnswer, HookSpec, Outcome};
use serde_json::{Value, json};

use crate::support::{call, content, hook_of, meta};

const HOOKS: [&str; 2] = ["one", "two"];

/// Answers for each hook by its id.
#[derive(Debug)]
struct Script(HashMap<String, Result<HookAnswer, Failure>>);

#[async_trait]
impl HookExecutor for Script {
    async fn execute(&self, request: HookRequest) -> HookRun {
        HookRun::new(self.0[&request.spec.id].clone(), RunFacts::default())
    }
}

/// The decision of a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decides {
    Proceed,
    Block,
    Modify,
    ModifyUnfit,
    Allow,
    AllowOther,
    Ask,
    AskOther,
    Fails,
}

use Decides::{Allow, AllowOther, Ask, AskOther, Block, Fails, Modify, ModifyUnfit, Proceed};

const ALL: [Decides; 9] = [
    Proceed,
    Block,
    Modify,
    ModifyUnfit,
    Allow,
    AllowOther,
    Ask,
    AskOther,
    Fails,
];

/// Returns a text that occurs nowhere else: `<why:one>`.
fn word(kind: &str, hook: &str) -> String {
    format!("<{kind}:{hook}>")
}

/// Returns an answer with this decision and every kind of text.
fn everything(decides: Decides, hook: &str, stops: bool) -> Result<HookAnswer, Failure> {
    let why = word("why", hook);
    let outcome = match decides {
        Proceed => Outcome::Proceed,
        Block => Outcome::block(why.as_str()),
        Modify => Outcome::modify(content("ls")),
        ModifyUnfit => Outcome::modify(json!(7)),
        Allow => Outcome::allow(None),
        AllowOther => Outcome::allow(Some(content("ls"))),
        Ask => Outcome::ask(Some(why.clone()), None),
        AskOther => Outcome::ask(Some(why.clone()), Some(content("ls"))),
        Fails => return Err(Failure::new(Cause::ExitCode, why)),
    };
    let mut answer = HookAnswer::new(outcome)
        .with_context(word("context", hook))
        .with_notice(word("notice", hook));
    if answer.message().is_none() {
        answer = answer.with_reason(why);
    }
    Ok(match stops {
        true => answer.with_stop(word("stop", hook)),
        false => answer,
    })
}

/// How a question is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resolved {
    NobodyThere,
    Yes,
    No,
    AgentDenies,
}

#[derive(Debug, Clone, Copy)]
struct Case {
    decides: [Decides; 2],
    stops: bool,
    strategy: Strategy,
    on_failure: OnFailure,
    background: [bool; 2],
    resolved: Resolved,
}

/// The texts and rows that an embedder has at the end.
#[derive(Debug, Default)]
struct Arrived {
    model: String,
    user: String,
    asked: String,
    rows: Vec<Row>,
}

impl Arrived {
    fn add(&mut self, said: &Messages) {
        self.model += &said.for_model();
        self.user += &said.for_user();
    }
}

/// Takes a call through the gate and through the hooks after it, and collects its texts and rows.
async fn one_call(session: &Session, resolved: Resolved, event: &EventName, came: &mut Arrived) {
    let call = call();
    let verdict = match (resolved, event) {
        (Resolved::AgentDenies, _) => HostVerdict::Deny("never".to_owned()),
        (_, EventName::PermissionRequest) => HostVerdict::Ask,
        _ => HostVerdict::Allow,
    };
    let gate = session.before_judged_by(&call, |_| verdict.clone()).await;
    let approved = match gate {
        Gate::Run(approved) => Ok(approved),
        Gate::Blocked(refused) => Err(refused),
        Gate::Ask(pending) => match resolved {
            Resolved::Yes => {
                came.asked = pending.question();
                Ok(pending.granted())
            }
            Resolved::No => {
                came.asked = pending.question();
                Err(pending.denied("no"))
            }
            _ => Err(pending.nobody_to_ask()),
        },
    };
    let (said, reports) = match approved {
        Ok(approved) => {
            let result = match event {
                EventName::PostToolUseFailure => ToolResult::failed_with("broke", json!("more")),
                _ => ToolResult::Completed(json!("done")),
            };
            let after = session.after(approved, result).await;
            (after.messages(), after.reports())
        }
        Err(refused) => (refused.messages(), refused.reports()),
    };
    came.add(&said);
    let of_event = reports.iter().filter(|report| report.event == *event);
    came.rows
        .extend(of_event.flat_map(|report| report.hooks.clone()));
}

/// Fires the event, ends the session, and collects what arrived.
async fn arrived(event: &EventName, case: Case) -> Arrived {
    let hooks = [0, 1].map(|at| -> HookSpec {
        hook_of(event.clone(), HOOKS[at])
            .with_strategy(case.strategy)
            .with_on_failure(case.on_failure)
            .with_background(case.background[at])
    });
    let script = [0, 1].map(|at| {
        let answer = everything(case.decides[at], HOOKS[at], case.stops);
        (HOOKS[at].to_owned(), answer)
    });
    let executor = Script(script.into_iter().collect());
    let router = Router::new(
        hooks.to_vec(),
        DispatchLimits::default(),
        Arc::new(executor),
    );
    let session = router.session(meta());
    let mut came = Arrived::default();
    macro_rules! fired {
        ($event:expr) => {{
            let fired = session.fire($event).await;
            came.add(&fired.messages());
            came.rows = fired.dispatched.rows();
        }};
    }
    match event {
        EventName::UserPromptSubmit => fired!(UserPromptSubmit::new("hi")),
        EventName::Stop => fired!(Stop::new()),
        EventName::SubagentStop => fired!(SubagentStop::new("a1")),
        EventName::SubagentStart => fired!(SubagentStart::new("a1")),
        EventName::PreCompact => fired!(PreCompact::new("auto")),
        EventName::PostCompact => fired!(PostCompact::new("auto")),
        EventName::SessionStart => fired!(SessionStart::new("startup")),
        EventName::SessionEnd => fired!(SessionEnd::new("exit")),
        EventName::Interrupt => fired!(Interrupt::default()),
        EventName::AfterAgent => fired!(AfterAgent::new("session-1", "turn-1")),
        EventName::Notification => {
            fired!(Notification::new("idle", NotificationLevel::Info));
        }
        EventName::Other(name) => fired!(OtherEvent::new(&**name, serde_json::Map::new())),
        _ => one_call(&session, case.resolved, event, &mut came).await,
    }
    assert_eq!(session.shutdown(Duration::from_secs(60)).await, []);
    came.add(&session.take_pending());
    came
}

fn times(text: &str, word: &str) -> usize {
    text.matches(word).count()
}

/// Returns whether the hook's texts must arrive: it ran in the background, or its row has an outcome.
fn had_a_word(row: &Row) -> bool {
    match row.status {
        RowStatus::Started => true,
        RowStatus::Ran | RowStatus::Failed => row.outcome.is_some(),
        _ => false,
    }
}

fn check(event: &EventName, case: Case, came: &Arrived) {
    let told = || format!("{event} {case:?} {came:#?}");
    for (at, hook) in HOOKS.into_iter().enumerate() {
        let row = came.rows.iter().find(|row| row.id == hook);
        let spoke = usize::from(row.is_some_and(had_a_word));
        let failed = case.decides[at] == Fails;
        let count = |text: &str, kind| times(text, &word(kind, hook));
        let (model, user) = (came.model.as_str(), came.user.as_str());
        let beside = if failed { 0 } else { spoke };
        assert_eq!(count(model, "context"), beside, "context: {}", told());
        assert_eq!(count(user, "context"), 0, "context: {}", told());
        assert_eq!(count(user, "notice"), beside, "notice: {}", told());
        assert_eq!(count(model, "notice"), 0, "notice: {}", told());
        if case.stops {
            assert_eq!(count(user, "stop"), beside, "stop: {}", told());
        }
        let why = count(model, "why") + count(user, "why") + count(&came.asked, "why");
        let broken = failed || row.is_some_and(|row| row.status == RowStatus::Failed);
        // The reason of a broken guard goes to the user, who can repair the guard, and sometimes also to the model.
        let and_model = broken && count(model, "why") == 1;
        assert_eq!(why, spoke + usize::from(and_model), "why: {}", told());
        if let Some(row) = row.filter(|row| row.status != RowStatus::Started && spoke == 1) {
            let in_row = Value::to_string(&serde_json::to_value(row).unwrap());
            assert_eq!(times(&in_row, &word("why", hook)), 1, "row: {}", told());
            if case.stops {
                assert_eq!(
                    times(&in_row, &word("stop", hook)),
                    beside,
                    "row: {}",
                    told()
                );
            }
        }
    }
}

fn cases() -> impl Iterator<Item = Case> {
    let pairs = ALL.into_iter().flat_map(|one| ALL.map(|two| [one, two]));
    pairs.flat_map(|decides| {
        let mut cases = Vec::new();
        for stops in [false, true] {
            for strategy in [Strategy::Sequential, Strategy::All] {
                for background in [[false, false], [false, true]] {
                    let policies: &[OnFailure] = match decides.contains(&Fails) {
                        true => &[OnFailure::Block, OnFailure::Ask, OnFailure::Proceed],
                        // No hook fails here, but the policy also applies to an outcome that the event does not allow.
                        false => &[OnFailure::Ask],
                    };
                    for on_failure in policies.iter().copied() {
                        cases.push(Case {
                            decides,
                            stops,
                            strategy,
                            on_failure,
                            background,
                            resolved: Resolved::NobodyThere,
                        });
                    }
                }
            }
        }
        cases
    })
}

async fn sweep(events: impl IntoIterator<Item = EventName>, resolutions: &[Resolved]) {
    for event in events {
        for case in cases() {
            for resolved in resolutions {
                let case = Case {
                    resolved: *resolved,
                    ..case
                };
                let came = arrived(&event, case).await;
                check(&event, case, &came);
            }
        }
    }
}

#[tokio::test]
async fn of_a_call_every_text_arrives_once_however_its_questions_are_answered() {
    use Resolved::{AgentDenies, No, NobodyThere, Yes};
    let events = [EventName::PreToolUse, EventName::PermissionRequest];
    sweep(events, &[NobodyThere, Yes, No, AgentDenies]).await;
}

#[tokio::test]
async fn of_a_result_every_text_arrives_once() {
    let events = [EventName::PostToolUse, EventName::PostToolUseFailure];
    sweep(events, &[Resolved::NobodyThere]).await;
}

#[tokio::test]
async fn of_every_other_event_every_text_arrives_once() {
    use EventName::{PermissionRequest, PostToolUse, PostToolUseFailure, PreToolUse};
    let of_calls = [
        PreToolUse,
        PermissionRequest,
        PostToolUse,
        PostToolUseFailure,
    ];
    let events = EventName::ALL.iter().cloned();
    let events = events.filter(|event| !of_calls.contains(event));
    sweep(
        events.chain([EventName::Other("Saved".into())]),
        &[Resolved::NobodyThere],
    )
    .await;
}
