//! Files of several formats, loaded together.

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
use crate::read::{Demands, read_found};
use crate::roots::{LoadedRoot, Root};

mod finish;
mod include;

pub(crate) use include::Include;

/// So much is read of all files together whose root nobody trusts.
const UNTRUSTED_BYTES: u64 = 2 * 1024 * 1024;

/// Files in load order, until what they mean for each other is settled.
#[derive(Debug)]
pub(crate) struct Batch {
    agents: Agents,
    /// Where paths were found to lead.
    paths: Rc<Paths>,
    parts: Vec<Part>,
    allowance: Allowance,
    /// Bytes that are still read of files of roots that nobody trusts, all together.
    left: u64,
    foreign: Vec<FileRead>,
    /// The project's roots that were entered.
    roots: Vec<LoadedRoot>,
    /// The place in `roots` of the root that files are added from.
    root: Option<usize>,
    /// Whether remarks may quote the files that are added.
    quotes: bool,
    /// Whether hooks of the files that are added were trusted, so that an error in one stops us.
    guards: bool,
}

/// One file of a batch.
#[derive(Debug)]
struct Part {
    content: Content,
    root: Option<usize>,
    quotes: bool,
    guards: bool,
}

#[derive(Debug)]
enum Content {
    Done(Box<Loaded>),
    /// The next of the foreign files.
    Foreign,
}

impl Batch {
    /// A batch of our own files and of these agents'.
    pub(crate) fn new(agents: &Agents) -> Self {
        Self::by(agents, Rc::default())
    }

    /// The same, by what was found before.
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

    /// The agents whose files it reads.
    pub(crate) fn agents(&self) -> &Agents {
        &self.agents
    }

    /// Where paths were found to lead, for everything that the same load looks at.
    pub(crate) fn paths(&self) -> Rc<Paths> {
        Rc::clone(&self.paths)
    }

    /// Says which of the project's roots the next file is from, if any.
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

    /// Says whether remarks may quote the next file.
    pub(crate) fn quote(&mut self, quotes: bool) {
        self.quotes = quotes;
    }

    /// Says that hooks of the next file were trusted.
    pub(crate) fn guard(&mut self) {
        self.guards = true;
    }

    /// The text of a file of this root, if of any: of one that nobody trusts inside it and up to a
    /// bound, of a trusted one if it is nobody else's. It must lie in `folder` too, if there is one.
    /// None where nothing is there.
    pub(crate) fn read(
        &mut self,
        path: &Path,
        root: Option<&Root>,
        folder: Option<&Path>,
    ) -> Option<Result<String, String>> {
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

    fn push(&mut self, content: Content) {
        self.parts.push(Part {
            content,
            root: self.root,
            quotes: self.quotes,
            guards: self.guards,
        });
    }

    /// Whose files one is counted with.
    fn owner(&self, file: &Located) -> Owner {
        let root = self.root.and_then(|root| self.roots.get(root));
        (
            file.options.scope,
            root.map(|found| found.root.path.clone()),
        )
    }

    /// Adds a native file.
    fn native(&mut self, text: &str, file: &Located) -> Result<(), String> {
        let owner = self.owner(file);
        self.allowance.file(&owner, text.len())?;
        let loaded = parse(text, &file.options);
        self.allowance
            .hooks(&owner, loaded.hooks_despite_errors().len())?;
        self.push(Content::Done(Box::new(loaded)));
        Ok(())
    }

    /// Adds another agent's file.
    fn foreign(
        &mut self,
        text: &str,
        agent: &'static dyn AgentFiles,
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

    /// The hooks files that the last foreign file names as its own: a plugin's manifest does.
    fn includes(&mut self, file: &Located) -> Vec<Include> {
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

    /// Adds a file nothing of which can be used.
    pub(crate) fn refused(
        &mut self,
        options: &LoadOptions,
        code: DiagnosticCode,
        message: impl Into<String>,
    ) {
        self.say(options, code, Severity::Error, message.into());
    }

    /// Adds what there is to say about a file without hooks that cannot be read.
    pub(crate) fn note(&mut self, options: &LoadOptions, severity: Severity, message: &str) {
        let code = DiagnosticCode::Unreadable;
        self.say(options, code, severity, message.to_owned());
    }

    fn say(
        &mut self,
        options: &LoadOptions,
        code: DiagnosticCode,
        severity: Severity,
        message: String,
    ) {
        let mut loaded = Loaded::default();
        let file = &options.file;
        loaded
            .diagnostics
            .push(Diagnostic::new(code, severity, message, file, "", 0..0));
        self.push(Content::Done(Box::new(loaded)));
    }

    /// Adds a file whose format cannot be told: says whether it is JSON at all.
    pub(crate) fn unknown(&mut self, text: &str, file: &Located) {
        if let Err(Flaw { message, .. }) = check_json(text) {
            return self.refused(&file.options, DiagnosticCode::Unreadable, message);
        }
        let code = DiagnosticCode::UnknownFormat;
        let message = match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => "neither its path nor its shape tells which agent's hooks these are; name the agent with `--as`".to_owned(),
            Err(error) => format!("neither TOML by its name nor JSON: {error}"),
        };
        self.refused(&file.options, code, message);
    }

    /// Adds a file in the format of `dialect`; the files that it names as its own are to be added
    /// behind it.
    pub(crate) fn add(&mut self, text: &str, dialect: &DialectRef, file: &Located) -> Vec<Include> {
        if dialect.is_native() && self.agents.is_empty() && is_json(&file.options.file) {
            let message = "our own format is TOML, and nobody brought another agent's";
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

fn is_json(path: &Path) -> bool {
    has_extension(path, "json") || has_extension(path, "jsonc")
}

/// What is known of a file beside its text, in native words and in those of other agents.
#[derive(Debug)]
pub(crate) struct Located {
    pub(crate) options: LoadOptions,
    pub(crate) place: Place,
}
