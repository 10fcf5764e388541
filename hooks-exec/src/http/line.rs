//! One TCP connection.
//!
//! It differs from a plain connection in three ways. If an answer arrives before the request was sent, the client does
//! not read it until a part of the request was written. An answer is read even if the peer has stopped reading. And the
//! task that sends the request can close the connection while another task uses it.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use hyper::Request;
use hyper::http::Extensions;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{
    CaptureConnection, Connected, Connection, capture_connection,
};
use hyper_util::rt::TokioIo;
use tokio::io::ReadBuf;
use tokio::net::TcpStream;

/// One TCP connection as hyper uses it.
#[derive(Debug)]
pub(super) struct Line {
    /// The TCP stream.
    tcp: TokioIo<TcpStream>,
    /// Lets the request close the connection from another task.
    cut: Cut,
    /// Whether the peer refuses further bytes. This is not an error, because its answer can still be read.
    refused: bool,
    /// Whether the client has begun to write the request.
    begun: bool,
    /// The waker of the task that waits to read. If an answer arrives early, this task must not read it until a part of
    /// the request was written.
    reader: Option<Waker>,
}

/// A handle with which a request closes its connection from another task, because the task that owns the connection
/// might be waiting for the peer. The handle also tells the request how many bytes were written.
#[derive(Debug, Clone, Default)]
pub(super) struct Cut(Arc<Mutex<State>>);

/// The state that a connection shares with its request.
#[derive(Debug, Default)]
struct State {
    /// Whether the request has closed the connection.
    cut: bool,
    /// Whether the peer sent something before anything was written.
    early: bool,
    /// The number of bytes that the system has taken, for all requests on this connection together, including the bytes
    /// that TLS adds.
    written: u64,
    /// The waker of the task that holds the connection.
    waker: Option<Waker>,
}

impl Cut {
    /// Locks the state.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the connection.
    pub(super) fn cut(&self) {
        // Wake the task after the lock is released, because the woken task takes the same lock.
        let waker = {
            let mut state = self.state();
            state.cut = true;
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Fails if the connection was cut. Otherwise registers the task, which is woken when the connection is cut.
    fn check(&self, cx: &Context<'_>) -> io::Result<()> {
        let mut state = self.state();
        if state.cut {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        match &mut state.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        Ok(())
    }
}

/// A guard for the exchange of request and response. If the guard is dropped before the exchange is complete, the
/// request's connection is closed. Without the guard, an endpoint that has stopped reading could keep the connection
/// and the payload alive without a limit.
#[derive(Debug)]
pub(super) struct Exchange {
    connection: Wire,
    ended: bool,
}

/// The progress of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    /// The number of bytes that the system has taken. Bytes that the client holds back because the peer does not read
    /// are not included.
    pub(super) written: u64,
    /// Whether the peer answered before any byte of the request was sent.
    pub(super) early: bool,
}

/// The connection of a request. It is empty until the client has chosen a connection.
#[derive(Debug, Clone)]
pub(super) struct Wire(CaptureConnection);

impl Wire {
    /// Captures the connection that a request will get.
    pub(super) fn of<B>(request: &mut Request<B>) -> Self {
        Self(capture_connection(request))
    }

    /// Returns the progress of the connection; `None` if the request has no connection yet.
    pub(super) fn progress(&self) -> Option<Progress> {
        let cut = self.cut()?;
        let state = cut.state();
        Some(Progress {
            written: state.written,
            early: state.early,
        })
    }

    /// Returns the handle to close the connection. The handle is stored in the metadata of the connection that the
    /// client has chosen.
    fn cut(&self) -> Option<Cut> {
        let mut extras = Extensions::new();
        let connected = self.0.connection_metadata();
        connected.as_ref()?.get_extras(&mut extras);
        extras.remove()
    }
}

impl Exchange {
    /// Guards a request that is about to be sent.
    pub(super) fn of(connection: Wire) -> Self {
        Self {
            connection,
            ended: false,
        }
    }

    /// Records that request and response are complete. The guard then leaves the connection open for later requests.
    pub(super) fn ended(&mut self) {
        self.ended = true;
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        if let Some(cut) = self.connection.cut() {
            cut.cut();
        }
    }
}

impl Line {
    /// Wraps a new connection.
    pub(super) fn new(tcp: TokioIo<TcpStream>) -> Self {
        Self {
            tcp,
            cut: Cut::default(),
            refused: false,
            begun: false,
            reader: None,
        }
    }

    /// Returns whether bytes arrived before anything was sent. An endpoint can answer as soon as it is connected, but
    /// the client would treat these bytes as an error and drop them.
    fn is_early(&mut self, cx: &mut Context<'_>) -> bool {
        if self.begun {
            return false;
        }
        let mut one = [0];
        let mut peeked = ReadBuf::new(&mut one);
        // Only peek here, so the client can still read the bytes. The client must also read an end or an error itself,
        // because only then does it stop using this connection.
        let came = self.tcp.inner().poll_peek(cx, &mut peeked);
        let early = matches!(came, Poll::Ready(Ok(1..)));
        if early {
            self.cut.state().early = true;
            self.reader = Some(cx.waker().clone());
        }
        early
    }

    /// Writes to the connection. If the peer refuses the bytes, the write stays pending and does not fail, because an
    /// error would make the client drop an answer that has arrived. The reading side reports the end of the connection
    /// after the client has read everything that the peer sent.
    fn unless_refused(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TokioIo<TcpStream>>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        self.cut.check(cx)?;
        self.begun = true;
        // The request has begun, so an early answer may be read now.
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
        if self.refused {
            return Poll::Pending;
        }
        let written = write(Pin::new(&mut self.tcp), cx);
        if let Poll::Ready(Ok(bytes)) = &written {
            self.cut.state().written += *bytes as u64;
        }
        if let Poll::Ready(Err(error)) = &written
            && matches!(
                error.kind(),
                io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset
            )
        {
            // These errors mean that the peer reads no more bytes. Its answer can still arrive, so wait for the answer
            // and do not fail.
            self.refused = true;
            return Poll::Pending;
        }
        written
    }
}

impl Connection for Line {
    fn connected(&self) -> Connected {
        self.tcp.connected().extra(self.cut.clone())
    }
}

impl Read for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        line.cut.check(cx)?;
        // Do not read yet: the bytes stay in the kernel until the request has begun. The first write wakes this task.
        if line.is_early(cx) {
            return Poll::Pending;
        }
        Pin::new(&mut line.tcp).poll_read(cx, buffer)
    }
}

impl Write for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.get_mut()
            .unless_refused(cx, |tcp, cx| tcp.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.get_mut()
            .unless_refused(cx, |tcp, cx| tcp.poll_write_vectored(cx, bytes))
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_shutdown(cx)
    }
}
