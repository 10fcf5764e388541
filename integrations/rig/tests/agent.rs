//! Tests the adapter on an agent of rig, with a model that follows a script.

#![expect(clippy::unwrap_used, reason = "a test fails where it is wrong")]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hooks_exec::{ClosureExecutor, HookRequest};
use hooks_rig::Hooks;
use hooks_router::contract::{self, Driver, Executed, Ran, ToolPath, Trial};
use hooks_router::{Approver, HostVerdict, NobodyToAsk, PendingCall, Router};
use hooks_types::payload::Subagent;
use hooks_types::spec::{DispatchLimits, Handler};
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, Failure, HookAnswer, HookSpec, SessionMeta, ToolCall, ToolInput};
use rig::agent::AgentBuilder;
use rig::message::{AssistantContent, ToolFunction, ToolName};
use rig::test_utils::{MockCompletionModel, MockTurn};
use rig::tool::{DynamicTool, ToolExecutionError, ToolOutput};
use serde_json::{Map, Value, json};

type Log = Arc<Mutex<Vec<Executed>>>;

fn session(router: &Router) -> hooks_router::Session {
    router.session(SessionMeta::new("session-1", "/work"))
}

fn input(word: &str) -> ToolInput {
    ToolInput::Function(Map::from_iter([("word".to_owned(), json!(word))]))
}

/// Returns the tool `say`, which records its arguments.
fn say(log: &Log) -> DynamicTool {
    let log = Arc::clone(log);
    let schema = json!({"type": "object", "properties": {"word": {"type": "string"}}});
    DynamicTool::new(
        ToolName::new("say").unwrap(),
        "Says a word.",
        schema,
        move |arguments| {
            let fails = arguments["word"] == "fail";
            let output = if fails {
                "nothing can be said"
            } else {
                "words were said"
            };
            log.lock().unwrap().push(Executed::new(arguments, output));
            Box::pin(async move {
                match fails {
                    true => Err(ToolExecutionError::other(output)),
                    false => Ok(ToolOutput::text(output)),
                }
            })
        },
    )
}

/// Returns a turn in which the model makes these tool calls.
fn turn(calls: &[ToolCall]) -> MockTurn {
    let call = |call: &ToolCall| {
        let name = ToolName::new(call.tool_name.as_str()).unwrap();
        let function = ToolFunction::new(name, call.input.to_value());
        AssistantContent::ToolCall(rig::message::ToolCall::from_wire(
            call.call_id.as_str(),
            function,
        ))
    };
    MockTurn::from_contents(calls.iter().map(call))
}

/// Returns a model that makes these calls in its first turn and no calls later.
fn model(calls: &[ToolCall]) -> MockCompletionModel {
    let ends = (0..8).map(|_| MockTurn::text("that is all"));
    MockCompletionModel::from_turns([turn(calls)].into_iter().chain(ends))
}

fn read(model: &MockCompletionModel) -> Vec<String> {
    let requests = model.requests().into_iter();
    requests
        .map(|request| serde_json::to_string(&request).unwrap())
        .collect()
}

struct RigAgent;

#[async_trait]
impl Driver for RigAgent {
    fn paths(&self) -> Vec<ToolPath> {
        let call = ToolCall::new("call-1", "say", input("one"));
        let path =
            |name: &str| ToolPath::new(name, call.clone(), input("two")).failing_on(input("fail"));
        vec![
            path("rig tool"),
            path("rig tool of a subagent").in_subagent(),
        ]
    }

    fn events(&self) -> Vec<EventName> {
        vec![
            EventName::SessionStart,
            EventName::UserPromptSubmit,
            EventName::Stop,
            EventName::AfterAgent,
            EventName::SubagentStart,
            EventName::SubagentStop,
            EventName::named("ModelReplied"),
        ]
    }

    async fn run(&self, trial: Trial) -> Ran {
        let log = Log::default();
        let hooks = Hooks::new(session(&trial.router), NobodyToAsk, |_| {});
        let inner = model(&trial.calls);
        let mut requests = Vec::new();
        if trial.path.in_subagent {
            let agent = AgentBuilder::new(inner.clone())
                .add_hook(hooks.child(Subagent::new("a1").with_kind("sayer")))
                .dynamic_tool(say(&log))
                .build();
            let schema = json!({"type": "object", "properties": {}});
            let name = ToolName::new("subagent").unwrap();
            let tool = DynamicTool::new(name, "Has a word said.", schema, move |_| {
                let agent = agent.clone();
                Box::pin(async move {
                    match agent.prompt("say it").max_turns(8).await {
                        Ok(reply) => Ok(ToolOutput::text(reply.output())),
                        Err(error) => Err(ToolExecutionError::other(error.to_string())),
                    }
                })
            });
            let outer = model(&[ToolCall::function("call-0", "subagent", Map::new())]);
            let agent = AgentBuilder::new(outer.clone())
                .add_hook(hooks)
                .dynamic_tool(tool)
                .build();
            let _ended = agent.prompt(trial.prompt).max_turns(8).await;
            requests.extend(read(&outer));
        } else {
            let agent = AgentBuilder::new(inner.clone())
                .add_hook(hooks)
                .dynamic_tool(say(&log))
                .build();
            let _ended = agent.prompt(trial.prompt).max_turns(8).await;
        }
        requests.extend(read(&inner));
        let executed = log.lock().unwrap().clone();
        Ran::new(executed, requests)
    }
}

#[tokio::test]
async fn the_gate_of_a_rig_agent_is_tight() {
    contract::prove(&RigAgent).await;
}

/// Creates a router with one hook for each of these events. `answer` answers for all of them.
fn router<F>(events: &[EventName], answer: F) -> Router
where
    F: Fn(&HookRequest) -> HookAnswer + Clone + Send + Sync + 'static,
{
    let executor = ClosureExecutor::new().with("hook", move |request| {
        let answer = answer(&request);
        async move { Ok::<_, Failure>(answer) }
    });
    let hook = |event: &EventName| {
        let key = "hook".to_owned();
        HookSpec::new(
            format!("on-{event}"),
            event.clone(),
            Handler::InProcess { key },
        )
    };
    let hooks = events.iter().map(hook).collect();
    Router::new(hooks, DispatchLimits::default(), Arc::new(executor))
}

/// The user of a test: their answer to every question, and the agent's own rules.
struct User {
    says: bool,
    rules: HostVerdict,
    asked: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Approver for User {
    async fn approve(&self, call: &PendingCall<'_>) -> Option<Result<(), String>> {
        let question = call.message().unwrap_or("no hook asks").to_owned();
        self.asked.lock().unwrap().push(question);
        Some(if self.says {
            Ok(())
        } else {
            Err("not today".to_owned())
        })
    }

    fn verdict(&self, _call: &ToolCall) -> HostVerdict {
        self.rules.clone()
    }
}

/// Runs one call of `say`. Returns the arguments with which it ran, the questions to the user and
/// the texts that the model read.
async fn one_call(
    router: &Router,
    says: bool,
    rules: HostVerdict,
) -> (Vec<Executed>, Vec<String>, String) {
    let (log, asked) = (Log::default(), Arc::default());
    let user = User {
        says,
        rules,
        asked: Arc::clone(&asked),
    };
    let model = model(&[ToolCall::new("call-1", "say", input("one"))]);
    let agent = AgentBuilder::new(model.clone())
        .add_hook(Hooks::new(session(router), user, |_| {}))
        .dynamic_tool(say(&log))
        .build();
    let _ended = agent.prompt("go").max_turns(8).await;
    let (executed, asked) = (log.lock().unwrap().clone(), asked.lock().unwrap().clone());
    (executed, asked, read(&model).join("\n"))
}

#[tokio::test]
async fn the_user_is_asked_and_a_yes_runs_the_call() {
    let asks = router(&[EventName::PreToolUse], |_| {
        HookAnswer::ask("may it say that?")
    });
    let (ran, asked, _) = one_call(&asks, true, HostVerdict::Allow).await;
    assert_eq!(asked, ["may it say that?"]);
    assert_eq!(ran.len(), 1);

    let (ran, asked, told) = one_call(&asks, false, HostVerdict::Allow).await;
    assert_eq!((ran.len(), asked.len()), (0, 1));
    assert!(told.contains("not today"), "{told}");
}

#[tokio::test]
async fn the_agents_own_deny_beats_an_allow_and_a_grant_answers_its_ask() {
    let allows = router(&[EventName::PreToolUse], |_| HookAnswer::allow());
    let deny = HostVerdict::Deny("never that".to_owned());
    let (ran, _, told) = one_call(&allows, true, deny).await;
    assert_eq!(ran.len(), 0);
    assert!(told.contains("never that"), "{told}");

    let (ran, asked, _) = one_call(&allows, false, HostVerdict::Ask).await;
    assert_eq!((ran.len(), asked.len()), (1, 0));
}

#[tokio::test]
async fn a_hook_that_says_everything_everywhere_is_heard_everywhere() {
    let events: Vec<_> = EventName::ALL
        .iter()
        .cloned()
        .chain([EventName::named("ModelReplied")])
        .collect();
    let says = router(&events, |request| {
        let event = request.payload.payload().event.name();
        HookAnswer::proceed()
            .with_context(format!("context-of-{event}"))
            .with_notice(format!("notice-of-{event}"))
    });
    let shown = Arc::new(Mutex::new(String::new()));
    let to_user = Arc::clone(&shown);
    let hooks = Hooks::new(session(&says), NobodyToAsk, move |text| {
        to_user.lock().unwrap().push_str(text);
    });
    let log = Log::default();
    let model = model(&[ToolCall::new("call-1", "say", input("one"))]);
    let agent = AgentBuilder::new(model.clone())
        .add_hook(hooks.clone())
        .dynamic_tool(say(&log))
        .build();
    agent.prompt("first").max_turns(8).await.unwrap();
    // The model reads texts from the end of a run at the beginning of the next run.
    hooks.interrupted("the user pressed escape").await;
    agent.prompt("second").max_turns(8).await.unwrap();

    let (read, shown) = (read(&model).join("\n"), shown.lock().unwrap().clone());
    for event in [
        "SessionStart",
        "UserPromptSubmit",
        "PreToolUse",
        "PostToolUse",
        "Stop",
        "AfterAgent",
        "Interrupt",
        "ModelReplied",
    ] {
        assert!(
            read.contains(&format!("context-of-{event}")),
            "the model never read {event}"
        );
        assert!(
            shown.contains(&format!("notice-of-{event}")),
            "the user never saw {event}"
        );
    }
    let started = shown.matches("notice-of-SessionStart").count();
    assert_eq!(started, 1, "a session starts once");
}

#[tokio::test]
async fn a_prompt_is_rewritten_before_the_model_reads_it() {
    let rewrites = router(&[EventName::UserPromptSubmit], |_| {
        HookAnswer::modify("other words")
    });
    let (_, _, told) = one_call(&rewrites, false, HostVerdict::Allow).await;
    assert!(told.contains("other words"), "{told}");
    assert!(!told.contains("\"go\""), "{told}");
}

#[tokio::test]
async fn calls_of_a_shell_are_shown_as_such_and_run_as_changed() {
    let changes = router(&[EventName::PreToolUse], |request| {
        let value = serde_json::to_value(&request.payload.payload().event).unwrap();
        assert_eq!(value["tool_input"]["command"], json!(["one"]));
        HookAnswer::modify(json!({"command": ["two"]}))
    });
    let log = Log::default();
    let hooks = Hooks::new(session(&changes), NobodyToAsk, |_| {}).with_calls(
        |id, tool, arguments| {
            let word = arguments
                .get("word")
                .and_then(Value::as_str)
                .unwrap_or_default();
            ToolCall::shell(id, tool, ShellInput::new([word]))
        },
        |call| match &call.input {
            ToolInput::Shell(shell) => json!({"word": shell.command.join(" ")}),
            other => other.to_value(),
        },
    );
    let model = model(&[ToolCall::new("call-1", "say", input("one"))]);
    let agent = AgentBuilder::new(model)
        .add_hook(hooks)
        .dynamic_tool(say(&log))
        .build();
    agent.prompt("go").max_turns(8).await.unwrap();
    assert_eq!(log.lock().unwrap()[0].input, json!({"word": "two"}));
}

/// Creates a router whose hook adds a text to every call, and ends the run at the call `two`.
fn says_and_ends() -> Router {
    router(&[EventName::PreToolUse], |request| {
        let value = serde_json::to_value(&request.payload.payload().event).unwrap();
        let word = value["tool_input"]["word"].as_str().unwrap().to_owned();
        let answer = HookAnswer::proceed()
            .with_context(format!("context-of-{word}"))
            .with_notice(format!("notice-of-{word}"));
        match word == "two" {
            true => answer.with_stop("enough"),
            false => answer,
        }
    })
}

#[tokio::test]
async fn what_was_said_to_calls_whose_run_a_hook_ended_is_read_in_the_next_run() {
    let shown = Arc::new(Mutex::new(String::new()));
    let to_user = Arc::clone(&shown);
    let hooks = Hooks::new(session(&says_and_ends()), NobodyToAsk, move |text| {
        to_user.lock().unwrap().push_str(text);
    });
    let model = model(&[
        ToolCall::new("call-1", "say", input("one")),
        ToolCall::new("call-2", "say", input("two")),
    ]);
    let agent = AgentBuilder::new(model.clone())
        .add_hook(hooks)
        .dynamic_tool(say(&Log::default()))
        .build();
    agent.prompt("first").max_turns(8).await.unwrap_err();
    assert_eq!(read(&model).len(), 1, "the hook ended the run");
    agent.prompt("second").max_turns(8).await.unwrap();
    let (read, shown) = (read(&model).join("\n"), shown.lock().unwrap().clone());
    for word in ["one", "two"] {
        let (context, notice) = (format!("context-of-{word}"), format!("notice-of-{word}"));
        assert_eq!(read.matches(&context).count(), 1, "{word}: {read}");
        assert_eq!(shown.matches(&notice).count(), 1, "{word}: {shown}");
    }
}

#[tokio::test]
async fn what_was_said_to_a_call_is_read_after_the_user_drops_its_run() {
    let runs = Arc::new(tokio::sync::Notify::new());
    let starts = Arc::clone(&runs);
    let name = ToolName::new("say").unwrap();
    let stuck = DynamicTool::new(name, "Never ends.", json!({"type": "object"}), move |_| {
        starts.notify_one();
        Box::pin(std::future::pending())
    });
    let shown = Arc::new(Mutex::new(String::new()));
    let to_user = Arc::clone(&shown);
    let hooks = Hooks::new(session(&says_and_ends()), NobodyToAsk, move |text| {
        to_user.lock().unwrap().push_str(text);
    });
    let model = model(&[ToolCall::new("call-1", "say", input("one"))]);
    let agent = AgentBuilder::new(model.clone())
        .add_hook(hooks)
        .dynamic_tool(stuck)
        .build();
    tokio::select! {
        _ = agent.prompt("first").max_turns(8) => unreachable!("the tool never ends"),
        () = runs.notified() => {}
    }
    agent.prompt("second").max_turns(8).await.unwrap();
    assert!(read(&model).join("\n").contains("context-of-one"));
    assert_eq!(*shown.lock().unwrap(), "notice-of-one");
}
