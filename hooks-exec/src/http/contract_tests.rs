//! Tests that the HTTP executor keeps the promises of the trait `HookExecutor`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use hooks_types::event::PreToolUse;
use hooks_types::spec::{Handler, HttpRequest};
use hooks_types::{EventName, HookAnswer, HookSpec, Payload, SessionMeta, ToolCall};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::HttpExecutor;
use crate::contract::{Behaviour, Bench, PROMISES};
use crate::{HookRequest, SharedPayload};

/// The endpoints of one server, one for each hook. The path in an endpoint's URL is the number of the hook.
struct Endpoints {
    url: String,
    hooks: Arc<Hooks>,
}

#[derive(Default)]
struct Hooks {
    behaviours: Mutex<Vec<Behaviour>>,
    started: Notify,
    gone: Notify,
}

impl Endpoints {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let hooks = Arc::<Hooks>::default();
        let serving = Arc::clone(&hooks);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let hooks = Arc::clone(&serving);
                tokio::spawn(async move { serve(stream, &hooks).await });
            }
        });
        Self { url, hooks }
    }
}

/// Serves a connection until the client closes it, or until a hook's behaviour demands to close it.
async fn serve(mut stream: TcpStream, hooks: &Hooks) -> Option<()> {
    loop {
        let mut bytes = Vec::new();
        let head = loop {
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
            let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                break end + 4;
            }
        };
        let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
        let number: usize = text
            .strip_prefix("post /")?
            .split(' ')
            .next()?
            .parse()
            .ok()?;
        let length: usize = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))?
            .parse()
            .ok()?;
        let behaviour = hooks.behaviours.lock().unwrap()[number].clone();
        if !matches!(behaviour, Behaviour::Unread(_)) {
            while bytes.len() < head + length {
                stream.read_buf(&mut bytes).await.ok()?;
            }
        }
        let said = |answer: &HookAnswer| String::from_utf8(answer.to_native().stdout).unwrap();
        let whole = |body: String| {
            let length = body.len();
            format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")
        };
        let response = match &behaviour {
            Behaviour::Answer(answer) | Behaviour::Unread(answer) => whole(said(answer)),
            Behaviour::CountPayload => whole(said(&HookAnswer::block(length.to_string()))),
            Behaviour::BreakOff(answer) => {
                format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n{}",
                    said(answer)
                )
            }
            Behaviour::Hang => {
                hooks.started.notify_one();
                String::new()
            }
            _ => "HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n".to_owned(),
        };
        stream.write_all(response.as_bytes()).await.ok()?;
        match behaviour {
            Behaviour::BreakOff(_) => return None,
            Behaviour::Hang | Behaviour::Unread(_) => {
                while !matches!(stream.read(&mut [0; 4096]).await, Ok(0) | Err(_)) {}
                hooks.gone.notify_one();
                return None;
            }
            _ => {}
        }
    }
}

#[async_trait]
impl Bench for Endpoints {
    fn request(&self, behaviour: Behaviour, payload: usize) -> HookRequest {
        let mut behaviours = self.hooks.behaviours.lock().unwrap();
        let url = format!("{}{}", self.url, behaviours.len());
        behaviours.push(behaviour);
        let handler = Handler::Http(HttpRequest::new(url));
        let spec = HookSpec::new("h", EventName::PreToolUse, handler);
        let call = ToolCall::custom("c", "probe", "x".repeat(payload));
        let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), PreToolUse::new(call));
        let spec = spec.with_timeout(Duration::from_secs(600));
        HookRequest::new(Arc::new(spec), SharedPayload::new(payload))
    }

    fn plays(&self, _: &Behaviour) -> bool {
        true
    }

    async fn started(&self) {
        self.hooks.started.notified().await;
    }

    async fn gone(&self) {
        self.hooks.gone.notified().await;
    }
}

#[tokio::test]
async fn the_http_executor_keeps_every_promise() {
    let executor = HttpExecutor::new().unwrap();
    let bench = Endpoints::new().await;
    for promise in PROMISES {
        if let Err(broken) = promise.check(&executor, &bench).await {
            panic!("{}: {broken}", promise.name());
        }
    }
}
