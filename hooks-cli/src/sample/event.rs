//! Finds the event that a user names, by our name or an agent's name for it.

use hooks_config::event_meant_by;
use hooks_dialects::agents;
use hooks_types::dialect::WireForm;
use hooks_types::near::nearest;
use hooks_types::text::short_name;
use hooks_types::wire::{Expected, decode};
use hooks_types::{DialectRef, EventName};

use super::{Wanted, agent, tool, written};
use crate::failure::Failure;

/// Returns a sentence about an event in our own format that this version does not know. `None` if the event is known.
pub(super) fn doubt(event: &EventName, dialect: &DialectRef) -> Option<String> {
    let EventName::Other(name) = event else {
        return None;
    };
    let known: Vec<&str> = EventName::ALL.iter().map(EventName::wire_name).collect();
    dialect.is_native().then(|| {
        format!(
            "`{}` is no event that this version knows; the known events are {}",
            short_name(name),
            known.join(", ")
        )
    })
}

/// Finds the event by our name or the agent's name, and the form in which the agent writes the event.
///
/// # Errors
///
/// The dialect has no such event. The message names the event that was probably meant.
pub(super) fn named(wanted: &Wanted<'_>) -> Result<(EventName, WireForm), Failure> {
    let (event, dialect) = (wanted.event, wanted.dialect);
    let shown = short_name(event);
    let lacks = |what: &str| {
        Failure::usage(match dialect.is_native() {
            true => format!("there is no event {what}"),
            false => format!("{dialect} has no event {what}"),
        })
    };
    let Some(spoken) = dialect.get() else {
        return Err(lacks(&format!("`{shown}`")));
    };
    let ours = EventName::named(event);
    let forms = EventName::ALL
        .iter()
        .filter_map(|known| Some((known, spoken.form(known)?)));
    let forms: Vec<(&EventName, WireForm)> = forms.collect();
    // Look for the agent's own name first, because a name can mean different events: Gemini CLI calls its Stop
    // `AfterAgent`, and one of our events is also called `AfterAgent`.
    let is_it = |(_, form): &&(&EventName, WireForm)| form.event.eq_ignore_ascii_case(event);
    if let Some((known, form)) = forms.iter().find(is_it) {
        return Ok(((*known).clone(), form.clone()));
    }
    if !matches!(ours, EventName::Other(_)) {
        let form = spoken
            .form(&ours)
            .ok_or_else(|| lacks(&format!("like {ours}")))?;
        return Ok((ours, form));
    }
    if let Some(found) = of_one_kind_of_call(wanted) {
        return Ok(found);
    }
    // If the agent fires this event only for one kind of call, no call of that kind was found above. So accept only an
    // event that is not about a call.
    let is_about_no_call = |(known, _): &(EventName, &str)| !tool::is_about_a_call(known);
    if let Some((known, own)) = agent::of_own_name(dialect, event).filter(is_about_no_call) {
        return Ok((known, WireForm::new(dialect, own)));
    }
    let own = forms.iter().map(|(_, form)| form.event.as_str());
    let ours_too = EventName::ALL.iter().map(EventName::as_str);
    let known = own.clone().chain(ours_too).chain(agent::names(dialect));
    let described = || {
        let meant = EventName::meant_by(event)?;
        let (_, form) = forms.iter().find(|(known, _)| *known == meant)?;
        let general = form.event.as_str();
        let all = agent::names_of(dialect, meant, event);
        EventName::nearest_by_words(event, [general].into_iter().chain(all)).or(Some(general))
    };
    let near = nearest(event, known).or_else(|| match dialect.is_native() {
        true => agent::near(event),
        false => None,
    });
    let almost = || {
        Some(
            event_meant_by(event, &agents())
                .filter(|_| dialect.is_native())?
                .name,
        )
    };
    match near.or_else(described).or_else(almost) {
        Some(meant) => Err(lacks(&format!("`{shown}`; did you mean `{meant}`?"))),
        // Our own format can carry any event, also one that this version does not know. So accept the name.
        None if dialect.is_native() => {
            let form = WireForm::native(&ours);
            Ok((ours, form))
        }
        None => {
            let own = own.collect::<Vec<_>>().join(", ");
            Err(lacks(&format!("`{shown}`; it has {own}")))
        }
    }
}

/// Finds an agent's event that is only for one kind of call, in addition to the agent's event for all calls (Cursor's
/// `beforeShellExecution`). No table lists these events. So a call is encoded under the wanted name, and the name is
/// accepted if the dialect reads the result as the same event.
pub(super) fn of_one_kind_of_call(wanted: &Wanted<'_>) -> Option<(EventName, WireForm)> {
    let form = WireForm::new(wanted.dialect, wanted.event);
    let calls = EventName::ALL
        .iter()
        .filter(|name| tool::is_about_a_call(name));
    let told = |name: &&EventName| {
        let tool = wanted.options.tool.as_deref();
        let bytes = written(wanted, name, &form, tool).ok()?;
        let read = decode(
            &bytes,
            Expected::new(wanted.dialect).with_event(wanted.event),
        )
        .ok()?;
        Some(read.event.name() == **name)
    };
    let mut told = calls.filter(|name| told(name) == Some(true));
    told.next().map(|name| (name.clone(), form.clone()))
}
