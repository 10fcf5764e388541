//! Checks that the modules of a crate use only modules that `lib.rs` lists above them. A crate whose modules pass has no
//! circles between modules, except through the modules that every module may use.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the Rust files below a folder, except for the files and the folders that contain tests.
fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        let name = entry.file_name().into_string().expect("a name in UTF-8");
        if path.is_dir() {
            let inner = if name == "tests" {
                Vec::new()
            } else {
                sources(&path)
            };
            found.extend(inner);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            found.push(path);
        }
    }
    found
}

/// Counts the uses of a crate's own modules (`crate::NAME`). Also returns each use in which `lib.rs` lists the used
/// module later than the using module. All modules may use a module in `seams`.
fn upward_uses(src: &Path, seams: &[&str]) -> (usize, Vec<String>) {
    let read = |path: &Path| fs::read_to_string(path).expect("a source file");
    let lib = read(&src.join("lib.rs"));
    let modules: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "))
        .filter_map(|line| line.strip_suffix(';'))
        .collect();
    let place = |name: &str| modules.iter().position(|module| *module == name);
    let mut uses = 0;
    let mut upward = Vec::new();
    for path in sources(src) {
        let within = path.strip_prefix(src).expect("a file of the crate");
        let first = within.components().next().expect("a file");
        let own = first.as_os_str().to_str().expect("a name in UTF-8");
        let Some(own) = place(own.trim_end_matches(".rs")) else {
            continue;
        };
        let text = read(&path);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (at, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            for used in line.split("crate::").skip(1) {
                let name: String = used
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                uses += 1;
                let is_above = place(&name).is_some_and(|used| used <= own);
                if !is_above && !seams.contains(&name.as_str()) {
                    upward.push(format!("{}:{}: {line}", within.display(), at + 1));
                }
            }
        }
    }
    (uses, upward)
}

#[test]
fn each_module_of_the_router_uses_only_those_above_it_in_lib_rs() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hooks-router/src");
    let (uses, upward) = upward_uses(&src, &[]);
    assert!(uses > 30, "only {uses} uses of modules were found");
    assert!(upward.is_empty(), "{upward:#?}");
}

/// The exceptions are the modules of two traits whose methods take the values that refer to them: a hook's spec holds
/// its `Dialect`, and a command its `StartCheck`.
#[test]
fn each_module_of_the_types_uses_only_those_above_it_in_lib_rs() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hooks-types/src");
    let (uses, upward) = upward_uses(&src, &["dialect", "start_check"]);
    assert!(uses > 200, "only {uses} uses of modules were found");
    assert!(upward.is_empty(), "{upward:#?}");
}

/// The exceptions are the list of all agents, and Claude Code's names of tools.
#[test]
fn each_module_of_the_dialects_uses_only_those_above_it_in_lib_rs() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hooks-dialects/src");
    let (uses, upward) = upward_uses(&src, &["agent", "claude"]);
    assert!(uses > 200, "only {uses} uses of modules were found");
    assert!(upward.is_empty(), "{upward:#?}");
}
