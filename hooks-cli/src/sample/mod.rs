//! Makes up a payload as an agent would send it, so that hooks can be tried without an agent.
//!
//! `tool` makes the call, this file encodes it in the agent's format, and `set` changes its fields as `--input`
//! and `--set` ask.

mod agent;
mod set;
mod tool;

pub(crate) use tool::canonical;

use std::path::Path;
use std::sync::Arc;

use hooks_config::event_meant_by;
use hooks_dialects::agents;
use hooks_types::dialect::WireForm;
use hooks_types::near::nearest;
use hooks_types::text::short_name;
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
    /// The doubt about the tool's name; `None` if the name is known.
    pub(crate) doubt: Option<Doubt>,
}

/// A doubt about the name of a tool.
#[derive(Debug)]
pub(crate) struct Doubt {
    /// The name as it was given.
    tool: String,
    /// The sentence that says what is doubtful about the name.
    said: String,
}

impl Doubt {
    /// Returns the doubt, unless a hook's matcher has the same name or the agent of a hook has a tool of this name:
    /// then the name is probably that of a tool of the user's own agent. A matcher's name that differs from a known
    /// name only in letter case stays doubtful.
    pub(crate) fn beside(&self, hooks: &[HookSpec]) -> Option<&str> {
        let is_own = hooks.iter().any(|hook| {
            tool::names(hook, &self.tool) || tool::is_of(&hook.form.dialect, &self.tool)
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
/// The dialect has no such event or cannot describe such a call, several agents have an event of this name and none was
/// named, an option does not fit the event, or the values make a payload that the dialect cannot read.
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
    let (name, form) = named(wanted)?;
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
    let doubt = tool.and_then(|tool| {
        let said = tool::doubt(tool, wanted.dialect)?;
        let tool = tool.to_owned();
        Some(Doubt { tool, said })
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

/// Finds the event, by our name or the agent's, and the form in which the agent writes it.
///
/// # Errors
///
/// The dialect has no such event. The message names the event that was probably meant.
fn named(wanted: &Wanted<'_>) -> Result<(EventName, WireForm), Failure> {
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
    // Look for the agent's own name first: Gemini CLI calls its Stop `AfterAgent`, which is also a name of ours.
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
fn of_one_kind_of_call(wanted: &Wanted<'_>) -> Option<(EventName, WireForm)> {
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
