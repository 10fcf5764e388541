//! Shows a status line on the terminal while a hook is slow.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun};
use hooks_types::text::{plain, time_span, visible_line};
use tokio::time::{Instant, MissedTickBehavior};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::output::error_columns;

/// How long a hook may take before anything is shown.
const PATIENCE: Duration = Duration::from_millis(300);
const TICK: Duration = Duration::from_millis(100);
const FRAMES: [char; 8] = ['⣷', '⣯', '⣟', '⡿', '⢿', '⣻', '⣽', '⣾'];

/// An executor that shows, on a terminal, the status message of a hook that takes its time.
#[derive(Debug)]
pub(crate) struct Announcing<E> {
    inner: E,
    running: Option<Running>,
}

/// The running hooks, by run.
type Running = Arc<Mutex<BTreeMap<u64, (Instant, String)>>>;

impl<E> Announcing<E> {
    /// Shows nothing if stderr is not a terminal that can take a line back.
    pub(crate) fn new(inner: E) -> Self {
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
            visible_line(&plain(said)),
        );
        let inner = self.inner.execute(request);
        tokio::pin!(inner);
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                run = &mut inner => return run,
                _ = ticks.tick() => draw(running),
            }
        }
    }
}

/// Takes a hook off the screen when it ends, also when its future is dropped.
struct Shown {
    running: Running,
    id: u64,
}

impl Shown {
    fn new(running: Running, id: u64, said: String) -> Self {
        lock(&running).insert(id, (Instant::now(), said));
        Self { running, id }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let began = lock(&self.running).remove(&self.id);
        if began.is_some_and(|(began, _)| began.elapsed() >= PATIENCE) {
            show("\r\u{1b}[2K");
        }
    }
}

/// Draws the hook that has been running longest.
fn draw(running: &Running) {
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

/// The line for a hook that has been running so long, beside `others`. It is shorter than the terminal
/// is wide: a line that wraps could not be taken back.
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

/// A line cut to so many columns, with a sign that it was cut.
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

fn show(text: &str) {
    let mut stderr = std::io::stderr();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}

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
