//! Checks that no crate depends on a crate that its layer must not use. Reads cargo's dependency graph for each feature
//! alone.

use std::collections::BTreeSet;
use std::process::Command;

/// Returns the normal dependencies, direct and indirect, of a package with exactly these features enabled.
fn tree(package: &str, features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree", "--edges", "normal", "--prefix", "none", "--format", "{p}",
        ])
        .args([
            "--no-default-features",
            "--package",
            package,
            "--features",
            features,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != package)
        .collect()
}

/// Returns the features that a package declares, without `default`, and the empty text for no feature.
fn features(package: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("json");
    let declared = metadata["packages"]
        .as_array()
        .and_then(|packages| packages.iter().find(|known| known["name"] == package))
        .and_then(|found| found["features"].as_object())
        .expect("a package of the workspace");
    let own = declared
        .keys()
        .filter(|feature| *feature != "default")
        .cloned();
    std::iter::once(String::new()).chain(own).collect()
}

fn assert_absent(package: &str, forbidden: &[&str]) {
    for feature in features(package) {
        let found = tree(package, &feature);
        for name in forbidden {
            assert!(
                !found.contains(*name),
                "{package} with `{feature}` depends on {name}"
            );
        }
    }
}

#[test]
fn types_know_neither_a_runtime_nor_toml_nor_patterns() {
    assert_absent(
        "hooks-types",
        &[
            "tokio",
            "toml_edit",
            "toml",
            "regex",
            "fancy-regex",
            "regress",
            "rustix",
        ],
    );
    assert_absent(
        "hooks-types",
        &[
            "hooks-config",
            "hooks-dialects",
            "hooks-exec",
            "hooks-router",
        ],
    );
}

#[test]
fn types_alone_are_serde_and_next_to_nothing_else() {
    let expected = [
        "humantime",
        "itoa",
        "memchr",
        "proc-macro2",
        "quote",
        "serde",
        "serde_core",
        "serde_derive",
        "serde_json",
        "strsim",
        "syn",
        "unicode-ident",
        "zmij",
    ];
    let found = tree("hooks-types", "");
    let more: Vec<_> = found
        .iter()
        .filter(|name| !expected.contains(&name.as_str()))
        .collect();
    assert!(more.is_empty(), "hooks-types also depends on {more:?}");
}

#[test]
fn config_starts_no_process_and_knows_no_runtime_and_no_dialects() {
    assert_absent(
        "hooks-config",
        &[
            "tokio",
            "hooks-exec",
            "hooks-router",
            "hooks-dialects",
            "regex",
        ],
    );
}

#[test]
fn dialects_start_no_process_and_know_no_runtime() {
    assert_absent(
        "hooks-dialects",
        &["tokio", "hooks-exec", "hooks-router", "regex"],
    );
}

/// Checks that these crates use only std for access to the system, except for the lock of the trust store.
#[test]
fn config_and_dialects_use_no_system_call_for_processes() {
    for package in ["hooks-config", "hooks-dialects"] {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--edges", "normal,features", "--prefix", "none"])
            .args([
                "--no-default-features",
                "--all-features",
                "--package",
                package,
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo runs");
        let tree = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(tree.contains("rustix feature \"fs\""), "{tree}");
        assert!(!tree.contains("rustix feature \"process\""), "{package}");
    }
}

#[test]
fn dialects_without_their_files_know_no_config() {
    let found = tree("hooks-dialects", "");
    for name in ["hooks-config", "toml_edit", "jsonc-parser"] {
        assert!(!found.contains(name), "hooks-dialects depends on {name}");
    }
}

#[test]
fn the_executor_reads_no_config() {
    assert_absent(
        "hooks-exec",
        &[
            "toml_edit",
            "hooks-config",
            "hooks-dialects",
            "hooks-router",
            "regex",
        ],
    );
}

#[test]
fn the_router_knows_neither_config_nor_processes() {
    assert_absent(
        "hooks-router",
        &[
            "toml_edit",
            "hooks-config",
            "hooks-dialects",
            "rustix",
            "jsonc-parser",
        ],
    );
}
