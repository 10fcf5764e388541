//! `cargo xtask`: the project's own tasks.
//!
//! | module | tasks |
//! |---|---|
//! | [`generated`] | `schema`: writes the generated files, with pages from `reference` and [`compat`] |
//! | [`picture`] | `picture`: draws a terminal from a real run |
//! | [`features`] | `features`: builds every feature by itself |
//! | [`long_checks`] | `bench`, `soak`, `mutate`, `stress` |
//! | [`conformance`] | `conformance`: compares the real agents with `hooks` |
//!
//! Without arguments, the program lists the tasks. The tasks that take minutes run programs and tests of the crate
//! `tests`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line for developers"
)]

mod compat;
mod conformance;
mod features;
mod generated;
mod long_checks;
mod picture;
mod reference;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The list of tasks, printed if the task is unknown or missing.
const USAGE: &str = "\
usage: cargo xtask TASK
  schema            rewrite every generated file
  schema --check    fail if a generated file is not current
  picture           rewrite README's picture of a terminal from a real run
  picture --check   fail if the picture is not current
  features          build every library feature by itself; run the suites with serde_json changed
  bench [ARG]...    measure against floors taken in the same run
  soak [ARG]...     many mixed runs: no verdict lost, nothing left behind
  mutate [N]        read N broken configurations and payloads of each kind (default 10000)
  stress [N]        run the fault suite N times under CPU load (default 10)
  conformance AGENT [PART] [--only CASE]...
                    run the real agent beside `hooks` (conformance/README.md)";

/// Runs the named task. Exits with code 1 if the task failed, and with 2 if there is no such task.
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Match the words without a library: a parser of arguments would take most of the build time of this small program.
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = workspace_root();
    let result = match words.as_slice() {
        ["schema"] => generated::write(&root),
        ["schema", "--check"] => generated::check(&root),
        ["picture"] => picture::write(&root),
        ["picture", "--check"] => picture::check(&root),
        ["features"] => features::build_each(&root).and_then(|()| features::verdicts_stay(&root)),
        ["bench", rest @ ..] => long_checks::run_binary(&root, "bench", rest),
        ["soak", rest @ ..] => long_checks::run_binary(&root, "soak", rest),
        ["mutate"] => long_checks::mutate(&root, "10000"),
        ["mutate", count] => long_checks::mutate(&root, count),
        ["stress"] => long_checks::stress(&root, "10"),
        ["stress", times] => long_checks::stress(&root, times),
        ["conformance", rest @ ..] => conformance::run(&root, rest),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the folder in which Cargo puts the programs: `CARGO_TARGET_DIR`, or `target` in the workspace.
fn target_folder(root: &Path) -> PathBuf {
    let named = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    named.map_or_else(|| root.join("target"), |named| root.join(named))
}

/// Returns the root of the workspace in which this program was built.
fn workspace_root() -> PathBuf {
    // `env!` fixes the path when the program is built. So a task works from any current folder.
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}
