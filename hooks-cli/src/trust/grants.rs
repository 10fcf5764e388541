//! The right of trusted hooks to grant, that is, to let a call pass without a question to the user: which hooks lack
//! this right, and the commands that give it and take it away.

use hooks_config::{Loaded, TrustEntry, TrustStatus};
use hooks_router::Listed;
use hooks_types::answer::OutcomeKind;
use hooks_types::fingerprint::Fingerprint;
use hooks_types::report::Row;
use hooks_types::text::short_name;
use hooks_types::{HookSpec, Report};

use super::find::{Found, FoundFile};
use super::question::is_trusted;
use crate::show::{columns, event_named, paragraph};

/// Returns a sentence for each hook that allowed the call and has no right to grant. The sentence ends with the command
/// of this program that gives this right.
pub(crate) fn refused_grants(report: &Report, loaded: &Loaded) -> Vec<String> {
    let allowed = report.hooks.iter();
    let allowed = allowed.filter(|row| row.outcome == Some(OutcomeKind::Allow));
    let sentence = |row: &Row| {
        let is_of_row = |spec: &&HookSpec| {
            spec.event == report.event && spec.id == row.id && spec.source.to_string() == row.source
        };
        let spec = loaded.hooks_despite_errors().iter().find(is_of_row)?;
        let status = status_of(spec, loaded)?;
        if Listed::from(spec).may_grant != Some(false) {
            return None;
        }
        let id = short_name(&row.id);
        Some(match status.fingerprint {
            Some(fingerprint) => format!(
                "`{id}` may not grant; to let its `allow` count, type: `hooks trust --fingerprint {fingerprint} \
                 --may-grant`"
            ),
            // The hook has no trust: it ran because the user permitted it for this run only.
            None => format!(
                "`{id}` is not trusted, so it may not grant; to let its `allow` count, answer y to both \
                 questions of this command: `hooks trust`"
            ),
        })
    };
    allowed.filter_map(sentence).collect()
}

/// Returns the trust status that the load found for a hook; `None` for a hook that needs no trust.
pub(crate) fn status_of<'l>(spec: &HookSpec, loaded: &'l Loaded) -> Option<&'l TrustStatus> {
    let is_of_spec = |status: &&TrustStatus| {
        status.event == spec.event
            && status.id == spec.id
            && spec.source.file.as_deref() == Some(&status.root.join(&status.file))
    };
    loaded.trust.iter().find(is_of_spec)
}

/// Says how many trusted hooks at gates (events at which a block prevents the action) had no right to grant before this
/// command began, and how to change that for each of them. The text is empty if there are no such hooks.
pub(super) fn without_grant(files: &[FoundFile]) -> String {
    let hooks = files.iter().flat_map(|file| &file.hooks);
    let lacking: Vec<(&Found, Fingerprint)> = hooks
        .filter(|hook| lacks_grant(hook))
        .map(|hook| (hook, trusted_fingerprint(hook)))
        .collect();
    let said = match lacking.len() {
        0 => return String::new(),
        1 => "1 trusted hook may not grant: its `allow` counts as no objection".to_owned(),
        count => {
            format!("{count} trusted hooks may not grant: their `allow` counts as no objection")
        }
    };
    paragraph(&said, 0, columns()) + &how_to_grant(&lacking, columns())
}

/// Says for each of these hooks how to let its `allow` count. Each line ends with the `hooks trust` command for this.
pub(super) fn how_to_grant(hooks: &[(&Found, Fingerprint)], room: Option<usize>) -> String {
    let line = |(hook, fingerprint): &(&Found, Fingerprint)| {
        let id = short_name(&hook.id);
        let event = event_named(&hook.event);
        let said = format!(
            "to let the `allow` of `{id}` ({event}) count, type: `hooks trust --fingerprint {fingerprint} --may-grant`"
        );
        paragraph(&said, 0, room)
    };
    hooks.iter().map(line).collect()
}

/// Returns whether a trusted hook is at a gate (an event at which a block prevents the action), but does not have the
/// user's permission to let calls pass.
fn lacks_grant(hook: &Found) -> bool {
    is_trusted(hook) && hook.gate && !hook.may_grant
}

/// Returns the fingerprint under which the trust store has this trusted hook. The stored fingerprint can differ from
/// the hook's present fingerprint, because the stored fingerprint leaves out the content of files that may change.
pub(super) fn trusted_fingerprint(hook: &Found) -> Fingerprint {
    let stored = hook.earlier.as_ref().filter(|_| is_trusted(hook));
    stored.map_or_else(|| hook.identity.fingerprint(), |entry| entry.fingerprint)
}

/// Says whether these entries give hooks the right to grant (to let calls pass by an allow), or take it away. The text
/// is empty if they do neither.
pub(super) fn rights(file: &FoundFile, entries: &[TrustEntry]) -> String {
    let granting = entries.iter().filter(|entry| entry.may_grant);
    let named: Vec<String> = granting
        .map(|entry| entry.fingerprint.to_string())
        .collect();
    if !named.is_empty() {
        let fingerprint = named.join(" --fingerprint ");
        return format!(
            ", may grant; to take that away: `hooks trust --fingerprint {fingerprint}`"
        );
    }
    // A trusted hook loses the right to grant, but not its trust, if it is trusted again without this right.
    match file.hooks.iter().any(|hook| loses_grant(hook, entries)) {
        true => ", may no longer grant".to_owned(),
        false => String::new(),
    }
}

/// Returns whether one of these entries takes the right to grant from a hook.
fn loses_grant(hook: &Found, entries: &[TrustEntry]) -> bool {
    let fingerprint = trusted_fingerprint(hook);
    let mut of_hook = entries
        .iter()
        .filter(|entry| entry.fingerprint == fingerprint);
    hook.may_grant && of_hook.any(|entry| !entry.may_grant)
}
