//! Runs the conformance kit. The kit runs hooks in the real agents and in the program `hooks`, and compares the
//! decisions.
//!
//! The kit is written in Python and described in conformance/README.md. This task builds `hooks` and
//! starts it.

use std::path::Path;
use std::process::Command;

use crate::target_folder;

/// Builds `hooks`, unless the variable `HOOKS` names a program, and starts the kit with these arguments. The kit writes
/// `conformance/results/AGENT.json`, from which `cargo xtask schema` makes docs/compat.md.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let mut kit = Command::new(root.join("conformance/run.sh"));
    if std::env::var_os("HOOKS").is_none() {
        let build = ["build", "--quiet", "-p", "hooks-cli", "--all-features"];
        let cargo = Command::new(env!("CARGO"))
            .args(build)
            .current_dir(root)
            .status();
        start("cargo", cargo)?;
        kit.env("HOOKS", target_folder(root).join("debug/hooks"));
    }
    start("conformance/run.sh", kit.args(arguments).status())?;
    println!("run `cargo xtask schema` to bring docs/compat.md up to date");
    Ok(())
}

/// Returns an error that says why a program failed or could not start.
fn start(name: &str, status: std::io::Result<std::process::ExitStatus>) -> Result<(), String> {
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name} failed: {status}")),
        Err(error) => Err(format!("{name}: {error}")),
    }
}
