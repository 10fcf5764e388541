//! Says which trusted files the hooks of a run changed: their hooks do not run again until the user decides.

use std::collections::BTreeSet;

use hooks_config::{Loaded, TrustState, TrustStatus};
use hooks_types::text::{one_line, path_in_sentence};

use crate::cli::Sources;
use crate::configuration::{Whereabouts, survey};
use crate::show::to_type;

/// The maximum number of files that are named.
const NAMED: usize = 3;

/// The hooks of projects and plugins that were trusted before a run.
pub(super) struct Trusted(BTreeSet<Key>);

/// The root, the file, the event and the id of a hook.
type Key = (std::path::PathBuf, String, String, String);

impl Trusted {
    /// Returns the trusted hooks of a configuration.
    pub(super) fn of(loaded: &Loaded) -> Self {
        let live = loaded
            .trust
            .iter()
            .filter(|status| status.state == TrustState::Trusted);
        Self(live.map(key).collect())
    }

    /// Loads the hooks again, and returns a sentence for each file with a hook that is no longer trusted, because the
    /// hook, or a file that it runs, changed. Returns an empty list if the hooks cannot be loaded.
    pub(super) fn changed(&self, sources: &Sources, whereabouts: &Whereabouts) -> Vec<String> {
        if self.0.is_empty() || !sources.files.config.is_empty() {
            return Vec::new();
        }
        let Ok(now) = survey(sources, whereabouts) else {
            return Vec::new();
        };
        let is_changed = |status: &&TrustStatus| {
            status.state == TrustState::Changed && self.0.contains(&key(status))
        };
        let mut said = Vec::new();
        for status in now.loaded.trust.iter().filter(is_changed) {
            let file = path_in_sentence(&status.root.join(&status.file));
            let why = status
                .remark
                .as_deref()
                .map_or_else(String::new, |why| format!(" ({})", one_line(why)));
            let trust = match &status.plugin {
                Some(plugin) => to_type(["hooks", "trust", "--plugin", plugin]),
                None => to_type([
                    "hooks",
                    "trust",
                    "--project",
                    &status.root.display().to_string(),
                ]),
            };
            let sentence = format!(
                "a hook of {file} changed during this run{why}, so it does not run again until you decide: `{trust}`"
            );
            if !said.contains(&sentence) && said.len() < NAMED {
                said.push(sentence);
            }
        }
        said
    }
}

/// Returns the key that identifies the hook of a status.
fn key(status: &TrustStatus) -> Key {
    (
        status.root.clone(),
        status.file.clone(),
        status.event.wire_name().to_owned(),
        status.id.clone(),
    )
}
