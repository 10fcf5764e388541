//! [`HttpExecutor`]: runs a hook that is an HTTP endpoint.

use std::fmt;

use async_trait::async_trait;
use hooks_types::Failure;
use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::{Captured, Delivery, Ending, Interpretation, RunFacts, RunOutput};
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, HttpRequest};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Method, Request, Uri};
use tokio::time::Instant;

use super::connector::{Connections, connections};
use super::headers::headers;
use super::line::{Exchange, Wire};
use super::timers::Timers;
use super::upload::Upload;
use crate::by_kind::no_executor;
use crate::capture::Capture;
use crate::{HookExecutor, HookRequest, HookRun};

/// The maximum number of bytes of a response's body that are kept: 1 MiB.
const BODY_CAP: usize = 1024 * 1024;

/// Runs [`Handler::Http`] hooks by POST. Create one executor and keep it, because it reuses connections.
///
/// # Cancel safety
///
/// Dropping the future closes its connection at once. It is not known whether the endpoint has read the payload.
#[derive(Clone)]
pub struct HttpExecutor {
    /// The client, which keeps connections.
    connections: Connections,
    /// The timers of finished requests, kept for later requests.
    timers: Timers,
}

/// The system's root certificates cannot be read, so no `https` hook could run.
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
    /// Creates an executor that trusts the system's root certificates.
    ///
    /// # Errors
    ///
    /// The certificates cannot be read.
    pub fn new() -> Result<Self, HttpSetupError> {
        let connections = connections().map_err(|source| HttpSetupError { source })?;
        Ok(Self {
            connections,
            timers: Timers::default(),
        })
    }

    /// Sends the payload and reads the response, up to the deadline.
    async fn post(
        &self,
        request: &HookRequest,
        http: &HttpRequest,
        facts: &mut RunFacts,
    ) -> Result<Interpretation, Failure> {
        let uri = endpoint(http)?;
        let bytes = request
            .payload
            .bytes(&request.spec.form)
            .map_err(Failure::from)?;
        let shown = || shown(&uri);
        let mut message = message(http, uri.clone(), Upload::new(bytes))?;
        let wire = Wire::of(&mut message);
        let taken = message.body_mut().through(wire.clone());
        // From here on the exchange is guarded: dropping this future closes the connection.
        let mut exchange = Exchange::of(wire);

        let mut answer = Capture::new(&request.spec, BODY_CAP);
        let mut status = None;
        let asked = async {
            let response = self.connections.request(message).await.map_err(|error| {
                let problem = format!("{}: {}", shown(), unreachable(&error));
                Failure::new(Cause::HttpFailed, problem)
            })?;
            status = Some(response.status().as_u16());
            read(response.into_body(), &shown, &mut answer).await
        };
        // Connecting, sending and reading share one deadline.
        let came = self.timers.timeout_at(request.deadline, asked).await;
        let (bytes_in, delivery) = taken.sent();
        facts.bytes_in = bytes_in;
        let (ending, broken) = match (came, status) {
            (Err(_), _) => (Ending::TimedOut, None),
            (Ok(Ok(())), Some(status)) => {
                // If the endpoint answered before it had read the whole payload, the unread part still fills the
                // connection. So the connection cannot serve another request.
                if delivery == Delivery::Whole {
                    exchange.ended();
                }
                (Ending::Responded(status), None)
            }
            // The end of the response is missing. So judge it as `Cancelled`: a block then takes effect, and an allow
            // does not.
            (Ok(Err(broken)), Some(200..=299)) => (Ending::Cancelled, Some(broken)),
            // The status is a failure by itself, so the missing end of the body does not matter.
            (Ok(Err(_)), Some(status)) => (Ending::Responded(status), None),
            (Ok(Err(unreachable)), None) => return Err(unreachable),
            // This cannot happen, because the status is known before the body is read.
            (Ok(Ok(())), None) => (Ending::Cancelled, None),
        };

        let output = answer.finish();
        facts.bytes_out = output.total();
        let stdout = output.captured();
        facts.truncated = stdout.is_truncated();
        let said = RunOutput::new(ending, stdout, Captured::default()).with_delivery(delivery);
        let mut judged = request.judge(&said);
        if let (Ending::Responded(status), Err(failure)) = (ending, &mut judged.result)
            && failure.cause == Cause::HttpFailed
        {
            failure.message = format!("{}: {}", shown(), failure.message);
            if (300..400).contains(&status) {
                failure.message += REDIRECTED;
            }
        }
        if let Some(broken) = broken {
            judged
                .notes
                .push(Note::new(NoteCode::BadEnding, broken.message.clone()));
            // The received part has no block. The hook failed because the connection broke, so report this cause
            // instead of a cancellation.
            if let Err(failure) = &mut judged.result {
                (failure.cause, failure.message) = (broken.cause, broken.message);
            }
        }
        Ok(judged)
    }
}

#[async_trait]
impl HookExecutor for HttpExecutor {
    async fn execute(&self, request: HookRequest) -> HookRun {
        let Handler::Http(http) = &request.spec.handler else {
            return HookRun::failed(no_executor(&request.spec.handler));
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

/// Parses the URL of an endpoint, and checks that the URL may be used.
fn endpoint(http: &HttpRequest) -> Result<Uri, Failure> {
    let refuse = |problem: &str| Err(Failure::new(Cause::NotUsable, problem));
    // The message does not repeat the URL, because it can hold a secret.
    let Ok(uri) = http.url.parse::<Uri>() else {
        return refuse("its URL is invalid");
    };
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if http.https_only => {
            refuse("its agent accepts only `https`, and its URL is http")
        }
        Some("http") => Ok(uri),
        _ => refuse("its URL is neither http nor https"),
    }
}

/// Returns the parts of a URL that messages may show. User, password and query are left out, because they can be
/// secrets.
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

/// Makes the HTTP request.
fn message(http: &HttpRequest, uri: Uri, upload: Upload) -> Result<Request<Upload>, Failure> {
    let unusable = |problem: String| Failure::new(Cause::NotUsable, problem);
    let mut message = Request::new(upload);
    *message.method_mut() = Method::POST;
    *message.uri_mut() = uri;
    *message.headers_mut() = headers(http, |name| std::env::var_os(name)).map_err(unusable)?;
    Ok(message)
}

/// Reads the whole body. The part beyond the cap is searched for a block and dropped.
///
/// # Errors
///
/// The connection broke, or the body does not have the length that its headers announce. The part that arrived before
/// the error is in `answer`.
async fn read(
    mut body: Incoming,
    shown: impl Fn() -> String,
    answer: &mut Capture,
) -> Result<(), Failure> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            let problem = format!(
                "{}: the response ended early: {}",
                shown(),
                root_cause(&error)
            );
            Failure::new(Cause::HttpFailed, problem)
        })?;
        if let Some(chunk) = frame.data_ref() {
            answer.push(chunk);
        }
    }
    Ok(())
}

/// The end of the failure's message if the response is a redirect.
const REDIRECTED: &str = "; redirects are not followed: write the URL that it leads to";

/// Returns a message that says why no response came.
fn unreachable(error: &(dyn std::error::Error + 'static)) -> String {
    let cause = root_cause(error);
    match is_no_tls(error) {
        true => format!(
            "the response of the server is not TLS ({cause}); if the server has no TLS, write its URL with `http://`"
        ),
        false => cause,
    }
}

/// Returns whether the peer answered the TLS handshake with bytes that are not TLS.
fn is_no_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    let mut causes = std::iter::from_fn(|| {
        let cause = next?;
        next = cause.source();
        Some(cause)
    });
    causes.any(is_invalid_message)
}

/// Returns whether an error is about a message that is not TLS. Also examines the error inside an I/O error, because
/// `source()` of an I/O error does not return that error.
fn is_invalid_message(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(io) = error.downcast_ref::<std::io::Error>() {
        return io.get_ref().is_some_and(|inner| is_invalid_message(inner));
    }
    let tls = error.downcast_ref::<rustls::Error>();
    matches!(tls, Some(rustls::Error::InvalidMessage(_)))
}

/// Returns the innermost cause of an error, which names the problem (`Connection refused`). The errors around it
/// only repeat that the request failed.
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

#[cfg(test)]
#[path = "broken_tests.rs"]
mod broken_tests;

#[cfg(test)]
#[cfg(feature = "contract")]
#[path = "contract_tests.rs"]
mod contract_tests;
