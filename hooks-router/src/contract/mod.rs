//! A test suite that checks what an agent must promise to its hooks.
//!
//! The most common defect of agents with hooks is a hook that is configured, validated and never called. This suite
//! finds such hooks. It gives your agent a router with hooks that record their payloads and give answers. Then it
//! lets the agent's model call each of your tools, and compares the payloads with the calls that your tools ran and the
//! texts that your model read.
//!
//! Write a [`Driver`], which runs your agent's shipped code with a scripted model. Then one test checks every promise
//! and prints the list of results:
//!
//! ```no_run
//! use async_trait::async_trait;
//! use hooks_router::contract::{self, Driver, Ran, ToolPath, Trial};
//! use hooks_types::ToolCall;
//! use hooks_types::tool::{ShellInput, ToolInput};
//!
//! struct MyAgent;
//!
//! #[async_trait]
//! impl Driver for MyAgent {
//!     fn paths(&self) -> Vec<ToolPath> {
//!         let shell = |word: &str| ShellInput::new(["printf", word]);
//!         let call = ToolCall::shell("call-1", "shell", shell("output-of-the-probe"));
//!         let other = ToolInput::Shell(shell("output-of-another-probe"));
//!         vec![
//!             ToolPath::new("shell", call.clone(), other.clone()),
//!             ToolPath::new("shell in a subagent", call, other).in_subagent(),
//!         ]
//!     }
//!
//!     async fn run(&self, trial: Trial) -> Ran {
//!         // Start the agent on `trial.router`. Its model is asked with `trial.prompt`, makes
//!         // `trial.calls` in its first turn, and ends at every turn after that.
//!         # let _ = trial;
//!         Ran::default()
//!     }
//! }
//!
//! # async fn my_gate_is_tight() {
//! contract::prove(&MyAgent).await;
//! # }
//! ```
//!
//! The suite itself starts no process and never sleeps, because its hooks are closures. Each promise is checked in
//! its own run, with its own router.

mod driver;
mod probe;

mod trials;

mod after_call;
mod before_call;
mod whole_run;

mod promises;

mod findings;

pub use driver::{Driver, Executed, Ran, ToolPath, Trial};
pub use findings::{Finding, Findings, Verdict};
pub use promises::{PROMISES, Promise};

use findings::kept_or_broken;

/// Checks every promise on every tool path.
pub async fn check(driver: &dyn Driver) -> Findings {
    let paths = driver.paths();
    let mut findings = Findings::default();
    // If the agent lists no path, the loop below checks nothing, and the suite would pass. So report a broken
    // promise.
    if paths.is_empty() {
        let nothing = "the agent lists no tool paths, so nothing is proven".to_owned();
        findings.add("", "the_agent_lists_its_tools", Verdict::Broken(nothing));
    }
    for path in &paths {
        for promise in PROMISES {
            let verdict = kept_or_broken(promise.check(driver, path).await);
            findings.add(&path.name, promise.name(), verdict);
        }
    }
    let verdict = kept_or_broken(trials::every_listed_event_is_fired(driver, &paths).await);
    findings.add("", "every_listed_event_is_fired", verdict);
    findings
}

/// Runs [`check`] in a test, and prints the results.
///
/// # Panics
///
/// The agent breaks a promise.
#[expect(
    clippy::print_stdout,
    reason = "the output lists the tested paths; an unlisted path is untested"
)]
pub async fn prove(driver: &dyn Driver) {
    let findings = check(driver).await;
    println!("{findings}");
    let broken: Vec<String> = findings.broken().map(ToString::to_string).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
