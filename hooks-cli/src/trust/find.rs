//! Finds the hooks of projects, with everything that a person needs to decide about them.
//!
//! The files are read once, by the same loader that every run uses, so that the hooks that are shown are the hooks
//! that would run. The loader asks a [`Recorder`] whether each hook is trusted. The recorder answers from the trust
//! store and remembers every hook.

use std::collections::HashMap;
use std::path::Path;

use hooks_config::{
    Candidate, Diagnostic, DiagnosticCode, GoneHook, HookFile, Identity, Loaded, Places, Plugin,
    Severity, Shown, TrustEntry, TrustState, load_with, native_candidates,
};
use hooks_dialects::agents;
use hooks_types::text::visible_path;

use super::keeper::Keeper;
use super::recorder::Recorder;
use crate::advice::sentence;
use crate::cli::{Files, TrustPlace};
use crate::configuration::{Whereabouts, one_file, places};
use crate::failure::Failure;

/// One hook file with its hooks.
#[derive(Debug)]
pub(super) struct FoundFile {
    /// The file's path, its root, and the digest of its text.
    pub(super) file: HookFile,
    /// The hooks in the order in which they are shown: first hooks at gates (events at which a block prevents the
    /// action), then hooks that use the network.
    pub(super) hooks: Vec<Found>,
    /// Trusted hooks that the file no longer holds.
    pub(super) gone: Vec<GoneHook>,
    /// A sentence for each key that the file has twice. The hooks of the key's earlier value are lost, so they are not
    /// among `hooks`.
    pub(super) repeated: Vec<String>,
    /// The error in the file that keeps its hooks from running even if the user trusts them, as a sentence.
    pub(super) stops: Option<String>,
}

/// One hook, as it is shown for a decision.
#[derive(Debug)]
pub(super) struct Found {
    /// The id as the project wrote it. It must be escaped before it is shown.
    pub(super) id: String,
    /// The event's name in reports (`PreToolUse`).
    pub(super) event: String,
    /// Whether the agent waits for the hook's answer. Only then could an allow by the hook let a call pass.
    pub(super) gate: bool,
    /// Whether the hook sends the payload to an HTTP endpoint.
    pub(super) network: bool,
    /// Whether the hook is trusted, new, changed or revoked, by the trust store.
    pub(super) state: TrustState,
    /// Whether an `allow` by the hook counts.
    pub(super) may_grant: bool,
    /// Everything that changes what the hook does, one fact a line, with values in plain text. Values can be secrets:
    /// they are shown at the terminal but not stored.
    pub(super) facts: Vec<String>,
    /// The hook's fingerprint and the files that the fingerprint covers.
    pub(super) identity: Identity,
    /// What the trust store keeps together with a decision about the hook.
    pub(super) shown: Shown,
    /// The last version of the hook that was trusted, if any.
    pub(super) earlier: Option<TrustEntry>,
    /// Why the hook cannot be trusted; `None` if it can.
    pub(super) problem: Option<String>,
    /// Why the hook does not run, if the hook's state does not say why.
    pub(super) why: Option<String>,
    /// How the hook is switched off; `None` if it is switched on.
    pub(super) switched_off: Option<String>,
    /// The file that changed, if the hook seems not to run it.
    pub(super) changed_data: Option<String>,
    /// The files whose content may change from now on, if the user agrees (`--data`).
    pub(super) data: Vec<String>,
}

/// The hook files that were found, and the folders that were searched.
#[derive(Debug)]
pub(super) struct Project {
    /// The folders that were searched; they decide where the trust store is.
    pub(super) places: Places,
    /// The files that the options select, in the order of discovery.
    pub(super) files: Vec<FoundFile>,
    /// A sentence for each file of which nothing could be read, or that configures no hooks although it should.
    pub(super) unread: Vec<String>,
}

/// Finds the hooks of the project or plugin that `place` names. If it names none, finds the hooks of the projects
/// around the working folder and of every installed plugin. `data` names files whose content may change without a new
/// decision.
///
/// # Errors
///
/// The named project is not a folder, a user's folder lies in a project, or the store cannot be read.
pub(super) fn project(place: &TrustPlace, data: &[String]) -> Result<Project, Failure> {
    let root = place.project.as_deref();
    let here = std::env::current_dir()
        .map_err(|error| Failure::new(format!("cannot tell the current folder: {error}")))?;
    let whereabouts = Whereabouts::folder(here);
    let options = Files::of_project(root);
    // In a folder that does not exist, discovery would find nothing, and the user would read that no hook needs a
    // decision. So this is an error.
    if let Some(path) = root.filter(|path| !path.is_dir()) {
        let message = format!("the project {} is not a folder", visible_path(path));
        return Err(Failure::new(message));
    }
    let (places, keeper, candidates) = searched(&options, &whereabouts)?;
    let store = keeper.into_store()?;
    let mut recorder = Recorder {
        store: &store,
        data,
        files: Vec::new(),
        named: HashMap::new(),
    };
    // The recorder has seen every hook. Only the hooks that a repeated key hides are known from the result alone.
    let loaded = load_with(&candidates, &agents(), &mut recorder);
    let mut files = recorder.files;
    files.retain(|found| is_meant(found.file.plugin.as_ref(), place));
    for file in &mut files {
        let repeated = loaded.diagnostics.iter().filter(|found| {
            found.code == DiagnosticCode::DuplicateKey && *found.file == file.file.path
        });
        let said = repeated.map(|found| format!("line {}: {}", found.line, sentence(found)));
        file.repeated = said.collect();
        file.stops = that_stops(file, &loaded);
    }
    let unread = unread(&loaded, &files, place);
    Ok(Project {
        places,
        files,
        unread,
    })
}

/// Returns the error in a file that keeps its hooks from running, if trust alone would not let them run. The load does
/// not quote an untrusted file, so the file is read as a named file.
fn that_stops(found: &FoundFile, loaded: &Loaded) -> Option<String> {
    let path = &found.file.path;
    let is_error = |known: &Diagnostic| known.lowered || known.severity == Severity::Error;
    let mut known = loaded.diagnostics.iter();
    let has_error = known.any(|known| known.file.as_path() == path && is_error(known));
    // If no hook of the file can be trusted, the reason is shown with each hook.
    if !has_error || found.hooks.iter().all(|hook| hook.problem.is_some()) {
        return None;
    }
    let read = one_file(path, Some(&found.file.dialect));
    let error = read.first_that_forbids_use()?;
    Some(format!(
        "error in line {}: {}; no hook of this file runs until that is corrected, even if you trust it",
        error.line,
        sentence(error)
    ))
}

/// Returns a sentence for each hook file of a project or plugin that cannot be read at all, in which no hook was found
/// because a key is missing, or that has a switch for hooks that wait for trust. The texts quote nothing of the files.
fn unread(loaded: &Loaded, files: &[FoundFile], place: &TrustPlace) -> Vec<String> {
    let has_hooks = |path: &Path| {
        let mut files = files.iter();
        files.any(|known| known.file.path == path && !known.hooks.is_empty())
    };
    let is_whole = |found: &&Diagnostic| match found.code {
        DiagnosticCode::Unreadable | DiagnosticCode::Syntax => {
            found.lowered || found.severity == Severity::Error
        }
        DiagnosticCode::MissingKey => !has_hooks(&found.file),
        DiagnosticCode::SwitchedOff => true,
        _ => false,
    };
    let of_place = |found: &&Diagnostic| {
        let roots = loaded.roots.iter();
        let mut around = roots.filter(|known| found.file.starts_with(&known.root.path));
        around.any(|known| is_meant(known.root.plugin.as_ref(), place))
    };
    let found = loaded.diagnostics.iter().filter(is_whole).filter(of_place);
    let said = |found: &Diagnostic| {
        let (path, code) = (visible_path(&found.file), found.code);
        let severity = match found.lowered {
            true => Severity::Error,
            false => found.severity,
        };
        let line = found.line;
        format!("{path}:{line}: {severity}[{code}]: {}", sentence(found))
    };
    found.map(said).collect()
}

/// Returns whether the options name the plugin of a file or, if the file has no plugin, its project. A plugin belongs
/// to no project. If the options name none, every project around the working folder and every plugin is meant.
fn is_meant(plugin: Option<&Plugin>, place: &TrustPlace) -> bool {
    match (&place.plugin, plugin) {
        (Some(named), Some(plugin)) => *named == plugin.name,
        (Some(_), None) => false,
        (None, plugin) => plugin.is_none() || place.project.is_none(),
    }
}

/// Loads every hook that is found from the working folder, with its trust.
pub(super) fn found_here() -> Result<Loaded, Failure> {
    found_from(&std::env::current_dir().unwrap_or_default())
}

/// Loads every hook that is found from a folder, with its trust.
///
/// # Errors
///
/// A folder cannot be searched. A store that cannot be read is not an error: the hooks that depend on it then do not
/// run. (It is an error only with `--trust-project`, which is never given here.)
pub(super) fn found_from(folder: &Path) -> Result<Loaded, Failure> {
    let whereabouts = Whereabouts::folder(folder);
    let options = Files::of_project(None);
    let (_, keeper, candidates) = searched(&options, &whereabouts)?;
    Ok(keeper.load(&candidates))
}

/// Lists the hook files that are found from a folder. Also returns the folders that are searched and the trust store.
fn searched(
    options: &Files,
    whereabouts: &Whereabouts,
) -> Result<(Places, Keeper, Vec<Candidate>), Failure> {
    let mut places = places(options, None, whereabouts)?;
    // Open the keeper, which reads the trust store, before the hook files are listed. The keeper adds folders whose
    // hook files were deleted. Otherwise the list would miss these folders.
    let keeper = Keeper::open(&mut places, options, whereabouts)?;
    let mut candidates = native_candidates(&places);
    candidates.extend(agents().all_candidates(&places));
    Ok((places, keeper, candidates))
}
