//! Checks that features are additive: each library builds without features and with each feature alone, and gives the
//! same verdicts if another crate of the program enables additional features of `serde_json`.
//!
//! The ordinary build enables all features at once, so it shows neither a missing import behind a feature nor a
//! dependency of one feature on another.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Checks every library crate without features and with each feature by itself. In the workspace all features are
/// enabled, so code also builds if it uses a feature that its crate does not enable. For an embedder the same code
/// would fail to build.
pub(crate) fn build_each(root: &Path) -> Result<(), String> {
    for (package, features) in libraries(root)? {
        check(root, &package, None)?;
        for feature in &features {
            check(root, &package, Some(feature))?;
        }
        println!("{package}: bare, {}", features.join(", "));
    }
    Ok(())
}

/// Features of `serde_json` that another crate might enable: numbers are kept as texts, and maps keep their order.
/// Cargo unifies features, so our crates would get both features too. A number in parsed JSON is then not a float, and
/// a map is written unsorted.
const FOREIGN: &str = "serde_json/arbitrary_precision,serde_json/preserve_order";

/// Runs, with [`FOREIGN`] enabled, the tests of the crates that read payloads, answers and agents' files, and the tests
/// of the router, which judges calls.
pub(crate) fn verdicts_stay(root: &Path) -> Result<(), String> {
    let status = Command::new(env!("CARGO"))
        // For the router also run its integration tests, because those tests check verdicts.
        .args(["test", "--quiet", "--lib", "--test", "router"])
        .args(["--all-features", "--features", FOREIGN])
        .args(["-p", "hooks-types", "-p", "hooks-dialects"])
        .args(["-p", "hooks-config", "-p", "hooks-router"])
        .env("CARGO_TARGET_DIR", root.join("target/features"))
        .current_dir(root)
        .status()
        .map_err(|error| format!("cargo test: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("verdicts change with {FOREIGN}")),
    }
}

/// Returns the library crates with the features that each declares. The names come from cargo's metadata, so a new
/// feature is checked without a change here.
fn libraries(root: &Path) -> Result<Vec<(String, Vec<String>)>, String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("cargo metadata lists no packages")?;
    let layers = [
        "hooks-types",
        "hooks-dialects",
        "hooks-config",
        "hooks-exec",
        "hooks-router",
    ];
    Ok(packages
        .iter()
        .filter_map(|package| {
            let name = package["name"].as_str()?;
            let features = package["features"].as_object()?;
            let own = features
                .keys()
                .filter(|feature| *feature != "default")
                .cloned()
                .collect();
            layers.contains(&name).then(|| (name.to_owned(), own))
        })
        .collect())
}

/// Checks one library with one feature or without features. A warning also fails the check, for example a warning about
/// an import that is unused without a feature.
fn check(root: &Path, package: &str, feature: Option<&str>) -> Result<(), String> {
    let mut command = Command::new(env!("CARGO"));
    command.args([
        "check",
        "--quiet",
        "--lib",
        "--no-default-features",
        "-p",
        package,
    ]);
    if let Some(feature) = feature {
        command.args(["--features", feature]);
    }
    let status = command
        .env("RUSTFLAGS", "-D warnings")
        // Use a separate target folder: other features and flags would rebuild everything in `target` each time.
        .env("CARGO_TARGET_DIR", root.join("target/features"))
        .current_dir(root)
        .status()
        .map_err(|error| format!("cargo check: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!(
        "{package} does not build with {} alone",
        feature.unwrap_or("no feature")
    ))
}
