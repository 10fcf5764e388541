//! Runs a hook that is an HTTP endpoint.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hooks_types::{
    Captured, Cause, Delivery, Ending, Failure, Handler, HttpRequest, Interpretation, RunFacts,
    Said, interpret,
};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, Uri};
use tokio::time::{Instant, timeout_at};

use super::connector::{Connections, connections};
use super::headers::headers;
use crate::capture::Capture;
use crate::{HookExecutor, HookRequest, HookRun};

/// Bytes of a response that are kept: 1 MiB.
const BODY_CAP: usize = 1024 * 1024;

/// POSTs payloads. Make one and keep it: connections are reused.
///
/// # Cancel safety
///
/// A dropped future closes its connection. Whether the endpoint had read the payload by then is
/// not known.
#[derive(Clone)]
pub struct HttpExecutor {
    connections: Connections,
}

/// The system's root certificates cannot be used, so no `https` hook could run.
#[derive(Debug)]
#[non_exhaustive]
pub struct HttpSetupError {
    source: std::io::Error,
}

impl fmt::Display for HttpSetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the system's root certificates cannot be read")
    }
}

impl std::error::Error for HttpSetupError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl fmt::Debug for HttpExecutor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpExecutor").finish_non_exhaustive()
    }
}

impl HttpExecutor {
    /// An executor that trusts the system's root certificates.
    ///
    /// # Errors
    ///
    /// They cannot be read.
    pub fn new() -> Result<Self, HttpSetupError> {
        let connections = connections().map_err(|source| HttpSetupError { source })?;
        Ok(Self { connections })
    }

    /// Sends the payload and reads the response, up to the deadline.
    async fn post(
        &self,
        request: &HookRequest,
        http: &HttpRequest,
        facts: &mut RunFacts,
    ) -> Result<Interpretation, Failure> {
        let uri = endpoint(http)?;
        let body = request
            .payload
            .bytes(&request.spec.form)
            .map_err(Failure::from)?;
        let shown = shown(&uri);
        let message = message(http, uri, &body)?;
        facts.bytes_in = body.len() as u64;

        let mut answer = Capture::new(&request.spec, BODY_CAP);
        let exchange = async {
            let response = self.connections.request(message).await.map_err(|error| {
                Failure::new(
                    Cause::HttpFailed,
                    format!("{shown}: {}", root_cause(&error)),
                )
            })?;
            read(response, &shown, &mut answer).await
        };
        let ending = match timeout_at(request.deadline, exchange).await {
            Ok(status) => Ending::Responded(status?),
            Err(_) => Ending::TimedOut,
        };

        let output = answer.finish();
        facts.bytes_out = output.total();
        let stdout = output.captured();
        facts.truncated = stdout.is_truncated();
        let said = Said::new(ending, stdout, Captured::default()).delivered(Delivery::Whole);
        Ok(interpret(&request.spec, request.payload.payload(), &said))
    }
}

#[async_trait]
impl HookExecutor for HttpExecutor {
    async fn execute(&self, request: HookRequest) -> HookRun {
        let Handler::Http(http) = &request.spec.handler else {
            let kind = request.spec.handler.kind();
            let message = format!("the HTTP executor cannot run a `{kind}` hook");
            return HookRun::failed(Failure::new(Cause::NoExecutor, message));
        };
        let started = Instant::now();
        let mut facts = RunFacts::default();
        let result = match self.post(&request, http, &mut facts).await {
            Ok(interpretation) => {
                facts.notes = interpretation.notes;
                interpretation.result
            }
            Err(failure) => Err(failure),
        };
        facts.duration = started.elapsed();
        HookRun::new(result, facts)
    }
}

/// The endpoint, if it may be asked.
fn endpoint(http: &HttpRequest) -> Result<Uri, Failure> {
    let refuse = |problem: &str| Err(Failure::new(Cause::NotUsable, problem));
    let Ok(uri) = http.url.parse::<Uri>() else {
        return refuse("its url is not one");
    };
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if http.https_only => refuse("its agent takes `https` only, its url is http"),
        Some("http") => Ok(uri),
        _ => refuse("its url is neither http nor https"),
    }
}

/// What may be shown of a URL: user, password and query may be secrets.
fn shown(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    let port = uri
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    format!(
        "{}://{host}{port}{}",
        uri.scheme_str().unwrap_or_default(),
        uri.path()
    )
}

fn message(
    http: &HttpRequest,
    uri: Uri,
    body: &Arc<Vec<u8>>,
) -> Result<Request<Full<Bytes>>, Failure> {
    let unusable = |problem: String| Failure::new(Cause::NotUsable, problem);
    let mut message = Request::new(Full::new(Bytes::from_owner(SharedBody(Arc::clone(body)))));
    *message.method_mut() = Method::POST;
    *message.uri_mut() = uri;
    *message.headers_mut() = headers(http, |name| std::env::var_os(name)).map_err(unusable)?;
    Ok(message)
}

/// The payload's bytes, shared with the other hooks of the dispatch.
struct SharedBody(Arc<Vec<u8>>);

impl AsRef<[u8]> for SharedBody {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Reads the whole body, the part beyond the cap into the void, and returns the status.
async fn read(
    response: Response<Incoming>,
    shown: &str,
    answer: &mut Capture,
) -> Result<u16, Failure> {
    let status = response.status().as_u16();
    let mut body = response.into_body();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            let problem = format!("{shown}: the response broke off: {}", root_cause(&error));
            Failure::new(Cause::HttpFailed, problem)
        })?;
        if let Some(chunk) = frame.data_ref() {
            answer.push(chunk);
        }
    }
    Ok(status)
}

/// The innermost cause, which names what is wrong (`Connection refused`).
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
#[path = "executor_tests.rs"]
mod tests;
