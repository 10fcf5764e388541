//! The [`AgentFiles`] trait: how an agent's files are found, recognized and read.

use std::fmt;
use std::path::{Path, PathBuf};

use hooks_types::{DialectRef, EventName};

use super::file::FileRead;
use super::finder::Finder;
use super::json::JsonStyle;
use super::place::Place;
use super::reader::Reader;
use super::tree::Node;
use crate::bridge::BridgeEntry;
use crate::diagnostic::DiagnosticCode;

/// One agent's hook files: where they are, how to recognize them, and how to read them.
///
/// The methods are pure, except [`find`](Self::find), which lists folders through its finder, and
/// [`script_meant`](Self::script_meant), which looks at the file system. Every method but
/// [`dialect`](Self::dialect) has a default. An agent without files implements only that one; native
/// files can then use its name in `dialect = "..."`.
pub trait AgentFiles: fmt::Debug + Send + Sync {
    /// Returns the dialect of the files' hooks. Its name is the agent's name in flags and native files.
    fn dialect(&self) -> &DialectRef;

    /// Returns the agent's name for people.
    fn title(&self) -> &str {
        self.dialect().name()
    }

    /// Returns the agent's folder in a project. The folder's parent is a project root.
    fn project_folder(&self) -> Option<&'static str> {
        None
    }

    /// Returns the paths of hook files in a project, relative to its root, in the agent's order. A path
    /// that ends in `/` is a folder of JSON files. `FOLDER/*/FILE` is that file in every subfolder of
    /// `FOLDER`.
    fn project_files(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns the name of the agent's folder in the user's home folder.
    fn home_folder(&self) -> Option<&'static str> {
        None
    }

    /// Returns the environment variable that moves that folder elsewhere.
    fn home_variable(&self) -> Option<&'static str> {
        None
    }

    /// Returns the variables in which the agent passes the project's root to its hooks, its own
    /// variable first.
    fn root_variables(&self) -> &'static [&'static str] {
        &[]
    }

    /// Lists the files that may exist, in the order that the agent documents.
    fn find(&self, _finder: &mut Finder<'_>) {}

    /// Whether the agent looks for its files at such a path, regardless of their content.
    fn owns(&self, _path: &Path) -> bool {
        false
    }

    /// How well a JSON file at another path fits the agent's format; `None` if it does not.
    fn fits(&self, _root: &Node, _text: &str) -> Option<Sureness> {
        None
    }

    /// Whether files at such a path belong to an administrator.
    fn is_managed(&self, _path: &Path) -> bool {
        false
    }

    /// Returns the root of the plugin that a file at such a path belongs to.
    fn plugin_root(&self, _path: &Path) -> Option<PathBuf> {
        None
    }

    /// Corrects a place by facts that only the file's text shows.
    fn locate(&self, _place: &mut Place, _text: &str) {}

    /// Returns the extensions to JSON that the agent's own reader accepts.
    fn json_style(&self) -> JsonStyle {
        JsonStyle::Strict
    }

    /// Reads the hooks of a file. An unusable entry is reported and kept as a hook that fails visibly.
    fn read(&self, reader: &mut Reader<'_>, _root: &Node) {
        let message = format!("{} has no files that are read here", self.title());
        reader.error(DiagnosticCode::UnknownFormat, &(0..0), message);
    }

    /// Combines the agent's files in load order, for example by applying their switches. No file may
    /// take anything from the hooks of a higher scope ([`Place::binds`]).
    fn settle(&self, _files: &mut [&mut FileRead]) {}

    /// Returns the agent's names for one of the [canonical tools](crate::CANONICAL_TOOLS), the usual
    /// one first; empty if it has no such tool.
    fn tool_names(&self, _canonical: &str) -> Vec<&'static str> {
        Vec::new()
    }

    /// Returns the agent's names for one of our events, the usual one first; empty if it has no such
    /// event.
    fn event_names(&self, _event: &EventName) -> Vec<&'static str> {
        Vec::new()
    }

    /// Suggests the script that was probably meant, when a command names one that does not exist.
    fn script_meant(&self, _script: &str, _place: &Place) -> Option<String> {
        None
    }

    /// Describes how to add our bridge to the agent's configuration; `None` if the agent has no bridge.
    fn bridge(&self) -> Option<&dyn BridgeEntry> {
        None
    }
}

/// How strongly a file's shape points to one agent. If several agents are equally sure, the first one
/// wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Sureness {
    /// The shape fits, but several agents share it.
    Possible,
    /// One sign points to this agent.
    Likely,
    /// Many signs point to this agent.
    Probable,
    /// The file uses words that only this agent has.
    Certain,
}
