//! Files to hooks: the only place that reads any.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use hooks_types::DialectRef;
use hooks_types::fingerprint::Digest;
use hooks_types::spec::Scope;

use crate::batch::{Batch, Located};
use crate::confine::{confine, roots_of};
use crate::diagnostic::DiagnosticCode;
use crate::discovery::{Candidate, ProjectTrust, project_files};
use crate::format::Agents;
use crate::format::in_every_folder;
use crate::loaded::Loaded;
use crate::options::LoadOptions;
use crate::read::{read_text, stays_within};
use crate::roots::Root;
use crate::trust::{FileTrust, HookFile, Survey, TrustState, apply};

/// How files that somebody names are read. Naming a file counts as trusting it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedOptions {
    /// The agents whose files are read beside our own.
    pub agents: Agents,
    /// Whose format all of them have; none: each is recognised by its path and shape.
    pub dialect: Option<DialectRef>,
    /// The project's root; none: told from each file's path, else the current folder.
    pub project: Option<PathBuf>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The administrator's files, which are loaded first whatever is named.
    pub managed: Vec<Candidate>,
    /// The project's roots, whose files the administrator's hooks do not run.
    pub roots: Vec<Root>,
}

impl NamedOptions {
    /// Everything is told from the files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the agents whose files are read beside our own.
    #[must_use]
    pub fn with_agents(mut self, agents: Agents) -> Self {
        self.agents = agents;
        self
    }

    /// Sets whose format the files have.
    #[must_use]
    pub fn in_format(mut self, dialect: DialectRef) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Sets the project's root.
    #[must_use]
    pub fn in_project(mut self, root: impl Into<PathBuf>) -> Self {
        self.project = Some(root.into());
        self
    }

    /// Sets the user's home folder.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }

    /// Loads the administrator's files among these first: naming other files does not switch them
    /// off. Their hooks are [confined](confine()) to files outside the roots that nobody trusts.
    #[must_use]
    pub fn under(mut self, found: Vec<Candidate>, roots: Vec<Root>) -> Self {
        self.managed = found;
        self.managed.retain(|file| file.scope == Scope::Managed);
        self.roots = roots;
        self
    }
}

/// Loads native files named by the user, in this order. One that cannot be read is an error.
///
/// From configuration to a running router:
///
/// ```no_run
/// let loaded = hooks_config::load_files(["hooks.toml"]);
/// let limits = loaded.limits;
/// let hooks = loaded.into_hooks()?;
/// // let router = Router::new(hooks, limits, executor);
/// # Ok::<(), hooks_config::LoadError>(())
/// ```
#[must_use]
pub fn load_files<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Loaded {
    load_named(paths, &NamedOptions::new().in_format(DialectRef::NATIVE))
}

/// Loads files named by the user, ours and other agents', in this order. One that cannot be read,
/// or whose format cannot be told, is an error.
///
/// Files of one agent are taken together, as that agent takes them: a switch in one may turn off
/// hooks of another. The [administrator's files](NamedOptions::managed) come before them.
#[must_use]
pub fn load_named<P: AsRef<Path>>(
    paths: impl IntoIterator<Item = P>,
    options: &NamedOptions,
) -> Loaded {
    let mut batch = Batch::new(&options.agents);
    add_found(&mut batch, &options.managed, ProjectTrust::Untrusted, None);
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    let managed = options.managed.iter();
    let managed: Vec<_> = managed.filter_map(|file| whole(&file.path)).collect();
    let paths: Vec<P> = paths.into_iter().collect();
    for path in &paths {
        let path = path.as_ref();
        if !managed.is_empty() && whole(path).is_some_and(|path| managed.contains(&path)) {
            // It is loaded already, in its highest scope.
            continue;
        }
        let located = Located::named(path, options);
        batch.quote(!leads_out(path, options));
        let text = match read_text(path) {
            Ok(text) => text,
            Err(problem) => {
                batch.refused(&located.options, DiagnosticCode::Unreadable, problem);
                continue;
            }
        };
        let dialect = options.dialect.clone();
        match dialect.or_else(|| options.agents.recognise(path, &text)) {
            Some(dialect) => batch.add(&text, &dialect, &located),
            None => batch.unknown(&text, &located),
        }
    }
    let managed = options.managed.iter().map(|file| file.path.as_path());
    let named = paths.iter().map(AsRef::as_ref);
    let mut loaded = batch.finish().looked_for(managed.chain(named));
    let roots = roots_of(options.roots.iter().cloned());
    let hooks = loaded.hooks_despite_errors_mut().iter_mut();
    let managed = hooks.filter(|hook| hook.scope == Scope::Managed);
    confine(managed, &roots, options.home.as_deref());
    let administered = std::mem::take(&mut loaded.administered);
    for missing in administered.missing(loaded.hooks_despite_errors()) {
        loaded.push(missing);
    }
    loaded
}

/// Whether a file lies where a project keeps its hook files and is a link that leads out of it. Its
/// text is not the project's to show: whoever names a cloned repository's file does not mean to
/// print what a link in it points at.
fn leads_out(path: &Path, options: &NamedOptions) -> bool {
    let Ok(path) = std::path::absolute(path) else {
        return false;
    };
    let is_home = |folder: &&Path| options.home.as_deref() == Some(*folder);
    project_of(&path, &options.agents)
        .filter(|root| !is_home(root))
        .is_some_and(|root| stays_within(&path, root).is_err())
}

/// The project whose hook file would have this path.
fn project_of<'p>(path: &'p Path, agents: &Agents) -> Option<&'p Path> {
    path.ancestors()
        .skip(1)
        .find(|root| project_files(agents).any(|file| is_project_file(path, root, file)))
}

fn is_project_file(path: &Path, root: &Path, file: &str) -> bool {
    if let Some((folder, file)) = in_every_folder(file) {
        let Ok(inside) = path.strip_prefix(root.join(folder)) else {
            return false;
        };
        let mut parts = inside.components();
        return parts.next().is_some() && parts.as_path() == Path::new(file);
    }
    match file.strip_suffix('/') {
        Some(folder) => path.parent() == Some(&root.join(folder)),
        None => path == root.join(file),
    }
}

/// Loads the file that `options` names, in the format of `dialect`, which must be ours or of one of
/// the options' agents.
#[must_use]
pub fn load_file(dialect: &DialectRef, options: &LoadOptions) -> Loaded {
    let mut batch = Batch::new(&options.agents);
    let named = NamedOptions::new().with_agents(options.agents.clone());
    let mut located = Located::named(&options.file, &named);
    located.options = options.clone();
    match read_text(&options.file) {
        Ok(text) => batch.add(&text, dialect, &located),
        Err(problem) => batch.refused(options, DiagnosticCode::Unreadable, problem),
    }
    batch.finish().looked_for([options.file.as_path()])
}

/// Loads those of the files that are there, in this order. A file that was looked for in several
/// places of one agent is read once, in its highest scope.
///
/// Hooks of a project run if their root is trusted or `trust` trusts all roots; else they are
/// listed without being live. Files of a root that is not trusted are read only inside it and only
/// up to a bound, never quoted, and their errors are warnings: they stop nobody. All other hooks
/// are [confined](confine()): they run no file of such a root either.
#[must_use]
pub fn load_candidates(candidates: &[Candidate], trust: ProjectTrust, agents: &Agents) -> Loaded {
    load_found(candidates, trust, agents, None)
}

/// Loads those of the files that are there, in this order, and asks about the hooks of each file of a
/// project or plugin: a closure, or a user's [`TrustStore`](crate::TrustStore).
///
/// Like [`load_candidates`] otherwise. Hooks of a root that has permission for this run are live
/// unless their trust was taken back. A hook that changed since it was trusted never runs: on a gate
/// it stays as a hook that fails with [`Cause::Changed`](hooks_types::report::Cause::Changed) and blocks,
/// elsewhere it is skipped. The files that a trusted hook names are looked at again right before it
/// starts. [`Loaded::trust`] says what became of each hook.
#[must_use]
pub fn load_with(candidates: &[Candidate], agents: &Agents, trust: &mut dyn FileTrust) -> Loaded {
    load_found(candidates, ProjectTrust::Untrusted, agents, Some(trust))
}

fn load_found(
    candidates: &[Candidate],
    trust: ProjectTrust,
    agents: &Agents,
    mut decides: Option<&mut dyn FileTrust>,
) -> Loaded {
    let mut batch = Batch::new(agents);
    let decided = decides.as_deref();
    let mut files = add_found(&mut batch, candidates, trust, decided);
    let looked_for = candidates.iter().map(|file| &file.path);
    let mut loaded = batch.finish().looked_for(looked_for);
    let home = candidates.iter().find_map(|file| file.home.as_deref());
    let roots = candidates
        .iter()
        .filter_map(|file| candidate_root(file, trust));
    let roots = roots_of(roots);
    let administered = std::mem::take(&mut loaded.administered);
    if administered.denies() {
        administered.deny(loaded.hooks_despite_errors_mut());
        decides = None;
        loaded
            .roots
            .iter_mut()
            .for_each(|found| found.held_back = 0);
    } else if administered.asks() {
        administered.take_permission(loaded.hooks_despite_errors_mut());
        files.iter_mut().for_each(|file| file.permitted = false);
        let roots = loaded.roots.iter_mut();
        roots.for_each(|found| found.root.trust = ProjectTrust::Untrusted);
    }
    if let Some(decides) = &mut decides {
        let survey = Survey::at_home(home);
        let roots: Vec<PathBuf> = roots.iter().map(|root| root.path.clone()).collect();
        apply(&mut loaded, &files, &roots, &survey, &mut **decides);
        recount(&mut loaded);
    }
    confine(loaded.hooks_despite_errors_mut(), &roots, home);
    for missing in administered.missing(loaded.hooks_despite_errors()) {
        loaded.push(missing);
    }
    loaded
}

/// Adds those of the files that are there; what is asked about those of projects and plugins.
fn add_found(
    batch: &mut Batch,
    candidates: &[Candidate],
    trust: ProjectTrust,
    decides: Option<&dyn FileTrust>,
) -> Vec<HookFile> {
    let agents = batch.agents().clone();
    let mut files: Vec<HookFile> = Vec::new();
    let doubled = doubled(candidates);
    for (candidate, doubled) in candidates.iter().zip(doubled) {
        if doubled {
            continue;
        }
        let root = candidate_root(candidate, trust);
        let text = match &candidate.problem {
            Some(problem) => Some(Err(problem.clone())),
            None => batch.read(&candidate.path, root.as_ref(), None),
        };
        let Some(text) = text else { continue };
        let mut trusted =
            !candidate.scope.needs_trust() || root.as_ref().is_none_or(Root::is_trusted);
        let file = root
            .as_ref()
            .map(|root| hook_file(candidate, root, text.as_deref().ok()));
        let mut guards = false;
        if let (Some(decides), Some(file)) = (decides, &file) {
            trusted |= decides.knows(file);
            guards = decides.guards(file);
        }
        files.extend(file);
        let located = Located::found(candidate, trusted, &agents);
        batch.enter(root.clone());
        if guards {
            batch.guard();
        }
        let leaves = |root: &Root| stays_within(&candidate.path, &root.path).is_err();
        if root.as_ref().is_some_and(leaves) {
            // Trust in a project is none in a file elsewhere that it links to.
            batch.quote(false);
        }
        match text {
            Ok(text) => batch.add(&text, &candidate.dialect, &located),
            Err(problem) => batch.refused(&located.options, DiagnosticCode::Unreadable, problem),
        }
    }
    files
}

/// What is asked about a file of a project or plugin.
fn hook_file(candidate: &Candidate, root: &Root, text: Option<&str>) -> HookFile {
    let path = &root.path;
    let canonical = path.canonicalize().unwrap_or_else(|_| path.clone());
    let inside = candidate.path.strip_prefix(path);
    let inside = inside.unwrap_or(&candidate.path);
    let names = inside.iter().map(|name| name.to_string_lossy());
    let names: Vec<_> = names.collect();
    HookFile {
        root: canonical,
        name: names.join("/"),
        path: candidate.path.clone(),
        digest: text.map(|text| Digest::of(text.as_bytes())),
        permitted: root.is_trusted(),
    }
}

/// Counts the hooks of each root that nobody was asked about.
fn recount(loaded: &mut Loaded) {
    for found in &mut loaded.roots {
        let root = found.root.path.canonicalize();
        let root = root.as_ref().unwrap_or(&found.root.path);
        let held = loaded.trust.iter().filter(|status| {
            status.state == TrustState::New && !status.live && status.root == *root
        });
        found.held_back = held.count();
    }
}

/// The root of a project's file, with the trust that holds for this load.
fn candidate_root(candidate: &Candidate, trust: ProjectTrust) -> Option<Root> {
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
fn doubled(candidates: &[Candidate]) -> Vec<bool> {
    let file = |candidate: &Candidate| {
        let whole = std::fs::canonicalize(&candidate.path).ok()?;
        Some((candidate.dialect.clone(), whole))
    };
    let files: Vec<_> = candidates.iter().map(file).collect();
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
