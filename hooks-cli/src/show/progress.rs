//! Shows a status line on the terminal while a hook is slow.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun};
use hooks_types::text::{on_screen, time_span, visible_line};
use tokio::time::{Instant, MissedTickBehavior};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::output::error_columns;

/// How long a hook may take before anything is shown, so that fast hooks do not flicker.
const PATIENCE: Duration = Duration::from_millis(300);
/// The time between two frames.
const TICK: Duration = Duration::from_millis(100);
/// The frames of the spinner.
const FRAMES: [char; 8] = ['⣷', '⣯', '⣟', '⡿', '⢿', '⣻', '⣽', '⣾'];

/// An executor that shows the status message of a slow hook on the terminal. It changes nothing else.
#[derive(Debug)]
pub(crate) struct Announcing<E> {
    /// The executor that runs the hooks.
    inner: E,
    /// `None` if nothing is to be shown.
    running: Option<Running>,
}

/// The running hooks by run id: when each began, and its text.
type Running = Arc<Mutex<BTreeMap<u64, (Instant, String)>>>;

impl<E> Announcing<E> {
    /// Wraps an executor. It shows nothing unless stderr is a terminal on which a line can be erased.
    pub(crate) fn new(inner: E) -> Self {
        // Without TERM nothing is known about the terminal, so it counts as one that cannot erase.
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        let shows = std::io::stderr().is_terminal() && !is_dumb;
        let running = shows.then(Running::default);
        Self { inner, running }
    }
}

#[async_trait]
impl<E: HookExecutor> HookExecutor for Announcing<E> {
    async fn execute(&self, request: HookRequest) -> HookRun {
        let Some(running) = &self.running else {
            return self.inner.execute(request).await;
        };
        let spec = &request.spec;
        let said = spec.status_message.as_deref().unwrap_or(&spec.id);
        let _shown = Shown::new(
            Arc::clone(running),
            request.run_id,
            visible_line(&on_screen(said)),
        );
        let inner = self.inner.execute(request);
        tokio::pin!(inner);
        let mut ticks = tokio::time::interval(TICK);
        // After a stall draw once, instead of catching up.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                run = &mut inner => return run,
                _ = ticks.tick() => draw(running),
            }
        }
    }
}

/// Removes a hook from the screen when dropped: also when its future is dropped, as at a signal.
struct Shown {
    running: Running,
    id: u64,
}

impl Shown {
    /// Adds a hook to the screen.
    fn new(running: Running, id: u64, said: String) -> Self {
        lock(&running).insert(id, (Instant::now(), said));
        Self { running, id }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let began = lock(&self.running).remove(&self.id);
        if began.is_some_and(|(began, _)| began.elapsed() >= PATIENCE) {
            // To the start of the line, and erase it. The next tick draws the hooks that still run.
            show("\r\u{1b}[2K");
        }
    }
}

/// Draws the hook that has been running longest.
fn draw(running: &Running) {
    // The lock is released before the write: a terminal may be slow.
    let line = {
        let running = lock(running);
        let Some((began, said)) = running.values().min_by_key(|(began, _)| *began) else {
            return;
        };
        let elapsed = began.elapsed();
        if elapsed < PATIENCE {
            return;
        }
        status(elapsed, said, running.len() - 1, error_columns())
    };
    show(&format!("\r\u{1b}[2K{line}"));
}

/// Returns the line for the hook that has been running longest, with the number of the others. It is narrower
/// than the terminal, because a line that wraps could not be erased.
fn status(elapsed: Duration, said: &str, others: usize, room: Option<usize>) -> String {
    let frame = usize::try_from(elapsed.as_millis() / TICK.as_millis()).unwrap_or_default();
    let frame = FRAMES[frame % FRAMES.len()];
    let more = match others {
        0 => String::new(),
        others => format!(" (and {others} more)"),
    };
    // Whole seconds: tenths would flicker.
    let took = time_span(Duration::from_secs(elapsed.as_secs()));
    let took = if elapsed.as_secs() == 0 {
        String::new()
    } else {
        format!(" {took}")
    };
    let line = format!("{frame} {said}{more}{took}");
    match room {
        Some(room) if line.width() >= room => cut(&line, room.saturating_sub(1)),
        _ => line,
    }
}

/// Cuts a line to this many columns, the last of which is `…`.
fn cut(line: &str, columns: usize) -> String {
    let mut taken = 1;
    let mut shown = String::new();
    for c in line.chars() {
        taken += c.width().unwrap_or_default();
        if taken > columns {
            break;
        }
        shown.push(c);
    }
    shown + "…"
}

/// Writes to the terminal at once. Nothing depends on this line, so errors are ignored.
fn show(text: &str) {
    let mut stderr = std::io::stderr();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}

/// Locks the running hooks, even if another holder panicked.
fn lock(running: &Running) -> MutexGuard<'_, BTreeMap<u64, (Instant, String)>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_a_slow_hook_names_it_and_never_wraps() {
        let half = Duration::from_millis(500);
        assert_eq!(status(half, "guard", 0, None), "⣻ guard");
        let long = Duration::from_millis(75_300);
        assert_eq!(
            status(long, "guard", 2, Some(80)),
            "⣯ guard (and 2 more) 75 s"
        );
        for room in 1..40 {
            let line = status(long, "日本語の検査 of every file", 0, Some(room));
            assert!(line.width() < room.max(2), "{room} {line}");
        }
    }
}
