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

/// How long a hook may run before its status line is shown, so that fast hooks do not make the terminal flicker.
const PATIENCE: Duration = Duration::from_millis(300);
/// The time between two frames of the spinner in the status line.
const TICK: Duration = Duration::from_millis(100);
/// The frames of the spinner.
const FRAMES: [char; 8] = ['⣷', '⣯', '⣟', '⡿', '⢿', '⣻', '⣽', '⣾'];

/// An executor that shows a status line on the terminal while a hook is slow. The executor changes nothing else.
#[derive(Debug)]
pub(crate) struct Announcing<E> {
    /// The executor that runs the hooks.
    inner: E,
    /// The hooks that run now; `None` if no status line is to be shown.
    running: Option<Running>,
}

/// The running hooks by run id, each with its start time and its text.
type Running = Arc<Mutex<BTreeMap<u64, (Instant, String)>>>;

impl<E> Announcing<E> {
    /// Wraps an executor. The status line is shown only if stderr is a terminal on which a line can be erased.
    pub(crate) fn new(inner: E) -> Self {
        // Without `TERM` nothing is known about the terminal, so it is treated as a terminal that cannot erase lines.
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
        // After a delay, draw once instead of once for each missed tick.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                run = &mut inner => return run,
                _ = ticks.tick() => draw(running),
            }
        }
    }
}

/// A guard that shows a hook in the status line until the guard is dropped. That also happens when the hook's future is
/// dropped, for example at a signal.
struct Shown {
    running: Running,
    id: u64,
}

impl Shown {
    /// Adds a running hook to the status line.
    fn new(running: Running, id: u64, said: String) -> Self {
        lock(&running).insert(id, (Instant::now(), said));
        Self { running, id }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let began = lock(&self.running).remove(&self.id);
        if began.is_some_and(|(began, _)| began.elapsed() >= PATIENCE) {
            // Move to the start of the line and erase it. The next tick draws the hooks that still run.
            show("\r\u{1b}[2K");
        }
    }
}

/// Draws the status line of the hook that has been running longest.
fn draw(running: &Running) {
    // Release the lock before writing, because a terminal can be slow.
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

/// Returns the status line of the hook that has been running longest, with the number of other running hooks. The
/// line is narrower than the terminal, because a wrapped line could not be erased.
fn status(elapsed: Duration, said: &str, others: usize, room: Option<usize>) -> String {
    let frame = usize::try_from(elapsed.as_millis() / TICK.as_millis()).unwrap_or_default();
    let frame = FRAMES[frame % FRAMES.len()];
    let more = match others {
        0 => String::new(),
        others => format!(" (and {others} more)"),
    };
    // Show whole seconds: tenths would flicker.
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

/// Returns a line cut to this many columns, the last of which is `…`.
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

/// Writes to the terminal at once. Errors are ignored, because nothing depends on the status line.
fn show(text: &str) {
    let mut stderr = std::io::stderr();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}

/// Locks the running hooks, even if another thread panicked while it held the lock.
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
