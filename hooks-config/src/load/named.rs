//! Loads files that the user names by path.
//!
//! A named file needs no trust and is not confined to a root. Two protections apply even so: the
//! administrator's files are always loaded first, and a hook file of a project that is a link out
//! of that project is not quoted.

use std::path::Path;

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use super::candidates::add_found;
use super::options::NamedOptions;
use crate::batch::{Batch, Located};
use crate::confine::{confine_in, roots_of};
use crate::diagnostic::DiagnosticCode;
use crate::discovery::{ProjectTrust, project_files};
use crate::format::{Agents, in_every_folder};
use crate::loaded::Loaded;
use crate::options::LoadOptions;
use crate::paths::Paths;
use crate::read::{read_text, stays_within};

/// Loads the named native files in the given order. A file that cannot be read is an error in
/// [`Loaded::diagnostics`], and [`Loaded::into_hooks`] then refuses to return hooks.
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
    load_named(paths, &NamedOptions::new().with_format(DialectRef::NATIVE))
}

/// Loads the named files, ours and other agents', in the given order. It is an error if a file cannot
/// be read or its format cannot be recognized.
///
/// Files of one agent are combined as that agent combines them: a setting in one file can turn off hooks of another
/// file. The [administrator's files](NamedOptions::managed) are loaded before the named files.
///
/// Without [`with_format`](NamedOptions::with_format), the format of each file is recognized by its path and shape. That
/// needs the agents: without [`with_agents`](NamedOptions::with_agents) every file is read as a native file.
#[must_use]
pub fn load_named<P: AsRef<Path>>(
    paths: impl IntoIterator<Item = P>,
    options: &NamedOptions,
) -> Loaded {
    let mut batch = Batch::new(&options.agents);
    // Load the administrator's files first: their settings must apply to all other files.
    add_found(&mut batch, &options.managed, ProjectTrust::Untrusted, None);
    let known = batch.paths();
    let whole = |path: &Path| known.canonical(path);
    let managed = options.managed.iter();
    let managed: Vec<_> = managed.filter_map(|file| whole(&file.path)).collect();
    let paths: Vec<P> = paths.into_iter().collect();
    for path in &paths {
        let path = path.as_ref();
        if !managed.is_empty() && whole(path).is_some_and(|path| managed.contains(&path)) {
            // This is one of the administrator's files, which are already loaded in their higher scope. So skip it.
            continue;
        }
        let located = Located::named(path, options);
        batch.quote(!leads_out(path, options, &known));
        let text = match read_text(path) {
            Ok(text) => text,
            Err(problem) => {
                batch.refused(&located.options, DiagnosticCode::Unreadable, problem);
                continue;
            }
        };
        let dialect = options.dialect.clone();
        match dialect.or_else(|| options.agents.recognise(path, &text)) {
            Some(dialect) => add(&mut batch, &text, &dialect, &located),
            None => batch.unknown(&text, &located),
        }
    }
    let managed = options.managed.iter().map(|file| file.path.as_path());
    let named = paths.iter().map(AsRef::as_ref);
    let mut loaded = batch.finish().looked_for(managed.chain(named));
    // Confine only the administrator's hooks. All other hooks come from files that the user named, so the user chose
    // what they run.
    let roots = roots_of(&known, options.roots.iter().cloned());
    let hooks = loaded.hooks_despite_errors_mut().iter_mut();
    let managed = hooks.filter(|hook| hook.scope == Scope::Managed);
    confine_in(
        &known,
        managed,
        &roots,
        options.home.as_deref(),
        &options.agents,
    );
    let administered = std::mem::take(&mut loaded.administered);
    for missing in administered.missing(loaded.hooks_despite_errors()) {
        loaded.push(missing);
    }
    loaded
}

/// Adds a file and the files that it includes.
fn add(batch: &mut Batch, text: &str, dialect: &DialectRef, located: &Located) {
    for include in batch.add(text, dialect, located) {
        let mut named = Located {
            options: LoadOptions::of_file(&include.path),
            place: located.place.clone(),
        };
        named.place.path.clone_from(&include.path);
        let text = batch.read(&include.path, None, Some(&include.inside));
        match text.unwrap_or_else(|| Err("no such file".into())) {
            Ok(text) => drop(batch.add(&text, dialect, &named)),
            Err(problem) => {
                batch.refused(&named.options, DiagnosticCode::Unreadable, problem);
            }
        }
    }
}

/// Returns whether the file lies where a project keeps its hook files, but is a link that leads out of the project.
/// Diagnostics must not quote such a file: a user who checks a cloned repository does not expect to print the private
/// file that a link in it points at.
fn leads_out(path: &Path, options: &NamedOptions, paths: &Paths) -> bool {
    let Ok(path) = std::path::absolute(path) else {
        return false;
    };
    // Accept links that lead out of the home folder: it is not a cloned repository, so the links in
    // it are the user's own.
    let is_home = |folder: &&Path| options.home.as_deref() == Some(*folder);
    project_of(&path, &options.agents)
        .filter(|root| !is_home(root))
        .is_some_and(|root| stays_within(&path, root, paths).is_err())
}

/// Returns the project that would keep a hook file at this path.
fn project_of<'p>(path: &'p Path, agents: &Agents) -> Option<&'p Path> {
    path.ancestors()
        .skip(1)
        .find(|root| project_files(agents).any(|file| is_project_file(path, root, file)))
}

/// Returns whether `path` is `file` of the project at `root`. `file` is a path, a folder (with a final `/`) or a
/// pattern that matches one file in every subfolder ([`in_every_folder`]).
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

/// Loads the single file that `options` describes. `dialect` is the file's format: ours, or that of an agent in the
/// options.
#[must_use]
pub fn load_file(dialect: &DialectRef, options: &LoadOptions) -> Loaded {
    let mut batch = Batch::new(&options.agents);
    let named = NamedOptions::new().with_agents(options.agents.clone());
    let mut located = Located::named(&options.file, &named);
    located.options = options.clone();
    match read_text(&options.file) {
        Ok(text) => add(&mut batch, &text, dialect, &located),
        Err(problem) => batch.refused(options, DiagnosticCode::Unreadable, problem),
    }
    batch.finish().looked_for([options.file.as_path()])
}
