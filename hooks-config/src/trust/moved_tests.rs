use std::fs;

use hooks_types::report::Cause;
use hooks_types::spec::Handler;

use super::*;
use crate::trust::TrustState;
use crate::trust::test_project::{folder, load, trusting, write_project};

const GUARD: &str = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"./guard.sh\"\n[[hooks.stop]]\nname = \"after\"\ncommand = \"true\"\n";

fn project(root: &Path) {
    write_project(root, GUARD);
}

/// Returns the states of both hooks. Checks that the guard is replaced by a hook that fails exactly if its state is
/// `Changed`.
fn states(root: &Path, store: &TrustStore) -> Vec<TrustState> {
    let loaded = load(root, &mut store.deciding());
    let guard = &loaded.hooks_despite_errors()[0];
    let closed =
        matches!(&guard.handler, Handler::Unusable(failure) if failure.cause == Cause::Changed);
    let states: Vec<_> = loaded.trust.iter().map(|status| status.state).collect();
    assert_eq!(closed, states[0] == TrustState::Changed);
    states
}

#[test]
fn a_trusted_project_that_was_moved_runs_nothing_and_its_gates_are_closed() {
    use TrustState::{Changed, New, Revoked, Trusted};
    let (_folder, at) = folder();
    let (old, new) = (at.join("old"), at.join("new"));
    project(&old);
    let mut store = trusting(&old);
    fs::rename(&old, &new).unwrap();
    assert_eq!(states(&new, &store), [Changed, Changed]);
    // The project is moved and changed at once: first the script, then the entry too.
    fs::write(new.join("guard.sh"), "evil").unwrap();
    assert_eq!(states(&new, &store), [Changed, Changed]);
    fs::write(new.join("hooks.toml"), GUARD.replace("true", "false")).unwrap();
    assert_eq!(states(&new, &store), [Changed, Changed]);
    project(&new);
    let again = trusting(&new);
    for (root, entries) in again.roots() {
        for entry in entries {
            store.trust(root, entry.clone());
        }
    }
    assert_eq!(states(&new, &store), [Trusted, Trusted]);
    let mut taken_back = trusting(&new);
    taken_back.revoke(&new, |_| true);
    assert_eq!(states(&new, &taken_back), [Revoked, Revoked]);
    fs::rename(&new, &old).unwrap();
    assert_eq!(states(&old, &taken_back), [New, New]);
}

#[test]
fn a_moved_project_whose_hooks_hold_its_own_path_closes_their_gates() {
    for command in [
        r#"["${config_dir}/guard.sh"]"#,
        r#"["bash", "${config_dir}/guard.sh"]"#,
    ] {
        let (_folder, at) = folder();
        let (old, new) = (at.join("old"), at.join("new"));
        project(&old);
        let text = GUARD.replace("\"./guard.sh\"", command);
        fs::write(old.join("hooks.toml"), text).unwrap();
        let store = trusting(&old);
        assert_eq!(states(&old, &store), [TrustState::Trusted; 2]);
        fs::rename(&old, &new).unwrap();
        assert_eq!(states(&new, &store), [TrustState::Changed; 2], "{command}");
    }
}

#[test]
fn a_broken_file_of_a_moved_project_guards_as_it_did() {
    let (_folder, at) = folder();
    let (old, new) = (at.join("old"), at.join("new"));
    project(&old);
    let store = trusting(&old);
    fs::rename(&old, &new).unwrap();
    fs::write(new.join("hooks.toml"), "[[hooks.").unwrap();
    let broken = load(&new, &mut store.deciding());
    assert!(broken.has_errors(), "it guards");
    fs::create_dir(&old).unwrap();
    fs::copy(new.join("hooks.toml"), at.join("hooks.toml")).unwrap();
    let other = load(&at, &mut store.deciding());
    assert!(!other.has_errors(), "nobody knows it");
}

#[test]
fn a_clone_that_is_removed_closes_no_other_clone() {
    let (_folder, at) = folder();
    project(&at.join("old"));
    let mut store = trusting(&at.join("old"));
    project(&at.join("new"));
    fs::remove_dir_all(at.join("old")).unwrap();
    assert_eq!(states(&at.join("new"), &store), [TrustState::New; 2]);
    store.revoke(&at.join("old"), |_| true);
    assert_eq!(states(&at.join("new"), &store), [TrustState::New; 2]);
}

/// Checks that a new folder is not taken for a removed folder whose number the file system gave to the new folder.
#[cfg(unix)]
#[test]
fn a_folder_that_got_the_number_of_a_removed_one_is_another() {
    let (_folder, at) = folder();
    let made = |name: &str| {
        project(&at.join(name));
        FolderId::of(&at.join(name)).unwrap()
    };
    let first = made("old");
    let store = trusting(&at.join("old"));
    fs::remove_dir_all(at.join("old")).unwrap();
    let second = made("new");
    if first.born.is_some() {
        assert_ne!(first, second);
        assert_eq!(states(&at.join("new"), &store), [TrustState::New; 2]);
    }
}

#[test]
fn a_store_that_knows_no_folders_is_read_and_tells_of_no_move() {
    let (_folder, at) = folder();
    project(&at.join("old"));
    let text = trusting(&at.join("old")).written().unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    for entries in value["roots"].as_object_mut().unwrap().values_mut() {
        for entry in entries.as_array_mut().unwrap() {
            let folder = entry.as_object_mut().unwrap().remove("folder");
            assert_eq!(folder.is_some(), cfg!(unix));
        }
    }
    let store = TrustStore::read(&value.to_string()).unwrap();
    assert_eq!(states(&at.join("old"), &store), [TrustState::Trusted; 2]);
    fs::rename(at.join("old"), at.join("new")).unwrap();
    assert_eq!(states(&at.join("new"), &store), [TrustState::New; 2]);
}

#[test]
fn a_copy_beside_a_trusted_project_is_a_project_that_nobody_trusts_yet() {
    let (_folder, at) = folder();
    project(&at.join("old"));
    project(&at.join("new"));
    let store = trusting(&at.join("old"));
    assert_eq!(states(&at.join("new"), &store), [TrustState::New; 2]);
}

/// Uses a second name of a trusted folder: a link, or a different spelling on a file system that ignores case.
#[cfg(unix)]
#[test]
fn another_name_of_a_trusted_folder_trusts_nobody_and_closes_the_gates() {
    let (_folder, at) = folder();
    project(&at.join("old"));
    std::os::unix::fs::symlink(at.join("old"), at.join("name")).unwrap();
    let mut store = TrustStore::new();
    for (_, entries) in trusting(&at.join("old")).roots() {
        for entry in entries {
            store.trust(&at.join("name"), entry.clone());
        }
    }
    assert_eq!(states(&at.join("old"), &store), [TrustState::Changed; 2]);
}
