//! One TCP connection: a peer that answers early or refuses to read on is heard all the same, and its
//! request can cut it.

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

/// A connection.
#[derive(Debug)]
pub(super) struct Line {
    tcp: TokioIo<TcpStream>,
    cut: Cut,
    /// The peer takes no more bytes. What it said before can still be read, so this is no error.
    refused: bool,
    /// Something was written.
    begun: bool,
    /// Waits with what the peer said until something was written.
    reader: Option<Waker>,
}

/// Ends a connection from outside: whoever holds it may be waiting for the peer. It also tells what
/// the peer did early.
#[derive(Debug, Clone, Default)]
pub(super) struct Cut(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    cut: bool,
    /// The peer spoke before anything was written.
    early: bool,
    /// Bytes that the system has taken, of all requests, what the line's protection adds included.
    written: u64,
    waker: Option<Waker>,
}

impl Cut {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the connection.
    pub(super) fn cut(&self) {
        let waker = {
            let mut state = self.state();
            state.cut = true;
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Fails once the connection was cut; until then the task is woken when that happens.
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

/// Cuts the connection of a request when dropped, unless the exchange came to its end: an endpoint
/// that stopped reading would hold connection and payload for as long as it likes.
#[derive(Debug)]
pub(super) struct Exchange {
    connection: Wire,
    ended: bool,
}

/// What happened on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    /// Bytes that the system has taken from it. What the client holds back for a peer that does not
    /// read is not among them.
    pub(super) written: u64,
    /// The peer answered before anything was asked.
    pub(super) early: bool,
}

/// The connection of a request, once it has one.
#[derive(Debug, Clone)]
pub(super) struct Wire(CaptureConnection);

impl Wire {
    /// The one that a request will get.
    pub(super) fn of<B>(request: &mut Request<B>) -> Self {
        Self(capture_connection(request))
    }

    /// What happened on the connection so far.
    pub(super) fn progress(&self) -> Option<Progress> {
        let cut = self.cut()?;
        let state = cut.state();
        Some(Progress {
            written: state.written,
            early: state.early,
        })
    }

    fn cut(&self) -> Option<Cut> {
        let mut extras = Extensions::new();
        let connected = self.0.connection_metadata();
        connected.as_ref()?.get_extras(&mut extras);
        extras.remove()
    }
}

impl Exchange {
    /// Watches over a request that is about to be sent.
    pub(super) fn of(connection: Wire) -> Self {
        Self {
            connection,
            ended: false,
        }
    }

    /// Request and response are complete; the connection may serve others.
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
    pub(super) fn new(tcp: TokioIo<TcpStream>) -> Self {
        Self {
            tcp,
            cut: Cut::default(),
            refused: false,
            begun: false,
            reader: None,
        }
    }

    /// Whether bytes came before anything was asked. The client would take them for an error and
    /// drop them, and an endpoint may answer as soon as it is called.
    fn is_early(&mut self, cx: &mut Context<'_>) -> bool {
        if self.begun {
            return false;
        }
        let mut one = [0];
        let mut peeked = ReadBuf::new(&mut one);
        // An end or an error is passed on: nobody should write to such a connection.
        let came = self.tcp.inner().poll_peek(cx, &mut peeked);
        let early = matches!(came, Poll::Ready(Ok(1..)));
        if early {
            self.cut.state().early = true;
            self.reader = Some(cx.waker().clone());
        }
        early
    }

    /// A write that the peer refuses stays pending: the reading side sees how the connection ends,
    /// after everything the peer had said. An error here would drop an answer that has arrived.
    fn unless_refused(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TokioIo<TcpStream>>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        self.cut.check(cx)?;
        self.begun = true;
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
