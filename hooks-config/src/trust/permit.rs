//! Asks a [`FileTrust`] about the hooks of each file and applies its decisions.
//!
//! | state | result |
//! |---|---|
//! | trusted | the hook can run, with a check of its files before every start |
//! | new | the hook is listed and does not run |
//! | changed, at an event that can block | a hook that always blocks takes its place |
//! | changed, at any other event | the hook is listed and does not run |
//! | revoked | the hook is listed and does not run |
//! | gone | reports get a row that names the missing hook ([`gone`](super::gone)) |
//!
//! A file can switch off its own hooks. For a trusted guard, such a switch takes effect only if the user agreed to the
//! file's whole text. Otherwise the guard is replaced by a hook that always blocks: a commit must not remove a guard by
//! one line.

use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Liveness, StartGuard};
use hooks_types::text::one_line;
use hooks_types::wire::guards_gate;
use hooks_types::{Failure, HookSpec};

use super::decision::{Decision, FileTrust};
use super::files::Bases;
use super::found::{FoundHook, HookFile, Survey};
use super::gone::{Owner, add_gone};
use super::judge::is_place;
use super::start::TrustedFiles;
use super::state::{TrustState, TrustStatus};
use crate::diagnostic::Severity;
use crate::loaded::Loaded;

/// Decides about every hook of a load that needs trust, and adds rows for trusted hooks that are gone.
pub(crate) fn apply(
    loaded: &mut Loaded,
    files: &[HookFile],
    owners: &[Owner],
    survey: &Survey,
    trust: &mut dyn FileTrust,
) {
    for file in files {
        decide(loaded, file, survey, trust);
    }
    for owner in owners {
        let names: Vec<&str> = files
            .iter()
            .filter(|file| file.place == owner.place)
            .map(|file| file.name.as_str())
            .collect();
        let gone = trust.gone_files(&owner.place, &names).into_iter();
        for gone in gone.filter(|gone| owner.would_hold(gone)) {
            add_gone(loaded, owner, gone, None);
        }
    }
}

/// Decides about the hooks of one file.
fn decide(loaded: &mut Loaded, file: &HookFile, survey: &Survey, trust: &mut dyn FileTrust) {
    // Collect positions first: the hooks are borrowed while the decisions are made, and replaced
    // afterwards.
    let all = loaded.hooks_despite_errors();
    let places: Vec<usize> = all
        .iter()
        .enumerate()
        .filter(|(_, spec)| needs_decision(spec, file))
        .map(|(place, _)| place)
        .collect();
    let hooks: Vec<FoundHook<'_>> = places
        .iter()
        .filter_map(|place| all.get(*place))
        .map(|spec| FoundHook::new(spec, file, survey))
        .collect();
    let mut decisions = trust.decide(file, &hooks).into_iter();
    // A plugin of another agent can be switched off only in that agent's settings, which are trusted. The plugin's own
    // file cannot switch the plugin off. So the switch takes effect.
    let by_settings = file.plugin.is_some() && !file.dialect.is_native();
    let agreed = by_settings || trust.knows(file);
    let mut settled = Vec::new();
    let mut changed = Vec::new();
    for hook in &hooks {
        let decision = decisions.next().unwrap_or(Decision::of(TrustState::New));
        let (mut spec, mut status) = settle(hook, &decision, file, agreed);
        if status.state == TrustState::Changed {
            changed.push(hook.spec.clone());
            spec.id = known_name(&decision, file, &spec);
            status.id.clone_from(&spec.id);
        }
        settled.push((spec, status));
    }
    let gone_from = unread(loaded, file);
    // Call `gone` before the hooks are replaced, because `hooks` borrows them.
    let gone = trust.gone(file, &hooks);
    for (place, (spec, status)) in places.into_iter().zip(settled) {
        if let Some(hook) = loaded.hooks_despite_errors_mut().get_mut(place) {
            *hook = spec;
        }
        loaded.trust.push(status);
    }
    loaded.as_configured.append(&mut changed);
    for gone in gone {
        add_gone(loaded, &Owner::of(file), gone, gone_from.as_deref());
    }
}

/// Returns why a hook is missing from a file that cannot be read as a whole. Models can read this reason, so the reason
/// names the place and quotes nothing.
fn unread(loaded: &Loaded, file: &HookFile) -> Option<String> {
    let error = loaded.diagnostics.iter().find(|found| {
        let is_error = found.lowered || found.severity == Severity::Error;
        is_error && *found.file == file.path
    })?;
    let own = error.own.message.of(error.message.clone());
    let what = own.unwrap_or_else(|| error.code.summary().to_owned());
    let line = error.line;
    let said = match error.of_file {
        true => format!("it was trusted, and its file cannot be read: line {line}, {what}"),
        false => format!(
            "the hook was trusted, but its file, which has an error, no longer has its entry: line {line}, {what}"
        ),
    };
    Some(said)
}

/// Returns whether the hook of this file needs a decision. Our own bridge needs no decision, and neither do entries
/// that their agent never runs.
fn needs_decision(spec: &HookSpec, file: &HookFile) -> bool {
    let is_asked_about = match &spec.liveness {
        Liveness::Live => true,
        Liveness::NotLive { cause, .. } => matches!(cause, Cause::Untrusted | Cause::Disabled),
        _ => false,
    };
    let source = spec.source.file.as_deref();
    spec.scope.needs_trust() && is_asked_about && source == Some(&file.path)
}

/// Applies a decision to a hook. Returns the hook as the load will hold it, and its status. `agreed` says whether a
/// switch that turns the hook off takes effect. Such a switch takes effect if the file's whole text is trusted, or if
/// only trusted settings can switch the hook off.
fn settle(
    hook: &FoundHook<'_>,
    decision: &Decision,
    file: &HookFile,
    agreed: bool,
) -> (HookSpec, TrustStatus) {
    let mut spec = hook.spec.clone();
    let mut status = TrustStatus {
        root: file.root.clone(),
        plugin: file.plugin.as_ref().map(|plugin| plugin.name.clone()),
        file: file.name.clone(),
        event: spec.event.clone(),
        id: spec.id.clone(),
        state: decision.state,
        live: false,
        fingerprint: None,
        remark: None,
    };
    // A hook that is switched off does not run, even if it is trusted. Decide only whether calls may pass without the
    // hook.
    let is_off =
        matches!(&spec.liveness, Liveness::NotLive { cause, .. } if *cause == Cause::Disabled);
    if is_off {
        if matches!(decision.state, TrustState::Trusted | TrustState::Changed) {
            let accept = "to accept that, revoke its trust with `hooks trust revoke`";
            status.remark = Some(format!("its file switches it off; {accept}"));
            // A switch that the user has not agreed to must not remove a guard, so replace the guard by a hook that
            // always blocks.
            if !agreed && guards_gate(&spec) {
                status.state = TrustState::Changed;
                spec = closed(&spec, Some(SWITCHED_OFF));
            }
        }
        return (spec, status);
    }
    if matches!(decision.state, TrustState::Changed | TrustState::New) {
        status.remark = decision.why.as_deref().map(one_line);
    }
    match decision.state {
        TrustState::Trusted => trust(hook, decision, &mut spec, &mut status),
        // Permission for a run covers new hooks. It never covers a changed or revoked hook, because the user already
        // decided about such a hook.
        TrustState::New if file.permitted => spec.liveness = Liveness::Live,
        TrustState::Changed if guards_gate(&spec) => spec = closed(&spec, why_not(decision)),
        // Keep the reason with which the hook was loaded, unless the decision has a better reason.
        TrustState::New
            if decision.why.is_none() && matches!(spec.liveness, Liveness::NotLive { .. }) => {}
        state => spec = held(spec, state, why_not(decision)),
    }
    status.live = spec.liveness == Liveness::Live;
    (spec, status)
}

/// Returns the reason that the decision gives for not running the hook, if any.
fn why_not(decision: &Decision) -> Option<&str> {
    let why = decision.why.as_deref();
    why.or(decision.changed_file.as_deref())
}

/// Lets a trusted hook run, with a check of its files before every start.
fn trust(hook: &FoundHook<'_>, decision: &Decision, spec: &mut HookSpec, status: &mut TrustStatus) {
    let identity = hook.identity();
    status.fingerprint = Some(identity.fingerprint());
    if let Some(problem) = identity.problem(&decision.data) {
        // The check before the hook's start would fail each time. So treat the hook as changed now:
        // a guard blocks, and a hook that is not a guard is skipped.
        status.remark = Some(problem);
        status.state = TrustState::Changed;
        *spec = match guards_gate(spec) {
            true => closed(spec, None),
            false => held(spec.clone(), TrustState::Changed, None),
        };
        return;
    }
    spec.liveness = Liveness::Live;
    spec.may_grant = decision.may_grant;
    let Bases {
        root,
        folders,
        home,
    } = hook.bases();
    let data = decision.data.iter().map(String::as_str);
    let files = identity.files_with_data(data);
    if let Handler::Command(command) = &mut spec.handler {
        command.start_check = Some(StartGuard::new(TrustedFiles::new(
            Bases {
                root,
                folders,
                home,
            },
            files,
        )));
    }
}

/// Returns the hook in a form that is listed but does not run. Reports show the hook as skipped. The reason is `why`,
/// or the usual reason for the hook's state.
pub(super) fn held(spec: HookSpec, state: TrustState, why: Option<&str>) -> HookSpec {
    let (cause, reason) = match state {
        TrustState::Changed => (Cause::Changed, CHANGED),
        TrustState::Revoked => (Cause::Revoked, "its trust was revoked"),
        TrustState::Gone => (
            Cause::Gone,
            "the hook was trusted, but its file no longer has its entry",
        ),
        TrustState::New | TrustState::Trusted => (
            Cause::Untrusted,
            "a hook of a project or plugin that was not trusted yet",
        ),
    };
    // The reason can come from an embedder's decision and quote the hook, so it must stay one line.
    let reason = one_line(why.unwrap_or(reason));
    spec.with_liveness(Liveness::not_live(cause, reason))
}

/// The reason shown for a changed hook. Models read the reason too, so it quotes nothing from the hook and names no
/// command to type.
const CHANGED: &str = "this hook, or a file that it runs, changed since the user trusted it";

/// The reason shown for a guard that a changed file switches off. Models can read it.
const SWITCHED_OFF: &str = "this hook was switched off since the user trusted it";

/// The part of a block's reason that says which calls are blocked, and until when.
const CLOSED: &str = "until the user decides again, every call of the hook's event is blocked, even calls that its matcher does not name";

/// Returns the id of a changed hook in reports, which models read: the id that the user agreed to. If the
/// decision has no such id, returns the new id if it is only a position, else the place of the hook's entry.
fn known_name(decision: &Decision, file: &HookFile, spec: &HookSpec) -> String {
    match &decision.known_as {
        Some(known) => known.clone(),
        None if is_place(&spec.id, spec.event.wire_name()) => spec.id.clone(),
        None => format!("{}:{}", file.name, spec.source.line),
    }
}

/// Returns a hook that always fails with [`Cause::Changed`] and so blocks every call of its event. This hook has no
/// matchers: the changed bytes must not decide which calls are blocked. Its `on_failure` is the event's default and not
/// the changed hook's `on_failure`.
fn closed(spec: &HookSpec, why: Option<&str>) -> HookSpec {
    let why = one_line(why.unwrap_or(CHANGED));
    let failure = Failure::new(Cause::Changed, format!("{why}; {CLOSED}"));
    HookSpec::new(
        spec.id.clone(),
        spec.event.clone(),
        Handler::Unusable(failure),
    )
    .with_form(spec.form.clone())
    .with_strategy(spec.strategy)
    .with_scope(spec.scope)
    .with_source(spec.source.clone())
}
