//! Makes up a payload as an agent would send it, so that hooks can be tried without an agent.
//!
//! `event` finds the event and `tool` makes the call. This file encodes it in the agent's format, and `set` changes its
//! fields as `--input` and `--set` ask.

mod agent;
mod event;
mod set;
mod tool;

pub(crate) use tool::canonical;

use std::path::Path;
use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::wire::{EncodeError, Expected, decode, encode};
use hooks_types::{DialectRef, EventName, HookSpec, Payload, SessionMeta};
use serde_json::{Map, Value};

use crate::cli::{SampleOptions, Sources};
use crate::configuration::{Whereabouts, places};
use crate::failure::Failure;

/// A made-up payload: its bytes, and the payload that they decode to.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) bytes: Vec<u8>,
    pub(crate) payload: Payload,
    /// Notes about fields that were set although the tool does not seem to have them.
    pub(crate) notes: Vec<String>,
    /// The doubt about the name of the tool or the event; `None` if the name is known.
    pub(crate) doubt: Option<Doubt>,
}

/// A doubt about the name of a tool or an event.
#[derive(Debug)]
pub(crate) struct Doubt {
    about: About,
    /// The sentence that says what is doubtful about the name.
    said: String,
}

/// The name that is doubtful.
#[derive(Debug)]
enum About {
    /// The name of a tool as it was given.
    Tool(String),
    /// An event that this version does not know.
    Event(EventName),
}

impl Doubt {
    /// Returns the doubt, unless a hook's matcher has the same name, the agent of a hook has a tool of this name, or a
    /// hook is for the event: then the name probably belongs to a tool or an event of the user's own agent. A matcher's
    /// name that differs from a known name only in letter case stays doubtful.
    pub(crate) fn beside(&self, hooks: &[HookSpec]) -> Option<&str> {
        let is_own = hooks.iter().any(|hook| match &self.about {
            About::Tool(tool) => tool::names(hook, tool) || tool::is_of(&hook.form.dialect, tool),
            About::Event(event) => hook.event == *event,
        });
        (!is_own).then_some(&*self.said)
    }
}

/// What the sample should contain.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    /// The event, by our name in any casing or by the dialect's name.
    pub(crate) event: &'a str,
    pub(crate) dialect: &'a DialectRef,
    /// The session's folder.
    pub(crate) cwd: &'a str,
    /// The project's root.
    pub(crate) project: Option<String>,
    pub(crate) options: &'a SampleOptions,
}

impl<'a> Wanted<'a> {
    /// Returns the same call, made by this agent.
    fn spoken_by(&self, agent: &'a DialectRef) -> Wanted<'a> {
        Self {
            dialect: agent,
            project: self.project.clone(),
            ..*self
        }
    }
}

/// Returns the root of the named project as an absolute path, because agents send absolute paths.
pub(crate) fn whole(project: &Path) -> String {
    let whole = std::path::absolute(project).unwrap_or_else(|_| project.to_path_buf());
    whole.display().to_string()
}

/// Builds a sample that names a project, as an agent's payload does. If the user named no project, the sample names the
/// project around the session's folder. Also returns where the session runs; the search for hooks still starts at the
/// session's folder.
///
/// # Errors
///
/// The same errors as [`sample`].
pub(crate) fn sample_in_project(
    wanted: &Wanted<'_>,
    sources: &Sources,
) -> Result<(Sample, Whereabouts), Failure> {
    let speaker = agent::speaker(wanted)?.map(|agent| (agent::note(wanted.event, &agent), agent));
    let speaker = speaker.or_else(|| agent::namesake(wanted, sources));
    if let Some((note, agent)) = speaker {
        let (mut made, whereabouts) = sample_in_project(&wanted.spoken_by(&agent), sources)?;
        made.notes.insert(0, note);
        return Ok((made, whereabouts));
    }
    let made = sample(wanted)?;
    let whereabouts = Whereabouts::of_sample(wanted.dialect, &made.payload);
    let meta = &made.payload.meta;
    // Cursor's payloads always name a root (`workspace_roots`). If the root is the session's folder, it does not count
    // as a project that the user named.
    let is_named = |named: &String| wanted.dialect.is_native() || *named != meta.cwd;
    if wanted.project.is_some() || meta.project_dir.as_ref().is_some_and(is_named) {
        return Ok((made, whereabouts));
    }
    // Ignore an error here, because it is reported later, when hooks are loaded from these places.
    let places = places(&sources.files, sources.dialect.as_ref(), &whereabouts).ok();
    let root = places.and_then(|places| places.roots.into_iter().next());
    let path = root.as_ref().map(|root| root.path.as_path());
    let unused = Whereabouts::unused_variable(sources, path);
    let made = match path {
        Some(path) => sample(&Wanted {
            project: Some(path.display().to_string()),
            ..*wanted
        }),
        None => Ok(made),
    };
    let mut made = made?;
    made.notes.extend(unused);
    Ok((made, whereabouts))
}

/// Builds the payload that the dialect's agent would send, with the values that were set. If no agent was named and
/// only one agent has an event of this name, builds the payload of this agent, with a note.
///
/// # Errors
///
/// The dialect has no such event or cannot describe such a call, several agents have an event of this name and the user
/// named no agent, an option does not fit the event, or the values make a payload that the dialect cannot read.
pub(crate) fn sample(wanted: &Wanted<'_>) -> Result<Sample, Failure> {
    if let Some(agent) = agent::speaker(wanted)? {
        let mut made = sample(&wanted.spoken_by(&agent))?;
        made.notes.insert(0, agent::note(wanted.event, &agent));
        return Ok(made);
    }
    if let Some(tool) = agent::fitting_tool(wanted) {
        let options = SampleOptions {
            tool: Some(tool.to_owned()),
            input: wanted.options.input.clone(),
            set: wanted.options.set.clone(),
        };
        return sample(&Wanted {
            options: &options,
            project: wanted.project.clone(),
            ..*wanted
        });
    }
    let (name, form) = event::named(wanted)?;
    if wanted.options.tool.is_some() && !tool::is_about_a_call(&name) {
        return Err(Failure::usage(format!(
            "{name} is not about a tool call: leave `--tool` out"
        )));
    }
    let written = written(wanted, &name, &form, wanted.options.tool.as_deref());
    let written = written.map_err(|error| {
        let agent = wanted.dialect;
        Failure::usage(format!("{agent} cannot describe this call: {error}"))
    })?;
    // Set the values in the encoded bytes and decode the bytes again. So hooks see the values as they would see them in
    // an agent's payload.
    let mut object: Map<String, Value> = serde_json::from_slice(&written)
        .map_err(|error| Failure::new(format!("the sample is not JSON: {error}")))?;
    let known = set::input_fields(&object);
    if let Some(input) = &wanted.options.input {
        set::input(&mut object, set::read_input(input)?)?;
    }
    for assignment in &wanted.options.set {
        set::assign(&mut object, assignment)?;
    }
    let tool = wanted.options.tool.as_deref().unwrap_or("shell");
    let notes = set::slips(&object, &known, tool);
    let bytes = serde_json::to_vec(&object)
        .map_err(|error| Failure::new(format!("cannot write the sample: {error}")))?;
    let expected = Expected::new(wanted.dialect).with_event(&form.event);
    let mut decoded = decode(&bytes, expected);
    let mut bytes = bytes;
    if decoded.is_err() && matches!(name, EventName::Other(_)) {
        // An event that only this agent has can be about a call (Claude Code's PermissionDenied). So add a call and
        // decode again.
        bytes = with_call(object, wanted)?;
        decoded = decode(
            &bytes,
            Expected::new(wanted.dialect).with_event(&form.event),
        );
    }
    let mut payload = decoded.map_err(|error| {
        let agent = wanted.dialect;
        Failure::new(format!("the sample is not a payload of {agent}: {error}"))
    })?;
    if payload.meta.project_dir.is_none() && wanted.project.is_some() {
        // Some agents do not name the project in the payload, but in a variable. So set the project in the decoded
        // payload.
        let meta = Arc::make_mut(&mut payload.meta);
        meta.project_dir.clone_from(&wanted.project);
    }
    // A payload in our own format cannot say that the tool `Write` is our `write_file`. A real agent says so in its
    // session's declaration, so the sample gets the same declaration.
    let tool = wanted.options.tool.as_deref();
    if let Some(tool) = tool.filter(|_| wanted.dialect.is_native()) {
        Arc::make_mut(&mut payload.meta).tools = Arc::new(tool::declared(tool));
    }
    let of_tool = tool.and_then(|tool| {
        let said = tool::doubt(tool, wanted.dialect)?;
        let about = About::Tool(tool.to_owned());
        Some(Doubt { about, said })
    });
    let doubt = of_tool.or_else(|| {
        let about = payload.event.name();
        let said = event::doubt(&about, wanted.dialect)?;
        let about = About::Event(about);
        Some(Doubt { about, said })
    });
    Ok(Sample {
        bytes,
        payload,
        notes,
        doubt,
    })
}

/// Encodes an object with the tool and the input of a call of this agent added, unless the object has them.
fn with_call(mut object: Map<String, Value>, wanted: &Wanted<'_>) -> Result<Vec<u8>, Failure> {
    let call = EventName::PreToolUse;
    let form = wanted.dialect.get().and_then(|spoken| spoken.form(&call));
    let written = form.and_then(|form| written(wanted, &call, &form, None).ok());
    let call = written.and_then(|bytes| serde_json::from_slice::<Map<String, Value>>(&bytes).ok());
    for (key, value) in call.unwrap_or_default() {
        if key.starts_with("tool") {
            object.entry(key).or_insert(value);
        }
    }
    serde_json::to_vec(&object)
        .map_err(|error| Failure::new(format!("cannot write the sample: {error}")))
}

/// Encodes a call of this tool, or an event that is not about a call, in the dialect's format.
fn written(
    wanted: &Wanted<'_>,
    name: &EventName,
    form: &WireForm,
    tool: Option<&str>,
) -> Result<Vec<u8>, EncodeError> {
    let mut meta = SessionMeta::new("sample-session", wanted.cwd);
    meta.project_dir.clone_from(&wanted.project);
    if !wanted.dialect.is_native() {
        // Other agents always send the path of a transcript. A payload in our own format has it only if the agent keeps
        // a transcript, so leave it out there.
        meta.transcript_path = Some(format!("{}/sample-transcript.jsonl", wanted.cwd));
    }
    let payload = Payload::new(Arc::new(meta), tool::event(name, tool));
    encode(&payload, form)
}
