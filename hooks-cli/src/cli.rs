//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use hooks_types::DialectRef;
use hooks_types::answer::OutcomeKind;
use hooks_types::fingerprint::Fingerprint;

/// Run commands, events and other agents' payloads through configured hooks.
///
/// Exit codes are listed in docs/cli.md; 2 is wrong usage everywhere.
#[derive(Debug, Parser)]
#[command(
    name = "hooks",
    bin_name = "hooks",
    version,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    /// When to use colours; NO_COLOR turns them off too
    #[arg(long, value_enum, global = true, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a command as an agent's shell tool would, with its hooks around it
    Exec(Exec),
    /// Send one event, read from stdin, through the hooks and report what happened
    Fire(Fire),
    /// List every configured hook in effective order, with file and line
    #[command(alias = "ls")]
    List(List),
    /// Explain for one call why each hook runs or does not
    #[command(alias = "why")]
    Explain(Explain),
    /// Write a first hooks.toml
    Init(Init),
    /// Write a hook that works, with test cases, and register it
    New(New),
    /// Run test cases of hooks
    Test(Test),
    /// Check config files and report every problem
    #[command(aliases = ["lint", "validate"])]
    Check(Check),
    /// Print a JSON Schema
    Schema(Schema),
    /// Print the completions of a shell
    Completions(Completions),
    /// Run your hooks.toml inside another agent
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Bridge(Bridge),
    /// Decide which hooks of a project may run
    #[command(args_conflicts_with_subcommands = true)]
    Trust(Trust),
}

/// Asks about each file of the project with hooks that nobody decided about. Without a terminal only
/// `--fingerprint` trusts.
#[derive(Debug, Args)]
pub(crate) struct Trust {
    #[command(subcommand)]
    pub(crate) action: Option<TrustAction>,
    #[command(flatten)]
    pub(crate) place: TrustPlace,
    /// Trust the hook with this fingerprint, without a question
    #[arg(long, value_name = "v1:HEX")]
    pub(crate) fingerprint: Vec<Fingerprint>,
    /// With --fingerprint: let an allow of the hook count
    #[arg(long, requires = "fingerprint")]
    pub(crate) may_grant: bool,
    /// A file that hooks name and that may change (package.json); its name below the root
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TrustAction {
    /// List every hook that was decided about
    List(TrustList),
    /// Show what was trusted: everything about the hooks, and their scripts
    Show(TrustHooks),
    /// Take trust back, for every version of the hooks
    Revoke(TrustHooks),
}

#[derive(Debug, Args)]
pub(crate) struct TrustPlace {
    /// The project's root [default: every folder from the working folder upward that holds hook
    /// files]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TrustList {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct TrustHooks {
    #[command(flatten)]
    pub(crate) place: TrustPlace,
    /// Only the hooks with these names or fingerprints
    #[arg(value_name = "HOOK")]
    pub(crate) hooks: Vec<String>,
}

/// Exits with the command's own code, 128+n for a signal, 77 when a hook blocked it.
#[derive(Debug, Args)]
pub(crate) struct Exec {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Show what happened to each hook, on stderr
    #[arg(long)]
    pub(crate) report: bool,
    /// Let the command have the terminal; the hooks then get none of its output
    #[arg(long)]
    pub(crate) tty: bool,
    /// The command and its arguments, after `--`
    #[arg(required = true, last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

/// Reads ONE payload from stdin, or makes one up. Exits 0 whenever a report was printed.
#[derive(Debug, Args)]
pub(crate) struct Fire {
    /// The event, in our names (any casing) or the dialect's; needed only where the payload names
    /// none and its fields fit several
    pub(crate) event: Option<String>,
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Payload format on stdin, or of the sample
    #[arg(long, value_name = "DIALECT", default_value = "native", value_parser = dialects())]
    pub(crate) speak: DialectRef,
    /// Summary, full JSON report, or raw agent reply
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Make up the payload of EVENT instead of reading stdin
    #[arg(long)]
    pub(crate) sample: bool,
    #[command(flatten)]
    pub(crate) options: SampleOptions,
    /// Show the payload and run nothing
    #[arg(long)]
    pub(crate) print: bool,
    /// Show what each hook read, in which environment, and what it printed
    #[arg(long)]
    pub(crate) show_io: bool,
    /// Exit with 1 unless the outcome is this one
    #[arg(long, value_name = "OUTCOME", value_parser = outcomes())]
    pub(crate) expect: Option<OutcomeKind>,
}

impl Fire {
    pub(crate) fn format(&self) -> ReportFormat {
        match self.json {
            true => ReportFormat::Json,
            false => self.format,
        }
    }
}

/// Exits 0 without errors, 1 with.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The config files [default: all that are discovered]
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Say what a code means: cause, example, cure
    #[arg(long, value_name = "CODE", exclusive = true)]
    pub(crate) why: Option<String>,
    /// Exit with 1 for warnings too
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// The project's root, without FILE
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    pub(crate) project: Option<PathBuf>,
    /// Config format [default: detected]
    #[arg(long = "as", value_name = "DIALECT", value_parser = dialects())]
    pub(crate) dialect: Option<DialectRef>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// How to print what a command found.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

impl Output {
    pub(crate) fn is_json(&self) -> bool {
        self.json || self.format == Format::Json
    }
}

/// Lists what is discovered from the working folder, or what the options name.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) sources: Sources,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Runs nothing unless `--run` is given.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The event, in our names (any casing) or the dialect's
    pub(crate) event: String,
    #[command(flatten)]
    pub(crate) sample: SampleOptions,
    /// The agent that makes the call
    #[arg(long, value_name = "DIALECT", default_value = "native", value_parser = dialects())]
    pub(crate) speak: DialectRef,
    /// Run the hooks too, and show what each answered and what was done
    #[arg(long)]
    pub(crate) run: bool,
    #[command(flatten)]
    pub(crate) sources: Sources,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Where `init` and `new` write.
#[derive(Debug, Args)]
pub(crate) struct Home {
    /// Into the user's own configuration; its hooks run in every project
    #[arg(long, conflicts_with = "project")]
    pub(crate) user: bool,
    /// Into this project [default: the working folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
}

impl Home {
    /// As they were typed, to be typed again.
    pub(crate) fn flags(&self) -> String {
        match (&self.project, self.user) {
            (_, true) => " --user".to_owned(),
            (Some(project), _) => {
                let project = project.display().to_string();
                format!(
                    " {}",
                    crate::show::shell_words(["--project", project.as_str()])
                )
            }
            (None, false) => String::new(),
        }
    }
}

/// Everything in it is a comment. Overwrites nothing unless `--force` is given.
#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) home: Home,
    /// Overwrite what is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// Overwrites nothing unless `--force` is given, and writes all of it or nothing.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The hook's name, and its file's
    pub(crate) name: String,
    /// The event, in our names (any casing)
    #[arg(long)]
    pub(crate) event: String,
    /// The tool whose calls it is for [default: shell]
    #[arg(long, value_name = "NAME")]
    pub(crate) tool: Option<String>,
    /// The language of its program
    #[arg(long, value_enum)]
    pub(crate) lang: Language,
    #[command(flatten)]
    pub(crate) home: Home,
    /// Overwrite the program and the cases
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    Bash,
    Python,
    Node,
    Rust,
}

/// A case is a .toml file: an event, and what should come of it. Exits 1 if one differs.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Folders of cases, or single cases
    #[arg(required = true, value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
    /// Config files instead of those that the cases name or lie below
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Vec<PathBuf>,
    /// How to print the results
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    format: TestFormat,
    /// The same as `--format json`
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

/// What a made-up payload holds.
#[derive(Debug, Default, Args)]
pub(crate) struct SampleOptions {
    /// The tool of the call, in our names or an agent's [default: shell]
    #[arg(long, value_name = "NAME")]
    pub(crate) tool: Option<String>,
    /// What the tool gets, as JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) input: Option<String>,
    /// Set a field of the payload or of what the tool gets, such as file_path=/etc/passwd
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
}

impl SampleOptions {
    /// The first option that was given.
    pub(crate) fn given(&self) -> Option<&'static str> {
        match self {
            Self { tool: Some(_), .. } => Some("--tool"),
            Self { input: Some(_), .. } => Some("--input"),
            Self { set, .. } if !set.is_empty() => Some("--set"),
            _ => None,
        }
    }
}

/// Answers in that agent's bytes and exit code. A gate it cannot judge is blocked.
#[derive(Debug, Args)]
pub(crate) struct Bridge {
    #[command(subcommand)]
    pub(crate) action: Option<BridgeAction>,
    #[command(flatten)]
    pub(crate) run: BridgeRun,
}

#[derive(Debug, Args)]
pub(crate) struct BridgeRun {
    /// Whose hook this is
    #[arg(long, value_name = "DIALECT", required = true, value_parser = dialects())]
    pub(crate) speak: Option<DialectRef>,
    /// The event it is configured for, in that agent's name: what to answer if the payload cannot
    /// be read
    #[arg(long, value_name = "EVENT")]
    pub(crate) event: Option<String>,
    /// Time for everything, shorter than the time limit in the agent's configuration
    #[arg(long, value_name = "SECONDS", default_value = "50", value_parser = seconds)]
    pub(crate) budget: Duration,
    #[command(flatten)]
    pub(crate) files: Files,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BridgeAction {
    /// Put `hooks bridge` into an agent's configuration
    Install(BridgeFile),
    /// Take it out again, and nothing else
    Uninstall(BridgeFile),
    /// Tell for each agent whether the bridge is installed, current, switched on and called
    Status(BridgeStatus),
}

#[derive(Debug, Args)]
pub(crate) struct BridgeStatus {
    /// The agent [default: all of them]
    #[arg(long = "for", value_name = "AGENT", value_parser = foreign_dialects())]
    pub(crate) agent: Option<DialectRef>,
    /// In this project's configuration as well
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct BridgeFile {
    /// The agent
    #[arg(long = "for", value_name = "AGENT", value_parser = foreign_dialects())]
    pub(crate) agent: DialectRef,
    /// Only for this project, in its own configuration; else for the user
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    /// Show the change and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal
    Auto,
    Always,
    Never,
}

/// For editors and programs.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Of what
    #[arg(value_enum, default_value_t = SchemaName::Config)]
    pub(crate) name: SchemaName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// hooks.toml
    Config,
    /// The report of `fire --json`
    Report,
    /// `list --json`
    List,
    /// `explain --json`
    Explanation,
}

impl SchemaName {
    /// The schema, as it is generated from the types.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Config => include_str!("../../hooks-config/config.schema.json"),
            Self::Report => include_str!("../../schemas/report.json"),
            Self::List => include_str!("../../schemas/list.json"),
            Self::Explanation => include_str!("../../schemas/explanation.json"),
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

/// Where hooks come from, and in which format.
#[derive(Debug, Args)]
pub(crate) struct Sources {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Whose format the --config files have, else path and shape tell; without --config: whose files
    /// alone are discovered
    #[arg(long = "as", value_name = "DIALECT", value_parser = dialects())]
    pub(crate) dialect: Option<DialectRef>,
}

/// Where hooks come from.
#[derive(Debug, Args)]
pub(crate) struct Files {
    /// A config file; given any, none is discovered, and each counts as trusted
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Vec<PathBuf>,
    /// The project's root, whose hooks alone are discovered beside the user's [default: what the
    /// agent names, else every folder from the working folder upward that holds hook files]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    /// Run the hooks of one root: the named one, else the outermost
    #[arg(long)]
    pub(crate) trust_project: bool,
}

impl Files {
    /// What is discovered in a project, and nothing of it permitted.
    pub(crate) fn of_project(root: Option<&std::path::Path>) -> Self {
        Self {
            config: Vec::new(),
            project: root.map(std::path::Path::to_path_buf),
            trust_project: false,
        }
    }

    /// Whether they give permission to the hooks of whatever project the session is in.
    pub(crate) fn trust_any_project(&self) -> bool {
        self.trust_project && self.project.is_none() && self.config.is_empty()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// The report as JSON
    Json,
    /// The bytes and the exit code of a hook of that agent
    Wire,
}

fn dialects() -> impl TypedValueParser<Value = DialectRef> {
    named(|_| true)
}

fn foreign_dialects() -> impl TypedValueParser<Value = DialectRef> {
    named(|dialect| !dialect.is_native())
}

fn named(wanted: fn(&&DialectRef) -> bool) -> impl TypedValueParser<Value = DialectRef> {
    let dialects = hooks_dialects::dialects();
    let names = dialects.iter().filter(wanted);
    let names: Vec<String> = names.map(ToString::to_string).collect();
    PossibleValuesParser::new(names).try_map(move |name| dialects.get(&name))
}

/// Every outcome.
pub(crate) const OUTCOMES: [OutcomeKind; 5] = [
    OutcomeKind::Proceed,
    OutcomeKind::Allow,
    OutcomeKind::Ask,
    OutcomeKind::Block,
    OutcomeKind::Modify,
];

fn outcomes() -> impl TypedValueParser<Value = OutcomeKind> {
    let named = |name: String| OUTCOMES.into_iter().find(|outcome| outcome.code() == name);
    PossibleValuesParser::new(OUTCOMES.map(OutcomeKind::code))
        .try_map(move |name| named(name).ok_or("unknown outcome"))
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .filter(|seconds| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a number of seconds above 0 is needed".to_owned())
}
