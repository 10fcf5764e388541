//! Makes the HTTP client: HTTP/1.1 over TCP, and TLS with the system's root certificates.

use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tower_service::Service;

use super::line::Line;
use super::upload::Upload;

/// The size of the client's buffer in bytes. This buffer and the kernel's buffer are small, because with large buffers
/// the client would notice late that an endpoint has stopped reading.
const BUFFER: usize = 64 * 1024;
/// The size in bytes that is requested for the kernel's send buffer. The kernel doubles it.
const SEND_BUFFER: usize = 32 * 1024;

/// A client that keeps connections between requests.
pub(super) type Connections = Client<HttpsConnector<Connector>, Upload>;

/// Builds a client.
///
/// # Errors
///
/// The system's root certificates cannot be read.
pub(super) fn connections() -> std::io::Result<Connections> {
    let mut tcp = HttpConnector::new();
    // TLS is added around this connector. So let it accept `https` URLs, which it refuses by default.
    tcp.enforce_http(false);
    // Switch off Nagle's algorithm, which would hold back the end of the payload.
    tcp.set_nodelay(true);
    tcp.set_send_buffer_size(Some(SEND_BUFFER));
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(Connector(tcp));
    Ok(Client::builder(TokioExecutor::new())
        .http1_max_buf_size(BUFFER)
        .build(connector))
}

/// Connects by TCP.
#[derive(Debug, Clone)]
pub(super) struct Connector(HttpConnector);

/// The error of a connection attempt.
type ConnectError = <HttpConnector as Service<Uri>>::Error;

impl Service<Uri> for Connector {
    type Response = Line;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Line, ConnectError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.0.call(uri);
        Box::pin(async move { connecting.await.map(Line::new) })
    }
}
