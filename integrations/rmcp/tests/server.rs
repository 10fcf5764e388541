//! Tests the adapter in a server of rmcp, with a client of rmcp at the other end of a pipe in memory.

#![expect(clippy::unwrap_used, reason = "a test fails where it is wrong")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hooks_exec::{ClosureExecutor, HookRequest};
use hooks_rmcp::HookedTools;
use hooks_router::Router;
use hooks_router::contract::{self, Driver, Executed, Ran, ToolPath, Trial};
use hooks_types::spec::{DispatchLimits, Handler};
use hooks_types::{EventName, Failure, HookAnswer, HookSpec, SessionMeta, ToolCall, ToolInput};
use rmcp::model::{
    CallToolRequest, CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities,
    ClientConfig, ClientRequest, ContentBlock, ElicitRequestParams, ElicitResult,
    ElicitationAction, ErrorData, Implementation, InitializeResult, ProtocolVersion,
    ServerCapabilities, ServerConfig,
};
use rmcp::service::{
    PeerRequestOptions, RequestContext, RoleClient, RoleServer, RunningService, serve_directly,
};
use rmcp::{ClientHandler, ServerHandler};
use serde_json::{Map, Value, json};
use tokio::sync::Notify;

type Log = Arc<Mutex<Vec<Executed>>>;

/// A server with one tool.
struct Server {
    hooks: HookedTools,
    log: Log,
    version: ProtocolVersion,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let mut info = ServerConfig::new(ServerCapabilities::builder().enable_tools().build());
        info.protocol_version = self.version.clone();
        info
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let run = |request: CallToolRequestParams, _context| async move {
            let arguments = Value::from(request.arguments.unwrap_or_default());
            let fails = arguments["word"] == "fail";
            let output = if fails {
                "nothing can be said"
            } else {
                "words were said"
            };
            self.log
                .lock()
                .unwrap()
                .push(Executed::new(arguments, output));
            let content = vec![ContentBlock::text(output)];
            let result = match fails {
                true => CallToolResult::error(content),
                false => CallToolResult::success(content),
            };
            Ok(result.into())
        };
        self.hooks.call(request, context, run).await
    }
}

/// A client whose user answers every question with `says`.
#[derive(Clone)]
struct Client {
    says: ElicitationAction,
    asked: Arc<Mutex<Vec<String>>>,
    config: ClientConfig,
}

impl ClientHandler for Client {
    fn get_info(&self) -> ClientConfig {
        self.config.clone()
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        if let ElicitRequestParams::FormElicitationParams { message, .. } = request {
            self.asked.lock().unwrap().push(message);
        }
        Ok(ElicitResult::new(self.says.clone()))
    }
}

/// A client and a server that have agreed on a protocol version.
struct Pair {
    client: RunningService<RoleClient, Client>,
    _server: RunningService<RoleServer, Server>,
    log: Log,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Pair {
    fn new(router: &Router, version: &ProtocolVersion, says: ElicitationAction) -> Self {
        let capabilities = ClientCapabilities::builder().enable_elicitation().build();
        Self::with(router, version, says, capabilities)
    }

    fn with(
        router: &Router,
        version: &ProtocolVersion,
        says: ElicitationAction,
        capabilities: ClientCapabilities,
    ) -> Self {
        let (log, asked) = (Log::default(), Arc::default());
        let session = router.session(SessionMeta::new("session-1", "/work"));
        let server = Server {
            hooks: HookedTools::new(session, "words"),
            log: Arc::clone(&log),
            version: version.clone(),
        };
        let mut config = ClientConfig::new(capabilities, Implementation::new("client", "1"));
        config.protocol_version = version.clone();
        let client = Client {
            says,
            asked: Arc::clone(&asked),
            config: config.clone(),
        };
        let (near, far) = tokio::io::duplex(65_536);
        let mut initialized =
            InitializeResult::new(ServerCapabilities::builder().enable_tools().build());
        initialized.protocol_version = version.clone();
        Self {
            _server: serve_directly(server, far, Some(config)),
            client: serve_directly(client, near, Some(initialized.into())),
            log,
            asked,
        }
    }

    fn ran(&self) -> Vec<Value> {
        let log = self.log.lock().unwrap();
        log.iter().map(|run| run.input.clone()).collect()
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn word(word: &str) -> Map<String, Value> {
    Map::from_iter([("word".to_owned(), json!(word))])
}

fn say(arguments: Map<String, Value>) -> CallToolRequestParams {
    CallToolRequestParams::new("say").with_arguments(arguments)
}

fn text(result: &CallToolResult) -> String {
    serde_json::to_string(&result.content).unwrap()
}

/// Returns a protocol version with multi-round requests, and a version with elicitation requests.
fn versions() -> [ProtocolVersion; 2] {
    [ProtocolVersion::V_2026_07_28, ProtocolVersion::V_2025_06_18]
}

struct McpServer(ProtocolVersion);

#[async_trait]
impl Driver for McpServer {
    fn paths(&self) -> Vec<ToolPath> {
        let call = |text: &str| ToolCall::mcp("1", "words", "say", Some(word(text)));
        let path = ToolPath::new("tools/call", call("one"), call("two").input);
        vec![path.failing_on(call("fail").input)]
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

fn router<F>(event: EventName, answer: F) -> Router
where
    F: Fn(&HookRequest) -> HookAnswer + Clone + Send + Sync + 'static,
{
    let executor = ClosureExecutor::new().with("hook", move |request| {
        let answer = answer(&request);
        async move { Ok::<_, Failure>(answer) }
    });
    let handler = Handler::InProcess {
        key: "hook".to_owned(),
    };
    let hooks = vec![HookSpec::new("guard", event, handler)];
    Router::new(hooks, DispatchLimits::default(), Arc::new(executor))
}

fn asks() -> Router {
    router(EventName::PreToolUse, |_| {
        HookAnswer::ask("may it say that?")
    })
}

#[tokio::test]
async fn a_yes_of_the_clients_user_runs_the_call_and_a_no_does_not() {
    for version in versions() {
        let pair = Pair::new(&asks(), &version, ElicitationAction::Accept);
        let result = pair.client.call_tool(say(word("one"))).await.unwrap();
        assert_eq!(result.is_error, Some(false), "{version}: {}", text(&result));
        assert_eq!(
            (pair.ran(), pair.asked()),
            (vec![json!({"word": "one"})], 1)
        );
        assert!(pair.asked.lock().unwrap()[0].contains("may it say that?"));

        for no in [ElicitationAction::Decline, ElicitationAction::Cancel] {
            let pair = Pair::new(&asks(), &version, no);
            let result = pair.client.call_tool(say(word("one"))).await.unwrap();
            assert_eq!(result.is_error, Some(true));
            assert_eq!((pair.ran(), pair.asked()), (Vec::new(), 1));
        }
    }
}

#[tokio::test]
async fn a_yes_counts_for_the_call_it_was_given_to_alone() {
    let pair = Pair::new(
        &asks(),
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    let first = pair.client.call_tool_once(say(word("one"))).await.unwrap();
    let CallToolResponse::InputRequired(required) = first else {
        unreachable!("the hook asks")
    };
    let yes = || {
        [("hooks".to_owned(), json!({"action": "accept"}))]
            .into_iter()
            .collect()
    };
    let state = required.request_state.unwrap();
    assert!(!state.contains("one"), "the state holds no input: {state}");
    let retry = |arguments| {
        let mut retry = say(arguments).with_input_responses(yes());
        retry.request_state = Some(state.clone());
        retry
    };
    let other = pair
        .client
        .call_tool_once(retry(word("two")))
        .await
        .unwrap();
    assert!(
        matches!(other, CallToolResponse::InputRequired(_)),
        "another call is asked about"
    );
    assert_eq!(pair.ran(), Vec::<Value>::new());

    // A different process can continue the call, because the server kept no state.
    let later = Pair::new(
        &asks(),
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Decline,
    );
    let same = later
        .client
        .call_tool_once(retry(word("one")))
        .await
        .unwrap();
    assert!(matches!(same, CallToolResponse::Complete(_)));
    assert_eq!(later.ran(), [json!({"word": "one"})]);
}

#[tokio::test]
async fn a_state_that_was_made_up_passes_no_block() {
    let blocks = router(EventName::PreToolUse, |_| HookAnswer::block("never that"));
    let pair = Pair::new(
        &blocks,
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    let mut request = say(word("one")).with_input_responses(
        [("hooks".to_owned(), json!({"action": "accept"}))]
            .into_iter()
            .collect(),
    );
    request.request_state =
        Some(json!({"hooks": {"call": {"version": 1}, "yes": true}}).to_string());
    let result = pair.client.call_tool(request).await.unwrap();
    assert!(text(&result).contains("never that"));
    assert_eq!(pair.ran(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_client_that_cannot_ask_is_refused() {
    for version in versions() {
        let pair = Pair::with(
            &asks(),
            &version,
            ElicitationAction::Accept,
            ClientCapabilities::default(),
        );
        let result = pair.client.call_tool(say(word("one"))).await.unwrap();
        assert_eq!(result.is_error, Some(true));
        assert_eq!((pair.ran(), pair.asked()), (Vec::new(), 0));
        assert!(
            text(&result).contains("may it say that?"),
            "{}",
            text(&result)
        );
    }
}

#[tokio::test]
async fn a_cancelled_request_ends_its_hooks_and_runs_nothing() {
    /// A value that signals when the hook is dropped.
    struct Ends(Arc<Notify>);
    impl Drop for Ends {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let (started, ended) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (starts, ends) = (Arc::clone(&started), Arc::clone(&ended));
    let executor = ClosureExecutor::new().with("hook", move |_| {
        let (starts, ends) = (Arc::clone(&starts), Ends(Arc::clone(&ends)));
        async move {
            let _ends = ends;
            starts.notify_one();
            std::future::pending::<Result<HookAnswer, Failure>>().await
        }
    });
    let handler = Handler::InProcess {
        key: "hook".to_owned(),
    };
    let hooks = vec![HookSpec::new("slow", EventName::PreToolUse, handler)];
    let router = Router::new(hooks, DispatchLimits::default(), Arc::new(executor));
    let pair = Pair::new(
        &router,
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    let request = ClientRequest::CallToolRequest(CallToolRequest::new(say(word("one"))));
    let options = PeerRequestOptions::no_options();
    let under_way = pair
        .client
        .send_cancellable_request(request, options)
        .await
        .unwrap();
    started.notified().await;
    under_way
        .cancel(Some("the user pressed escape".to_owned()))
        .await
        .unwrap();
    ended.notified().await;
    assert_eq!(pair.ran(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_hook_that_ends_the_run_ends_it_for_every_later_call() {
    let times = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&times);
    let ends = router(EventName::PreToolUse, move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        HookAnswer::proceed().with_stop("enough")
    });
    let pair = Pair::new(
        &ends,
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    for _ in 0..2 {
        let result = pair.client.call_tool(say(word("one"))).await.unwrap();
        assert!(text(&result).contains("enough"), "{}", text(&result));
    }
    assert_eq!((pair.ran().len(), times.load(Ordering::SeqCst)), (0, 1));
}

#[tokio::test]
async fn a_hook_that_ends_the_run_after_a_call_lets_no_further_one_run() {
    let ends = router(EventName::PostToolUse, |_| {
        HookAnswer::proceed().with_stop("enough")
    });
    for version in versions() {
        let pair = Pair::new(&ends, &version, ElicitationAction::Accept);
        let first = pair.client.call_tool(say(word("one"))).await.unwrap();
        assert_eq!(first.is_error, Some(false), "{}", text(&first));
        assert!(text(&first).contains("enough"), "{}", text(&first));
        let second = pair.client.call_tool(say(word("two"))).await.unwrap();
        assert_eq!(second.is_error, Some(true));
        assert!(text(&second).contains("enough"), "{}", text(&second));
        assert_eq!(pair.ran(), [json!({"word": "one"})]);
    }
}

#[tokio::test]
async fn what_hooks_say_to_the_user_is_marked_as_his() {
    let says = router(EventName::PostToolUse, |_| {
        HookAnswer::proceed().with_notice("formatted")
    });
    let pair = Pair::new(
        &says,
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    let result = pair.client.call_tool(say(word("one"))).await.unwrap();
    let last = serde_json::to_value(result.content.last().unwrap()).unwrap();
    assert_eq!(last["text"], "formatted");
    assert_eq!(last["annotations"]["audience"], json!(["user"]));
}
