//! Collects files of several formats and loads them together.

use std::path::Path;
use std::rc::Rc;

use hooks_types::DialectRef;

use crate::allowance::{Allowance, Owner};
use crate::bounds::check_json;
use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::flaw::Flaw;
use crate::format::{AgentFiles, Agents, FileRead, Place, has_extension, read};
use crate::loaded::Loaded;
use crate::native::parse;
use crate::options::LoadOptions;
use crate::paths::Paths;
use crate::read::{Demands, Unread, read_found};
use crate::roots::{LoadedRoot, Root};

mod finish;
mod include;

pub(crate) use include::Include;

/// The maximum number of bytes that are read from all files of untrusted roots together. Without a limit, a hostile
/// clone could make loading slow.
const UNTRUSTED_BYTES: u64 = 2 * 1024 * 1024;

/// Files in load order. [`finish`](Self::finish) combines them after all are read, because a setting in one agent's
/// file can turn off hooks of another file.
#[derive(Debug)]
pub(crate) struct Batch {
    agents: Agents,
    /// A cache of canonical paths.
    paths: Rc<Paths>,
    parts: Vec<Part>,
    /// The counts of the files, bytes and hooks of each root, which must not exceed the limits of a root.
    allowance: Allowance,
    /// The number of bytes that may still be read from files of untrusted roots.
    left: u64,
    /// The files of other agents that were read, in load order. [`finish`](Self::finish) combines them.
    foreign: Vec<FileRead>,
    /// The roots that files were added from.
    roots: Vec<LoadedRoot>,
    /// The index in `roots` of the root to which the files that are added next belong; `None` if they lie outside of
    /// all roots.
    root: Option<usize>,
    /// Whether diagnostics may quote the files that are added next.
    quotes: bool,
    /// Whether the files that are added next hold trusted hooks. If so, an error in such a file must stop the load.
    guards: bool,
}

/// One file of a batch, with the settings that applied when it was added.
#[derive(Debug)]
struct Part {
    /// The content of the file, or a marker that the content is in `Batch::foreign`.
    content: Content,
    /// The index of the file's root in `Batch::roots`.
    root: Option<usize>,
    /// Whether diagnostics may quote the file.
    quotes: bool,
    /// Whether the file holds trusted hooks.
    guards: bool,
}

/// The content of one file of a batch.
#[derive(Debug)]
enum Content {
    /// A file of our own format, or a diagnostic. Files that are read later do not change it.
    Done(Box<Loaded>),
    /// A file of another agent. Its content is in `Batch::foreign`, which has the same order as the parts: the first
    /// `Foreign` part stands for the first file there.
    Foreign,
}

impl Batch {
    /// Creates a batch for our own files and the files of `agents`.
    pub(crate) fn new(agents: &Agents) -> Self {
        Self::by(agents, Rc::default())
    }

    /// Like [`new`](Self::new), but with an existing cache of paths.
    pub(crate) fn by(agents: &Agents, paths: Rc<Paths>) -> Self {
        Self {
            agents: agents.clone(),
            paths,
            parts: Vec::new(),
            foreign: Vec::new(),
            roots: Vec::new(),
            root: None,
            quotes: true,
            guards: false,
            allowance: Allowance::default(),
            left: UNTRUSTED_BYTES,
        }
    }

    /// Returns the agents whose files this batch reads.
    pub(crate) fn agents(&self) -> &Agents {
        &self.agents
    }

    /// Returns the cache of canonical paths, which the whole load shares.
    pub(crate) fn paths(&self) -> Rc<Paths> {
        Rc::clone(&self.paths)
    }

    /// Sets the root of the files that are added next; `None` if they lie outside of all roots. Resets `quotes` and
    /// `guards`.
    pub(crate) fn enter(&mut self, root: Option<Root>) {
        self.quotes = root.as_ref().is_none_or(Root::is_trusted);
        self.guards = false;
        self.root = root.map(|root| {
            let known = self.roots.iter().position(|known| known.root == root);
            known.unwrap_or_else(|| {
                self.roots.push(LoadedRoot::new(root));
                self.roots.len() - 1
            })
        });
    }

    /// Sets whether diagnostics may quote the files that are added next.
    pub(crate) fn quote(&mut self, quotes: bool) {
        self.quotes = quotes;
    }

    /// Records that the files that are added next hold trusted hooks, so that an error in such a file stops the load.
    pub(crate) fn guard(&mut self) {
        self.guards = true;
    }

    /// Reads a file of `root`, unless the file breaks one of these rules. A file of an untrusted root must lie inside
    /// that root and must fit into the bytes that are left for such files. A file of a trusted root must not belong to
    /// another user. If `folder` is given, the file must lie in that folder too. Returns `None` if nothing exists at
    /// the path.
    pub(crate) fn read(
        &mut self,
        path: &Path,
        root: Option<&Root>,
        folder: Option<&Path>,
    ) -> Option<Result<String, Unread>> {
        let mut demands = Demands::none();
        demands.inside.extend(folder);
        let untrusted = root.filter(|root| !root.is_trusted());
        match (root, untrusted) {
            (_, Some(root)) => {
                demands.inside.push(&root.path);
                demands.most = self.left;
            }
            (of, None) => demands.of = of,
        }
        let read = read_found(path, &demands, &self.paths);
        if let (Some(_), Some(Ok(text))) = (untrusted, &read) {
            self.left = self.left.saturating_sub(text.len() as u64);
        }
        read
    }

    /// Adds one file's content with the root, `quotes` and `guards` that are set now.
    fn push(&mut self, content: Content) {
        self.parts.push(Part {
            content,
            root: self.root,
            quotes: self.quotes,
            guards: self.guards,
        });
    }

    /// Returns the key under which the allowance counts this file: the file's scope and root.
    fn owner(&self, file: &Located) -> Owner {
        let root = self.root.and_then(|root| self.roots.get(root));
        (
            file.options.scope,
            root.map(|found| found.root.path.clone()),
        )
    }

    /// Parses a native file and adds it.
    fn native(&mut self, text: &str, file: &Located) -> Result<(), String> {
        let owner = self.owner(file);
        // Check the limit of bytes before parsing, because it protects the parser. The number of hooks is known only
        // after parsing.
        self.allowance.file(&owner, text.len())?;
        let loaded = parse(text, &file.options);
        self.allowance
            .hooks(&owner, loaded.hooks_despite_errors().len())?;
        self.push(Content::Done(Box::new(loaded)));
        Ok(())
    }

    /// Reads another agent's file and adds it.
    fn foreign(
        &mut self,
        text: &str,
        agent: &'static AgentFiles,
        file: &Located,
    ) -> Result<(), String> {
        let owner = self.owner(file);
        self.allowance.file(&owner, text.len())?;
        let found = read(text, agent, &file.place);
        self.allowance.hooks(&owner, found.entries.len())?;
        self.push(Content::Foreign);
        self.foreign.push(found);
        Ok(())
    }

    /// Takes the list of included files from the agent's file that was added last. Only plugin
    /// manifests include files.
    fn includes(&mut self, file: &Located) -> Vec<Include> {
        // The caller has just added the file, so it is the last file in `foreign`.
        let Some(last) = self.foreign.last_mut() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for include in std::mem::take(&mut last.switches.includes) {
            match Include::of(
                &include.value,
                file.place.plugin_root.as_deref(),
                &self.paths,
            ) {
                Some(include) => found.push(include),
                None => last.say(
                    Severity::Error,
                    DiagnosticCode::Unreadable,
                    &include.span,
                    "the path leads out of the plugin, so it is not followed",
                ),
            }
        }
        found
    }

    /// Adds an error about a file of which nothing can be used.
    pub(crate) fn refused(
        &mut self,
        options: &LoadOptions,
        code: DiagnosticCode,
        problem: impl Into<Unread>,
    ) {
        self.say(options, code, Severity::Error, problem.into());
    }

    /// Adds a diagnostic about an unreadable file that holds no hooks itself.
    pub(crate) fn note(&mut self, options: &LoadOptions, severity: Severity, message: &str) {
        let code = DiagnosticCode::Unreadable;
        self.say(options, code, severity, message.into());
    }

    /// Adds a part that consists of one diagnostic about a whole file.
    fn say(
        &mut self,
        options: &LoadOptions,
        code: DiagnosticCode,
        severity: Severity,
        problem: Unread,
    ) {
        let mut loaded = Loaded::default();
        let Unread { message, help } = problem;
        let mut found = Diagnostic::new(code, severity, message, &options.file, "", 0..0);
        if let Some(help) = help {
            found = found.with_help(help);
        }
        loaded.diagnostics.push(found);
        self.push(Content::Done(Box::new(loaded)));
    }

    /// Adds an error about a file of unknown format. The message says whether the file is JSON.
    pub(crate) fn unknown(&mut self, text: &str, file: &Located) {
        if let Err(Flaw { message, .. }) = check_json(text) {
            return self.refused(&file.options, DiagnosticCode::Unreadable, message);
        }
        let code = DiagnosticCode::UnknownFormat;
        let message = match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => "neither its path nor its content shows which agent's hooks these are; name the agent with `--as`".to_owned(),
            Err(error) => format!("the file is not TOML by its name, and its content is not JSON: {error}"),
        };
        self.refused(&file.options, code, message);
    }

    /// Adds a file in the format of `dialect`. Returns the files that this file includes. The caller adds the returned
    /// files next.
    pub(crate) fn add(&mut self, text: &str, dialect: &DialectRef, file: &Located) -> Vec<Include> {
        // Without agents, every file is read in our own format, which is TOML. A JSON file would get a TOML syntax
        // error, so report the missing agents instead.
        if dialect.is_native() && self.agents.is_empty() && is_json(&file.options.file) {
            let message = "our own format is TOML, and no other agent's format is registered";
            self.refused(&file.options, DiagnosticCode::UnknownFormat, message);
            return Vec::new();
        }
        let agent = self.agents.get(dialect);
        let added = match agent {
            Some(agent) => self.foreign(text, agent, file),
            None if dialect.is_native() => self.native(text, file),
            None => {
                let message = self.agents.lacks(dialect.name());
                self.refused(&file.options, DiagnosticCode::UnknownFormat, message);
                return Vec::new();
            }
        };
        match added {
            Ok(()) if agent.is_some() => self.includes(file),
            Ok(()) => Vec::new(),
            Err(problem) => {
                self.refused(&file.options, DiagnosticCode::Unreadable, problem);
                Vec::new()
            }
        }
    }
}

/// Returns whether the file's name has one of the extensions of JSON files.
fn is_json(path: &Path) -> bool {
    has_extension(path, "json") || has_extension(path, "jsonc")
}

/// The facts about a file that its text does not contain: the options for the native parser, and the place for another
/// agent's reader.
#[derive(Debug)]
pub(crate) struct Located {
    pub(crate) options: LoadOptions,
    pub(crate) place: Place,
}
