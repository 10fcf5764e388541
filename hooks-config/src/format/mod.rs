//! The seam that agents' files implement, and what an implementation builds on.
//!
//! An agent is one [`AgentFiles`]; [`Agents`] is the list of them that a caller hands to discovery,
//! loading, recognition and the bridge. This crate knows no agent itself; `hooks-dialects` brings
//! five.
//!
//! An implementation gets a file as a tree whose values know their bytes ([`Node`]), reads objects
//! by name ([`Fields`]), and hands hooks and remarks to a [`Reader`]. What is wrong with an entry is
//! a [`Flaw`]: it is said, and the entry stays as a hook that fails visibly. Files of one agent that
//! are loaded together then meet in [`AgentFiles::settle`] as [`FileRead`]s.
//!
//! Whatever an agent's own reader does, here
//!
//! * a broken entry costs that entry, never the file, and stays as a hook that fails with
//!   `not_usable`; on a gate it blocks what its matcher fits, or everything if that cannot be read;
//! * a file whose root or whose `hooks` is of another type [forbids use](crate::Loaded::forbids_use),
//!   because nobody knows which guards it was to hold ([`Reader::lose`]);
//! * hooks of an event the agent lacks are kept under that name, for an embedder who fires it;
//! * no file switches off, replaces or shortens hooks of a higher scope;
//! * no file of an untrusted project runs anything or switches anything off.

mod agent;
mod agents;

mod finder;
mod place;
mod plugins;
mod recognise;

mod fields;
mod json;
mod reader;
mod toml;
mod tree;

mod file;
mod parse;
mod scripts;
mod switches;

pub use crate::bounds::LONGEST_EVENT;
pub use crate::bridge::{BridgeEntry, BridgedEvent, Ordered};
pub use crate::flaw::Flaw;
pub use agent::{AgentFiles, Sureness};
pub use agents::{Agents, AgentsError};
pub use fields::{Fields, Text, at_most, wrong_type};
pub use file::FileRead;
pub use finder::Finder;
pub(crate) use finder::in_every_folder;
pub use json::JsonStyle;
pub(crate) use json::json_tree;
pub use place::{Found, Place, Trust, tail};
pub use reader::{Entry, Reader, is_comment};
pub use switches::{Switch, Switches};
pub use tree::{Kind, Member, Node, Span};

pub(crate) use parse::{read, settle};
pub(crate) use recognise::has_extension;
pub(crate) use scripts::name_missing_scripts;
pub(crate) use toml::parse_toml;
