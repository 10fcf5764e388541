//! Files of several formats, loaded together.

#[cfg(feature = "foreign")]
use std::path::Component;

use hooks_types::Dialect;

use crate::allowance::{Allowance, Owner};
#[cfg(feature = "foreign")]
use crate::bounds::{Beyond, check_json};
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
    allowance: Allowance,
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
    fn native(&mut self, text: &str, file: &Located) -> Result<(), String> {
        let owner = file.owner();
        self.allowance.file(&owner, text.len())?;
        let loaded = parse(text, &file.options);
        self.allowance
            .hooks(&owner, loaded.hooks_despite_errors().len())?;
        self.parts.push(Part::Done(Box::new(loaded)));
        Ok(())
    }

    /// Adds another agent's file.
    #[cfg(feature = "foreign")]
    fn foreign(&mut self, text: &str, dialect: Dialect, file: &Located) -> Result<(), String> {
        let owner = file.owner();
        self.allowance.file(&owner, text.len())?;
        let found = read(text, dialect, &file.place);
        self.allowance.hooks(&owner, found.entries.len())?;
        self.parts.push(Part::Foreign);
        self.foreign.push(found);
        Ok(())
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
            let mut named = Located {
                options: LoadOptions::of_file(&path),
                place: file.place.clone(),
            };
            named.place.path = path;
            let added =
                read_text(&named.place.path).and_then(|text| self.foreign(&text, dialect, &named));
            if let Err(problem) = added {
                self.refused(&named.options, DiagnosticCode::Unreadable, problem);
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
        #[cfg(feature = "foreign")]
        if let Err(Beyond { message, .. }) = check_json(text) {
            return self.refused(&file.options, DiagnosticCode::Unreadable, message);
        }
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
            Dialect::Native => {
                let added = self.native(text, file);
                self.unless_refused(added, file);
            }
            #[cfg(feature = "foreign")]
            other => {
                let added = self.foreign(text, other, file);
                self.unless_refused(added, file);
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

    fn unless_refused(&mut self, added: Result<(), String>, file: &Located) {
        if let Err(problem) = added {
            self.refused(&file.options, DiagnosticCode::Unreadable, problem);
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

impl Located {
    /// Whose files it is counted with.
    fn owner(&self) -> Owner {
        #[cfg(feature = "foreign")]
        let root = self.place.project_root.clone();
        #[cfg(not(feature = "foreign"))]
        let root = None;
        (self.options.scope, root)
    }
}
