//! Everything that moves while a hook runs: payload in, both outputs out, its exit.

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

/// The moving parts of one run.
#[derive(Debug)]
pub(super) struct Pump {
    pub(super) feeder: Feeder,
    pub(super) stdout: Outlet,
    pub(super) stderr: Outlet,
    pub(super) watch: ExitWatch,
    pub(super) exit: Option<Exit>,
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    /// What was waited for came.
    Done,
    /// The time is up.
    TimeUp,
}

impl Pump {
    /// Moves what can be moved. An exit comes after everything that was written before it.
    fn poll_move(&mut self, cx: &mut Context<'_>) -> io::Result<Progress> {
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

    /// Whether somebody can still write to us.
    pub(super) fn is_open(&self) -> bool {
        self.stdout.is_open() || self.stderr.is_open()
    }

    /// Runs until the leader has exited.
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

    /// Runs until the leader has exited and nobody can write any more.
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

    /// Reads on until nobody can write any more, the outputs were silent for `quiet`, or `end` is
    /// reached.
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
