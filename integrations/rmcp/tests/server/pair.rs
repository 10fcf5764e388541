//! A client and a server of rmcp, with a pipe in memory between them.

use std::sync::{Arc, Mutex};

use hooks_rmcp::HookedTools;
use hooks_router::Router;
use hooks_router::contract::Executed;
use hooks_types::SessionMeta;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, ClientConfig,
    ContentBlock, ElicitRequestParams, ElicitResult, ElicitationAction, ErrorData, Implementation,
    InitializeResult, ProtocolVersion, ServerCapabilities, ServerConfig,
};
use rmcp::service::{RequestContext, RoleClient, RoleServer, RunningService, serve_directly};
use rmcp::{ClientHandler, ServerHandler};
use serde_json::{Map, Value, json};

pub(super) type Log = Arc<Mutex<Vec<Executed>>>;

/// A server with one tool.
pub(super) struct Server {
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
pub(super) struct Client {
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
pub(super) struct Pair {
    pub(super) client: RunningService<RoleClient, Client>,
    _server: RunningService<RoleServer, Server>,
    pub(super) log: Log,
    pub(super) asked: Arc<Mutex<Vec<String>>>,
}

impl Pair {
    pub(super) fn new(router: &Router, version: &ProtocolVersion, says: ElicitationAction) -> Self {
        let capabilities = ClientCapabilities::builder().enable_elicitation().build();
        Self::with(router, version, says, capabilities)
    }

    pub(super) fn with(
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

    pub(super) fn ran(&self) -> Vec<Value> {
        let log = self.log.lock().unwrap();
        log.iter().map(|run| run.input.clone()).collect()
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

pub(super) fn word(word: &str) -> Map<String, Value> {
    Map::from_iter([("word".to_owned(), json!(word))])
}

pub(super) fn say(arguments: Map<String, Value>) -> CallToolRequestParams {
    CallToolRequestParams::new("say").with_arguments(arguments)
}

pub(super) fn text(result: &CallToolResult) -> String {
    serde_json::to_string(&result.content).unwrap()
}

/// Returns a protocol version with multi-round requests, and a version with elicitation requests.
pub(super) fn versions() -> [ProtocolVersion; 2] {
    [ProtocolVersion::V_2026_07_28, ProtocolVersion::V_2025_06_18]
}
