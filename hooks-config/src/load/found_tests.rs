use std::fs;

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use super::*;
use crate::roots::Root;
use crate::trust::{FoundHook, HookFile, TrustStore};

/// Returns how often the file system is queried for a project with this many hooks.
fn looks(hooks: usize, trusted: bool) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let mut config = String::new();
    for number in 0..hooks {
        fs::write(root.join(format!("guard-{number}.sh")), "").unwrap();
        config += &format!(
            "[[hooks.pre_tool_use]]\ncommand = [\"bash\", \"${{config_dir}}/guard-{number}.sh\", \"--strict\"]\nenv = {{ LEVEL = \"high\" }}\n"
        );
    }
    fs::write(root.join("hooks.toml"), config).unwrap();
    let file = Candidate::new(root.join("hooks.toml"), DialectRef::NATIVE, Scope::Project);
    let candidates = [file.with_root(Root::new(&root))];
    let (agents, untrusted) = (Agents::default(), ProjectTrust::Untrusted);
    let mut store = TrustStore::new();
    let mut agree = |file: &HookFile, hooks: &[FoundHook<'_>]| {
        for entry in hooks.iter().filter_map(|hook| hook.entry(&[])) {
            assert!(trusted.then(|| store.trust(&file.place, entry)) != Some(false));
        }
        Vec::new()
    };
    let _ = load_with(&candidates, &agents, &mut agree);
    let paths = Rc::default();
    let loaded = load_found(
        &candidates,
        untrusted,
        &agents,
        Some(&mut store.deciding()),
        &paths,
    );
    let state = |state| loaded.trust.iter().filter(|it| it.state == state).count();
    let expected = match trusted {
        true => TrustState::Trusted,
        false => TrustState::New,
    };
    assert_eq!(state(expected), hooks);
    paths.looks()
}

#[test]
fn a_project_that_nobody_trusts_is_looked_at_no_more_for_more_hooks() {
    assert_eq!(looks(1, false), looks(40, false));
}

#[test]
fn each_trusted_hook_more_costs_looks_for_its_own_words_alone() {
    // Each hook needs two queries: for its script, and for the same name below the root.
    assert!(looks(40, true) - looks(20, true) <= 20 * 2);
}
