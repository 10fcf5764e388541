//! The contract that every agent's gate keeps, for a server of rmcp.

use async_trait::async_trait;
use hooks_router::contract::{self, Driver, Ran, ToolPath, Trial};
use hooks_types::{EventName, ToolCall, ToolInput};
use rmcp::model::{ElicitationAction, ProtocolVersion};

use super::pair::{Pair, say, text, versions, word};

struct McpServer(ProtocolVersion);

#[async_trait]
impl Driver for McpServer {
    fn paths(&self) -> Vec<ToolPath> {
        let call = |text: &str| ToolCall::mcp("1", "words", "say", Some(word(text)));
        let path = ToolPath::new("tools/call", call("one"), call("two").input);
        vec![path.with_failing(call("fail").input)]
    }

    fn events(&self) -> Vec<EventName> {
        // A server sees only calls. It sees no prompts and no ends of turns.
        Vec::new()
    }

    async fn run(&self, trial: Trial) -> Ran {
        let pair = Pair::new(&trial.router, &self.0, ElicitationAction::Decline);
        let call = |call: &ToolCall| {
            let ToolInput::Mcp { arguments, .. } = &call.input else {
                unreachable!("the path is one of MCP")
            };
            pair.client
                .call_tool(say(arguments.clone().unwrap_or_default()))
        };
        let mut calls = trial.calls.iter();
        // The calls of one turn run at the same time.
        let results = match (calls.next(), calls.next()) {
            (Some(first), Some(second)) => {
                let (first, second) = tokio::join!(call(first), call(second));
                vec![first, second]
            }
            (Some(only), None) => vec![call(only).await],
            _ => Vec::new(),
        };
        let requests = results.iter().map(|result| match result {
            Ok(result) => text(result),
            Err(error) => error.to_string(),
        });
        let requests = requests.collect();
        Ran::new(pair.log.lock().unwrap().clone(), requests)
    }
}

#[tokio::test]
async fn the_gate_of_an_mcp_server_is_tight() {
    for version in versions() {
        contract::prove(&McpServer(version)).await;
    }
}
