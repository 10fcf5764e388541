//! What an agent brings so that its files are found, recognised and read.

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

/// One agent's hook files: where they lie, how they are recognised, what they say.
///
/// Pure: nothing here reads a file but [`find`](Self::find), which lists folders through its finder,
/// and [`script_meant`](Self::script_meant). Every method but [`dialect`](Self::dialect) has a
/// default, so an agent without files of its own implements that one, and its name may stand in
/// `dialect = "..."` of a native file.
pub trait AgentFiles: fmt::Debug + Send + Sync {
    /// The dialect of the files' hooks. Its name is the agent's, in flags and in native files.
    fn dialect(&self) -> &DialectRef;

    /// What a person calls the agent.
    fn title(&self) -> &str {
        self.dialect().name()
    }

    /// The agent's folder in a project, which marks its parent as the project's root.
    fn project_folder(&self) -> Option<&'static str> {
        None
    }

    /// Where hook files lie in a project, each relative to its root, in the agent's order. A name
    /// that ends in `/` is a folder of JSON files; `FOLDER/*/FILE` is that file in every folder of
    /// one.
    fn project_files(&self) -> &'static [&'static str] {
        &[]
    }

    /// The agent's folder in the user's home.
    fn home_folder(&self) -> Option<&'static str> {
        None
    }

    /// The variable by which a user moves that folder elsewhere.
    fn home_variable(&self) -> Option<&'static str> {
        None
    }

    /// The variables in which the agent tells its hooks where the project is, its own first.
    fn root_variables(&self) -> &'static [&'static str] {
        &[]
    }

    /// Lists the files that could be there, in the agent's documented order.
    fn find(&self, _finder: &mut Finder<'_>) {}

    /// Whether the agent looks for its files at such a path, whatever is in them.
    fn owns(&self, _path: &Path) -> bool {
        false
    }

    /// Whether a JSON file elsewhere has the shape of the agent's.
    fn fits(&self, _root: &Node, _text: &str) -> Option<Sureness> {
        None
    }

    /// Whether files at such a path are an administrator's.
    fn is_managed(&self, _path: &Path) -> bool {
        false
    }

    /// The root of the plugin that a file at such a path belongs to.
    fn plugin_root(&self, _path: &Path) -> Option<PathBuf> {
        None
    }

    /// Corrects a place by what only the file's text tells.
    fn locate(&self, _place: &mut Place, _text: &str) {}

    /// What the agent's own reader takes beside plain JSON.
    fn json_style(&self) -> JsonStyle {
        JsonStyle::Strict
    }

    /// Lowers a file. What cannot be used is said, and stays as a hook that fails visibly.
    fn read(&self, reader: &mut Reader<'_>, _root: &Node) {
        let message = format!("{} has no files that are read here", self.title());
        reader.error(DiagnosticCode::UnknownFormat, &(0..0), message);
    }

    /// Applies the agent's files to each other, in load order. None may take anything from hooks of
    /// a higher scope ([`Place::binds`]).
    fn settle(&self, _files: &mut [&mut FileRead]) {}

    /// What the agent calls one of the [canonical tools](crate::CANONICAL_TOOLS), its usual name
    /// first; none where it has no such tool.
    fn tool_names(&self, _canonical: &str) -> Vec<&'static str> {
        Vec::new()
    }

    /// What the agent calls one of our events, its usual name first; none where it has no such event.
    fn event_names(&self, _event: &EventName) -> Vec<&'static str> {
        Vec::new()
    }

    /// The script that was probably meant where a command names one that is not there.
    fn script_meant(&self, _script: &str, _place: &Place) -> Option<String> {
        None
    }

    /// How our bridge is put into the agent's configuration.
    fn bridge(&self) -> Option<&dyn BridgeEntry> {
        None
    }
}

/// How sure the shape of a file makes that it is one agent's. Where several agents are equally sure
/// it is the first one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Sureness {
    /// Nothing speaks against it; several agents share the shape.
    Possible,
    /// Something speaks for it.
    Likely,
    /// Much speaks for it.
    Probable,
    /// It holds words that no other agent has.
    Certain,
}
