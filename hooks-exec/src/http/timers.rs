//! Time limits of requests. Timers are kept between requests, because making a timer is expensive and most requests end
//! long before their limit.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use tokio::runtime::{Handle, Id};
use tokio::time::{Instant, Sleep, sleep_until};

/// The maximum number of unused timers that are kept for later requests.
const MOST: usize = 16;

/// Keeps the timers of finished requests for later requests.
///
/// A new timer can be the earliest of its runtime. The runtime must then wake the thread that waits for the next timer,
/// which costs a write and a thread switch for each request. A kept timer is only postponed, which wakes no thread.
#[derive(Debug, Clone, Default)]
pub(super) struct Timers(Arc<Mutex<Kept>>);

/// The timers, and the runtime that they belong to.
#[derive(Debug, Default)]
struct Kept {
    /// The runtime of the timers. Timers of another runtime cannot be used, because that runtime might be gone.
    runtime: Option<Id>,
    timers: Vec<Pin<Box<Sleep>>>,
}

/// The error that means that the deadline passed before the future was ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeUp;

impl Timers {
    /// Waits for the future until the deadline.
    ///
    /// # Errors
    ///
    /// The deadline has passed.
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

    /// Locks the timers.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A poisoned lock is safe to use: no code that holds the lock can panic in the middle of a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a kept timer and sets it to the deadline, or makes a new timer.
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
