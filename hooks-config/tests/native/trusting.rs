//! Trust as an embedder uses it: ask, store the answers and load again, for a project and for a plugin.

use std::fs;
use std::path::Path;

use hooks_config::{
    Agents, Candidate, FileTrust, FoundHook, HookFile, Loaded, Plugin, Root, TrustState,
    TrustStore, load_with,
};
use hooks_types::DialectRef;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Scope};

const HOOKS: &str = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"sh ./guard.sh\"\ntimeout = \"5s\"\nenv = { LEVEL = \"high\" }\n\n[[hooks.pre_tool_use]]\nname = \"net\"\nhttp = { url = \"http://127.0.0.1:9/\", headers = { A = \"x\" } }\n";

fn write(folder: &Path, hooks: &str, script: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("hooks.toml"), hooks).unwrap();
    fs::write(folder.join("guard.sh"), script).unwrap();
}

fn load(root: &Root, trust: &mut dyn FileTrust) -> Loaded {
    let scope = match root.plugin {
        Some(_) => Scope::Plugin,
        None => Scope::Project,
    };
    let file = Candidate::new(root.path.join("hooks.toml"), DialectRef::NATIVE, scope);
    load_with(&[file.with_root(root.clone())], &Agents::default(), trust)
}

/// Trusts all hooks that a load finds.
fn agree(root: &Root, store: &mut TrustStore) {
    let mut ask = |file: &HookFile, hooks: &[FoundHook<'_>]| {
        for entry in hooks.iter().filter_map(|hook| hook.entry(&[])) {
            assert!(store.trust(&file.place, entry));
        }
        Vec::new()
    };
    let _ = load(root, &mut ask);
}

/// Returns the states of the hooks. Checks that a changed hook is replaced by a hook that always fails, and that any
/// other untrusted hook does not run.
fn states(root: &Root, store: &TrustStore) -> Vec<TrustState> {
    let loaded = load(root, &mut store.deciding());
    let hooks = loaded.hooks_despite_errors();
    for (hook, status) in hooks.iter().zip(&loaded.trust) {
        let closes =
            matches!(&hook.handler, Handler::Unusable(failure) if failure.cause == Cause::Changed);
        match status.state {
            TrustState::Trusted => assert!(status.live && !closes),
            TrustState::Changed => assert!(closes),
            _ => assert!(!status.live),
        }
    }
    loaded.trust.iter().map(|status| status.state).collect()
}

#[test]
fn an_update_of_a_project_or_plugin_runs_nothing_that_was_not_agreed_to() {
    use TrustState::{Changed, New, Trusted};
    let changes = [
        ("nothing", HOOKS.to_owned(), "true", vec![Trusted, Trusted]),
        (
            "the script",
            HOOKS.to_owned(),
            "true ",
            vec![Changed, Trusted],
        ),
        (
            "a variable",
            HOOKS.replace("high", "low"),
            "true",
            vec![Changed, Trusted],
        ),
        (
            "a timeout",
            HOOKS.replace("5s", "6s"),
            "true",
            vec![Changed, Trusted],
        ),
        (
            "a header",
            HOOKS.replace("\"x\"", "\"y\""),
            "true",
            vec![Trusted, Changed],
        ),
        (
            "a matcher",
            HOOKS.replace("timeout", "matcher = \"write\"\ntimeout"),
            "true",
            vec![Changed, Trusted],
        ),
        (
            "what a failure means",
            HOOKS.replace("timeout", "on_failure = \"proceed\"\ntimeout"),
            "true",
            vec![Changed, Trusted],
        ),
        (
            "an argument",
            HOOKS.replace("./guard.sh", "./guard.sh --lax"),
            "true",
            vec![Changed, Trusted],
        ),
        (
            "a hook more",
            format!("{HOOKS}\n[[hooks.pre_tool_use]]\ncommand = \"evil\"\n"),
            "true",
            vec![Trusted, Trusted, New],
        ),
    ];
    for (what, hooks, script, expected) in changes {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().canonicalize().unwrap().join(name);
        let mut store = TrustStore::new();
        let project = Root::new(at("project"));
        write(&project.path, HOOKS, "true");
        agree(&project, &mut store);
        write(&project.path, &hooks, script);
        assert_eq!(states(&project, &store), expected, "{what}, a project");
        // Each version of a plugin has its own folder.
        let version = |name: &str| Root::new(at(name)).with_plugin(Plugin::new("guard@m", at("")));
        write(&version("1.0").path, HOOKS, "true");
        agree(&version("1.0"), &mut store);
        write(&version("2.0").path, &hooks, script);
        assert_eq!(
            states(&version("2.0"), &store),
            expected,
            "{what}, a plugin"
        );
        let other = version("2.0").with_plugin(Plugin::new("other@m", at("")));
        assert!(
            states(&other, &store).iter().all(|state| *state == New),
            "{what}"
        );
    }
}
