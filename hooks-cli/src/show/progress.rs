//! Shows a status line on the terminal while a hook is slow.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun};
use hooks_types::text::{plain, visible_line};
use tokio::time::{Instant, MissedTickBehavior};

/// How long a hook may take before anything is shown.
const PATIENCE: Duration = Duration::from_millis(500);
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
    /// Shows nothing if stderr is not a terminal.
    pub(crate) fn new(inner: E) -> Self {
        let running = std::io::stderr().is_terminal().then(Running::default);
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
        let frame = usize::try_from(elapsed.as_millis() / TICK.as_millis()).unwrap_or_default();
        let more = match running.len() - 1 {
            0 => String::new(),
            others => format!(" (and {others} more)"),
        };
        format!(
            "\r\u{1b}[2K{} {said}{more} {} s",
            FRAMES[frame % FRAMES.len()],
            elapsed.as_secs()
        )
    };
    show(&line);
}

fn show(text: &str) {
    let mut stderr = std::io::stderr();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}

fn lock(running: &Running) -> MutexGuard<'_, BTreeMap<u64, (Instant, String)>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
