use std::path::PathBuf;

use hooks_types::DialectRef;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Scope};

use super::*;
use crate::discovery::Candidate;
use crate::format::Agents;
use crate::load::load_with;
use crate::loaded::Loaded;
use crate::roots::Root;
use crate::trust::{FileTrust, TrustState};

const GUARD: &str = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"./guard.sh\"\n[[hooks.stop]]\nname = \"after\"\ncommand = \"true\"\n";

fn project(root: &Path) {
    fs::create_dir_all(root).unwrap();
    fs::write(root.join("hooks.toml"), GUARD).unwrap();
    fs::write(root.join("guard.sh"), "true").unwrap();
}

fn load(root: &Path, trust: &mut dyn FileTrust) -> Loaded {
    let file = Candidate::new(root.join("hooks.toml"), DialectRef::NATIVE, Scope::Project);
    load_with(&[file.in_root(Root::new(root))], &Agents::default(), trust)
}

fn trusted(root: &Path) -> TrustStore {
    let mut store = TrustStore::new();
    let mut agree = |file: &HookFile, hooks: &[FoundHook<'_>]| {
        for hook in hooks {
            assert!(store.trust(&file.place, hook.entry(&[]).unwrap()));
        }
        Vec::new()
    };
    let _ = load(root, &mut agree);
    store
}

/// Returns the states of both hooks. A changed guard closes its gate.
fn states(root: &Path, store: &TrustStore) -> Vec<TrustState> {
    let loaded = load(root, &mut store.deciding());
    let guard = &loaded.hooks_despite_errors()[0];
    let closed =
        matches!(&guard.handler, Handler::Unusable(failure) if failure.cause == Cause::Changed);
    let states: Vec<_> = loaded.trust.iter().map(|status| status.state).collect();
    assert_eq!(closed, states[0] == TrustState::Changed);
    states
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    (folder, path)
}

#[test]
fn a_trusted_project_that_was_moved_runs_nothing_and_its_gates_are_closed() {
    use TrustState::{Changed, New, Revoked, Trusted};
    let (_folder, at) = folder();
    let (old, new) = (at.join("old"), at.join("new"));
    project(&old);
    let mut store = trusted(&old);
    fs::rename(&old, &new).unwrap();
    assert_eq!(states(&new, &store), [Changed, Changed]);
    // Moved and changed at the same time.
    fs::write(new.join("guard.sh"), "evil").unwrap();
    assert_eq!(states(&new, &store), [Changed, Changed]);
    // Nothing is as it was: this counts as an unknown project.
    fs::write(
        new.join("hooks.toml"),
        GUARD.replace("\"true\"", "\"false\""),
    )
    .unwrap();
    assert_eq!(states(&new, &store), [New, New]);
    project(&new);
    let again = trusted(&new);
    for (root, entries) in again.roots() {
        for entry in entries {
            store.trust(root, entry.clone());
        }
    }
    assert_eq!(states(&new, &store), [Trusted, Trusted]);
    let mut taken_back = trusted(&new);
    taken_back.revoke(&new, |_| true);
    fs::rename(&new, &old).unwrap();
    assert_eq!(states(&old, &taken_back), [Revoked, Revoked]);
}

#[test]
fn a_copy_beside_a_trusted_project_is_a_project_that_nobody_trusts_yet() {
    let (_folder, at) = folder();
    project(&at.join("old"));
    project(&at.join("new"));
    let store = trusted(&at.join("old"));
    assert_eq!(states(&at.join("new"), &store), [TrustState::New; 2]);
}

/// Looks like a second name of the folder, or like another spelling on a file system that ignores case.
#[cfg(unix)]
#[test]
fn another_name_of_a_trusted_folder_trusts_nobody_and_closes_the_gates() {
    let (_folder, at) = folder();
    project(&at.join("old"));
    std::os::unix::fs::symlink(at.join("old"), at.join("name")).unwrap();
    let mut store = TrustStore::new();
    for (_, entries) in trusted(&at.join("old")).roots() {
        for entry in entries {
            store.trust(&at.join("name"), entry.clone());
        }
    }
    assert_eq!(states(&at.join("old"), &store), [TrustState::Changed; 2]);
}
