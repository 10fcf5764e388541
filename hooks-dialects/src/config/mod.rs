//! Code shared by the readers of several agents' hook files, and the list of agents whose files are read.

mod list;

pub use list::agents;

pub(crate) mod bridge;
pub(crate) mod command;
pub(crate) mod entries;
pub(crate) mod entry_form;
mod event_entries;
pub(crate) mod events;
pub(crate) mod events_file;
pub(crate) mod handler;
pub(crate) mod http;
pub(crate) mod manifest;
pub(crate) mod matcher;
pub(crate) mod pattern;
pub(crate) mod place;
pub(crate) mod plugin_switches;
pub(crate) mod reach;
pub(crate) mod timeout;
pub(crate) mod tool_names;
pub(crate) mod tool_words;

#[cfg(test)]
#[cfg(unix)]
mod advised_path_tests;
#[cfg(test)]
mod agent_roots_tests;
#[cfg(test)]
mod agreement_tests;
#[cfg(test)]
mod bridge_tests;
#[cfg(test)]
mod load_tests;
#[cfg(test)]
mod native_tests;
#[cfg(test)]
mod observed_tests;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod recognise_tests;
#[cfg(test)]
mod refused_tests;
#[cfg(test)]
mod scope_tests;
#[cfg(test)]
#[path = "tests/trial.rs"]
pub(crate) mod trial;
