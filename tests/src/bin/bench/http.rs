//! Measures an HTTP hook on this machine over a persistent connection.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use hooks_exec::{HookExecutor, HookRequest, HttpExecutor, SharedPayload};
use hooks_types::event::PreToolUse;
use hooks_types::spec::{Handler, HttpRequest};
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::ours::two_workers;
use crate::pairs::Pairs;
use crate::table::{Limit, row};
use crate::worker::PAUSE;

pub(crate) fn measure(pairs: usize) -> io::Result<()> {
    let url = endpoint()?;
    let spec = HookSpec::new(
        "bench",
        EventName::PreToolUse,
        Handler::Http(HttpRequest::new(url.clone())),
    );
    let spec = Arc::new(spec);
    let call = ToolCall::new("call_1", "write", ToolInput::Custom("x".repeat(100)));
    let meta = Arc::new(SessionMeta::new("session", "/"));
    let payload = Arc::new(Payload::new(meta, PreToolUse::new(call)));
    let runtime = two_workers()?;
    for (when, pause) in [("back to back", Duration::ZERO), ("one per 5 ms", PAUSE)] {
        let (url, spec, payload) = (url.clone(), Arc::clone(&spec), Arc::clone(&payload));
        let task = round_trips(pairs, pause, url, spec, payload);
        let taken =
            runtime.block_on(async { tokio::spawn(task).await.map_err(io::Error::other)? })?;
        let what = "HTTP hook on this machine, connection used again";
        let what = format!("{what}, {when}, against a bare client");
        row(&what, Limit::Gate(1.2), &taken)?;
    }
    Ok(())
}

/// Measures pairs of one request each, with a pause before each request.
async fn round_trips(
    pairs: usize,
    pause: Duration,
    url: String,
    spec: Arc<HookSpec>,
    payload: Arc<Payload>,
) -> io::Result<Pairs> {
    let ours = HttpExecutor::new().map_err(io::Error::other)?;
    let bare: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let mut taken = Pairs::default();
    let skipped = pairs.div_ceil(20);
    for round in 0..pairs + skipped {
        let mut times = [Duration::ZERO; 2];
        for turn in [round % 2, 1 - round % 2] {
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            let shared = SharedPayload::new(Arc::clone(&payload));
            let started = Instant::now();
            if turn == 0 {
                let bytes = shared.bytes(&spec.form).map_err(io::Error::other)?;
                let body = Full::new(Bytes::copy_from_slice(&bytes));
                let request = Request::post(&url)
                    .header("content-type", "application/json")
                    .body(body)
                    .map_err(io::Error::other)?;
                let response = bare.request(request).await.map_err(io::Error::other)?;
                let body = response.into_body().collect().await;
                let body = body.map_err(io::Error::other)?.to_bytes();
                let _: serde_json::Value = serde_json::from_slice(&body)?;
            } else {
                let request = HookRequest::new(Arc::clone(&spec), shared);
                let run = ours.execute(request).await;
                drop(run.result.map_err(io::Error::other)?);
            }
            times[turn] = started.elapsed();
        }
        if round >= skipped {
            taken.floor.push(times[0]);
            taken.ours.push(times[1]);
        }
    }
    Ok(taken.sorted())
}

/// Starts an endpoint that answers every request with `proceed`, on threads of its own. Returns the endpoint's URL.
fn endpoint() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream));
        }
    });
    Ok(url)
}

fn serve(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().map_err(io::Error::other)?;
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        writer.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-length: 22\r\n\r\n{\"decision\":\"proceed\"}",
        )?;
    }
}
