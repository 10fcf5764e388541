use std::path::Path;

use hooks_types::spec::Scope;

use super::*;
use crate::bridge::{BridgeEntry, BridgedEvent, Ordered, install_bridge};
use crate::flaw::Flaw;
use crate::format::{Fields, FileAt, Node, Place, Reader, Sureness};
use crate::options::LoadOptions;
use crate::{Candidate, NamedOptions, ProjectTrust, load_candidates, load_named};

static CLAUDE: DialectRef = hooks_dialects::CLAUDE;
static GEMINI: DialectRef = hooks_dialects::GEMINI;

/// A simulated agent; only its tables vary.
const SOUND: AgentFiles = AgentFiles {
    dialect: &CLAUDE,
    title: Some("Paper"),
    project_folder: Some(".paper"),
    project_files: &[".paper/hooks.json", ".paper/hooks/"],
    places: &[FileAt::Projects],
    owns: |path| path.ends_with(".paper/hooks.json"),
    fits: |root, _| root.get("paper").map(|_| Sureness::Certain),
    read,
    bridge: Some(&BRIDGE),
    ..AgentFiles::NONE
};

static BRIDGE: BridgeEntry = BridgeEntry::of(
    "hooks.json",
    &[BridgedEvent::gate("Before"), BridgedEvent::told("After")],
    |_, command, _| Ordered::Object(vec![("command", Ordered::plain(command))]),
);

fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    fields.member("paper");
    let span = fields.required("before", "the file")?.span;
    let spec = reader.spec(hooks_types::EventName::Stop, "Before", span);
    reader.keep(spec, span);
    Ok(())
}

fn refusal<const N: usize>(agents: [AgentFiles; N]) -> String {
    match Agents::new(agents.map(leaked)) {
        Ok(agents) => format!("{agents:?}"),
        Err(error) => error.to_string(),
    }
}

fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn sound() -> Agents {
    Agents::new([leaked(SOUND)]).expect("sound")
}

#[test]
fn an_agent_that_is_brought_twice_or_under_our_own_name_is_named() {
    assert_eq!(
        refusal([SOUND, SOUND]),
        "the agent `claude` is registered twice"
    );
    let native = AgentFiles {
        dialect: leaked(DialectRef::NATIVE),
        ..SOUND
    };
    assert_eq!(refusal([native]), "the agent `native` is registered twice");
    assert_eq!(refusal([SOUND]), "[DialectRef(claude)]");
}

#[test]
fn an_agent_with_a_broken_table_is_named_with_the_mistake() {
    let files = |project_files| AgentFiles {
        project_files,
        ..SOUND
    };
    let events = |events| AgentFiles {
        bridge: Some(leaked(BridgeEntry { events, ..BRIDGE })),
        ..SOUND
    };
    let says = |agent, problem: &str| {
        let message = format!("the agent `claude` cannot be used: {problem}");
        assert_eq!(refusal([agent]), message);
    };
    says(
        files(&["../evil.json"]),
        "the project file `../evil.json` leads out of its root",
    );
    says(
        files(&["/etc/passwd"]),
        "the project file `/etc/passwd` leads out of its root",
    );
    says(files(&[""]), "the project file `` leads out of its root");
    says(files(&["a", "a"]), "the project file `a` appears twice");
    says(
        events(const { &[BridgedEvent::told("A"), BridgedEvent::gate("A")] }),
        "the event `A` of its bridge appears twice",
    );
    says(
        events(const { &[BridgedEvent::told("")] }),
        "an event of its bridge has no name",
    );
}

#[test]
fn an_outside_agent_is_recognised_read_found_and_bridged() {
    let agents = sound();
    let told = |path: &str, text: &str| agents.recognise(Path::new(path), text);
    assert_eq!(told("p/.paper/hooks.json", "?"), Some(CLAUDE.clone()));
    assert_eq!(told("x.json", r#"{"paper":1}"#), Some(CLAUDE.clone()));
    assert_eq!(told("x.json", r#"{"hooks":1}"#), None);
    assert_eq!(told("x.toml", r#"{"paper":1}"#), Some(DialectRef::NATIVE));
    let strangers = agents.clone().with_strangers(&[".strange"]);
    let strange = strangers.recognise(Path::new(".strange/x.json"), r#"{"paper":1}"#);
    assert_eq!(strange, None);

    let place = agents.place("/p/.paper/hooks.json");
    assert_eq!(place.project_root.as_deref(), Some(Path::new("/p")));
    let loaded = agents.parse(r#"{"before":"x"}"#, CLAUDE.clone(), &place);
    assert_eq!(loaded.hooks_despite_errors().len(), 1);
    let loaded = agents.parse("{}", CLAUDE.clone(), &place);
    assert_eq!(
        loaded.diagnostics[0].to_string(),
        "/p/.paper/hooks.json:1:1: error[missing_key]: the file needs `before`"
    );

    let places = crate::Places::new().with_project("/p");
    let found = agents.all_candidates(&places);
    assert_eq!(found.len(), 1, "the folder holds nothing");
    assert_eq!(found[0].path, Path::new("/p/.paper/hooks.json"));

    let text = install_bridge(&SOUND, None, "/opt/hooks").expect("installed");
    assert!(text.contains("/opt/hooks bridge --speak claude --event Before --budget 50"));
}

#[test]
fn a_file_of_an_agent_nobody_brought_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.json");
    std::fs::write(&path, r#"{"hooks":{}}"#).expect("written");
    let said = |loaded: crate::Loaded| {
        assert!(loaded.forbids_use());
        assert_eq!(loaded.hooks_despite_errors(), []);
        loaded.diagnostics[0].message.clone()
    };
    let lacks = "unknown dialect `gemini`; known dialects: native, claude";
    let named = NamedOptions::new().with_agents(sound());
    let named = load_named([&path], &named.with_format(GEMINI.clone()));
    assert_eq!(said(named), lacks);
    let candidate = Candidate::new(&path, GEMINI.clone(), Scope::User);
    let found = load_candidates(&[candidate], ProjectTrust::Untrusted, &sound());
    assert_eq!(said(found), lacks);
    let parsed = sound().parse("{}", GEMINI.clone(), &Place::new("x"));
    assert_eq!(said(parsed), lacks);
    let options = LoadOptions::new(&path);
    let none = "unknown dialect `gemini`: only `native` is registered";
    assert_eq!(said(crate::load_file(&GEMINI.clone(), &options)), none);
    let candidates = sound().candidates(&crate::Places::new(), &[hooks_dialects::GEMINI]);
    assert_eq!(candidates, []);
}

#[test]
fn an_entry_in_a_dialect_nobody_brought_is_an_error_and_its_hook_fails() {
    let text = "[[hooks.stop]]\ncommand = \"a\"\ndialect = \"codex\"\n";
    let options = LoadOptions::new("hooks.toml").with_agents(sound());
    let loaded = crate::parse(text, &options);
    assert_eq!(
        loaded.diagnostics[0].to_string(),
        "hooks.toml:3:11: error[bad_value]: unknown dialect `codex`; known dialects: native, \
         claude"
    );
    let [hook] = loaded.hooks_despite_errors() else {
        panic!("one hook")
    };
    assert_eq!(
        hook.handler.kind(),
        hooks_types::spec::HandlerKind::Unusable
    );
    let embedded: crate::HooksConfigToml =
        serde_json::from_value(serde_json::json!({"stop": [{"command": "a", "dialect": "codex"}]}))
            .expect("readable");
    let error = embedded.lower(&options).into_hooks().expect_err("refused");
    assert_eq!(
        error.to_string(),
        "hooks.toml:1:1: error[bad_value]: Stop hook `Stop[0]`: unknown dialect `codex`; known \
         dialects: native, claude"
    );
}
