//! Systems without process groups, where every hook fails. This code has never run.
//!
//! Ending a hook with everything that it started needs a job object, which safe Rust cannot create. An executor that
//! ends only the direct child would break its promise. So every hook fails, and its `on_failure` setting decides the
//! outcome.

use std::time::Duration;

use hooks_types::report::Cause;
use hooks_types::{Failure, HookSpec, Payload};

use super::settings::Settings;
use crate::request::HookRequest;
use crate::run::HookRun;

/// The state that the runs of one executor share. It is empty, because nothing runs on this system.
#[derive(Debug, Clone, Default)]
pub(super) struct Host {}

impl Host {
    pub(super) async fn run(&self, _: &std::sync::Arc<Settings>, _: HookRequest) -> HookRun {
        HookRun::failed(not_here())
    }

    #[cfg(feature = "worker")]
    pub(super) async fn settle(
        &self,
        _: &std::sync::Arc<Settings>,
        _: super::resident_order::Order,
        _: tokio::time::Instant,
        _: Box<super::resident_order::BeforeStart>,
    ) -> Result<Settled, Failure> {
        Err(not_here())
    }

    #[cfg(feature = "worker")]
    pub(super) async fn vet(
        &self,
        _: &std::sync::Arc<Settings>,
        _: super::resident_order::Order,
        _: tokio::time::Instant,
    ) -> Result<(), Failure> {
        Err(not_here())
    }

    pub(super) fn refusal(&self, _: &Settings, _: &HookSpec, _: &Payload) -> Option<Failure> {
        None
    }

    pub(super) async fn shutdown(&self, _: Duration) -> usize {
        0
    }

    pub(super) fn kill_all(&self) -> usize {
        0
    }

    pub(super) fn running(&self) -> usize {
        0
    }
}

/// Makes the failure of every hook program: programs cannot run on this system.
fn not_here() -> Failure {
    Failure::new(
        Cause::NotUsable,
        "this version cannot start hook programs on this system",
    )
}

#[cfg(feature = "worker")]
pub(crate) use resident::{Resident, Settled, SignalHandle, StdinPipe};

/// Workers (programs that answer many events) cannot be started on this system, so these types have no values.
#[cfg(feature = "worker")]
mod resident {
    use std::io;
    use std::task::{Context, Poll};

    use hooks_types::Failure;
    use hooks_types::output::Exit;

    #[derive(Debug)]
    pub(crate) enum Resident {}

    #[derive(Debug)]
    pub(crate) enum StdinPipe {}

    #[derive(Debug, Clone)]
    pub(crate) enum SignalHandle {}

    #[derive(Debug)]
    pub(crate) enum Settled {}

    impl Settled {
        pub(crate) fn connect(self) -> Result<(Resident, StdinPipe, SignalHandle), Failure> {
            match self {}
        }
    }

    impl Resident {
        pub(crate) fn poll_exit(
            &mut self,
            _: &mut Context<'_>,
            _: &mut Context<'_>,
            _: impl FnMut(&[u8]),
            _: impl FnMut(&[u8]),
        ) -> Poll<io::Result<Exit>> {
            match *self {}
        }

        pub(crate) fn poll_stdout(
            &mut self,
            _: &mut Context<'_>,
            _: impl FnMut(&[u8]),
        ) -> io::Result<()> {
            match *self {}
        }

        pub(crate) fn read_stdout_now(&mut self, _: impl FnMut(&[u8])) -> io::Result<()> {
            match *self {}
        }

        pub(crate) fn can_speak(&self) -> bool {
            match *self {}
        }

        pub(crate) fn collect(self) {
            match self {}
        }
    }

    impl StdinPipe {
        pub(crate) fn write_now(&self, _: &[u8]) -> io::Result<usize> {
            match *self {}
        }

        pub(crate) fn spare(&mut self) -> &mut Vec<u8> {
            match *self {}
        }

        pub(crate) fn take_unread(&self) -> u64 {
            match *self {}
        }

        pub(crate) async fn write(&mut self, _: &[u8], _: &mut u64) -> io::Result<()> {
            match *self {}
        }
    }

    impl SignalHandle {
        pub(crate) fn ask_to_end(&self) {
            match *self {}
        }

        pub(crate) fn kill(&self) {
            match *self {}
        }

        pub(crate) fn ended_by_host(&self) -> bool {
            match *self {}
        }

        pub(crate) fn stopped_by(&self) -> Option<i32> {
            match *self {}
        }

        pub(crate) fn pid(&self) -> i32 {
            match *self {}
        }
    }
}
