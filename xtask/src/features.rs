//! Features are additive: each library builds bare and with each of its features alone, and gives the
//! same verdicts whatever another crate of the program makes of `serde_json`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Checks every library crate without features and with each feature by itself.
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

/// What another crate may switch on in `serde_json`: numbers become texts, and maps keep their order.
const FOREIGN: &str = "serde_json/arbitrary_precision,serde_json/preserve_order";

/// Runs the suites of everything that reads payloads, answers and other agents' files, and of the
/// router that judges them, with these on.
pub(crate) fn verdicts_stay(root: &Path) -> Result<(), String> {
    let status = Command::new(env!("CARGO"))
        // Of the router also what its tests see from outside: those judge verdicts.
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

/// The published layers and the features each declares.
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
