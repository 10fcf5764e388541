use std::fs;

use hooks_types::spec::Liveness;

use super::*;
use crate::trust::TrustState;
use crate::trust::test_project::{folder, load, trusting, write_project};

const GUARD: &str = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"${config_dir}/guard.sh\"]\nenv = { AT = \"${config_dir}\" }\n";

fn project(root: &Path) {
    write_project(root, GUARD);
}

/// Returns the state of the only hook, and the other folder that its reason names.
fn seen(root: &Path, store: &TrustStore) -> (TrustState, Option<String>) {
    let loaded = load(root, &mut store.deciding());
    let hook = &loaded.hooks_despite_errors()[0];
    let place = match &hook.liveness {
        Liveness::NotLive { reason, .. } => place_of_same_hook(reason).map(str::to_owned),
        _ => None,
    };
    (loaded.trust[0].state, place)
}

#[test]
fn a_hook_that_is_trusted_in_another_clone_is_new_here_and_names_that_clone() {
    let (_folder, at) = folder();
    let (main, clone) = (at.join("p"), at.join("p-feature"));
    project(&main);
    project(&clone);
    let store = trusting(&main);
    assert_eq!(seen(&main, &store), (TrustState::Trusted, None));
    let place = main.display().to_string();
    assert_eq!(seen(&clone, &store), (TrustState::New, Some(place)));
}

#[test]
fn a_hook_that_differs_from_the_trusted_one_names_no_other_folder() {
    let (_folder, at) = folder();
    let (main, clone) = (at.join("p"), at.join("q"));
    let none = (TrustState::New, None);
    project(&main);
    project(&clone);
    let store = trusting(&main);
    let text = GUARD.replace("guard.sh", "other.sh");
    fs::write(clone.join("hooks.toml"), text).unwrap();
    assert_eq!(seen(&clone, &store), none);
    project(&clone);
    fs::write(clone.join("guard.sh"), "evil").unwrap();
    assert_eq!(seen(&clone, &store), none);
    // The hook of the clone runs the script of the other folder: a different file, so it is not the same hook.
    let text = GUARD.replace("${config_dir}", &main.display().to_string());
    project(&clone);
    fs::write(clone.join("hooks.toml"), text).unwrap();
    assert_eq!(seen(&clone, &store), none);
    project(&clone);
    let mut revoked = store.clone();
    revoked.revoke(&main, |_| true);
    assert_eq!(seen(&clone, &revoked), none);
    assert_eq!(seen(&clone, &TrustStore::new()), none);
}

#[test]
fn the_other_folder_is_read_from_its_own_reason_only() {
    let reason = why(Path::new("/a\nb"));
    assert!(!reason.contains('\n'), "{reason}");
    assert!(place_of_same_hook(&reason).is_some());
    assert_eq!(place_of_same_hook("a hook that was not trusted"), None);
}
