//! Loads a text and counts what that allocates.

use std::path::Path;

use hooks_config::{LoadOptions, Loaded};
use hooks_dialects::agents;
use hooks_types::DialectRef;

/// Memory that reading one file may take, as docs/limits.md promises: eight times its bytes, and
/// so many more.
pub(crate) const ROOM: u64 = 48 * 1024 * 1024;

/// What a run allocates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Bytes held at the same time, at most.
    pub(crate) peak: u64,
    /// Bytes in all: a stand-in for the work done.
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

/// Loads a text under the path at which its agent keeps it.
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
