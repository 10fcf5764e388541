//! Files of several formats, loaded together.

#[cfg(feature = "foreign")]
use std::path::Component;

use hooks_types::Dialect;

use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
#[cfg(feature = "foreign")]
use crate::foreign::{FileRead, Place, name_missing_scripts, read, settle};
use crate::loaded::Loaded;
use crate::native::parse;
use crate::options::LoadOptions;
#[cfg(feature = "foreign")]
use crate::read::read_text;

/// Files in load order, until what they mean for each other is settled.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    parts: Vec<Part>,
    #[cfg(feature = "foreign")]
    foreign: Vec<FileRead>,
}

#[derive(Debug)]
enum Part {
    Done(Box<Loaded>),
    /// The next of the foreign files.
    #[cfg(feature = "foreign")]
    Foreign,
}

impl Batch {
    /// Adds a native file.
    pub(crate) fn native(&mut self, text: &str, options: &LoadOptions) {
        self.parts.push(Part::Done(Box::new(parse(text, options))));
    }

    /// Adds another agent's file.
    #[cfg(feature = "foreign")]
    pub(crate) fn foreign(&mut self, text: &str, dialect: Dialect, place: &Place) {
        self.parts.push(Part::Foreign);
        self.foreign.push(read(text, dialect, place));
    }

    /// Adds the hooks files that the last foreign file names as its own: a plugin's manifest does.
    #[cfg(feature = "foreign")]
    fn follow(&mut self, dialect: Dialect, file: &Located) {
        let Some(index) = self.foreign.len().checked_sub(1) else {
            return;
        };
        let includes = std::mem::take(&mut self.foreign[index].switches.includes);
        for include in includes {
            let inside = std::path::Path::new(&include.value);
            let stays = inside
                .components()
                .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
            let root = file.place.plugin_root.clone().filter(|_| stays);
            let Some(path) = root.map(|root| root.join(inside)) else {
                let message = "the path leads out of the plugin, so it is not followed";
                self.foreign[index].say(
                    Severity::Error,
                    DiagnosticCode::BadValue,
                    &include.span,
                    message,
                );
                continue;
            };
            let mut place = file.place.clone();
            place.path = path;
            match read_text(&place.path) {
                Ok(text) => self.foreign(&text, dialect, &place),
                Err(problem) => self.refused(
                    &LoadOptions::of_file(&place.path),
                    DiagnosticCode::Unreadable,
                    problem,
                ),
            }
        }
    }

    /// Adds a file nothing of which can be used.
    pub(crate) fn refused(
        &mut self,
        options: &LoadOptions,
        code: DiagnosticCode,
        message: impl Into<String>,
    ) {
        let mut loaded = Loaded::default();
        loaded.diagnostics.push(Diagnostic::new(
            code,
            Severity::Error,
            message,
            &options.file,
            "",
            0..0,
        ));
        self.parts.push(Part::Done(Box::new(loaded)));
    }

    /// Adds a file whose format cannot be told: says whether it is JSON at all.
    pub(crate) fn unknown(&mut self, text: &str, file: &Located) {
        let code = DiagnosticCode::UnknownFormat;
        let message = match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => "neither its path nor its shape tells which agent's hooks these are; name the agent with `--as`".to_owned(),
            Err(error) => format!("neither TOML by its name nor JSON: {error}"),
        };
        self.refused(&file.options, code, message);
    }

    /// Adds a file in the format of `dialect`.
    pub(crate) fn add(&mut self, text: &str, dialect: Dialect, file: &Located) {
        match dialect {
            #[cfg(not(feature = "foreign"))]
            Dialect::Native if is_json(&file.options.file) => self.refused(
                &file.options,
                DiagnosticCode::UnknownFormat,
                format!("our own format is TOML; {NEEDS_FOREIGN}"),
            ),
            Dialect::Native => self.native(text, &file.options),
            #[cfg(feature = "foreign")]
            other => {
                self.foreign(text, other, &file.place);
                self.follow(other, file);
            }
            #[cfg(not(feature = "foreign"))]
            other => self.refused(
                &file.options,
                DiagnosticCode::UnknownFormat,
                format!("this is a file of {other}; {NEEDS_FOREIGN}"),
            ),
        }
    }

    /// Everything, in load order.
    pub(crate) fn finish(self) -> Loaded {
        #[cfg(feature = "foreign")]
        let mut foreign = {
            let mut foreign = self.foreign;
            settle(&mut foreign);
            foreign.iter_mut().for_each(name_missing_scripts);
            foreign.into_iter()
        };
        let mut all = Loaded::default();
        for part in self.parts {
            match part {
                Part::Done(loaded) => all.append(*loaded),
                #[cfg(feature = "foreign")]
                Part::Foreign => {
                    if let Some(file) = foreign.next() {
                        all.append(file.into_loaded());
                    }
                }
            }
        }
        all
    }
}

/// What a build lacks that reads our own format only.
#[cfg(not(feature = "foreign"))]
const NEEDS_FOREIGN: &str = "this build reads no other agent's files: it was made without the \
                             feature `foreign` of hooks-config";

#[cfg(not(feature = "foreign"))]
fn is_json(path: &std::path::Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    ["json", "jsonc"]
        .iter()
        .any(|json| extension.eq_ignore_ascii_case(json))
}

/// What is known of a file beside its text, in native words and in those of other agents.
#[derive(Debug)]
pub(crate) struct Located {
    pub(crate) options: LoadOptions,
    #[cfg(feature = "foreign")]
    pub(crate) place: Place,
}
