//! Records the hooks about which a load asks, with everything that a person needs to decide about them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use hooks_config::{
    Decision, FileTrust, FoundHook, HookFile, Loaded, TrustEntry, TrustStore, changed_data,
};
use hooks_types::HookSpec;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Liveness};
use hooks_types::text::visible_line;
use hooks_types::wire::guards_gate;

use super::find::{Found, FoundFile};
use crate::advice::{of_entry, sentence};
use crate::configuration::one_file;
use crate::loaded_files::LoadedFiles;

/// Answers from the trust store whether hooks are trusted, and records every file and hook that a load asks about.
pub(super) struct Recorder<'a> {
    pub(super) store: &'a TrustStore,
    /// Names of files whose content may change without a new decision (`--data`).
    pub(super) data: &'a [String],
    /// Every file with hooks that the load has asked about so far.
    pub(super) files: Vec<FoundFile>,
    /// The files with entries that cannot be used, read as named files.
    pub(super) named: HashMap<PathBuf, Loaded>,
}

impl FileTrust for Recorder<'_> {
    fn knows(&self, file: &HookFile) -> bool {
        self.store.deciding().knows(file)
    }

    fn decide(&mut self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Decision> {
        let mut by_store = self.store.deciding();
        let decisions = by_store.decide(file, hooks);
        let earlier = by_store.earlier(file, hooks);
        let all = hooks.iter().zip(&decisions).zip(earlier);
        let mut found: Vec<Found> = all
            .map(|((hook, decision), earlier)| self.found(&file.root, hook, decision, earlier))
            .collect();
        // Hooks at gates (events at which a block prevents the action) first, then hooks that use the network: the user
        // first reads the hooks with the most effect.
        found.sort_by_key(|hook| (!hook.gate, !hook.network));
        self.files.push(FoundFile {
            file: file.clone(),
            hooks: found,
            gone: by_store.gone(file, hooks),
            repeated: Vec::new(),
            stops: None,
        });
        decisions
    }
}

impl Recorder<'_> {
    /// Collects the facts that are shown about one hook of a file with this root. A hook that the loader could not use
    /// is included with its problem, so that the person sees that it exists.
    fn found(
        &mut self,
        root: &Path,
        hook: &FoundHook<'_>,
        decision: &Decision,
        earlier: Option<TrustEntry>,
    ) -> Found {
        let spec: &HookSpec = hook.spec;
        let mut identity = hook.identity().clone();
        let shown = hook.shown(self.data);
        let scripts = shown.scripts.iter();
        let scripts = scripts.map(|(name, text)| (root.join(name), text.clone()));
        let scripts: Vec<_> = scripts.collect();
        let loaded = LoadedFiles::of(&scripts).map(|files| files.line());
        let missing = LoadedFiles::missing(&scripts).into_iter();
        identity.unseen.splice(0..0, missing.chain(loaded));
        let unusable = match &spec.handler {
            Handler::Unusable(failure) => {
                Some(why_unusable(spec, &failure.message, &mut self.named))
            }
            _ => None,
        };
        Found {
            id: spec.id.clone(),
            event: spec.event.to_string(),
            gate: guards_gate(spec),
            network: matches!(spec.handler, Handler::Http(_)),
            state: decision.state,
            may_grant: decision.may_grant,
            why: decision.why.clone(),
            switched_off: switched_off(spec),
            changed_data: (decision.changed_file.as_deref())
                .and_then(changed_data)
                .map(str::to_owned),
            data: self.data.to_vec(),
            facts: hook.facts(),
            shown,
            problem: unusable.or_else(|| identity.problem(self.data)),
            identity,
            earlier,
        }
    }
}

/// Returns how a hook is switched off; `None` if it is switched on.
fn switched_off(spec: &HookSpec) -> Option<String> {
    match &spec.liveness {
        Liveness::NotLive { cause, reason } if *cause == Cause::Disabled => Some(reason.clone()),
        _ => None,
    }
}

/// Returns why an entry cannot be used. A load does not quote an untrusted file, so the reason from the load, `known`,
/// can be vague. The person who decides will read the file too. So read it as a named file, whose messages may quote
/// it. Each file is read once, and kept in `named`.
fn why_unusable(spec: &HookSpec, known: &str, named: &mut HashMap<PathBuf, Loaded>) -> String {
    let Some(file) = spec.source.file.as_deref() else {
        return known.to_owned();
    };
    let read = named
        .entry(file.clone())
        .or_insert_with(|| one_file(file, Some(&spec.form.dialect)));
    let is_it = |hook: &&HookSpec| hook.source.line == spec.source.line && hook.id == spec.id;
    let hook = read.hooks_despite_errors().iter().find(is_it);
    let Some(Handler::Unusable(failure)) = hook.map(|hook| &hook.handler) else {
        return known.to_owned();
    };
    let file = file.display().to_string();
    let found = of_entry((&spec.event, &spec.id), (&file, &failure.message), read);
    match found {
        Some(found) => sentence(found),
        None => visible_line(&failure.message),
    }
}
