//! The options of the commands that only read: `check`, `list`, `test`, `schema`, `completions`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hooks_types::DialectRef;

use super::values::dialects;
use super::{Output, Sources};

/// Exits with 0 if there are no errors, with 1 otherwise.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The config files [default: all that are discovered]
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    // Without CODE the value is empty, which means all codes.
    /// Explain the code of a finding (cause, example, cure); without CODE, list all codes
    #[arg(long, value_name = "CODE", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["files", "deny_warnings", "project", "dialect"])]
    pub(crate) why: Option<String>,
    /// Exit with 1 for warnings as well
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// Check the project with this root folder, if no FILE is given
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    pub(crate) project: Option<PathBuf>,
    /// Config format [default: detected]
    #[arg(long = "as", value_name = "DIALECT", value_parser = dialects(), ignore_case = true)]
    pub(crate) dialect: Option<DialectRef>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Lists the hooks that are discovered from the working folder, or from the files and projects that the
/// options name.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Also list every path that is searched for a hooks.toml or for an agent's hook file
    #[arg(long)]
    pub(crate) places: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// A case is a .toml file: an event and the expected outcome. Exits with 1 if the outcome of a case differs,
/// or if a hook failed and `[expect] failure` does not name the cause. A case that expects `proceed` also fails
/// if the hook that it names did not run, or if its event has no hook.
#[derive(Debug, Args)]
#[command(after_help = CASES)]
pub(crate) struct Test {
    /// Folders of cases, or single cases [default: .agent-hooks/tests of the project]
    #[arg(value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
    /// Use these config files for all cases [default: the file that a case names, else the nearest
    /// hooks.toml in its folder or above]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Vec<PathBuf>,
    // This field is private, because callers must use `format()`, which also looks at `json`.
    /// How to print the results
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    format: TestFormat,
    /// Same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

impl Test {
    pub(crate) fn format(&self) -> TestFormat {
        match self.json {
            true => TestFormat::Json,
            false => self.format,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For CI servers
    Junit,
}

/// For editors and programs.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// What to describe
    #[arg(value_enum, default_value_t = SchemaName::Config)]
    pub(crate) name: SchemaName,
    /// Has no effect: the output is always JSON
    #[arg(long, hide = true)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// hooks.toml
    Config,
    /// The report of `fire --json`, and each line of `exec --report --json`
    Report,
    /// `list --json`
    List,
    /// `explain --json`
    Explanation,
    /// `trust list --json`
    Trust,
    /// `trust --json`
    TrustAsked,
    /// `trust show --json`
    TrustShow,
    /// `bridge status --json`
    BridgeStatus,
    /// `bridge install --json` and `bridge uninstall --json`
    BridgeChange,
    /// `trust revoke --json`
    TrustRevoked,
    /// `init --json` and `new --json`
    Made,
    /// `check --json`
    Findings,
    /// `check --why CODE --json`
    Why,
    /// `test --json`
    TestResults,
}

impl SchemaName {
    /// Returns the schema, as it is generated from the types.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Config => include_str!("../../schemas/config.json"),
            Self::Report => include_str!("../../schemas/report.json"),
            Self::List => include_str!("../../schemas/list.json"),
            Self::Explanation => include_str!("../../schemas/explanation.json"),
            Self::Trust => include_str!("../../schemas/trust.json"),
            Self::TrustAsked => include_str!("../../schemas/trust-asked.json"),
            Self::TrustShow => include_str!("../../schemas/trust-show.json"),
            Self::BridgeStatus => include_str!("../../schemas/bridge-status.json"),
            Self::BridgeChange => include_str!("../../schemas/bridge-change.json"),
            Self::TrustRevoked => include_str!("../../schemas/trust-revoked.json"),
            Self::Made => include_str!("../../schemas/made.json"),
            Self::Why => include_str!("../../schemas/why.json"),
            Self::Findings => include_str!("../../schemas/findings.json"),
            Self::TestResults => include_str!("../../schemas/test-results.json"),
        }
    }
}

/// Prints a script for that shell.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// What a case is, for the help of `hooks test`.
const CASES: &str = "A case is a .toml file with `event` (and `tool`, `set`, `input`, `files`, `hook`) and a table \
                     `[expect]` with `outcome` (and `message`, `content`, `context`, `notice`, `files`). If a \
                     hook fails, its case fails too, unless `failure = \"CAUSE\"` in `[expect]` names the cause, such as \
                     timeout. `hooks new` writes a hook with its cases.";
