//! Tests answers whose end is missing, and answers that arrive before the request is sent. The endpoint sends the
//! answers byte by byte.

use std::sync::Arc;
use std::time::Duration;

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::event::PreToolUse;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, HttpRequest};
use hooks_types::wire::form_of;
use hooks_types::{
    DialectRef, EventName, Failure, HookAnswer, HookSpec, Outcome, Payload, SessionMeta, ToolCall,
};
use hyper_util::rt::TokioIo;
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::HttpExecutor;
use crate::http::line::Line;
use crate::{HookExecutor, HookRequest, HookRun, SharedPayload};

#[path = "unread_tests.rs"]
mod unread;

/// A limit that is longer than any wait in a correct run. It ends a test that would hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// The size of a payload that does not fit into the buffers of the client and the kernel.
const LARGE: usize = 2 * 1024 * 1024;

/// How much of the request an endpoint reads.
#[derive(Clone, Copy, PartialEq)]
enum Reads {
    /// The whole request.
    Everything,
    /// This many bytes.
    Bytes(usize),
}

/// What an endpoint does after its answer.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    Closes,
    /// Waits for the client to hang up.
    Waits,
}

/// Starts an endpoint that serves one connection. Returns its URL and its task, which ends with the connection.
async fn endpoint(reads: Reads, response: String, then: Then) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        match reads {
            Reads::Everything => read_whole(&mut stream).await,
            Reads::Bytes(count) => {
                stream.read_exact(&mut vec![0; count]).await.unwrap();
            }
        }
        stream.write_all(response.as_bytes()).await.unwrap();
        if then == Then::Waits {
            let mut rest = vec![0; 64 * 1024];
            while !matches!(stream.read(&mut rest).await, Ok(0) | Err(_)) {}
        }
    });
    (url, served)
}

async fn read_whole(stream: &mut TcpStream) {
    let mut bytes = Vec::new();
    loop {
        stream.read_buf(&mut bytes).await.unwrap();
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.unwrap().parse().unwrap();
        while bytes.len() < head + 4 + length {
            stream.read_buf(&mut bytes).await.unwrap();
        }
        return;
    }
}

fn request(dialect: &DialectRef, url: &str, size: usize) -> HookRequest {
    let event = EventName::PreToolUse;
    let handler = Handler::Http(HttpRequest::new(url));
    let spec =
        HookSpec::new("h", event.clone(), handler).with_form(form_of(dialect, &event).unwrap());
    let input = Map::from_iter([("content".to_owned(), Value::from("x".repeat(size)))]);
    let call = ToolCall::function("c", "probe", input);
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), PreToolUse::new(call));
    HookRequest::new(Arc::new(spec), SharedPayload::new(payload))
        .with_deadline(Instant::now() + PATIENCE)
}

async fn run(executor: &HttpExecutor, request: HookRequest) -> HookRun {
    timeout(PATIENCE, executor.execute(request)).await.unwrap()
}

async fn ended(served: JoinHandle<()>) {
    timeout(PATIENCE, served).await.unwrap().unwrap();
}

/// Returns an answer with this decision for a tool call, in the dialect's format.
fn saying(dialect: &DialectRef, decision: &str) -> String {
    match dialect.name() {
        "native" | "goose" => {
            let decision = if decision == "deny" {
                "block"
            } else {
                decision
            };
            format!(r#"{{"decision":"{decision}","reason":"no"}}"#)
        }
        "claude" | "codex" => format!(
            r#"{{"hookSpecificOutput":{{"hookEventName":"PreToolUse","permissionDecision":"{decision}","permissionDecisionReason":"no"}}}}"#
        ),
        "gemini" => format!(r#"{{"decision":"{decision}","reason":"no"}}"#),
        "cursor" => format!(r#"{{"permission":"{decision}","agent_message":"no"}}"#),
        _ => format!(r#"{{"permissionDecision":"{decision}","permissionDecisionReason":"no"}}"#),
    }
}

fn allow(dialect: &DialectRef) -> String {
    match dialect.name() {
        "native" | "goose" => r#"{"decision":"allow"}"#.to_owned(),
        _ => saying(dialect, "allow"),
    }
}

/// Returns a complete HTTP response.
fn whole(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// Returns HTTP responses with this body that break off before their end.
fn broken(body: &str) -> [String; 4] {
    let length = body.len();
    let longer = length + 1000;
    [
        format!("HTTP/1.1 200 OK\r\ncontent-length: {longer}\r\n\r\n{body}"),
        format!("HTTP/1.1 200 OK\r\ncontent-length: {longer}\r\n\r\n{body}\nmore"),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n"),
        format!(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\nzz\r\n"
        ),
    ]
}

fn is_block(result: &Result<HookAnswer, Failure>) -> bool {
    matches!(result, Ok(answer) if answer.outcome.kind() == OutcomeKind::Block)
}

#[tokio::test]
async fn a_whole_block_before_a_broken_connection_counts_in_every_dialect() {
    let executor = HttpExecutor::new().unwrap();
    let dialects = hooks_dialects::dialects();
    for dialect in dialects.iter() {
        for response in broken(&saying(dialect, "deny")) {
            let (url, served) = endpoint(Reads::Everything, response.clone(), Then::Closes).await;
            let run = run(&executor, request(dialect, &url, 10)).await;
            assert!(
                is_block(&run.result),
                "{dialect} {response}: {:?}",
                run.result
            );
            let said = run.facts.notes.iter().any(|note| {
                note.code == NoteCode::BadEnding && note.message.contains("ended early")
            });
            assert!(said, "{dialect} {response}: {:?}", run.facts.notes);
            ended(served).await;
        }
    }
}

#[tokio::test]
async fn no_allow_counts_before_a_broken_connection() {
    let executor = HttpExecutor::new().unwrap();
    let dialects = hooks_dialects::dialects();
    for dialect in dialects.iter() {
        for response in broken(&allow(dialect)) {
            let (url, served) = endpoint(Reads::Everything, response.clone(), Then::Closes).await;
            let failure = run(&executor, request(dialect, &url, 10))
                .await
                .result
                .unwrap_err();
            assert_eq!(failure.cause, Cause::HttpFailed, "{dialect} {response}");
            assert!(failure.message.contains("ended early"), "{failure}");
            ended(served).await;
        }
    }
}

/// Checks that an answer which arrives before the request was written can be read only after the first write.
#[tokio::test]
async fn an_early_answer_waits_on_its_line_until_something_was_written() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let client = TcpStream::connect(address).await.unwrap();
    let (mut server, _) = listener.accept().await.unwrap();
    server.write_all(b"early").await.unwrap();
    client.readable().await.unwrap();
    let mut line = TokioIo::new(Line::new(TokioIo::new(client)));
    let mut bytes = [0; 5];
    tokio::select! {
        biased;
        read = line.read_exact(&mut bytes) => panic!("{read:?}"),
        () = std::future::ready(()) => {}
    }
    line.write_all(b"request").await.unwrap();
    timeout(PATIENCE, line.read_exact(&mut bytes))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(&bytes, b"early");
}

#[tokio::test]
async fn an_endpoint_that_says_continue_first_is_heard() {
    let executor = HttpExecutor::new().unwrap();
    let answer = whole("200 OK", &saying(&DialectRef::NATIVE, "deny"));
    let response = format!("HTTP/1.1 100 Continue\r\n\r\n{answer}");
    let (url, served) = endpoint(Reads::Bytes(256), response, Then::Waits).await;
    let run = run(&executor, request(&DialectRef::NATIVE, &url, LARGE)).await;
    assert!(is_block(&run.result), "{:?}", run.result);
    ended(served).await;
}

#[tokio::test]
async fn a_native_block_counts_at_an_error_status_and_a_foreign_one_as_its_agent_says() {
    let executor = HttpExecutor::new().unwrap();
    for (dialect, blocks) in [(DialectRef::NATIVE, true), (hooks_dialects::CLAUDE, false)] {
        let response = whole("413 Payload Too Large", &saying(&dialect, "deny"));
        let (url, served) = endpoint(Reads::Bytes(256), response, Then::Closes).await;
        let run = run(&executor, request(&dialect, &url, LARGE)).await;
        assert_eq!(is_block(&run.result), blocks, "{dialect} {:?}", run.result);
        ended(served).await;
    }
}

#[tokio::test]
async fn a_dropped_request_hangs_up_on_an_endpoint_that_reads_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let executor = HttpExecutor::new().unwrap();
    let request = request(&DialectRef::NATIVE, &url, LARGE);
    let running = tokio::spawn(async move { executor.execute(request).await });
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.read_exact(&mut [0; 256]).await.unwrap();
    running.abort();
    assert!(running.await.is_err());
    let gone = async { while !matches!(stream.read(&mut [0; 65536]).await, Ok(0) | Err(_)) {} };
    timeout(PATIENCE, gone).await.unwrap();
}

#[tokio::test]
async fn a_connection_serves_the_next_hook() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for _ in 0..2 {
            read_whole(&mut stream).await;
            let answer = whole("200 OK", &saying(&DialectRef::NATIVE, "deny"));
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let executor = HttpExecutor::new().unwrap();
    for _ in 0..2 {
        let run = executor.execute(request(&DialectRef::NATIVE, &url, 1_000_000));
        assert!(is_block(&timeout(PATIENCE, run).await.unwrap().result));
    }
    ended(served).await;
}
