//! `Files`: where one agent's hook files are, how they are recognised, and how they affect each other.

use std::path::{Path, PathBuf};

use hooks_config::format::{
    AgentFiles, BridgeEntry, FileRead, Finder, Flaw, JsonStyle, Node, Place, Reader, Sureness,
};
use hooks_types::spec::Scope;
use hooks_types::{DialectRef, EventName};

use crate::config::bridge::Bridge;
use crate::config::tool_names;
use crate::tools::Tools;

/// The hook files of one agent.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) dialect: &'static DialectRef,
    /// The agent's name for people.
    pub(crate) title: &'static str,
    pub(crate) tools: &'static Tools,
    /// Returns the agent's names for a canonical tool, the usual one first.
    pub(crate) tool_names: fn(&Tools, &str) -> Vec<&'static str>,
    /// Returns the agent's names for one of our events, the usual one first.
    pub(crate) event_names: fn(&EventName) -> Vec<&'static str>,
    pub(crate) project_folder: &'static str,
    pub(crate) project_files: &'static [&'static str],
    pub(crate) home_folder: &'static str,
    pub(crate) home_variable: Option<&'static str>,
    pub(crate) root_variables: &'static [&'static str],
    /// The places where files are looked for, in the agent's documented order.
    pub(crate) places: &'static [At],
    pub(crate) owns: fn(&Path) -> bool,
    pub(crate) fits: fn(&Node, &str) -> Option<Sureness>,
    pub(crate) is_managed: fn(&Path) -> bool,
    pub(crate) plugin_root: fn(&Path) -> Option<PathBuf>,
    pub(crate) locate: fn(&mut Place, &str),
    pub(crate) json_style: JsonStyle,
    /// Reads the root of a file. After an error it is unknown which hooks the file contains.
    pub(crate) read: fn(&mut Reader<'_>, &Node) -> Result<(), Flaw>,
    pub(crate) settle: fn(&mut [&mut FileRead]),
    pub(crate) script_meant: fn(&str, &Place) -> Option<String>,
    pub(crate) bridge: Bridge,
}

/// A place where an agent looks for its files.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At {
    /// A file of the administrator.
    Managed(&'static str),
    /// All JSON files in a folder of the administrator.
    ManagedFolder(&'static str),
    /// The files in projects.
    Projects,
    /// A file in the agent's folder in the user's home.
    User(&'static str),
    /// All JSON files of a folder within that folder.
    UserFolder(&'static str),
    /// A file in the user's home, outside the agent's folder.
    Home(&'static str),
    /// The files of installed plugins.
    Plugins(fn(&mut Finder<'_>)),
}

/// The dialect of [`Files::of`], until the agent sets its own.
static NOBODY: DialectRef = DialectRef::NATIVE;

impl Files {
    /// Creates an agent whose files are not recognised by shape or place and do not affect each other;
    /// the agent overwrites the entries that differ.
    pub(crate) const fn of(tools: &'static Tools, bridge: Bridge) -> Self {
        Self {
            dialect: &NOBODY,
            title: "",
            tools,
            tool_names: tool_names::of,
            event_names: |_| Vec::new(),
            project_folder: "",
            project_files: &[],
            home_folder: "",
            home_variable: None,
            root_variables: &[],
            places: &[],
            owns: |_| false,
            fits: |_, _| None,
            is_managed: |_| false,
            plugin_root: |_| None,
            locate: |_, _| {},
            json_style: JsonStyle::Strict,
            read: |_, _| Ok(()),
            settle: |_| {},
            script_meant: |_, _| None,
            bridge,
        }
    }
}

impl AgentFiles for Files {
    fn dialect(&self) -> &DialectRef {
        self.dialect
    }

    fn title(&self) -> &str {
        self.title
    }

    fn project_folder(&self) -> Option<&'static str> {
        Some(self.project_folder)
    }

    fn project_files(&self) -> &'static [&'static str] {
        self.project_files
    }

    fn home_folder(&self) -> Option<&'static str> {
        Some(self.home_folder)
    }

    fn home_variable(&self) -> Option<&'static str> {
        self.home_variable
    }

    fn root_variables(&self) -> &'static [&'static str] {
        self.root_variables
    }

    fn find(&self, finder: &mut Finder<'_>) {
        for place in self.places {
            match *place {
                At::Managed(file) => finder.file(file, Scope::Managed),
                At::ManagedFolder(folder) => finder.folder(Path::new(folder), Scope::Managed),
                At::Projects => finder.projects(),
                At::User(file) => finder.user(file),
                At::UserFolder(folder) => finder.user_folder(folder),
                At::Home(file) => finder.home_file(file),
                At::Plugins(find) => find(finder),
            }
        }
    }

    fn owns(&self, path: &Path) -> bool {
        (self.owns)(path)
    }

    fn fits(&self, root: &Node, text: &str) -> Option<Sureness> {
        (self.fits)(root, text)
    }

    fn is_managed(&self, path: &Path) -> bool {
        (self.is_managed)(path)
    }

    fn plugin_root(&self, path: &Path) -> Option<PathBuf> {
        (self.plugin_root)(path)
    }

    fn locate(&self, place: &mut Place, text: &str) {
        (self.locate)(place, text);
    }

    fn json_style(&self) -> JsonStyle {
        self.json_style
    }

    fn read(&self, reader: &mut Reader<'_>, root: &Node) {
        if let Err(flaw) = (self.read)(reader, root) {
            reader.lose(&flaw);
        }
    }

    fn settle(&self, files: &mut [&mut FileRead]) {
        (self.settle)(files);
    }

    fn tool_names(&self, canonical: &str) -> Vec<&'static str> {
        (self.tool_names)(self.tools, canonical)
    }

    fn event_names(&self, event: &EventName) -> Vec<&'static str> {
        (self.event_names)(event)
    }

    fn script_meant(&self, script: &str, place: &Place) -> Option<String> {
        (self.script_meant)(script, place)
    }

    fn bridge(&self) -> Option<&dyn BridgeEntry> {
        Some(&self.bridge)
    }
}
