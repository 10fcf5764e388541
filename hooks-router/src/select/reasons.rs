//! Why a hook is, or is not, for an event: both sides in one sentence.

use hooks_types::event::Target;
use hooks_types::spec::Matcher;
use hooks_types::text::quoted;
use hooks_types::tool::{canonical_tool, tools_called};
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{HookSpec, near::nearest};

use super::matcher_text::{each_name, in_quotes, looks_at_command, wanted};

/// What of a hook does not fit an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missed<'a> {
    /// One of its matchers.
    Matcher(&'a Matcher),
    /// What only its dialect judges.
    Options,
    /// Nothing that can be named: its dialect does not show it this call.
    Nothing,
}

/// The longest text that a condition saw and a sentence repeats, in characters.
const SEEN: usize = 200;

/// Why a hook does not run: what it asks for, and what this event is.
pub(crate) fn why_it_misses(
    spec: &HookSpec,
    missed: Missed<'_>,
    event: EventRef<'_>,
    subjects: &Subjects,
) -> String {
    if !subjects.applies {
        return not_told(spec, event);
    }
    match missed {
        Missed::Matcher(Matcher::Never) => {
            "by its agent's rules its matcher matches nothing".to_owned()
        }
        Missed::Matcher(matcher) => {
            let sides = sides(spec, matcher, event, subjects);
            match meant(matcher, event, subjects) {
                Some(name) => format!("{sides}; did you mean {}?", in_quotes(name)),
                None => sides,
            }
        }
        Missed::Options => options(spec, subjects),
        Missed::Nothing => format!(
            "its agent has no such call: {} is not declared",
            event.target().map_or("this tool".to_owned(), in_quotes)
        ),
    }
}

/// Why a hook runs: what it asks for, and what this event is.
pub(crate) fn why_it_fits(spec: &HookSpec, event: EventRef<'_>, subjects: &Subjects) -> String {
    let asks = |matcher: &&Matcher| **matcher != Matcher::Any;
    let mut reasons: Vec<String> = Vec::new();
    for matcher in spec.matchers.iter().filter(asks) {
        reasons.push(sides(spec, matcher, event, subjects));
    }
    if let Some(rule) = rule(spec) {
        reasons.push(format!("{rule} fits"));
    }
    match reasons.is_empty() {
        true => format!("it has no matcher: it runs on every {}", event.name()),
        false => reasons.join("; "),
    }
}

/// `matcher "bash"; this call is "shell" (claude: "Bash")`.
fn sides(spec: &HookSpec, matcher: &Matcher, event: EventRef<'_>, subjects: &Subjects) -> String {
    let asked = wanted(matcher);
    if looks_at_command(matcher) {
        let command = subjects.command_text.as_deref();
        return match command {
            Some(text) => format!(
                "matcher {asked}; the command is \"{}\"",
                quoted(text.as_bytes(), SEEN)
            ),
            None => format!("matcher {asked} is for commands; this call runs none"),
        };
    }
    let what = what(event);
    let Some(first) = event
        .target()
        .or(subjects.names.first().map(String::as_str))
    else {
        return format!("matcher {asked}; this event names no {what}");
    };
    let beside = beside(spec, first, event, subjects);
    format!(
        "matcher {asked}; this {what} is {}{beside}",
        in_quotes(first)
    )
}

/// What the target of an event is to a reader.
fn what(event: EventRef<'_>) -> &'static str {
    match event.name().traits().target {
        Target::ToolName => "call",
        Target::Source => "source",
        Target::Reason => "reason",
        Target::Level => "level",
        Target::SubagentType => "subagent",
        _ => "event's target",
    }
}

/// What the hook's agent calls the same thing, or what else our own hooks may call it.
fn beside(spec: &HookSpec, first: &str, event: EventRef<'_>, subjects: &Subjects) -> String {
    let mut others = subjects.names.iter().map(String::as_str);
    let other = others.find(|name| *name != first);
    match (spec.form.dialect.is_native(), other) {
        (false, Some(own)) => format!(" ({}: {})", spec.form.dialect.name(), in_quotes(own)),
        (true, Some(other)) => format!(" (also {})", in_quotes(other)),
        // Nobody said that the tool is that one, so that a matcher of the name does not fit.
        (true, None) => canonical(event, first)
            .filter(|canonical| *canonical != first)
            .map_or(String::new(), |name| {
                format!(" (not declared to be {})", in_quotes(name))
            }),
        (false, None) => String::new(),
    }
}

fn canonical(event: EventRef<'_>, name: &str) -> Option<&'static str> {
    event.canonical().or_else(|| canonical_tool(name))
}

/// The name that the matcher's author may have meant: one that fits this event.
fn meant<'s>(matcher: &Matcher, event: EventRef<'_>, subjects: &'s Subjects) -> Option<&'s str> {
    let known = || subjects.names.iter().map(String::as_str);
    // Other agents' names of a tool fit only where they are among the names of this call.
    let canonical = event.target().and_then(|name| canonical(event, name));
    let canonical = canonical.and_then(|name| known().find(|known| *known == name));
    let mut found = None;
    each_name(matcher, &mut |name| {
        let foreign = || {
            let others = canonical.map_or(&[][..], tools_called);
            canonical.filter(|_| nearest(name, others.iter().copied()).is_some())
        };
        // Where the matcher names a tool that there is, the slip is in the call's name.
        let near = || {
            let known = nearest(name, known())?;
            Some(canonical_tool(name).unwrap_or(known))
        };
        found = found.or_else(near).or_else(foreign);
    });
    found
}

/// The condition that only the hook's dialect judges, as it was written.
fn rule(spec: &HookSpec) -> Option<String> {
    let value = spec.options.get("if")?;
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    Some(format!("`if` {}", in_quotes(&text)))
}

fn options(spec: &HookSpec, subjects: &Subjects) -> String {
    let Some(rule) = rule(spec) else {
        return "its own agent's conditions do not match".to_owned();
    };
    let saw = match (&subjects.command_text, &subjects.tool) {
        (Some(text), _) => format!("the command \"{}\"", quoted(text.as_bytes(), SEEN)),
        (None, Some((name, input))) => format!(
            "{} with {}",
            in_quotes(name),
            quoted(input.to_string().as_bytes(), SEEN)
        ),
        (None, None) => "no tool call".to_owned(),
    };
    format!("{rule} does not match; it saw {saw}")
}

/// The hook's agent has several events for one of ours, and this is another.
fn not_told(spec: &HookSpec, event: EventRef<'_>) -> String {
    let (agent, own) = (spec.form.dialect.name(), &spec.form.event);
    let call = event.target().map_or(String::new(), |name| {
        format!("; this call is {}", in_quotes(name))
    });
    let sent = match event {
        EventRef::Payload(payload) => payload.origin.as_ref(),
        _ => None,
    };
    match sent.filter(|sent| sent.form.dialect == spec.form.dialect) {
        Some(sent) => format!(
            "it is for {agent}'s {}; this payload is its {}{call}",
            in_quotes(own),
            in_quotes(&sent.form.event)
        ),
        None => format!("{agent}'s {} is for other calls{call}", in_quotes(own)),
    }
}
