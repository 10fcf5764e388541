//! Loads a text and counts the allocations.

use std::path::Path;

use hooks_config::{LoadOptions, Loaded};
use hooks_dialects::agents;

/// The fixed part of the memory that reading one file may take. docs/limits.md promises at most this much plus
/// eight times the file's size.
pub(crate) const ROOM: u64 = 48 * 1024 * 1024;

/// How much memory a run has allocated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// The maximum number of bytes that were allocated at the same time.
    pub(crate) peak: u64,
    /// The sum of all allocations, as a measure of the work done.
    pub(crate) total: u64,
}

pub(crate) fn measured<T>(run: impl FnOnce() -> T) -> (T, Cost) {
    let mut result = None;
    let counted = allocation_counter::measure(|| result = Some(run()));
    let cost = Cost {
        peak: counted.bytes_max,
        total: counted.bytes_total,
    };
    (result.expect("it ran"), cost)
}

/// Loads a text as if it were the file at `path`, where its agent expects it.
pub(crate) fn load(text: &str, path: &str) -> (Loaded, Cost) {
    let agents = agents();
    let dialect = agents.recognise(Path::new(path), text);
    measured(|| match dialect.filter(|dialect| !dialect.is_native()) {
        None => {
            let options = LoadOptions::of_file(path).with_agents(agents.clone());
            hooks_config::parse(text, &options)
        }
        Some(dialect) => agents.parse(text, dialect, &agents.place(path)),
    })
}
