//! Time limits of requests that follow each other, most of which end long before.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use tokio::runtime::{Handle, Id};
use tokio::time::{Instant, Sleep, sleep_until};

/// Timers that wait for the next request.
const MOST: usize = 16;

/// Keeps the timers of requests that are over for the next ones.
///
/// A new timer that is due before every other of its runtime wakes the thread that waits for the next
/// of them: a write and a turn of that thread for each request. A kept one is only put off.
#[derive(Debug, Clone, Default)]
pub(super) struct Timers(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    /// Whose timers they are: one of another runtime, which may be gone, is of no use.
    runtime: Option<Id>,
    timers: Vec<Pin<Box<Sleep>>>,
}

/// The time was up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeUp;

impl Timers {
    /// Waits for the future until the deadline.
    ///
    /// # Errors
    ///
    /// The time was up.
    pub(super) async fn timeout_at<T>(
        &self,
        deadline: Instant,
        future: impl Future<Output = T>,
    ) -> Result<T, TimeUp> {
        let mut future = pin!(future);
        let mut timer = self.take(deadline);
        let result = poll_fn(|cx| {
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            timer.as_mut().poll(cx).map(|()| Err(TimeUp))
        })
        .await;
        let mut kept = self.kept();
        if result.is_ok() && kept.timers.len() < MOST {
            kept.timers.push(timer);
        }
        result
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing that holds it can leave it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, deadline: Instant) -> Pin<Box<Sleep>> {
        let runtime = Some(Handle::current().id());
        let mut kept = self.kept();
        if kept.runtime != runtime {
            kept.timers.clear();
            kept.runtime = runtime;
        }
        let timer = kept.timers.pop();
        drop(kept);
        match timer {
            Some(mut timer) => {
                timer.as_mut().reset(deadline);
                timer
            }
            None => Box::pin(sleep_until(deadline)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::time::Duration;

    use tokio::runtime::Builder;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn each_deadline_is_kept_whatever_the_one_before_was() {
        let timers = Timers::default();
        for factor in [4, 1, 2, 0, 3] {
            let started = Instant::now();
            let limit = LIMIT * factor;
            let out = timers.timeout_at(started + 2 * LIMIT, ready(1)).await;
            assert_eq!(out, Ok(1));
            assert_eq!(timers.kept().timers.len(), 1);
            let out = timers.timeout_at(started + limit, pending::<()>()).await;
            assert_eq!(out, Err(TimeUp));
            let late = started.elapsed() - limit;
            assert!(late < Duration::from_millis(5), "{factor}: {late:?}");
            assert!(timers.kept().timers.is_empty());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_kept_timer_whose_time_has_come_serves_again() {
        let timers = Timers::default();
        let soon = tokio::time::sleep(LIMIT);
        let out = timers.timeout_at(Instant::now() + 2 * LIMIT, soon).await;
        assert_eq!(out, Ok(()));
        tokio::time::sleep(3 * LIMIT).await;
        let next = tokio::time::sleep(LIMIT);
        let out = timers.timeout_at(Instant::now() + 2 * LIMIT, next).await;
        assert_eq!(out, Ok(()));
    }

    #[test]
    fn a_timer_of_a_runtime_that_is_gone_is_not_used() {
        let timers = Timers::default();
        for _ in 0..3 {
            let runtime = Builder::new_current_thread().enable_time().build().unwrap();
            let wait = async {
                let soon = tokio::time::sleep(Duration::from_millis(1));
                timers.timeout_at(Instant::now() + LIMIT, soon).await
            };
            assert_eq!(runtime.block_on(wait), Ok(()));
        }
    }
}
