//! Ends hooks when the agent gets a signal, for agents that have no signal handlers.

use std::io;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::executor::ProcessExecutor;

impl ProcessExecutor {
    /// Installs handlers for SIGINT, SIGTERM and SIGHUP. A signal ends the running hooks, which get `grace` to end by
    /// themselves. Then this process exits with code 128 plus the signal's number. A second signal kills the hooks at
    /// once.
    ///
    /// Use this in an agent that has no signal handlers. Hooks run in separate process groups, so the terminal's Ctrl-C
    /// does not reach them: without this method they would outlive the agent. An agent that has signal handlers calls
    /// [`shutdown`](Self::shutdown) in these handlers instead. The handlers run on a separate thread, so they are not
    /// delayed if the agent's runtime is busy. This method needs the feature `signals` and a Unix system.
    ///
    /// # Errors
    ///
    /// The thread, its runtime or the handlers cannot be created.
    pub fn exit_on_signals(&self, grace: Duration) -> io::Result<()> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        // Listening for signals registers with the current runtime. So enter the runtime in which the new thread will
        // wait for signals.
        let mut signals = {
            let _entered = runtime.enter();
            Signals::listen()?
        };
        let executor = self.clone();
        let ends = async move {
            let number = signals.next().await;
            tokio::select! {
                _ = executor.shutdown(grace) => {}
                _ = signals.next() => {
                    executor.kill_all();
                }
            }
            // A shell reports 128 plus the signal's number for a process that a signal ended. Do the same here.
            std::process::exit(128 + number);
        };
        thread::Builder::new()
            .name("hooks-signals".to_owned())
            .spawn(move || runtime.block_on(ends))?;
        Ok(())
    }
}

/// The signal handlers for SIGINT, SIGTERM and SIGHUP.
struct Signals([(SignalKind, Signal); 3]);

impl Signals {
    /// Installs the handlers.
    fn listen() -> io::Result<Self> {
        let one = |kind| io::Result::Ok((kind, signal(kind)?));
        Ok(Self([
            one(SignalKind::interrupt())?,
            one(SignalKind::terminate())?,
            one(SignalKind::hangup())?,
        ]))
    }

    /// Waits for the next signal and returns its number.
    async fn next(&mut self) -> i32 {
        let [(int, first), (term, second), (hup, third)] = &mut self.0;
        let kind = tokio::select! {
            _ = first.recv() => *int,
            _ = second.recv() => *term,
            _ = third.recv() => *hup,
        };
        kind.as_raw_value()
    }
}

#[cfg(test)]
#[path = "signals_tests.rs"]
mod tests;
