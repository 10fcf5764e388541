//! The interface for agents' file formats: one table per agent, and the types that its functions use.
//!
//! Each agent is described by one [`AgentFiles`]. A caller passes a list of such tables, [`Agents`], to discovery,
//! loading, recognition and the bridge. This crate knows no agent by itself; `hooks-dialects` brings six.
//!
//! An implementation receives a file as a tree whose values know their byte ranges ([`Node`]). It reads objects by key
//! ([`Fields`]), and passes hooks and remarks to a [`Reader`]. A problem with an entry is a [`Flaw`]: it is reported,
//! and the entry is kept as a hook that fails visibly. After reading, [`AgentFiles::settle`] combines the files of one
//! agent that are loaded together. The function gets these files as [`FileRead`]s.
//!
//! The following holds here, even where the agent's own reader behaves differently:
//!
//! - A broken entry affects that entry only, never the whole file. It is kept as a hook that fails with `not_usable`.
//!   If the hook's event can block, the hook blocks the calls that its matcher matches, or all calls if the matcher is
//!   unreadable.
//! - A file whose root or `hooks` has the wrong type [forbids use](crate::Loaded::forbids_use) of the
//!   load, because it might have held guards ([`Reader::lose`]).
//! - Hooks of an event that the agent does not have are kept under the event's name, for embedders that fire this
//!   event.
//! - No file switches off, replaces or shortens hooks of a higher scope.
//! - No file of an untrusted project runs anything or switches anything off.

mod agent;
mod agents;

mod finder;
mod place;
mod plugins;
mod recognise;
mod repeated;
mod shape;

mod fields;
mod json;
mod merge_conflict;
mod nested;
mod reader;
mod toml;
mod tree;

mod file;
mod parse;
mod scripts;
mod switches;

pub use crate::bounds::LONGEST_EVENT;
pub use crate::bridge::{BridgeEntry, BridgedEvent, Ordered, is_own_bridge};
pub use crate::flaw::Flaw;
pub use agent::{AgentFiles, FileAt, Sureness};
pub use agents::{Agents, AgentsError};
pub use fields::{Fields, Text, at_most, wrong_type};
pub use file::FileRead;
pub use finder::Finder;
pub(crate) use finder::in_every_folder;
pub use json::JsonStyle;
pub(crate) use json::json_tree;
pub use place::{Found, Place, Trust, tail};
pub use reader::{Entry, Level, Mark, Reader, is_comment};
pub use shape::HooksShape;
pub use switches::{Switch, Switches};
pub use tree::{Kind, Member, Node, Span};

pub(crate) use parse::{read, settle};
pub(crate) use recognise::has_extension;
pub(crate) use scripts::{IN_PLACE_OF_LINK, create_it, leads_to_itself, name_missing_scripts};
pub(crate) use toml::parse_toml;
