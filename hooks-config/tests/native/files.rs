//! Loading of files that are named and of files that discovery finds.

use std::fs;
use std::path::Path;

use hooks_config::{
    Agents, LoadOptions, Loaded, Places, ProjectTrust, load_candidates, load_file, load_files,
    native_candidates,
};
use hooks_types::DialectRef;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Liveness, Program, Scope};

const HOOK: &str = "[[hooks.stop]]\ncommand = [\"${config_dir}/a\"]\n";

fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Renders the diagnostics without the temporary folder, which differs from run to run.
fn said(loaded: &Loaded, folder: &Path) -> Vec<String> {
    let folder = format!("{}/", folder.display());
    loaded
        .diagnostics
        .iter()
        .map(|found| found.to_string().replace(&folder, ""))
        .collect()
}

#[test]
fn files_append_in_the_order_they_are_named() {
    let temp = tempfile::tempdir().unwrap();
    let (first, second) = (temp.path().join("b.toml"), temp.path().join("a.toml"));
    write(&first, HOOK);
    write(&second, HOOK);
    let loaded = load_files([&first, &second]);
    assert_eq!(
        loaded
            .files
            .iter()
            .map(|file| file.hooks)
            .collect::<Vec<_>>(),
        [1, 1]
    );
    let hooks = loaded.into_hooks().unwrap();
    let sources: Vec<String> = hooks.iter().map(|hook| hook.source.to_string()).collect();
    assert_eq!(
        sources,
        [
            format!("{}:1", first.display()),
            format!("{}:1", second.display())
        ]
    );
    let Handler::Command(command) = &hooks[0].handler else {
        panic!("a command");
    };
    assert_eq!(
        command.program,
        Program::Argv(vec![format!("{}/a", temp.path().display())])
    );
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_with_the_reason() {
    let temp = tempfile::tempdir().unwrap();
    let latin = temp.path().join("latin.toml");
    write(&latin, b"# caf\xe9\n");
    let large = temp.path().join("large.toml");
    write(&large, vec![b'#'; 4 * 1024 * 1024 + 1]);
    let loaded = load_files([temp.path().join("gone.toml"), latin, large]);
    assert_eq!(
        said(&loaded, temp.path()),
        [
            "gone.toml:1:1: error[unreadable]: no such file",
            "latin.toml:1:1: error[unreadable]: is not UTF-8 (byte 5), so its hooks are not loaded (save it as UTF-8)",
            "large.toml:1:1: error[unreadable]: is larger than 4 MiB",
        ]
    );
    assert!(loaded.into_hooks().is_err());
}

#[test]
fn a_folder_is_not_a_file() {
    let temp = tempfile::tempdir().unwrap();
    assert!(load_files([temp.path()]).has_errors());
}

#[test]
fn hooks_of_an_untrusted_project_are_listed_without_being_live() {
    let temp = tempfile::tempdir().unwrap();
    let places = Places::new()
        .with_home(temp.path().join("home"))
        .with_project(temp.path().join("project"));
    let candidates = native_candidates(&places);
    let none = load_candidates(&candidates, ProjectTrust::Untrusted, &Agents::default());
    assert!(none.files.is_empty() && none.hooks_despite_errors().is_empty());
    assert!(!none.has_errors());
    let paths = none.paths();
    assert!(
        candidates
            .iter()
            .all(|file| paths.contains(&file.path.as_path()))
    );

    for candidate in &candidates {
        write(&candidate.path, HOOK);
    }
    let seen = |trust: ProjectTrust| -> Vec<(Scope, Option<Cause>)> {
        load_candidates(&candidates, trust, &Agents::default())
            .into_hooks()
            .unwrap()
            .into_iter()
            .map(|hook| match hook.liveness {
                Liveness::NotLive { cause, .. } => (hook.scope, Some(cause)),
                _ => (hook.scope, None),
            })
            .collect()
    };
    assert_eq!(
        seen(ProjectTrust::Untrusted),
        [
            (Scope::User, None),
            (Scope::Project, Some(Cause::Untrusted))
        ]
    );
    assert_eq!(
        seen(ProjectTrust::Trusted),
        [(Scope::User, None), (Scope::Project, None)]
    );
}

#[test]
fn a_place_that_is_found_but_is_not_a_file_is_reported() {
    let temp = tempfile::tempdir().unwrap();
    let places = Places::new().with_home(temp.path());
    let candidates = native_candidates(&places);
    fs::create_dir_all(&candidates[0].path).unwrap();
    assert_eq!(
        said(
            &load_candidates(&candidates, ProjectTrust::Untrusted, &Agents::default()),
            temp.path()
        ),
        [".config/agent-hooks/hooks.toml:1:1: error[unreadable]: is not a regular file"]
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_said_not_passed_over() {
    let temp = tempfile::tempdir().unwrap();
    let candidates = native_candidates(&Places::new().with_home(temp.path()));
    fs::create_dir_all(candidates[0].path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("gone", &candidates[0].path).unwrap();
    assert!(load_candidates(&candidates, ProjectTrust::Untrusted, &Agents::default()).has_errors());
}

#[test]
fn a_path_without_a_folder_lies_in_the_current_one() {
    let loaded = load_file(
        &DialectRef::NATIVE,
        &LoadOptions::of_file("no such file.toml"),
    );
    assert!(loaded.has_errors());
    let options = LoadOptions::of_file("hooks.toml");
    assert_eq!(options.config_dir, std::env::current_dir().ok());
    assert_eq!(options.file.as_path(), Path::new("hooks.toml"));
}

#[test]
fn without_agents_a_file_that_is_not_ours_is_an_error_that_says_so() {
    use hooks_config::{Candidate, NamedOptions, load_named};

    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("settings.json");
    write(&path, r#"{ "hooks": {} }"#);
    let native = "settings.json:1:1: error[unknown_format]: our own format is TOML, and no other \
                  agent's format is registered";
    assert_eq!(said(&load_files([&path]), temp.path()), [native]);
    let named = load_named([&path], &NamedOptions::new());
    assert_eq!(said(&named, temp.path()), [native]);
    let candidate = Candidate::new(&path, hooks_dialects::CLAUDE, Scope::User);
    let found = load_candidates(&[candidate], ProjectTrust::Trusted, &Agents::default());
    assert_eq!(
        said(&found, temp.path()),
        [
            "settings.json:1:1: error[unknown_format]: unknown dialect `claude`: only `native` is \
             registered"
        ]
    );
}
