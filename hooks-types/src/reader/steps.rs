//! Counts the steps of reading. Tests use the count to check, without a clock, that the time is
//! linear.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Adds to the number of steps: bytes that were read, copied or decoded, and entries that were compared with a key.
/// Does nothing outside tests.
#[inline]
pub(super) fn count(_steps: usize) {
    #[cfg(test)]
    STEPS.set(STEPS.get() + _steps);
}

/// Returns the result of `run` and the number of steps that it took on this thread.
#[cfg(test)]
pub(super) fn taken<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let before = STEPS.get();
    let result = run();
    (result, STEPS.get() - before)
}
