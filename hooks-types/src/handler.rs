//! How a hook is run: the program, request or anything else that an executor takes.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::cause::Failure;
use crate::confinement::Confinement;
use crate::start_check::StartGuard;

/// What is run. Executors are chosen by [`Handler::kind`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Handler {
    /// A program.
    Command(Command),
    /// A POST of the payload.
    Http(HttpRequest),
    /// A hook inside the agent's own process, found by its key.
    InProcess {
        /// The key it was registered under.
        key: String,
    },
    /// A kind that only an embedder's executor may know (`prompt`, `agent`, `mcp_tool` ...).
    Other(OtherHandler),
    /// An entry that cannot be used; it always fails with this, so that it shows and its policy
    /// decides.
    Unusable(Failure),
}

/// A program to start.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Command {
    /// What to start.
    pub program: Program,
    /// Where it runs.
    pub work_dir: WorkDir,
    /// Folders to run in when the first is gone, in order (Claude Code: project root, home).
    pub work_dir_fallbacks: Vec<PathBuf>,
    /// Variables set for it, over inherited ones.
    pub env: BTreeMap<String, String>,
    /// Which of the host's variables it gets.
    pub inherit_env: InheritEnv,
    /// How the payload reaches it.
    pub payload: PayloadChannel,
    /// What happens to processes that outlive a normal exit.
    pub leftovers: Leftovers,
    /// Whether it is started anew for each event.
    pub launch: Launch,
    /// The projects whose files it must not run; none: it may run anything.
    pub confinement: Option<Confinement>,
    /// What is looked at right before it starts: whether the files it runs are still those that
    /// somebody trusted.
    pub start_check: Option<StartGuard>,
}

/// What a command starts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Program {
    /// Program and arguments, no shell.
    Argv(Vec<String>),
    /// A text for `bash -c` where bash exists, else `sh -c`; never a login shell.
    Shell(String),
}

/// Where a command runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum WorkDir {
    /// In the payload's `cwd`.
    #[default]
    Session,
    /// In this folder.
    Fixed(PathBuf),
}

/// Which of the host's environment variables a hook gets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum InheritEnv {
    /// All of them.
    #[default]
    All,
    /// These, where they are set.
    Only(Vec<String>),
}

/// How the payload reaches a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PayloadChannel {
    /// On stdin, then EOF.
    #[default]
    Stdin,
    /// As its last argument: the legacy `notify` only. Over 128 KiB it is cut.
    LastArgument,
}

/// How often a program is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Launch {
    /// For each event.
    #[default]
    Spawn,
    /// Once: it stays and answers one event after another, in the protocol of
    /// [`worker`](crate::worker). An executor without workers starts it for each event.
    Worker,
}

/// What happens to processes that outlive a normal exit of the hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Leftovers {
    /// They are ended, off the verdict's path (native hooks).
    #[default]
    End,
    /// They are left alone, our pipe ends closed (foreign hooks, as their agents do).
    Leave,
}

/// A POST of the payload to an endpoint.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HttpRequest {
    /// Where to.
    pub url: String,
    /// Headers; `$NAME` and `${NAME}` in a value stand for a variable of `allowed_env`, others
    /// become empty.
    pub headers: BTreeMap<String, String>,
    /// Variables that header values may name.
    pub allowed_env: Vec<String>,
    /// Refuse everything but `https` (Copilot), loopback included.
    pub https_only: bool,
}

/// A handler kind this project does not run itself.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct OtherHandler {
    /// The kind, in the agent's own word.
    pub kind: String,
    /// The configured entry, whole.
    pub config: Map<String, Value>,
}

/// What executors are chosen by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HandlerKind {
    /// [`Handler::Command`].
    Command,
    /// [`Handler::Http`].
    Http,
    /// [`Handler::InProcess`].
    InProcess,
    /// [`Handler::Other`], in the agent's own word (`prompt`).
    Other(String),
    /// [`Handler::Unusable`].
    Unusable,
}

impl fmt::Display for HandlerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Command => "command",
            Self::Http => "http",
            Self::InProcess => "in_process",
            Self::Other(kind) => kind,
            Self::Unusable => "unusable",
        })
    }
}

impl Handler {
    /// What executors are chosen by.
    pub fn kind(&self) -> HandlerKind {
        match self {
            Self::Command(_) => HandlerKind::Command,
            Self::Http(_) => HandlerKind::Http,
            Self::InProcess { .. } => HandlerKind::InProcess,
            Self::Other(other) => HandlerKind::Other(other.kind.clone()),
            Self::Unusable(_) => HandlerKind::Unusable,
        }
    }
}

impl Command {
    /// Program and arguments, no shell.
    pub fn argv<S: Into<String>>(argv: impl IntoIterator<Item = S>) -> Self {
        Self::new(Program::Argv(argv.into_iter().map(Into::into).collect()))
    }

    /// A text that runs through a shell.
    pub fn shell(text: impl Into<String>) -> Self {
        Self::new(Program::Shell(text.into()))
    }

    /// A program with the defaults of a native hook.
    pub fn new(program: Program) -> Self {
        Self {
            program,
            work_dir: WorkDir::default(),
            work_dir_fallbacks: Vec::new(),
            env: BTreeMap::new(),
            inherit_env: InheritEnv::default(),
            payload: PayloadChannel::default(),
            leftovers: Leftovers::default(),
            launch: Launch::default(),
            confinement: None,
            start_check: None,
        }
    }

    /// Sets a variable.
    #[must_use]
    pub fn with_env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    setters! {
        /// Sets whether it stays and answers many events.
        fn with_launch(launch: Launch) = launch;
        /// Sets which of the host's variables it gets.
        fn with_inherit_env(inherit_env: InheritEnv) = inherit_env;
    }
}

impl HttpRequest {
    /// A POST without headers.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            headers: BTreeMap::new(),
            allowed_env: Vec::new(),
            https_only: false,
        }
    }
}

impl OtherHandler {
    /// A handler of the agent's own kind.
    pub fn new(kind: impl Into<String>, config: Map<String, Value>) -> Self {
        Self {
            kind: kind.into(),
            config,
        }
    }
}
