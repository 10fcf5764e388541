//! Explains in one sentence why a hook does or does not match an event: what the hook asks for, and what the event is.

use hooks_types::event::Target;
use hooks_types::spec::Matcher;
use hooks_types::text::{self, quoted};
use hooks_types::tool::{canonical_tool, tools_called};
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{HookSpec, near::nearest};

use super::matcher_text::{each_name, in_quotes, looks_at_command, wanted};

/// The part of a hook that does not fit an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missed<'a> {
    /// One of the hook's matchers.
    Matcher(&'a Matcher),
    /// The hook's options, which only its dialect can test.
    Options,
    /// No part: the called tool is undeclared (the agent has not declared which known tool it is), so no condition was
    /// tested.
    Nothing,
}

/// The maximum length, in characters, of a quotation of a command or an input in a message.
const SEEN: usize = 200;

/// Returns why a hook does not run: what it asks for, and what this event is.
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
            "by the rules of its agent, its matcher never matches".to_owned()
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
            "this call matches no tool of the hook's agent: {} is not declared",
            event.target().map_or("this tool".to_owned(), in_quotes)
        ),
    }
}

/// Returns why a hook runs: what it asks for, and what this event is.
pub(crate) fn why_it_fits(spec: &HookSpec, event: EventRef<'_>, subjects: &Subjects) -> String {
    let asks = |matcher: &&Matcher| **matcher != Matcher::Any;
    let mut reasons: Vec<String> = Vec::new();
    for matcher in spec.matchers.iter().filter(asks) {
        reasons.push(sides(spec, matcher, event, subjects));
    }
    if let Some(rule) = rule(spec) {
        let dialect = spec.form.dialect.get();
        let is_unreadable = dialect.is_some_and(|dialect| dialect.is_unreadable(&spec.options));
        reasons.push(match is_unreadable {
            true => format!("{rule} cannot be read, so the hook runs on every call"),
            false => format!("{rule} fits"),
        });
    }
    match reasons.is_empty() {
        true if !spec.form.dialect.is_native() => format!(
            "no matcher limits it: it runs on every {}",
            quoted(spec.form.event.as_bytes(), SEEN)
        ),
        true => format!("no matcher limits it: it runs on every {}", event.name()),
        false => reasons.join("; "),
    }
}

/// Returns the demand of a matcher beside the facts of the event: `matcher "bash"; this call is "shell" (claude:
/// "Bash")`.
fn sides(spec: &HookSpec, matcher: &Matcher, event: EventRef<'_>, subjects: &Subjects) -> String {
    let asked = wanted(matcher);
    if looks_at_command(matcher) {
        let command = subjects.command_text.as_deref();
        return match command {
            Some(text) => format!(
                "matcher {asked}; the command is {}",
                text::in_quotes(text, SEEN)
            ),
            None => format!("matcher {asked} is for commands; this call runs no command"),
        };
    }
    let what = what(event);
    let Some(first) = event
        .target()
        .or(subjects.names.first().map(String::as_str))
    else {
        return format!("matcher {asked}; this event names no {what}");
    };
    let beside = beside(spec, first, event, subjects, &asked);
    format!(
        "matcher {asked}; this {what} is {}{beside}",
        in_quotes(first)
    )
}

/// Returns the word for an event's target in a sentence.
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

/// Returns an addition to the target's name `first`: the name in the hook's agent or, for a native hook, a second name
/// that the hook may use. If the tool is not declared to be a known tool, the addition says so. It can be empty.
fn beside(
    spec: &HookSpec,
    first: &str,
    event: EventRef<'_>,
    subjects: &Subjects,
    asked: &str,
) -> String {
    let mut others = subjects.names.iter().map(String::as_str);
    let other = others.find(|name| *name != first);
    match (spec.form.dialect.is_native(), other) {
        // The hook's agent calls the tool `first` too. The other names are only for its matchers: `Write` for
        // `apply_patch` of Codex.
        (false, Some(_)) if subjects.names.first().is_some_and(|own| own == first) => {
            let alias = subjects
                .names
                .iter()
                .skip(1)
                .find(|name| asked.contains(*name));
            let is_own = asked.contains(&in_quotes(first));
            let alias = alias.filter(|_| !is_own);
            alias.map_or(String::new(), |name| {
                format!(" (a matcher may also call it {})", in_quotes(name))
            })
        }
        (false, Some(own)) => {
            // If the call comes from a different agent than the hook, the call has more names than `first` and `own`,
            // and the matcher is tested against all of them. If the matcher asks for one of these further names, show
            // that name.
            let mut names = subjects.names.iter();
            let asked_for =
                |name: &&String| *name != own && !asked.contains(own) && asked.contains(*name);
            let more = names.find(|name| *name != first && asked_for(name));
            let more = more.map_or(String::new(), |name| {
                format!("; a call of another agent is also {}", in_quotes(name))
            });
            format!(" ({}: {}{more})", spec.form.dialect.name(), in_quotes(own))
        }
        // `other` is a name that some agents have for the canonical tool.
        (true, Some(other)) if tools_called(first).contains(&other) => {
            format!(" (in other agents: {})", in_quotes(other))
        }
        (true, Some(other)) => format!(" (also {})", in_quotes(other)),
        // The tool has the name of a known tool, but the agent has not declared that it is this tool. So a matcher
        // for the known tool does not fit. Tell the user why.
        (true, None) => canonical(event, first)
            .filter(|canonical| *canonical != first)
            .map_or(String::new(), |name| {
                format!(" (not declared to be {})", in_quotes(name))
            }),
        (false, None) => String::new(),
    }
}

/// Returns the canonical name of the called tool, by the kind of the call or by the tool's name.
fn canonical(event: EventRef<'_>, name: &str) -> Option<&'static str> {
    event.canonical().or_else(|| canonical_tool(name))
}

/// Returns a name that the author of the matcher might have meant, and that would match this event.
fn meant<'s>(matcher: &Matcher, event: EventRef<'_>, subjects: &'s Subjects) -> Option<&'s str> {
    let known = || subjects.names.iter().map(String::as_str);
    // Suggest the canonical name only if it is one of the names of this call; otherwise a matcher with it would not
    // match.
    let canonical = event.target().and_then(|name| canonical(event, name));
    let canonical = canonical.and_then(|name| known().find(|known| *known == name));
    let mut found = None;
    each_name(matcher, &mut |name| {
        let foreign = || {
            let others = canonical.map_or(&[][..], tools_called);
            // A name that another agent has is not misspelt. Suggest the canonical name then only if the message does
            // not show it already as the name of this call.
            let is_shown = others.contains(&name) && canonical == event.target();
            canonical.filter(|_| !is_shown && nearest(name, others.iter().copied()).is_some())
        };
        // If the name in the matcher is the name of a known tool, it is not misspelt. So suggest the canonical name
        // of this tool.
        let near = || {
            let known = nearest(name, known())?;
            Some(canonical_tool(name).unwrap_or(known))
        };
        found = found.or_else(near).or_else(foreign);
    });
    found
}

/// Returns the hook's `if` rule as it was written.
fn rule(spec: &HookSpec) -> Option<String> {
    let value = spec.options.get("if")?;
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    Some(format!("`if` {}", in_quotes(&text)))
}

/// Explains why the options of a hook do not fit, with the values that its dialect tested.
fn options(spec: &HookSpec, subjects: &Subjects) -> String {
    let Some(rule) = rule(spec) else {
        return "its own agent's conditions do not match".to_owned();
    };
    let saw = match (&subjects.command_text, &subjects.tool) {
        (Some(text), _) => format!("the command {}", text::in_quotes(text, SEEN)),
        (None, Some((name, input))) => format!(
            "{} with {}",
            in_quotes(name),
            quoted(input.to_string().as_bytes(), SEEN)
        ),
        (None, None) => "this event, which is not a tool call".to_owned(),
    };
    let whole = compared_whole(spec, subjects);
    let whole = whole.map_or_else(String::new, |wider| {
        format!("; the rule is compared with the whole command: {wider} also matches the command with arguments")
    });
    format!("{rule} does not match {saw}{whole}")
}

/// Returns a wider rule to suggest to the user, if a command of this call begins with the words of the hook's rule and
/// goes on. For the rule `Bash(git push)` and the command `git push origin`, the wider rule is `Bash(git push:*)`.
fn compared_whole(spec: &HookSpec, subjects: &Subjects) -> Option<String> {
    let rule = spec.options.get("if")?.as_str()?;
    let (tool, argument) = rule.strip_suffix(')')?.split_once('(')?;
    if argument.trim().is_empty() || argument.contains('*') {
        return None;
    }
    let mut parts = subjects
        .command_text
        .as_deref()?
        .split([';', '&', '|', '\n']);
    let has_more = |part: &str| {
        let rest = part.trim_start().strip_prefix(argument.trim());
        rest.is_some_and(|rest| rest.starts_with(' '))
    };
    let wider = format!("{tool}({}:*)", argument.trim());
    let is_wider = parts.any(has_more);
    is_wider.then(|| format!("`{}`", quoted(wider.as_bytes(), SEEN)))
}

/// Explains why a hook does not receive an event. The hook's agent divides this event into several events, and the
/// hook is for one of them that does not apply here.
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
