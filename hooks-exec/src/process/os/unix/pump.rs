//! Moves the data of a running hook (the payload in, both outputs out), and notices the hook's exit.
//!
//! One task polls everything. Reading and writing must happen at the same time, because a hook that fills its stdout
//! before it reads stdin would otherwise wait for ever. The exit is watched separately from the outputs, because a
//! process that the hook left behind can hold an output open after the exit.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hooks_types::output::Exit;
use tokio::time::{Instant, Sleep};

use super::exit_watch::ExitWatch;
use super::feed::Feeder;
use super::outlet::{Outlet, Progress};

/// Moves the input and the outputs of one run, and notices the exit of the hook.
#[derive(Debug)]
pub(super) struct Pump {
    /// Writes the payload to the hook's stdin.
    pub(super) feeder: Feeder,
    /// Reads the hook's stdout.
    pub(super) stdout: Outlet,
    /// Reads the hook's stderr.
    pub(super) stderr: Outlet,
    /// Notices the exit of the hook's process.
    pub(super) watch: ExitWatch,
    /// How the hook exited; `None` while it runs.
    pub(super) exit: Option<Exit>,
}

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    /// The awaited event happened.
    Done,
    /// The timer ran out first.
    TimeUp,
}

impl Pump {
    /// Moves the data that can be moved now. When the exit is noticed, reads the outputs once more, to capture
    /// everything that was written before the exit.
    fn poll_move(&mut self, cx: &mut Context<'_>) -> io::Result<Progress> {
        // Ignore whether the write is finished, because a hook can exit without reading its payload.
        let _ = self.feeder.poll_write(cx)?;
        let out = self.stdout.poll_read(cx)?;
        let err = self.stderr.poll_read(cx)?;
        if self.exit.is_none()
            && let Poll::Ready(exit) = self.watch.poll_exit(cx)
        {
            self.exit = Some(exit?);
            self.stdout.read_rest()?;
            self.stderr.read_rest()?;
        }
        Ok(match (out, err) {
            (Progress::Idle, Progress::Idle) => Progress::Idle,
            _ => Progress::Data,
        })
    }

    /// Returns whether a process can still write to one of the outputs.
    pub(super) fn is_open(&self) -> bool {
        self.stdout.is_open() || self.stderr.is_open()
    }

    /// Moves data until the hook's process (the leader of its group) has exited.
    pub(super) async fn until_exit(&mut self, mut timer: Pin<&mut Sleep>) -> io::Result<Waited> {
        poll_fn(|cx| {
            self.poll_move(cx)?;
            if self.exit.is_some() {
                return Poll::Ready(Ok(Waited::Done));
            }
            timer.as_mut().poll(cx).map(|()| Ok(Waited::TimeUp))
        })
        .await
    }

    /// Moves data until the leader of the group has exited and both outputs are closed.
    pub(super) async fn until_over(&mut self, mut timer: Pin<&mut Sleep>) -> io::Result<Waited> {
        poll_fn(|cx| {
            self.poll_move(cx)?;
            if self.exit.is_some() && !self.is_open() {
                return Poll::Ready(Ok(Waited::Done));
            }
            timer.as_mut().poll(cx).map(|()| Ok(Waited::TimeUp))
        })
        .await
    }

    /// Reads the outputs until they are closed, until no output has arrived for `quiet`, or until `end` is reached.
    pub(super) async fn drain(
        &mut self,
        quiet: Duration,
        end: Instant,
        mut timer: Pin<&mut Sleep>,
    ) -> io::Result<()> {
        let rearmed = |now: Instant| now.checked_add(quiet).map_or(end, |until| until.min(end));
        timer.as_mut().reset(rearmed(Instant::now()));
        poll_fn(|cx| {
            let progress = self.poll_move(cx)?;
            if !self.is_open() {
                return Poll::Ready(Ok(()));
            }
            let now = Instant::now();
            if now >= end {
                return Poll::Ready(Ok(()));
            }
            if progress == Progress::Data {
                timer.as_mut().reset(rearmed(now));
            }
            timer.as_mut().poll(cx).map(Ok)
        })
        .await
    }
}
