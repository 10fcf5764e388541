//! Combines all files of a batch after the last file was read.

use hooks_types::report::Cause;
use hooks_types::spec::Liveness;

use super::{Batch, Content};
use crate::diagnostic::{Diagnostic, Severity};
use crate::format::{name_missing_scripts, settle};
use crate::loaded::Loaded;
use crate::unheeded::Unheeded;
use crate::unquoted::take_out_quotes;

impl Batch {
    /// Combines all parts in load order. Errors in files of untrusted roots become warnings, except an error that makes
    /// a file with trusted hooks unusable.
    pub(crate) fn finish(self) -> Loaded {
        let mut all = Loaded::default();
        let mut foreign = {
            let mut foreign = self.foreign;
            all.unheeded = foreign.iter().filter_map(Unheeded::of).collect();
            // First apply the switches (settings that turn hooks off) of all files, because one file can turn off hooks
            // of another file. Only then look for missing scripts: a hook that is off needs no script.
            settle(&mut foreign, &self.agents);
            foreign
                .iter_mut()
                .filter(|file| file.place.counts_elsewhere())
                .for_each(name_missing_scripts);
            foreign.into_iter()
        };
        let mut roots = self.roots;
        for part in self.parts {
            let mut loaded = match part.content {
                Content::Done(loaded) => *loaded,
                // Parts and `foreign` were filled in the same order, so the next file belongs to this
                // part.
                Content::Foreign => match foreign.next() {
                    Some(file) => file.into_loaded(),
                    None => continue,
                },
            };
            // Remove quotations of an untrusted file now. After the merge into `all`, it is unknown which messages came
            // from this file.
            if !part.quotes {
                take_out_quotes(&mut loaded);
            }
            let root = part.root.and_then(|root| roots.get_mut(root));
            if let Some(root) = root.filter(|root| !root.root.is_trusted()) {
                root.held_back += held_back(&loaded);
                root.unusable_files += usize::from(is_unusable(&loaded));
                match part.guards {
                    true => loaded.diagnostics.iter_mut().for_each(as_error),
                    false => loaded.diagnostics.iter_mut().for_each(Diagnostic::lower),
                }
            }
            all.append(loaded);
        }
        all.roots = roots;
        all
    }
}

/// Counts the hooks that would run if the project were trusted.
fn held_back(loaded: &Loaded) -> usize {
    let hooks = loaded.hooks_despite_errors().iter();
    hooks
        .filter(|hook| matches!(&hook.liveness, Liveness::NotLive { cause, .. } if *cause == Cause::Untrusted))
        .count()
}

/// Returns whether an error makes it unknown which hooks the file was meant to define.
fn is_unusable(loaded: &Loaded) -> bool {
    loaded.forbids_use() || loaded.diagnostics.iter().any(|found| found.of_file)
}

/// Turns a diagnostic about a whole file into an error, because a trusted hook of the file might
/// have been a guard.
fn as_error(found: &mut Diagnostic) {
    if found.of_file {
        found.severity = Severity::Error;
    }
}
