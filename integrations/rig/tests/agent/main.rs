//! Tests the adapter on an agent of rig, with a model that follows a script.

#![expect(clippy::unwrap_used, reason = "a test fails where it is wrong")]

mod contract;
mod scripted;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hooks_rig::Hooks;
use hooks_router::contract::Executed;
use hooks_router::{Approver, HostVerdict, NobodyToAsk, PendingCall, Router};
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, HookAnswer, ToolCall, ToolInput};
use rig::agent::AgentBuilder;
use rig::message::ToolName;
use rig::tool::DynamicTool;
use serde_json::{Value, json};

use scripted::{Log, input, model, read, router, say, session};

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
