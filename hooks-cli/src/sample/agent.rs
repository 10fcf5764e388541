//! Finds the agent that an event's name belongs to, if the user did not say which agent makes the call.

use hooks_config::AgentFiles;
use hooks_dialects::agents;
use hooks_types::near::nearest;
use hooks_types::text::short_name;
use hooks_types::{DialectRef, EventName};

use super::Wanted;
use super::event::{named, of_one_kind_of_call};
use crate::cli::{SampleOptions, Sources};
use crate::configuration::{Whereabouts, survey};
use crate::failure::Failure;

/// Returns the one agent that has an event of this name. `None` if the user named an agent, if the name is one of ours,
/// or if no agent has the event.
///
/// # Errors
///
/// Several agents have an event of this name. The message names them.
pub(super) fn speaker(wanted: &Wanted<'_>) -> Result<Option<DialectRef>, Failure> {
    let is_ours = !matches!(EventName::named(wanted.event), EventName::Other(_));
    if !wanted.dialect.is_native() || is_ours {
        return Ok(None);
    }
    let agents = agents();
    let exact = agents
        .iter()
        .filter(|agent| has(agent, wanted.event, str::eq));
    let mut owners: Vec<DialectRef> = exact.map(|agent| agent.dialect.clone()).collect();
    if owners.is_empty() {
        let folded = agents.iter();
        let folded = folded.filter(|agent| has(agent, wanted.event, str::eq_ignore_ascii_case));
        owners = folded.map(|agent| agent.dialect.clone()).collect();
    }
    match owners.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        several => Err(Failure::usage(ambiguous(wanted.event, several))),
    }
}

/// Tools for whose calls some agents have separate events. The shell is left out, because the sample calls the shell by
/// default.
const TOOLS: [&str; 3] = ["read_file", "write_file", "mcp__server__tool"];

/// Returns the tool of the sample's call if the user named no tool and the agent has this event only for calls of that
/// tool, such as Cursor's `beforeReadFile`.
pub(super) fn fitting_tool(wanted: &Wanted<'_>) -> Option<&'static str> {
    let is_open = wanted.options.tool.is_none() && !wanted.dialect.is_native();
    if !is_open || named(wanted).is_ok() {
        return None;
    }
    let fits = |tool: &&'static str| {
        let options = SampleOptions {
            tool: Some((*tool).to_owned()),
            ..SampleOptions::default()
        };
        let with_tool = Wanted {
            options: &options,
            project: wanted.project.clone(),
            ..*wanted
        };
        of_one_kind_of_call(&with_tool).is_some()
    };
    TOOLS.into_iter().find(fits)
}

/// Returns the agent for an event name that is ours and also an agent's name of another event (`AfterAgent`), with a
/// note. `None` if a hook is configured for our event, or if no hook of this agent is configured for the agent's event.
pub(super) fn namesake(wanted: &Wanted<'_>, sources: &Sources) -> Option<(String, DialectRef)> {
    let ours = EventName::named(wanted.event);
    if !wanted.dialect.is_native() || matches!(ours, EventName::Other(_)) {
        return None;
    }
    let agents = agents();
    let others = agents.iter().filter_map(|agent| {
        let (theirs, name) = of_own_name(agent.dialect, wanted.event)?;
        let means_ours = (agent.event_names)(&ours).contains(&name);
        (theirs != ours && !means_ours).then_some((agent, theirs, name))
    });
    let others: Vec<_> = others.collect();
    if others.is_empty() {
        return None;
    }
    // An error here is reported later, when the hooks are loaded for the call.
    let survey = survey(sources, &Whereabouts::folder(wanted.cwd)).ok()?;
    let hooks = survey.loaded.hooks_despite_errors();
    if hooks.iter().any(|hook| hook.event == ours) {
        return None;
    }
    let of_agent = |agent: &AgentFiles, theirs: &EventName| {
        let mut hooks = hooks.iter();
        hooks.any(|hook| hook.event == *theirs && hook.form.dialect == *agent.dialect)
    };
    let mut others = others.into_iter();
    let (agent, theirs, name) = others.find(|(agent, theirs, _)| of_agent(agent, theirs))?;
    let (title, dialect) = (agent.title(), agent.dialect);
    let note = format!("`{name}` is {title}'s name for {theirs}, so {dialect} makes this call");
    Some((note, dialect.clone()))
}

/// Returns our event for an agent's own name of an event, and the name as the agent spells it. An event that our format
/// does not have keeps the agent's name.
pub(super) fn of_own_name(dialect: &DialectRef, event: &str) -> Option<(EventName, &'static str)> {
    let agent = agents().get(dialect)?;
    let mut own = (agent.own_events)().into_iter();
    let name = own.find(|name| name.eq_ignore_ascii_case(event))?;
    let mut known = EventName::ALL.iter();
    let ours = known.find(|known| (agent.event_names)(known).contains(&name));
    let other = || EventName::Other(name.into());
    Some((ours.cloned().unwrap_or_else(other), name))
}

/// Returns all names that an agent has for events.
pub(super) fn names(dialect: &DialectRef) -> Vec<&'static str> {
    let agent = agents().get(dialect);
    agent.map_or_else(Vec::new, |agent| (agent.own_events)())
}

/// Returns the names that the agent has for our event. If no agent makes the call, returns the names of all agents,
/// unless `given` is spelled as in hooks.toml.
pub(super) fn names_of(dialect: &DialectRef, ours: &EventName, given: &str) -> Vec<&'static str> {
    let agents = agents();
    let is_wanted = |agent: &&AgentFiles| match dialect.is_native() {
        true => !given.contains(['_', '-']),
        false => agent.dialect == dialect,
    };
    let wanted = agents.iter().filter(is_wanted);
    wanted.flat_map(|agent| (agent.event_names)(ours)).collect()
}

/// Returns the agents' event whose name is near a misspelt name.
pub(super) fn near(event: &str) -> Option<&'static str> {
    let agents = agents();
    nearest(event, agents.iter().flat_map(|agent| (agent.own_events)()))
}

/// Returns a note that says why the sample is a call of this agent.
pub(super) fn note(event: &str, agent: &DialectRef) -> String {
    let event = short_name(event);
    format!("`{event}` is an event of {agent} only, so {agent} makes this call")
}

/// Returns whether the agent has an event of this name, for all calls or for one kind of call.
fn has(agent: &AgentFiles, event: &str, is_same: fn(&str, &str) -> bool) -> bool {
    (agent.own_events)()
        .into_iter()
        .any(|name| is_same(name, event))
}

/// Returns the message that names the agents that have the event, and the option that chooses one.
fn ambiguous(event: &str, owners: &[DialectRef]) -> String {
    let names: Vec<String> = owners.iter().map(ToString::to_string).collect();
    let options: Vec<String> = names
        .iter()
        .map(|name| format!("`--speak {name}`"))
        .collect();
    format!(
        "`{}` is an event of {}: add {}",
        short_name(event),
        names.join(" and "),
        options.join(" or ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker_of(event: &str) -> Option<String> {
        let options = SampleOptions::default();
        let wanted = Wanted {
            event,
            dialect: &DialectRef::NATIVE,
            cwd: "/w",
            project: None,
            options: &options,
        };
        let speaker = speaker(&wanted).unwrap_or_else(|failure| panic!("{failure}"));
        speaker.map(|agent| agent.to_string())
    }

    #[test]
    fn a_name_that_one_agent_has_means_that_agent() {
        for (event, agent) in [
            ("BeforeTool", Some("gemini")),
            ("beforetool", Some("gemini")),
            ("PreCompress", Some("gemini")),
            ("beforeShellExecution", Some("cursor")),
            ("beforeReadFile", Some("cursor")),
            ("afterFileEdit", Some("cursor")),
            ("beforeSubmitPrompt", Some("cursor")),
            ("agentStop", Some("copilot")),
            ("PreToolUse", None),
            ("preToolUse", None),
            ("pre_tool_use", None),
            ("Elsewhere", None),
        ] {
            assert_eq!(speaker_of(event).as_deref(), agent, "{event}");
        }
    }

    #[test]
    fn each_agents_own_name_of_each_of_its_events_is_taken() {
        for agent in agents().iter() {
            for event in (agent.own_events)() {
                let options = SampleOptions::default();
                let wanted = Wanted {
                    event,
                    dialect: agent.dialect,
                    cwd: "/w",
                    project: None,
                    options: &options,
                };
                let made = super::super::sample(&wanted);
                let made = made.unwrap_or_else(|failure| panic!("{}: {failure}", agent.title()));
                let known = EventName::ALL
                    .iter()
                    .find(|known| (agent.event_names)(known).contains(&event));
                let name = made.payload.event.name();
                match known {
                    Some(known) => assert_eq!(name, *known, "{} {event}", agent.title()),
                    None => assert!(
                        name.as_str().eq_ignore_ascii_case(event),
                        "{}",
                        agent.title()
                    ),
                }
            }
        }
    }

    #[test]
    fn a_misspelt_name_of_an_agents_event_suggests_that_event() {
        assert_eq!(near("beforeShellExecuton"), Some("beforeShellExecution"));
        assert_eq!(near("BefroeTool"), Some("BeforeTool"));
        assert_eq!(near("elsewhere"), None);
    }

    #[test]
    fn an_event_for_one_kind_of_call_gets_a_call_of_that_kind() {
        for (event, tool) in [
            ("beforeReadFile", Some("read_file")),
            ("beforeMCPExecution", Some("mcp__server__tool")),
            ("beforeShellExecution", None),
            ("preToolUse", None),
            ("elsewhere", None),
        ] {
            let options = SampleOptions::default();
            let wanted = Wanted {
                event,
                dialect: &hooks_dialects::CURSOR,
                cwd: "/w",
                project: None,
                options: &options,
            };
            assert_eq!(fitting_tool(&wanted), tool, "{event}");
        }
    }

    #[test]
    fn several_agents_are_named_with_the_option_for_each() {
        assert_eq!(
            ambiguous("x", &[hooks_dialects::GEMINI, hooks_dialects::CURSOR]),
            "`x` is an event of gemini and cursor: add `--speak gemini` or `--speak cursor`"
        );
    }
}
