//! The contract that every agent's gate keeps, for an agent of rig and its subagent.

use async_trait::async_trait;
use hooks_rig::Hooks;
use hooks_router::NobodyToAsk;
use hooks_router::contract::{self, Driver, Ran, ToolPath, Trial};
use hooks_types::payload::Subagent;
use hooks_types::{EventName, ToolCall};
use rig::agent::AgentBuilder;
use rig::message::ToolName;
use rig::tool::{DynamicTool, ToolExecutionError, ToolOutput};
use serde_json::{Map, json};

use super::scripted::{Log, input, model, read, say, session};

struct RigAgent;

#[async_trait]
impl Driver for RigAgent {
    fn paths(&self) -> Vec<ToolPath> {
        let call = ToolCall::new("call-1", "say", input("one"));
        let path = |name: &str| {
            ToolPath::new(name, call.clone(), input("two")).with_failing(input("fail"))
        };
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
