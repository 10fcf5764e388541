//! For agents without signal handlers: hooks end before the agent does.

use std::io;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::executor::ProcessExecutor;

impl ProcessExecutor {
    /// From here on SIGINT, SIGTERM and SIGHUP end the running hooks, for which they have `grace`, and
    /// then this process, with exit code 128 and the signal's number. A second signal does not wait.
    ///
    /// For agents that have no handlers of their own: hooks run in process groups of their own, so
    /// that the terminal's Ctrl-C does not reach them, and without this they outlive such an agent.
    /// An agent that has handlers calls [`shutdown`](Self::shutdown) in them instead. It works on a
    /// thread of its own, whatever the agent's runtime is doing. Feature `signals`; Unix only.
    ///
    /// # Errors
    ///
    /// What keeps the thread, its runtime or the handlers from being made.
    pub fn exit_on_signals(&self, grace: Duration) -> io::Result<()> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
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
            std::process::exit(128 + number);
        };
        thread::Builder::new()
            .name("hooks-signals".to_owned())
            .spawn(move || runtime.block_on(ends))?;
        Ok(())
    }
}

struct Signals([(SignalKind, Signal); 3]);

impl Signals {
    fn listen() -> io::Result<Self> {
        let one = |kind| io::Result::Ok((kind, signal(kind)?));
        Ok(Self([
            one(SignalKind::interrupt())?,
            one(SignalKind::terminate())?,
            one(SignalKind::hangup())?,
        ]))
    }

    /// The number of the next one.
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
