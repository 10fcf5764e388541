//! Puts the files that discovery found into a batch, each once.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use hooks_types::DialectRef;
use hooks_types::fingerprint::Digest;

use crate::batch::{Batch, Include, Located};
use crate::diagnostic::{DiagnosticCode, Severity};
use crate::discovery::{Candidate, ProjectTrust};
use crate::options::LoadOptions;
use crate::paths::Paths;
use crate::read::stays_within;
use crate::roots::Root;
use crate::trust::{FileTrust, HookFile};

/// Adds those of the files that are there, and those that they name as their own; what is asked about
/// those of projects and plugins.
pub(super) fn add_found(
    batch: &mut Batch,
    candidates: &[Candidate],
    trust: ProjectTrust,
    decides: Option<&dyn FileTrust>,
) -> Vec<HookFile> {
    let paths = batch.paths();
    let whole: Vec<_> = candidates.iter().map(|it| file_of(it, &paths)).collect();
    let doubled = doubled(candidates, &whole);
    let mut adding = Adding {
        batch,
        decides,
        trust,
        paths,
        files: Vec::new(),
        // What is a candidate itself is not read again because a manifest names it.
        known: whole.into_iter().flatten().collect(),
    };
    for (candidate, doubled) in candidates.iter().zip(doubled) {
        if !doubled {
            adding.candidate(candidate);
        }
    }
    adding.files
}

struct Adding<'a, 'd> {
    batch: &'a mut Batch,
    decides: Option<&'d dyn FileTrust>,
    trust: ProjectTrust,
    paths: Rc<Paths>,
    files: Vec<HookFile>,
    known: HashSet<File>,
}

impl Adding<'_, '_> {
    fn candidate(&mut self, candidate: &Candidate) {
        if candidate.lists_plugins {
            return self.list(candidate);
        }
        let root = candidate_root(candidate, self.trust);
        let text = match &candidate.problem {
            Some(problem) => Some(Err(problem.clone())),
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

    /// An agent's list of plugins that cannot be read hides the plugins that were trusted.
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

    /// A file that another one names as its own.
    fn include(&mut self, named: &Candidate, root: Option<&Root>, include: &Include) {
        // Since the look at the path a link may have taken the file's place.
        let text = self.batch.read(&named.path, root, Some(&include.inside));
        let text = text.unwrap_or_else(|| Err("no such file".to_owned()));
        for deeper in self.add(named, root, text) {
            let options = LoadOptions::of_file(&named.path);
            let problem = format!(
                "names {}: only a plugin's manifest names files",
                deeper.shown
            );
            self.batch
                .refused(&options, DiagnosticCode::Unreadable, problem);
        }
    }

    /// Adds one file; the files that it names as its own.
    fn add(
        &mut self,
        candidate: &Candidate,
        root: Option<&Root>,
        text: Result<String, String>,
    ) -> Vec<Include> {
        let mut trusted = !candidate.scope.needs_trust() || root.is_none_or(Root::is_trusted);
        let file = root.map(|root| hook_file(candidate, root, text.as_deref().ok(), &self.paths));
        let mut guards = false;
        if let (Some(decides), Some(file)) = (self.decides, &file) {
            trusted |= decides.knows(file);
            guards = decides.guards(file);
        }
        self.files.extend(file);
        let agents = self.batch.agents().clone();
        let located = Located::found(candidate, trusted, &agents);
        self.batch.enter(root.cloned());
        if guards {
            self.batch.guard();
        }
        // Afresh, behind reading.
        let now = Paths::default();
        let leaves = |root: &Root| stays_within(&candidate.path, &root.path, &now).is_err();
        if root.is_some_and(leaves) {
            // Trust in a project is none in a file elsewhere that it links to.
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

/// What is asked about a file of a project or plugin.
fn hook_file(candidate: &Candidate, root: &Root, text: Option<&str>, paths: &Paths) -> HookFile {
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
    }
}

/// The root of a project's or plugin's file, with the trust that holds for this load.
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
        // A candidate made by hand: without a root nothing but its own folder is its project.
        Root::new(candidate.project.clone().unwrap_or_else(folder))
    });
    Some(match trust {
        ProjectTrust::Trusted => root.trusting(trust),
        ProjectTrust::Untrusted => root,
    })
}

/// Which candidates are a file that another one of the same agent is too, in a higher scope or
/// before it: the user's settings where the project is the home folder.
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

/// What makes two candidates one file.
type File = (DialectRef, PathBuf);

fn file_of(candidate: &Candidate, paths: &Paths) -> Option<File> {
    let whole = paths.canonical(&candidate.path)?;
    Some((candidate.dialect.clone(), whole))
}
