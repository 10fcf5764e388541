//! What a hook runs: a program, an HTTP request, or a handler of the embedding agent.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::cause::Failure;
use crate::confinement::Confinement;
use crate::start_check::StartGuard;

/// What a hook runs. [`Handler::kind`] selects the executor.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Handler {
    /// Starts a program.
    Command(Command),
    /// Sends the payload to an HTTP endpoint.
    Http(HttpRequest),
    /// Calls a hook that was registered in the agent's own process.
    InProcess {
        /// The key under which the hook was registered.
        key: String,
    },
    /// A kind of handler that only an executor of the embedding agent can run (`prompt`, `agent`,
    /// `mcp_tool` ...).
    Other(OtherHandler),
    /// A config entry that cannot be used. Every run fails with this failure, so reports show the entry, and the hook's
    /// failure policy applies.
    Unusable(Failure),
}

/// A program to start.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Command {
    /// The program or shell command to start.
    pub program: Program,
    /// The folder in which the program runs.
    pub work_dir: WorkDir,
    /// Folders to try, in this order, if the folder in `work_dir` does not exist (Claude Code:
    /// project root, home).
    pub work_dir_fallbacks: Vec<PathBuf>,
    /// Variables set for the program. They override inherited variables.
    pub env: BTreeMap<String, String>,
    /// Which of the host's environment variables the program inherits.
    pub inherit_env: InheritEnv,
    /// How the payload reaches the program.
    pub payload: PayloadChannel,
    /// How to treat processes that are still running after the program exits normally.
    pub leftovers: Leftovers,
    /// Whether the program is started for each event, or once as a worker that answers many events.
    pub launch: Launch,
    /// The projects whose files the program must not run. `None` allows every file.
    pub confinement: Option<Confinement>,
    /// A check right before the start: the files that the program runs must be unchanged since they were trusted.
    pub start_check: Option<StartGuard>,
}

/// The program or shell command that a [`Command`] starts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Program {
    /// A program and its arguments, without a shell.
    Argv(Vec<String>),
    /// A script for `bash -c`, or `sh -c` if there is no bash. The shell is never a login shell:
    /// its profiles are slow, and can print text before the answer.
    Shell(String),
}

/// The folder in which a command runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum WorkDir {
    /// The session's folder, which is the payload's `cwd`.
    #[default]
    Session,
    /// The same folder for every event.
    Fixed(PathBuf),
}

/// Which of the host's environment variables a hook inherits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum InheritEnv {
    /// The hook inherits all variables.
    #[default]
    All,
    /// The hook inherits only the variables with these names, if they are set.
    Only(Vec<String>),
}

words! {
    /// How the payload reaches a program.
    #[derive(Default)]
    #[non_exhaustive]
    PayloadChannel {
        /// The program reads the payload from stdin, and then the end of file.
        #[default]
        Stdin = "stdin",
        /// The payload is the program's last argument. Only the legacy setting `notify` uses this channel. An argument
        /// over 128 KiB is cut.
        LastArgument = "last_argument",
    }
}

words! {
    /// How often a program is started.
    #[derive(Default, Serialize, Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    Launch {
        /// The program is started for each event.
        #[default]
        Spawn = "spawn",
        /// The program is started once. It keeps running and answers one event after another, in the protocol of
        /// [`worker`](crate::worker). An executor without workers starts the program for each event.
        Worker = "worker",
    }
}

words! {
    /// How to treat processes that are still running after a normal exit of the hook.
    #[derive(Default)]
    #[non_exhaustive]
    Leftovers {
        /// The processes are ended, but the answer does not wait until they have ended (native hooks).
        #[default]
        End = "end",
        /// The processes continue to run, with our ends of their pipes closed. Hooks of other agents use this value,
        /// because those agents do not end the processes either.
        Leave = "leave",
    }
}

/// An HTTP POST of the payload.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HttpRequest {
    /// The URL of the endpoint.
    pub url: String,
    /// Request headers. In a value, `$NAME` and `${NAME}` are replaced by the variable's value if
    /// `allowed_env` contains the name, and removed otherwise.
    pub headers: BTreeMap<String, String>,
    /// Variables that header values may use.
    pub allowed_env: Vec<String>,
    /// Whether only `https` URLs are allowed. If so, a request to an `http` URL fails, even to a loopback address.
    pub https_only: bool,
}

/// A handler of a kind that this project cannot run. The agent's own executor runs it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct OtherHandler {
    /// The agent's own name of the kind.
    pub kind: String,
    /// The complete config entry.
    pub config: Map<String, Value>,
}

/// The kind of a handler, by which executors are selected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HandlerKind {
    /// The kind of [`Handler::Command`].
    Command,
    /// The kind of [`Handler::Http`].
    Http,
    /// The kind of [`Handler::InProcess`].
    InProcess,
    /// The kind of [`Handler::Other`], with the agent's own name of the kind (`prompt`).
    Other(String),
    /// The kind of [`Handler::Unusable`].
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
    /// Returns the kind, by which executors are selected.
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
    /// Creates a command from a program and its arguments, without a shell.
    pub fn argv<S: Into<String>>(argv: impl IntoIterator<Item = S>) -> Self {
        Self::new(Program::Argv(argv.into_iter().map(Into::into).collect()))
    }

    /// Creates a command that runs a script through a shell.
    pub fn shell(text: impl Into<String>) -> Self {
        Self::new(Program::Shell(text.into()))
    }

    /// Creates a command with the defaults of a native hook.
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

    /// Sets an environment variable.
    #[must_use]
    pub fn with_env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    setters! {
        /// Sets whether the program is started for each event, or once as a worker that answers many events.
        fn with_launch(launch: Launch) = launch;
        /// Sets which of the host's variables the program inherits.
        fn with_inherit_env(inherit_env: InheritEnv) = inherit_env;
    }
}

impl HttpRequest {
    /// Creates a POST without headers.
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
    /// Creates a handler of the agent's own kind.
    pub fn new(kind: impl Into<String>, config: Map<String, Value>) -> Self {
        Self {
            kind: kind.into(),
            config,
        }
    }
}
