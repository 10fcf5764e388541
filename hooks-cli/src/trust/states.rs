//! Returns the trust states of the hooks of one file, for `hooks check`.

use std::path::Path;

use hooks_config::{
    Loaded, TrustState, TrustStatus, not_covered, place_of_same_hook, place_when_trusted,
};
use hooks_dialects::agents;
use hooks_types::HookSpec;
use hooks_types::spec::Handler;

use super::find::found_from;
use crate::loaded_files::LoadedFiles;

/// Returns the words that texts show for the trust state `state`. `reason` says why the hook does not run. If the
/// project was moved, the words say so, because the hook itself did not change.
pub(crate) fn shown_state<'s>(state: &'s str, reason: Option<&str>) -> &'s str {
    match reason.and_then(place_when_trusted) {
        Some(_) => MOVED,
        None => state,
    }
}

/// The words for the state of a hook whose project has another path than when the user trusted it.
const MOVED: &str = "trusted under another path";

/// The trust state of one hook of a file.
#[derive(Debug)]
pub(crate) struct HookState {
    /// The event's name in reports.
    pub(crate) event: String,
    /// The hook's id.
    pub(crate) id: String,
    /// The state of the hook by the trust store.
    pub(crate) state: TrustState,
    /// Whether the hook's entry has an error. Then the hook can neither be trusted nor run.
    pub(crate) is_unusable: bool,
    /// The project's path when the user trusted the hook, if the project has another path now.
    pub(crate) moved_from: Option<String>,
    /// The words that texts show for the state.
    pub(crate) shown: &'static str,
    /// The different folder in which the user trusts the same hook, if the hook is new here.
    pub(crate) trusted_in: Option<String>,
    /// Code that the hook can run and that no digest covers, one line each.
    pub(crate) not_covered: Vec<String>,
}

/// Returns the trust states of the hooks of one file; empty if the file belongs to no project or plugin. Discovery
/// starts from the file's own folder, so the file's project is found from any working folder.
pub(crate) fn states_of(path: &Path) -> Vec<HookState> {
    let folder = std::path::absolute(path).ok();
    let folder = folder.as_deref().and_then(Path::parent);
    let found = folder.map(found_from).and_then(Result::ok);
    states_in(path, &found.unwrap_or_default())
}

/// Returns the trust states of the hooks of one file, from a load that found the file. `path` can differ from the
/// path under which the load found the file: both are resolved before they are compared.
pub(crate) fn states_in(path: &Path, found: &Loaded) -> Vec<HookState> {
    let Ok(canonical) = path.canonicalize() else {
        return Vec::new();
    };
    let is_of_file = |status: &&TrustStatus| {
        let file = status.root.join(&status.file);
        // Compare the paths as they are first. If they are equal, `canonicalize` need not ask the file system.
        file == path || file.canonicalize().is_ok_and(|file| file == canonical)
    };
    // Usually no status belongs to the file. Then return early, because the rest asks the file system for each hook.
    let mut statuses = found.trust.iter().filter(is_of_file).peekable();
    if statuses.peek().is_none() {
        return Vec::new();
    }
    let hooks = found.hooks_despite_errors().iter();
    let is_own = |hook: &&HookSpec| {
        let file = hook.source.file.as_ref().map(|file| file.canonicalize());
        file.is_some_and(|file| file.is_ok_and(|file| file == canonical))
    };
    let hooks: Vec<&HookSpec> = hooks.filter(is_own).collect();
    let agents = agents();
    let uncovered = |spec: &HookSpec, status: &TrustStatus| {
        // Scripts are read only if the user trusts them.
        let is_trusted = status.state == TrustState::Trusted;
        let loaded = is_trusted.then(|| LoadedFiles::of_hook(spec, &status.root));
        let loaded = loaded.flatten().map(|files| files.line());
        loaded
            .into_iter()
            .chain(not_covered(spec, &agents))
            .collect()
    };
    let of_status = |status: &TrustStatus| {
        let spec = hooks
            .iter()
            .find(|hook| hook.event == status.event && hook.id == status.id);
        HookState {
            event: status.event.to_string(),
            id: status.id.clone(),
            state: status.state,
            shown: shown_state(status.state.code(), status.remark.as_deref()),
            is_unusable: spec.is_some_and(|spec| is_unusable(spec, found)),
            moved_from: (status.remark.as_deref())
                .and_then(place_when_trusted)
                .map(str::to_owned),
            trusted_in: (status.remark.as_deref())
                .and_then(place_of_same_hook)
                .map(str::to_owned),
            not_covered: spec.map(|spec| uncovered(spec, status)).unwrap_or_default(),
        }
    };
    statuses.map(of_status).collect()
}

/// Returns whether the hook's entry has an error. For a changed hook, this is the entry that the file has now.
fn is_unusable(spec: &HookSpec, found: &Loaded) -> bool {
    let configured = found.as_configured(spec).unwrap_or(spec);
    matches!(configured.handler, Handler::Unusable(_))
}
