//! Runs `hooks trust`: asks about each file, or trusts the hooks with the named fingerprints.
//!
//! The hooks are read once, before the question. A yes stores exactly the fingerprints that were shown, so a change
//! that is made while the user reads is not trusted.
//!
//! There are two separate questions: whether hooks may run, and whether an `allow` by them may pass a call without
//! asking the user. The second question is asked only about hooks at gates (events at which a block prevents the
//! action). The default answer to both is no.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;

use hooks_config::{StorePlace, TrustEntry};
use hooks_types::fingerprint::Fingerprint;
use hooks_types::text::{short_name, visible_name, visible_path};

use super::asked;
use super::find::{Found, FoundFile, project};
use super::grants::{how_to_grant, rights, trusted_fingerprint, without_grant};
use super::keeper::store_place;
use super::question::{hidden, is_trusted, text, unread};
use crate::cli::Trust;
use crate::exec::question;
use crate::exit_code;
use crate::failure::Failure;
use crate::os;
use crate::show::{columns, columns_of};

/// Finds the hooks that wait for a decision, and asks about them or trusts the named hooks. Without a terminal the
/// hooks are printed with their fingerprints, and nothing is trusted.
///
/// # Errors
///
/// The hooks or the store cannot be read, there is no terminal to ask at, or a named fingerprint is not
/// found. Decisions that were stored before the error stay.
pub(super) fn run(options: &Trust) -> Result<u8, Failure> {
    let found = project(&options.place, &options.data)?;
    let place = store_place(&found.places)
        .ok_or_else(|| Failure::new("no home folder is known; set HOME or XDG_STATE_HOME"))?;
    let open: Vec<&FoundFile> = found
        .files
        .iter()
        .filter(|file| !file.hooks.iter().all(is_trusted))
        .collect();
    // Handle `--fingerprint` before the check whether any hook waits: a fingerprint can name a hook that is trusted
    // already, and an unknown fingerprint is an error even if no hook waits.
    if !options.fingerprint.is_empty() {
        let all: Vec<&FoundFile> = found.files.iter().collect();
        return by_fingerprint(options, &all, &place);
    }
    if options.output.is_json() {
        say(&asked::json(&open, &[])?)?;
        return Ok(exit_code::DONE);
    }
    if open.is_empty() {
        say("no hooks of a project or plugin to decide about\n")?;
        say(&unread(&found.unread, columns()))?;
        say(&hidden(&found.files, columns()))?;
        say(&without_grant(&found.files))?;
        return Ok(exit_code::DONE);
    }
    say(&unread(&found.unread, columns()))?;
    // Use the controlling terminal and not stdin, because a pipe (`yes | hooks trust`) must not answer.
    let Ok((from, mut to)) = os::open_terminal() else {
        open.iter()
            .try_for_each(|file| say(&(text(file, columns()) + "\n")))?;
        let mut hooks = open.iter().flat_map(|file| &file.hooks);
        let how = match hooks.any(|hook| hook.problem.is_none()) {
            true => ". Name what you trust: `hooks trust --fingerprint v1:...`",
            false => "",
        };
        return Err(Failure::new(format!(
            "there is no terminal to ask at; nothing was trusted{how}"
        )));
    };
    for file in open {
        ask_about(file, options, &place, &from, &mut to)?;
    }
    say(&without_grant(&found.files))?;
    Ok(exit_code::DONE)
}

/// Shows one file's hooks and asks once for all of them. Hooks that cannot be trusted are only shown.
///
/// # Errors
///
/// The terminal is gone, or the store cannot be written. Nothing of this file is trusted then, unless only the last
/// message could not be printed.
fn ask_about(
    file: &FoundFile,
    options: &Trust,
    place: &StorePlace,
    from: &File,
    to: &mut File,
) -> Result<(), Failure> {
    let asked: Vec<&Found> = file
        .hooks
        .iter()
        .filter(|hook| !is_trusted(hook) && hook.problem.is_none())
        .collect();
    // Print this at the terminal itself and not on stdout, because the user must read what the question is about.
    writeln!(to, "{}", text(file, columns_of(to))).map_err(|error| cannot_ask(&error))?;
    // Hooks that cannot be trusted were shown above. If the file has no other hooks, there is nothing to ask.
    if asked.is_empty() {
        return Ok(());
    }
    let (hooks, they, their) = match asked.len() {
        1 => ("this hook".to_owned(), "it", "its"),
        count => (format!("these {count} hooks"), "they", "their"),
    };
    let gates = asked.iter().any(|hook| hook.gate);
    let first = match gates {
        true => format!(
            "Two questions: may {they} run, and may {their} `allow` let calls pass without asking you?\n1 of 2: Trust {hooks}?"
        ),
        false => format!("Trust {hooks}?"),
    };
    if !yes(&first, from, to)? {
        return writeln!(to, "not trusted\n").map_err(|error| cannot_ask(&error));
    }
    let second = format!(
        "If you say no, {they} can still block and change calls.\n2 of 2: May {their} `allow` let a call pass without asking you?"
    );
    let may_grant = gates && yes(&second, from, to)?;
    // If every hook of the file is trusted after this answer, the file's settings for all hooks are trusted too. For
    // that, the entry stores a digest of the file's whole text.
    let whole = asked.len() + file.hooks.iter().filter(|hook| is_trusted(hook)).count();
    let whole = whole == file.hooks.len();
    let entries = asked
        .iter()
        .map(|hook| entry(file, hook, &options.data, may_grant && hook.gate, whole));
    let entries: Vec<TrustEntry> = entries.collect();
    let each = asked.iter().zip(&entries);
    let refused: Vec<(&Found, Fingerprint)> = each
        .filter(|(hook, _)| hook.gate && !may_grant)
        .map(|(hook, entry)| (*hook, entry.fingerprint))
        .collect();
    let later = how_to_grant(&refused, columns_of(to));
    keep(place, file, entries)?;
    writeln!(to, "trusted\n{later}").map_err(|error| cannot_ask(&error))
}

/// Asks a question at the terminal. Only `y` or `yes` counts as "yes". Input that was typed before the question
/// appeared is dropped.
fn yes(question_text: &str, from: &File, to: &mut File) -> Result<bool, Failure> {
    let from = from.try_clone().map_err(|error| cannot_ask(&error))?;
    question(question_text, from, to).map_err(|error| cannot_ask(&error))
}

/// Returns the failure for a terminal that was closed while it was used.
fn cannot_ask(error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot ask at the terminal: {error}"))
}

/// Trusts the hooks with the named fingerprints. All must be found before the first is stored, so that a typing mistake
/// trusts nothing. A hook that is trusted already gets the right to grant (to let calls pass) with `--may-grant`, and
/// loses this right without that option. A named fingerprint can be the fingerprint that was shown, the fingerprint of
/// the hook with the typed `--data` options, or the stored fingerprint.
///
/// # Errors
///
/// A fingerprint belongs to no hook that was found, a named hook cannot be trusted, or the store
/// cannot be written.
fn by_fingerprint(
    options: &Trust,
    files: &[&FoundFile],
    place: &StorePlace,
) -> Result<u8, Failure> {
    let mut left: BTreeSet<Fingerprint> = options.fingerprint.iter().copied().collect();
    let mut plans = Vec::new();
    for file in files {
        let is_meant = |hook: &&Found| {
            let files = hook
                .identity
                .files_with_data(options.data.iter().map(String::as_str));
            // The user can name the fingerprint that was shown, the fingerprint of the hook with the `--data` options,
            // or the stored fingerprint.
            let known = [
                hook.identity.fingerprint(),
                hook.identity.fingerprint_with(&files),
                trusted_fingerprint(hook),
            ];
            options
                .fingerprint
                .iter()
                .any(|named| known.contains(named))
        };
        let meant: Vec<&Found> = file.hooks.iter().filter(is_meant).collect();
        for hook in &meant {
            if let Some(problem) = &hook.problem {
                let id = short_name(&hook.id);
                return Err(Failure::new(format!(
                    "hook `{id}` cannot be trusted: {problem}"
                )));
            }
            let files = hook
                .identity
                .files_with_data(options.data.iter().map(String::as_str));
            left.remove(&hook.identity.fingerprint());
            left.remove(&hook.identity.fingerprint_with(&files));
            left.remove(&trusted_fingerprint(hook));
        }
        // The file's settings for all hooks take effect only if all its hooks are trusted afterwards.
        let trusted = file.hooks.iter().filter(|hook| is_trusted(hook)).count();
        let whole = meant.iter().filter(|hook| !is_trusted(hook)).count() + trusted;
        let whole = whole == file.hooks.len();
        let entries: Vec<TrustEntry> = meant
            .iter()
            // An allow can pass a call only at a gate (an event at which a block prevents the action). So store the
            // permission only for hooks at gates.
            .map(|hook| {
                let may_grant = options.may_grant && hook.gate;
                match &hook.earlier {
                    // The hook is already trusted as it is. So only give or take the right to grant (to let calls pass
                    // by an allow).
                    Some(stored) if is_trusted(hook) && options.data.is_empty() => {
                        stored.clone().with_may_grant(may_grant)
                    }
                    _ => entry(file, hook, &options.data, may_grant, whole),
                }
            })
            .collect();
        plans.push((*file, entries));
    }
    if let Some(missing) = left.first() {
        return Err(Failure::new(format!(
            "nothing was trusted: no hook that is found here has the fingerprint {missing}; \
             `hooks trust` shows the hooks that wait, `hooks trust list` the hooks with a decision"
        )));
    }
    plans.retain(|(_, entries)| !entries.is_empty());
    if options.output.is_json() {
        // If the decision about a later file cannot be stored, still print the decisions that were stored before.
        let mut stored = 0;
        let kept = plans.iter().try_for_each(|(file, entries)| {
            keep(place, file, entries.clone())?;
            stored += 1;
            Ok(())
        });
        plans.truncate(stored);
        if kept.is_ok() || stored > 0 {
            say(&asked::json(files, &plans)?)?;
        }
        return kept.map(|()| exit_code::DONE);
    }
    for (file, entries) in plans {
        let count = entries.len();
        let rights = rights(file, &entries);
        keep(place, file, entries)?;
        let path = file.file.root.join(&file.file.name).display().to_string();
        say(&format!(
            "{}: {count} trusted{rights}\n",
            visible_name(&path)
        ))?;
    }
    Ok(exit_code::DONE)
}

/// Makes the entry to store for a hook as it was shown. `data` names files whose content may change. `whole` says that
/// the file's whole text is trusted. Then the file's settings for all hooks (limits, switches) take effect.
fn entry(
    file: &FoundFile,
    hook: &Found,
    data: &[String],
    may_grant: bool,
    whole: bool,
) -> TrustEntry {
    let files = hook
        .identity
        .files_with_data(data.iter().map(String::as_str));
    let mut shown = hook.shown.clone();
    if whole {
        shown.text = file.file.digest.map(|digest| digest.to_string());
    }
    let fingerprint = hook.identity.fingerprint_with(&files);
    TrustEntry::new(fingerprint, files, shown).with_may_grant(may_grant)
}

/// Stores the entries of one file, all of them or none.
///
/// # Errors
///
/// The root's path is not UTF-8, so the store cannot name the root; or the store cannot be written.
fn keep(place: &StorePlace, file: &FoundFile, entries: Vec<TrustEntry>) -> Result<(), Failure> {
    let under = &file.file.place;
    let kept = place.change(|store| entries.into_iter().all(|entry| store.trust(under, entry)));
    match kept {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::new(format!(
            "nothing was trusted: the path {} is not UTF-8",
            visible_path(under)
        ))),
        Err(error) => Err(Failure::new(format!("nothing was trusted: {error}"))),
    }
}

/// Prints a text that is already escaped.
///
/// # Errors
///
/// Stdout is closed: hooks that were not shown must not be trusted.
fn say(text: &str) -> Result<(), Failure> {
    anstream::stdout()
        .write_all(text.as_bytes())
        .map_err(|error| Failure::new(format!("cannot write the hooks: {error}")))
}
