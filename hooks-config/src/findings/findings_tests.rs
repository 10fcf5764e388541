use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::load::load_files;

#[path = "findings_pairs_tests.rs"]
mod pairs;
#[path = "findings_programs_tests.rs"]
mod programs;
#[path = "findings_scripts_tests.rs"]
mod scripts;

/// Returns the findings about a `hooks.toml` with this text and these files beside it.
fn found(toml: &str, files: &[(&str, &str, u32)]) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    for (name, text, mode) in files {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        permit(&path, *mode);
    }
    let config = folder.path().join("hooks.toml");
    fs::write(&config, toml).unwrap();
    let loaded = load_files([&config]);
    let found = findings(
        &loaded,
        &Agents::default(),
        Some(OsStr::new("/bin:/usr/bin")),
    );
    let text = fs::read_to_string(&config).unwrap();
    let told = found.iter().map(|found| {
        let marked = text.get(found.span.clone()).unwrap_or_default();
        format!("{} {} [{marked}]", found.severity, found.code)
    });
    told.collect()
}

#[cfg(unix)]
fn permit(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn permit(_path: &Path, _mode: u32) {}

fn stop(command: &str) -> String {
    format!("[[hooks.stop]]\ncommand = {command}\n")
}

/// Returns the findings about switches in files with these texts, loaded together: the file's number, the
/// marked text and the message.
fn switches(texts: &[&str]) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let path = |at: usize| folder.path().join(format!("{at}.toml"));
    for (at, text) in texts.iter().enumerate() {
        fs::write(path(at), text).unwrap();
    }
    let loaded = load_files((0..texts.len()).map(path));
    let found = findings(&loaded, &Agents::default(), Some(OsStr::new("/bin")));
    let switches = found
        .iter()
        .filter(|found| found.code == DiagnosticCode::SwitchedOff);
    switches
        .map(|found| {
            let at = (0..texts.len()).find(|at| path(*at) == **found.file);
            let at = at.unwrap();
            let (line, marked) = (found.line, &texts[at][found.span.clone()]);
            format!("{at}:{line} [{marked}] {}", found.message)
        })
        .collect()
}

#[test]
fn a_switch_that_turns_hooks_off_is_found() {
    let toml = "[hooks]\ndisable_all = true\n[[hooks.stop]]\ncommand = \"true\"\n";
    assert_eq!(found(toml, &[]), ["warning switched_off [true]"]);
}

#[test]
fn a_switch_is_marked_where_it_is_set_and_counts_the_hooks_that_it_turns_off() {
    const HOOK: &str = "[[hooks.stop]]\ncommand = \"true\"\n";
    let sets = format!("# disable_all turns all off\n[hooks]\ndisable_all = true\n{HOOK}");
    let one = "0:3 [true] `disable_all`: 1 hook is off";
    assert_eq!(switches(&[&sets]), [one]);
    // A file that only mentions the key, or sets it to false, switches nothing off.
    for other in [
        format!("[hooks]\ndisable_all = false\n{HOOK}"),
        format!("# disable_all is not set here\n{HOOK}"),
        "[[hooks.stop]]\ncommand = \"echo disable_all\"\n".to_owned(),
    ] {
        let two = "0:3 [true] `disable_all`: 2 hooks are off";
        assert_eq!(switches(&[&sets, &other]), [two], "{other}");
        let two = two.replacen('0', "1", 1);
        assert_eq!(switches(&[&other, &sets]), [two], "{other}");
        assert_eq!(switches(&[&other]), [""; 0], "{other}");
    }
    // With two switches, each one counts only the hooks that it turned off itself.
    let both = switches(&[&sets, &sets]);
    assert_eq!(both, [one, &one.replacen('0', "1", 1)]);
}

#[test]
fn entries_are_told_apart_by_their_lines() {
    let toml = "[[hooks.stop]]\ncommand = [\"cat\"]\n[[hooks.stop]]\ncommand = [\"cta\"]\n";
    assert_eq!(found(toml, &[]), ["warning not_in_path [cta]"]);
}

#[test]
fn every_code_is_explained_with_cause_example_and_cure() {
    for code in DiagnosticCode::ALL {
        let known = explained(*code).unwrap_or_else(|| panic!("{code} is not in the catalogue"));
        assert!(known.cause.ends_with('.'), "{code}");
        assert!(
            !known.example.is_empty() && !known.cure.is_empty(),
            "{code}"
        );
        assert!(
            findings_page().contains(&format!("\n## `{code}`\n")),
            "{code}"
        );
    }
}

#[test]
fn hostile_commands_cost_no_more_than_their_length() {
    let words = format!("\"{}\",", "../".repeat(1_000)).repeat(500);
    let toml = stop(&format!("[{words}\"x\"]"));
    assert!(found(&toml, &[]).len() < 200);
    let long = stop(&format!("\"{}\"", "a".repeat(100_000)));
    found(&long, &[]);
}

/// Takes minutes if the text is scanned once for each pair of hooks.
#[test]
fn many_hooks_with_tables_cost_no_more_than_their_length() {
    let entry = |at: usize| {
        let table = format!("[hooks.stop.env]\nHOOKS_TEST_{at} = \"x\"\n");
        format!("[[hooks.stop]]\nname = \"n{at}\"\ncommand = \"echo {at}\"\n{table}")
    };
    let toml: String = (0..1_000).map(entry).collect();
    let reader = "[[hooks.stop]]\nname = \"r\"\ncommand = \"echo $HOOKS_TEST_7\"\n";
    assert_eq!(
        found(&format!("{toml}{reader}"), &[]),
        ["note unset_variable [[[hooks.stop]]]"]
    );
}
