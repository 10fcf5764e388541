//! [`AgentFiles`]: how an agent's files are found, recognized and read.

use std::path::{Path, PathBuf};

use hooks_types::spec::Scope;
use hooks_types::{DialectRef, EventName};

use super::file::FileRead;
use super::finder::Finder;
use super::json::JsonStyle;
use super::place::Place;
use super::reader::Reader;
use super::tree::Node;
use crate::bridge::BridgeEntry;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;

/// One agent's hook files: where they are, how to recognize them, and how to read them.
///
/// The functions are pure, except [`FileAt::Listed`], which lists folders through its finder, and `script_meant`, which
/// looks at the file system. To describe an agent, begin with [`AgentFiles::NONE`], which has no files, and overwrite
/// the fields that differ. An agent without files sets only its dialect. Then native files can use its name in
/// `dialect = "..."`.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::exhaustive_structs,
    reason = "agents write it as a table with `..AgentFiles::NONE`"
)]
pub struct AgentFiles {
    /// The dialect of the files' hooks. Its name is the agent's name in flags and native files.
    pub dialect: &'static DialectRef,
    /// The agent's name as messages show it; `None` if it is the name of the dialect.
    pub title: Option<&'static str>,
    /// The agent's folder in a project. The folder's parent is a project root.
    pub project_folder: Option<&'static str>,
    /// The paths of hook files in a project, relative to its root, in the agent's order. A path that
    /// ends in `/` is a folder of JSON files. `FOLDER/*/FILE` is that file in every subfolder of
    /// `FOLDER`.
    pub project_files: &'static [&'static str],
    /// The name of the agent's folder in the user's home folder.
    pub home_folder: Option<&'static str>,
    /// The environment variable whose value is a folder that replaces [`home_folder`](Self::home_folder).
    pub home_variable: Option<&'static str>,
    /// The variables in which the agent passes the project's root to its hooks, the agent's own variable first.
    pub root_variables: &'static [&'static str],
    /// The variables that this engine sets for the agent's hooks and the agent itself does not.
    pub added_variables: &'static [&'static str],
    /// How a command in the agent's project files names the project's root; `None` if the agent
    /// neither sets nor replaces such a name.
    pub root_in_command: Option<&'static str>,
    /// How a command of a plugin names the plugin's root, such as `${PLUGIN_ROOT}`.
    pub plugin_in_command: Option<&'static str>,
    /// The places of files that might exist, in the order that the agent documents.
    pub places: &'static [FileAt],
    /// Whether the agent looks for its files at this path, regardless of their content.
    pub owns: fn(&Path) -> bool,
    /// How well a JSON file fits the agent's format, if no agent owns its path; `None` if it does not
    /// fit.
    pub fits: fn(&Node, text: &str) -> Option<Sureness>,
    /// Whether a file at this path belongs to an administrator.
    pub is_managed: fn(&Path) -> bool,
    /// Returns the root of the plugin that a file at this path belongs to.
    pub plugin_root: fn(&Path) -> Option<PathBuf>,
    /// Corrects a file's place by facts that only the file's text shows.
    pub locate: fn(&mut Place, text: &str),
    /// The extensions to JSON that the agent's own reader accepts.
    pub json_style: JsonStyle,
    /// Reads the hooks of a file. An unusable entry is reported and kept as a hook that fails visibly. An `Err` means
    /// that it is unknown which hooks the file contains.
    pub read: fn(&mut Reader<'_>, root: &Node) -> Result<(), Flaw>,
    /// Combines the agent's files in load order, for example by applying their settings that turn
    /// hooks off. No file may turn off or change hooks of a higher scope ([`Place::binds`]).
    pub settle: fn(&mut [&mut FileRead]),
    /// Returns the agent's names for one of the [canonical tools](crate::CANONICAL_TOOLS), the usual name first. The
    /// list is empty if the agent has no such tool.
    pub tool_names: fn(canonical: &str) -> Vec<&'static str>,
    /// Returns the agent's names for one of our events, the usual name first. The list is empty if the agent has no
    /// such event.
    pub event_names: fn(&EventName) -> Vec<&'static str>,
    /// Returns the agent's names for all of its events, also for events that our format does not have.
    pub own_events: fn() -> Vec<&'static str>,
    /// Suggests the script that was probably meant, when a command names a script that does not exist.
    pub script_meant: fn(script: &str, place: &Place) -> Option<String>,
    /// How to add our bridge to the agent's configuration; `None` if the agent has no bridge.
    pub bridge: Option<&'static BridgeEntry>,
}

/// The dialect of [`AgentFiles::NONE`]. A list of agents refuses an agent with this dialect, so an
/// agent whose dialect was not set is noticed.
static NATIVE: DialectRef = DialectRef::NATIVE;

impl AgentFiles {
    /// An agent without files and without a dialect of its own.
    pub const NONE: Self = Self {
        dialect: &NATIVE,
        title: None,
        project_folder: None,
        project_files: &[],
        home_folder: None,
        home_variable: None,
        root_variables: &[],
        added_variables: &[],
        root_in_command: None,
        plugin_in_command: None,
        places: &[],
        owns: |_| false,
        fits: |_, _| None,
        is_managed: |_| false,
        plugin_root: |_| None,
        locate: |_, _| {},
        json_style: JsonStyle::Strict,
        read: |reader, _| {
            let message = format!("{} has no files that are read here", reader.title());
            reader.error(DiagnosticCode::UnknownFormat, &(0..0), message);
            Ok(())
        },
        settle: |_| {},
        tool_names: |_| Vec::new(),
        event_names: |_| Vec::new(),
        own_events: Vec::new,
        script_meant: |_, _| None,
        bridge: None,
    };

    /// Returns the agent's name as messages show it.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.title.unwrap_or_else(|| self.dialect.name())
    }

    /// Lists the files that might exist, in the order that the agent documents.
    pub(super) fn find(&self, finder: &mut Finder<'_>) {
        for place in self.places {
            match *place {
                FileAt::Managed(file) => finder.file(file, Scope::Managed),
                FileAt::ManagedFolder(folder) => finder.folder(Path::new(folder), Scope::Managed),
                FileAt::Projects => finder.projects(),
                FileAt::User(file) => finder.user(file),
                FileAt::UserFolder(folder) => finder.user_folder(folder),
                FileAt::Home(file) => finder.home_file(file),
                FileAt::Listed(list) => list(finder),
            }
        }
    }
}

/// A place where an agent looks for its files.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum FileAt {
    /// A file of the administrator.
    Managed(&'static str),
    /// All JSON files in a folder of the administrator.
    ManagedFolder(&'static str),
    /// The agent's project files, in every project.
    Projects,
    /// A file in the agent's folder in the user's home folder.
    User(&'static str),
    /// All JSON files of a folder within the agent's folder in the user's home folder.
    UserFolder(&'static str),
    /// A file in the user's home folder, outside of the agent's folder.
    Home(&'static str),
    /// Files that a function of the agent lists, for example the files of its plugins.
    Listed(fn(&mut Finder<'_>)),
}

/// How strongly a file's shape (its keys and values) points to one agent. If several agents are equally sure, the first
/// agent in the list wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Sureness {
    /// The shape fits, but files of several agents have it.
    Possible,
    /// One property of the file points to this agent.
    Likely,
    /// Many properties of the file point to this agent.
    Probable,
    /// The file uses words that only this agent has.
    Certain,
}
