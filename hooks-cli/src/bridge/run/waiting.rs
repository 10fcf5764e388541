//! Divides the time of a bridge entry between running its hooks and waiting for another entry of the same event.

use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::super::twice::{EntryRole, SharedEvent};

/// Finds out which entry runs the event's hooks. Waits on a separate thread for another entry, but no longer than
/// `time`; after that, this entry runs the hooks itself.
///
/// # Cancel safety
///
/// If the future is dropped, the thread goes on waiting for the lock, and can still take the other entry's decision,
/// which is then not used.
pub(super) async fn turn_within(time: Duration, shared: SharedEvent) -> EntryRole {
    let waits = !time.is_zero();
    let turn = spawn_blocking(move || shared.turn(waits));
    let turn = match waits {
        true => timeout(time, turn).await,
        false => Ok(turn.await),
    };
    match turn {
        Ok(Ok(turn)) => turn,
        _ => EntryRole::Alone,
    }
}

/// Returns how long this entry may wait for another entry. After the wait, `longest` must still remain for the slowest
/// hook, and at least a quarter of `left` is kept in any case.
pub(super) fn time_to_wait(left: Duration, longest: Duration) -> Duration {
    time_for_hooks(left)
        .saturating_sub(longest)
        .min(left / 4 * 3)
}

/// Returns the time for all hooks together: `left` minus the time to answer, which is two seconds, or a quarter of
/// `left` if that is less.
pub(in crate::bridge) fn time_for_hooks(left: Duration) -> Duration {
    let spare = Duration::from_secs(2).min(left / 4);
    left.saturating_sub(spare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_waits_keeps_the_time_of_its_longest_hook() {
        let seconds = Duration::from_secs;
        for (longest, wait) in [(1, 37), (30, 18), (48, 0), (600, 0)] {
            let waited = time_to_wait(seconds(50), seconds(longest));
            assert_eq!(waited.as_secs(), wait, "{longest}");
        }
    }

    #[test]
    fn the_time_of_the_hooks_ends_before_our_own() {
        assert_eq!(time_for_hooks(Duration::from_secs(50)).as_secs(), 48);
        assert_eq!(time_for_hooks(Duration::from_secs(2)).as_millis(), 1500);
    }
}
