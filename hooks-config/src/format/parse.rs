//! Parses the text of agents' files into hooks.
//!
//! A text becomes a tree, the agent's `read` turns the tree into entries, and [`settle`] combines the files of one
//! agent, because a setting in one file can turn off hooks of another file.

use std::sync::Arc;

use hooks_types::DialectRef;
use hooks_types::text::short_name;

use super::agent::AgentFiles;
use super::agents::Agents;
use super::file::FileRead;
use super::json::parse_json;
use super::place::Place;
use super::reader::Reader;
use super::repeated::{Lost, Repeated};
use super::toml::parse_toml;
use super::tree::{Node, Span};
use crate::bounds::check_placeholders;
use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::flaw::Flaw;
use crate::loaded::Loaded;
use crate::words::Words;

impl Agents {
    /// Parses one file of an agent.
    ///
    /// This function is pure: it reads nothing but `text`. So it does not load the files that a plugin's manifest names
    /// (loading by path does). A broken entry affects that entry only: it is reported with its place and kept as a hook
    /// that always fails. A dialect without an agent in this list is an error.
    #[must_use]
    pub fn parse(&self, text: &str, dialect: DialectRef, place: &Place) -> Loaded {
        let mut loaded = self.parse_together([(text, dialect, place)]);
        loaded.pop().unwrap_or_default()
    }

    /// Parses files in load order and combines the files of each agent as that agent does: a setting in one file can
    /// turn off hooks of another file. Returns one [`Loaded`] per file, in the order given.
    #[must_use]
    pub fn parse_together<'f>(
        &self,
        files: impl IntoIterator<Item = (&'f str, DialectRef, &'f Place)>,
    ) -> Vec<Loaded> {
        // One slot per file keeps the results in the order of the files. A slot of `None` stands for the next file in
        // `read_files`.
        let mut read_files = Vec::new();
        let mut slots = Vec::new();
        for (text, dialect, place) in files {
            slots.push(match self.get(&dialect) {
                Some(agent) => {
                    read_files.push(read(text, agent, place));
                    None
                }
                None => Some(self.refused(text, &dialect, place)),
            });
        }
        settle(&mut read_files, self);
        let mut lowered = read_files.into_iter().map(FileRead::into_loaded);
        let slots = slots.into_iter();
        slots
            .filter_map(|slot| slot.or_else(|| lowered.next()))
            .collect()
    }

    /// Returns the result for a file of a dialect without an agent.
    fn refused(&self, text: &str, dialect: &DialectRef, place: &Place) -> Loaded {
        let file = Arc::new(place.path.clone());
        let (code, error) = (DiagnosticCode::UnknownFormat, Severity::Error);
        let message = self.lacks(dialect.name());
        let mut loaded = Loaded::default();
        let found = Diagnostic::new(code, error, message, &file, text, 0..0);
        loaded.diagnostics.push(found);
        loaded
    }
}

/// Reads one file on its own.
pub(crate) fn read(text: &str, agent: &'static AgentFiles, place: &Place) -> FileRead {
    let mut place = place.clone();
    (agent.locate)(&mut place, text);
    let mut reader = Reader::new(text, agent, &place);
    let fits = check_placeholders(text, place.longest());
    match fits.and_then(|()| tree(&mut reader)) {
        Ok(root) => {
            if let Err(flaw) = (agent.read)(&mut reader, &root) {
                reader.lose(&flaw);
            }
            reader.nested_events(&root);
        }
        Err(flaw) => reader.flaw(&flaw),
    }
    // If the file has too many hooks, start over and keep only that error: if only some of the hooks were kept, guards
    // could be missing.
    if let Some(beyond) = reader.beyond.take() {
        reader = Reader::new(text, agent, &place);
        reader.flaw(&beyond);
    }
    FileRead::finish(reader, Arc::from(text))
}

/// Combines the files of each agent, in load order: a setting in one file can turn off hooks of another file.
pub(crate) fn settle(files: &mut [FileRead], agents: &Agents) {
    for file in files.iter_mut() {
        // Do this first. An agent's `settle` must see which hooks are off because of where their file lies.
        file.settle_place();
    }
    for agent in agents.iter() {
        let of_agent = |file: &&mut FileRead| file.dialect() == agent.dialect;
        let mut own: Vec<&mut FileRead> = files.iter_mut().filter(of_agent).collect();
        (agent.settle)(&mut own);
    }
}

/// Parses the reader's text, as TOML or JSON by the name of the file. Warns about repeated keys.
fn tree(reader: &mut Reader<'_>) -> Result<Node, Flaw> {
    if reader.place.file_name().ends_with(".toml") {
        return parse_toml(reader.text).map_err(|flaw| not_the(flaw, "not TOML"));
    }
    let title = reader.title();
    let parsed = parse_json(reader.text, reader.agent.json_style)
        .map_err(|flaw| not_the(flaw, &format!("not the JSON that {title} reads")))?;
    for found in &parsed.repeated {
        repeated(reader, found);
    }
    Ok(parsed.root)
}

/// Warns about a repeated key. If hooks are lost with the earlier member, the warning says so and shows how to keep
/// both members.
fn repeated(reader: &mut Reader<'_>, found: &Repeated) {
    let key = short_name(&found.key);
    let line = |span: &Span| reader.remarks.line(reader.text, span.start);
    let (lost, used) = (line(&found.span), line(&found.used));
    let message = match found.hooks {
        Some(_) => {
            let said = |key: &str| {
                format!(
                    "{key} appears twice in one object: the hooks of line {lost} are lost, because only the later \
                     key (line {used}) counts"
                )
            };
            Words::quoting(said(&format!("`{key}`")), said("a key"))
        }
        None => Words::quoting(
            format!("`{key}` appears twice in one object; only the later one (line {used}) counts"),
            format!("a key appears twice in one object; only the later one (line {used}) counts"),
        ),
    };
    reader.warn(DiagnosticCode::DuplicateKey, &found.span, message);
    reader.help(match found.hooks {
        Some(Lost::Lists) => "write the key once, and put the entries of both lists into one list",
        Some(Lost::Objects) => {
            "write the key once, and put the content of both objects into one object"
        }
        Some(Lost::Other) => "write the key once, with all its hooks",
        None => "keep one",
    });
}

/// Returns a syntax error with a prefix before its message, such as "not TOML", which names the expected language.
fn not_the(flaw: Flaw, what: &str) -> Flaw {
    match flaw.is_syntax() {
        true => flaw.behind_words(&format!("{what}: ")),
        false => flaw,
    }
}
