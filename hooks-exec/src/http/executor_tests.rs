use std::sync::Arc;
use std::time::Duration;

use hooks_types::answer::OutcomeKind;
use hooks_types::event::PreToolUse;
use hooks_types::spec::Command;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall};
use serde_json::{Map, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::*;
use crate::SharedPayload;

fn request_to(url: &str) -> HookRequest {
    let spec = HookSpec::new(
        "h",
        EventName::PreToolUse,
        Handler::Http(HttpRequest::new(url)),
    );
    let call = ToolCall::function("c", "Write", Map::from_iter([("a".to_owned(), json!(1))]));
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), PreToolUse::new(call));
    HookRequest::new(Arc::new(spec), SharedPayload::new(payload))
}

/// Reads one whole request and returns its head and body.
async fn read_request(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await.unwrap();
        bytes.extend_from_slice(&chunk[..read]);
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
        let length: usize = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().unwrap());
        if bytes.len() >= head + 4 + length {
            return (text, bytes[head + 4..].to_vec());
        }
    }
}

/// Starts an endpoint that answers one request with these bytes. Returns its URL and its task.
async fn endpoint_saying(response: String) -> (String, JoinHandle<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?secret=1", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read_request(&mut stream).await;
        stream.write_all(response.as_bytes()).await.unwrap();
        request
    });
    (url, served)
}

fn response(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn the_payload_is_posted_and_the_body_is_the_answer() {
    let body = r#"{"decision":"block","message":"no"}"#;
    let (url, served) = endpoint_saying(response("200 OK", body)).await;
    let run = HttpExecutor::new().unwrap().execute(request_to(&url)).await;
    assert_eq!(run.result.unwrap().outcome.message(), Some("no"));
    let (head, sent) = served.await.unwrap();
    assert!(head.starts_with("post /hook?secret=1 http/1.1"), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    let sent: serde_json::Value = serde_json::from_slice(&sent).unwrap();
    assert_eq!(sent["hook_event"]["tool_name"], "Write");
    assert_eq!(run.facts.bytes_out, body.len() as u64);
}

#[tokio::test]
async fn an_error_status_is_a_failure_even_beside_a_proceed() {
    let (url, _served) = endpoint_saying(response("500 Oops", r#"{"decision":"proceed"}"#)).await;
    let run = HttpExecutor::new().unwrap().execute(request_to(&url)).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::HttpFailed);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect =
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let (url, _served) = endpoint_saying(redirect.to_owned()).await;
    let run = HttpExecutor::new().unwrap().execute(request_to(&url)).await;
    let failure = run.result.unwrap_err();
    assert_eq!(failure.cause, Cause::HttpFailed, "{failure}");
    let shown = url.strip_suffix("?secret=1").unwrap();
    let said = format!(
        "{shown}: HTTP status 302; redirects are not followed: write the URL that it leads to"
    );
    assert_eq!(failure.message, said);
}

#[tokio::test]
async fn a_server_without_tls_is_told_from_a_broken_one() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 512]).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let _ = stream.read(&mut [0; 512]).await;
    });
    let request = request_to(&format!("https://{address}/hook?token=s3cret"));
    let failure = HttpExecutor::new().unwrap().execute(request).await;
    let failure = failure.result.unwrap_err();
    assert_eq!(failure.cause, Cause::HttpFailed);
    assert!(failure.message.contains("is not TLS"), "{failure}");
    assert!(failure.message.contains("`http://`"), "{failure}");
    assert!(!failure.message.contains("s3cret"), "{failure}");
    served.await.unwrap();
}

#[tokio::test]
async fn an_endpoint_that_never_answers_is_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let request = request_to(&url).with_deadline(Instant::now() + Duration::from_millis(50));
    let run = HttpExecutor::new().unwrap().execute(request).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
    drop(listener);
}

#[tokio::test]
async fn a_block_sent_before_the_deadline_survives_a_body_that_never_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        let open = "HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{\"decision\":\"block\",\"message\":\"m\"}\n";
        stream.write_all(open.as_bytes()).await.unwrap();
        // Hold the connection open until the client gives up.
        let _ = stream.read(&mut [0; 1]).await;
    });
    // Create the executor before the deadline is set, because reading the system's certificates takes a while.
    let executor = HttpExecutor::new().unwrap();
    let request = request_to(&url).with_deadline(Instant::now() + Duration::from_secs(2));
    let run = executor.execute(request).await;
    assert_eq!(run.result.unwrap().outcome.kind(), OutcomeKind::Block);
    served.await.unwrap();
}

#[tokio::test]
async fn an_unreachable_endpoint_is_named_without_its_query() {
    let run = HttpExecutor::new()
        .unwrap()
        .execute(request_to("http://user:pw@127.0.0.1:1/hook?token=s3cret"))
        .await;
    let failure = run.result.unwrap_err();
    assert_eq!(failure.cause, Cause::HttpFailed);
    assert!(
        failure.message.contains("http://127.0.0.1:1/hook"),
        "{failure}"
    );
    assert!(
        !failure.message.contains("s3cret") && !failure.message.contains("pw"),
        "{failure}"
    );
}

#[tokio::test]
async fn what_may_not_be_asked_is_refused_before_a_byte_is_sent() {
    let executor = HttpExecutor::new().unwrap();
    for url in ["file:///etc/passwd", "not a url", "ftp://x/", "/relative"] {
        let failure = executor.execute(request_to(url)).await.result.unwrap_err();
        assert_eq!(failure.cause, Cause::NotUsable, "{url}");
    }
    let mut http = HttpRequest::new("http://127.0.0.1:1/");
    http.https_only = true;
    let mut request = request_to("http://unused/");
    let spec = HookSpec::new("h", EventName::PreToolUse, Handler::Http(http));
    request.spec = Arc::new(spec);
    let failure = executor.execute(request).await.result.unwrap_err();
    assert_eq!(failure.cause, Cause::NotUsable);

    let mut request = request_to("http://unused/");
    let command = Command::argv(["/bin/true"]);
    request.spec = Arc::new(HookSpec::command("h", EventName::PreToolUse, command));
    let failure = executor.execute(request).await.result.unwrap_err();
    assert_eq!(failure.cause, Cause::NoExecutor);
}
