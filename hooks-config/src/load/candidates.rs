//! Adds the files that discovery found to a batch, each file once.
//!
//! A candidate need not exist, and two candidates can be the same file. A plugin's manifest can name more files. They
//! must lie in the plugin's folder, and must not name files themselves. Files of untrusted roots are read with limits
//! and without quotations, before any trust decision is made.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use hooks_types::DialectRef;
use hooks_types::fingerprint::Digest;

use crate::batch::{Batch, Include, Located};
use crate::diagnostic::{DiagnosticCode, Severity};
use crate::discovery::{Candidate, ProjectTrust};
use crate::format::Agents;
use crate::options::LoadOptions;
use crate::paths::Paths;
use crate::read::{Unread, stays_within};
use crate::roots::Root;
use crate::trust::{FileTrust, HookFile};

/// Adds the candidates that exist. If a candidate is the manifest of a plugin, adds the files that the manifest names
/// too. Returns one [`HookFile`] for each file of a project or plugin: these are the files that need a trust decision.
pub(super) fn add_found(
    batch: &mut Batch,
    candidates: &[Candidate],
    trust: ProjectTrust,
    decides: Option<&dyn FileTrust>,
) -> Vec<HookFile> {
    let paths = batch.paths();
    // Compare canonical paths: one file can be a candidate under several paths.
    let whole: Vec<_> = candidates.iter().map(|it| file_of(it, &paths)).collect();
    let doubled = doubled(candidates, &whole);
    let mut adding = Adding {
        batch,
        decides,
        trust,
        paths,
        files: Vec::new(),
        // A plugin's manifest can name a file that is also a candidate. Record all candidates in `known`, which keeps
        // such a file from being read twice.
        known: whole.into_iter().flatten().collect(),
    };
    for (candidate, doubled) in candidates.iter().zip(doubled) {
        if !doubled {
            adding.candidate(candidate);
        }
    }
    adding.files
}

/// The state of one run of [`add_found`].
struct Adding<'a, 'd> {
    /// The batch that the files are added to.
    batch: &'a mut Batch,
    /// The source of trust decisions, if hooks are decided one by one.
    decides: Option<&'d dyn FileTrust>,
    /// The trust for all roots of the project at once, if hooks are not decided one by one.
    trust: ProjectTrust,
    /// The load's cache of paths.
    paths: Rc<Paths>,
    /// The files that need a trust decision.
    files: Vec<HookFile>,
    /// Files that must not be added again.
    known: HashSet<File>,
}

impl Adding<'_, '_> {
    /// Adds one candidate and the files that it includes.
    fn candidate(&mut self, candidate: &Candidate) {
        if candidate.lists_plugins {
            return self.list(candidate);
        }
        let root = candidate_root(candidate, self.trust);
        let text = match &candidate.problem {
            Some(problem) => Some(Err(problem.clone().into())),
            None => self.batch.read(&candidate.path, root.as_ref(), None),
        };
        let Some(text) = text else { return };
        for include in self.add(candidate, root.as_ref(), text) {
            let mut named = candidate.clone();
            named.path.clone_from(&include.path);
            let known = file_of(&named, &self.paths).is_some_and(|file| !self.known.insert(file));
            if !known {
                self.include(&named, root.as_ref(), &include);
            }
        }
    }

    /// Reports a list of plugins that cannot be read. The report is an error if the user trusted
    /// hooks of plugins in the agent's folder of plugins, because these hooks are now missing
    /// without a trace. Otherwise it is a warning.
    fn list(&mut self, list: &Candidate) {
        let (Some(problem), Some(root)) = (&list.problem, &list.root) else {
            return;
        };
        let place = root.trust_place(&self.paths);
        let guards = |decides: &dyn FileTrust| !decides.trusted_below(&place).is_empty();
        let severity = match self.decides.is_some_and(guards) {
            true => Severity::Error,
            false => Severity::Warning,
        };
        self.batch.enter(None);
        self.batch
            .note(&LoadOptions::of_file(&list.path), severity, problem);
    }

    /// Adds a file that a plugin's manifest names.
    fn include(&mut self, named: &Candidate, root: Option<&Root>, include: &Include) {
        // Demand again that the file lies in the plugin: a link might have replaced the file since the path was
        // checked.
        let text = self.batch.read(&named.path, root, Some(&include.inside));
        let text = text.unwrap_or_else(|| Err("no such file".into()));
        if !self.add(named, root, text).is_empty() {
            let options = LoadOptions::of_file(&named.path);
            // Do not quote the names: nothing is known yet about trust in the file, and a message of this code is
            // shown for untrusted files too.
            let problem = "it names more files of hooks, which only a plugin's manifest may do";
            self.batch
                .refused(&options, DiagnosticCode::Unreadable, problem);
        }
    }

    /// Adds one file and returns the files that it includes.
    fn add(
        &mut self,
        candidate: &Candidate,
        root: Option<&Root>,
        text: Result<String, Unread>,
    ) -> Vec<Include> {
        let mut trusted = !candidate.scope.needs_trust() || root.is_none_or(Root::is_trusted);
        let agents = self.batch.agents().clone();
        let file = root.map(|root| {
            let text = text.as_deref().ok();
            hook_file(candidate, root, text, &self.paths, &agents)
        });
        let (mut knows, mut guards) = (false, false);
        if let (Some(decides), Some(file)) = (self.decides, &file) {
            // A file whose whole text is trusted is treated like a file of a trusted root. So its limits take effect,
            // and so do its settings that turn hooks off.
            knows = decides.knows(file);
            trusted |= knows;
            guards = decides.guards(file);
        }
        self.files.extend(file);
        let located = Located::found(candidate, trusted, &agents);
        self.batch.enter(root.cloned());
        if knows {
            // The user agreed to this very text, so diagnostics may quote it.
            self.batch.quote(true);
        }
        if guards {
            self.batch.guard();
        }
        // A link in the path might have changed while the file was read. So check the path again, with an empty cache.
        let now = Paths::default();
        let leaves = |root: &Root| stays_within(&candidate.path, &root.path, &now).is_err();
        if root.is_some_and(leaves) {
            // A link in the project leads to this file, which lies elsewhere. Trust in the project does not extend to
            // such a file, so do not quote it.
            self.batch.quote(false);
        }
        match text {
            Ok(text) => self.batch.add(&text, &candidate.dialect, &located),
            Err(problem) => {
                let code = DiagnosticCode::Unreadable;
                self.batch.refused(&located.options, code, problem);
                Vec::new()
            }
        }
    }
}

/// Creates the [`HookFile`] for a file of a project or plugin, which needs a trust decision.
fn hook_file(
    candidate: &Candidate,
    root: &Root,
    text: Option<&str>,
    paths: &Paths,
    agents: &Agents,
) -> HookFile {
    let path = &root.path;
    let canonical = paths.canonical(path).unwrap_or_else(|| path.clone());
    let inside = candidate.path.strip_prefix(path);
    let inside = inside.unwrap_or(&candidate.path);
    let names = inside.iter().map(|name| name.to_string_lossy());
    let names: Vec<_> = names.collect();
    HookFile {
        root: canonical,
        place: root.trust_place(paths),
        name: names.join("/"),
        path: candidate.path.clone(),
        dialect: candidate.dialect.clone(),
        digest: text.map(|text| Digest::of(text.as_bytes())),
        permitted: root.is_trusted(),
        plugin: root.plugin.clone(),
        project: candidate.project.clone(),
        root_variables: crate::agent_roots::variables(agents, &candidate.dialect),
    }
}

/// Returns the root of a project's or plugin's file, with the trust that applies to this load. Returns
/// `None` for scopes that need no trust.
pub(super) fn candidate_root(candidate: &Candidate, trust: ProjectTrust) -> Option<Root> {
    if !candidate.scope.needs_trust() {
        return None;
    }
    let folder = || {
        candidate
            .path
            .parent()
            .unwrap_or(Path::new(""))
            .to_path_buf()
    };
    let root = candidate.root.clone().unwrap_or_else(|| {
        // The embedder built this candidate without a root. So the root is the candidate's project, or else the folder
        // of its file.
        Root::new(candidate.project.clone().unwrap_or_else(folder))
    });
    Some(match trust {
        ProjectTrust::Trusted => root.with_trust(trust),
        ProjectTrust::Untrusted => root,
    })
}

/// Finds groups of candidates of one agent that are the same file, and marks all candidates of a group except one. The
/// candidate in the highest scope is kept; if that scope has several, the first of them. Example: if the project is the
/// home folder, the user's settings file is the project's settings file too.
fn doubled(candidates: &[Candidate], files: &[Option<File>]) -> Vec<bool> {
    let mut best: HashMap<_, usize> = HashMap::new();
    for (index, file) in files.iter().enumerate() {
        let Some(file) = file else { continue };
        let first = best.entry(file).or_insert(index);
        if candidates[index].scope < candidates[*first].scope {
            *first = index;
        }
    }
    let is_other = |(index, file): (usize, &Option<_>)| {
        file.as_ref()
            .is_some_and(|file| best.get(file) != Some(&index))
    };
    files.iter().enumerate().map(is_other).collect()
}

/// The identity of a candidate's file: two candidates with the same format and canonical path are one file.
type File = (DialectRef, PathBuf);

/// Returns the identity of a candidate's file; `None` if the file does not exist.
fn file_of(candidate: &Candidate, paths: &Paths) -> Option<File> {
    let whole = paths.canonical(&candidate.path)?;
    Some((candidate.dialect.clone(), whole))
}
