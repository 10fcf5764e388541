//! Counts the work of reading, so that tests can tell whether it is linear without a clock.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts bytes that were read, copied or decoded, and entries that were compared with a key.
/// Does nothing outside tests.
#[inline]
pub(super) fn count(_steps: usize) {
    #[cfg(test)]
    STEPS.set(STEPS.get() + _steps);
}

/// The steps that `run` takes on this thread.
#[cfg(test)]
pub(super) fn taken<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let before = STEPS.get();
    let result = run();
    (result, STEPS.get() - before)
}
