//! `hooks check` advises a different path in place of a relative path. In each agent's format, the advised path must
//! lead to the script.

use std::fs;
use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;

use hooks_config::{DiagnosticCode, Loaded, NamedOptions, findings, load_named};
use hooks_types::env::environment;
use hooks_types::spec::{Handler, Program};
use hooks_types::{EventName, Payload, SessionMeta, sample};

use super::agents;

/// The files of each agent, and the form in which they contain a command.
const FILES: &[(&str, &str)] = &[
    (
        "hooks.toml",
        "[[hooks.pre_tool_use]]\ncommand = \"COMMAND\"\n",
    ),
    (
        ".claude/settings.json",
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"COMMAND"}]}]}}"#,
    ),
    (
        ".codex/hooks.json",
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"COMMAND"}]}]}}"#,
    ),
    (
        ".codex/config.toml",
        "[[hooks.PreToolUse]]\n[[hooks.PreToolUse.hooks]]\ntype = \"command\"\ncommand = \"COMMAND\"\n",
    ),
    (
        ".gemini/settings.json",
        r#"{"hooks":{"BeforeTool":[{"hooks":[{"type":"command","command":"COMMAND"}]}]}}"#,
    ),
    (
        ".cursor/hooks.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"command":"COMMAND"}]}}"#,
    ),
    (
        ".github/hooks/a.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"COMMAND"}]}}"#,
    ),
    (
        ".agents/plugins/a/hooks/hooks.json",
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"COMMAND"}]}]}}"#,
    ),
];

fn load(file: &Path) -> Loaded {
    let options = NamedOptions::new().with_agents(agents());
    let loaded = load_named([file], &options);
    assert_eq!(loaded.hooks_despite_errors().len(), 1, "{loaded:?}");
    loaded
}

/// Returns the path that is advised in place of a relative path.
fn advised(loaded: &Loaded) -> Option<String> {
    let all = findings(loaded, &agents(), None);
    let mut all = all
        .into_iter()
        .filter(|found| found.code == DiagnosticCode::RelativeProgram);
    let help = all.next()?.help.expect("a cure");
    Some(help.split('`').nth(1).expect("a path").to_owned())
}

/// Runs the only loaded hook as the engine would in this folder, and returns what the hook printed.
fn printed(loaded: &Loaded, cwd: &Path) -> String {
    let spec = &loaded.hooks_despite_errors()[0];
    let Handler::Command(command) = &spec.handler else {
        panic!("a command")
    };
    let Program::Shell(text) = &command.program else {
        panic!("a shell text")
    };
    let payload = Payload::new(
        Arc::new(SessionMeta::new("s", cwd.display().to_string())),
        sample::event(&EventName::PreToolUse, sample::call("shell", None)),
    );
    let said = Process::new("sh")
        .args(["-c", text])
        .envs(environment(spec, &payload).vars)
        .envs(&command.env)
        .current_dir(cwd)
        .output()
        .expect("a shell");
    String::from_utf8_lossy(&said.stdout).into_owned()
}

fn write(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    fs::write(path, text).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
}

/// The files about which nothing is advised: Cursor and Copilot run a project's hooks in the root of the project.
const RUN_IN_ROOT: &[&str] = &[".cursor/hooks.json", ".github/hooks/a.json"];

/// Makes a folder a repository.
fn make_repository(folder: &Path) {
    let mut git = Process::new("git");
    let done = git.args(["init", "-q"]).current_dir(folder).status();
    assert!(done.expect("git").success());
}

#[test]
fn the_advised_path_leads_to_the_script_from_a_folder_below_the_project() {
    for is_repository in [true, false] {
        for (name, text) in FILES {
            let root = tempfile::tempdir().expect("a folder");
            let root = root.path().join("my project");
            let file = root.join(name);
            let beside = file.parent().expect("a folder").join("g.sh");
            write(&beside, "#!/bin/sh\necho found\n");
            write(&root.join("below/x"), "");
            // A repository in the project, which has a script of the same name.
            let inner = root.join("inner");
            let own = inner.join(name).parent().expect("a folder").join("g.sh");
            write(&own, "#!/bin/sh\necho wrong\n");
            if is_repository {
                make_repository(&root);
                make_repository(&inner);
            }
            write(&file, &text.replace("COMMAND", "./g.sh"));
            let advised = advised(&load(&file));
            assert_eq!(advised.is_none(), RUN_IN_ROOT.contains(name), "{name}");
            let Some(advised) = advised else {
                continue;
            };
            write(&file, &text.replace("COMMAND", &advised));
            let loaded = load(&file);
            for folder in [root.join("below"), inner] {
                let printed = printed(&loaded, &folder);
                assert_eq!(printed, "found\n", "{name}: {advised}");
            }
        }
    }
}

#[test]
fn no_format_is_advised_a_variable_that_its_agent_does_not_fill_in() {
    for (name, text) in FILES.iter().skip(1) {
        let root = tempfile::tempdir().expect("a folder");
        let file = root.path().join(name);
        write(&file, &text.replace("COMMAND", "./g.sh"));
        let advised = advised(&load(&file));
        assert_eq!(advised.is_none(), RUN_IN_ROOT.contains(name), "{name}");
        let is_other = |advised: &String| advised.contains("config_dir");
        assert!(!advised.as_ref().is_some_and(is_other), "{advised:?}");
    }
}
