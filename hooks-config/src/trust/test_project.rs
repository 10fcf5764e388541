//! A small project with hooks, to test trust with.

use std::fs;
use std::path::{Path, PathBuf};

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use super::{FileTrust, FoundHook, HookFile, TrustStore};
use crate::discovery::Candidate;
use crate::format::Agents;
use crate::load::load_with;
use crate::loaded::Loaded;
use crate::roots::Root;

/// Creates an empty folder, and returns it with its path. The folder is removed when the first value is dropped.
pub(super) fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    (folder, path)
}

/// Writes a project with this `hooks.toml`, and a script `guard.sh`.
pub(super) fn write_project(root: &Path, hooks: &str) {
    fs::create_dir_all(root).unwrap();
    fs::write(root.join("hooks.toml"), hooks).unwrap();
    fs::write(root.join("guard.sh"), "true").unwrap();
}

/// Loads the project's `hooks.toml`.
pub(super) fn load(root: &Path, trust: &mut dyn FileTrust) -> Loaded {
    let file = Candidate::new(root.join("hooks.toml"), DialectRef::NATIVE, Scope::Project);
    load_with(
        &[file.with_root(Root::new(root))],
        &Agents::default(),
        trust,
    )
}

/// Returns a store in which every hook of the project is trusted.
pub(super) fn trusting(root: &Path) -> TrustStore {
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
