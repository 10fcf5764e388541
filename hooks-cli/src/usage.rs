//! Prints usage errors, with a tip for commands and options that are known from other programs and have a different
//! name in `hooks`.
//!
//! clap's messages quote arguments as they were typed. Arguments can come from a script with text of strangers, so
//! control characters are escaped before they reach the terminal.

use std::io::Write;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use hooks_types::near::nearest;
use hooks_types::text::{visible, visible_line};

use crate::show::{behind, error_columns};

/// Prints what is wrong with the command line, or the help that was asked for. Returns the exit code.
pub(crate) fn explain(mut error: clap::Error) -> u8 {
    let code = u8::try_from(error.exit_code()).unwrap_or(crate::exit_code::FAILED);
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        // Print these texts without escaping, because they are our own. Ignore an error: if the stream is closed, the
        // texts cannot be shown anywhere.
        let _ = error.print();
        return code;
    }
    let said: Vec<_> = error
        .context()
        .map(|(kind, value)| (kind, value.clone()))
        .collect();
    for (kind, value) in said {
        // The message repeats arguments. Escaping keeps an argument on its line, so that it cannot imitate a message
        // of ours.
        let line = |text: StyledStr| StyledStr::from(visible_line(&text.to_string()));
        let shown = match value {
            ContextValue::String(text) => ContextValue::String(visible_line(&text)),
            ContextValue::Strings(texts) => {
                ContextValue::Strings(texts.iter().map(|text| visible_line(text)).collect())
            }
            ContextValue::StyledStrs(texts) => {
                ContextValue::StyledStrs(texts.into_iter().map(line).collect())
            }
            other => other,
        };
        error.insert(kind, shown);
    }
    let tip = tip(&error);
    if tip.is_some() {
        // clap suggests names with a similar spelling. If we have a tip of our own, these suggestions would mislead, so
        // remove them.
        for kind in [
            ContextKind::SuggestedSubcommand,
            ContextKind::SuggestedArg,
            ContextKind::Suggested,
        ] {
            error.remove(kind);
        }
    }
    nearest_first(&mut error);
    let mut said = visible(&error.to_string());
    let room = error_columns();
    if let Some(tip) = tip {
        said += &format!("\n{}", behind("  tip: ", &tip, 2, room));
    }
    let _ = write!(std::io::stderr(), "{said}");
    code
}

/// Keeps the one suggested command that is nearest to the typed word. Only a command's own name is suggested, not an
/// alias.
fn nearest_first(error: &mut clap::Error) {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else {
        return;
    };
    let Some(ContextValue::Strings(known)) = error.get(ContextKind::SuggestedSubcommand) else {
        return;
    };
    let own = known
        .iter()
        .filter(|name| !ALIASES.contains(&name.as_str()));
    if let Some(best) = nearest(&typed.to_ascii_lowercase(), own.map(String::as_str)) {
        let best = ContextValue::Strings(vec![best.to_owned()]);
        error.insert(ContextKind::SuggestedSubcommand, best);
    }
}

/// Aliases of commands, which need not be suggested.
const ALIASES: [&str; 4] = ["ls", "why", "lint", "validate"];

/// Returns a tip for a command or option that people know from other programs and that this program does not have.
fn tip(error: &clap::Error) -> Option<String> {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(said)) => Some(said.to_ascii_lowercase()),
        _ => None,
    };
    if error.kind() == ErrorKind::ArgumentConflict && said(ContextKind::InvalidSubcommand).is_some()
    {
        return Some("options follow the subcommand: `hooks trust list --json`".to_owned());
    }
    if let Some(command) = said(ContextKind::InvalidSubcommand) {
        let known = COMMANDS
            .iter()
            .find(|(names, _)| names.contains(&command.as_str()));
        return known.map(|(_, tip)| (*tip).to_owned());
    }
    let argument = said(ContextKind::InvalidArg)?;
    // The user gave an agent's name without the option for it, as in `hooks bridge install claude`. So name the option.
    if hooks_dialects::dialects().get(&argument).is_ok() {
        return Some(format!("`--for {argument}` names the agent"));
    }
    // The user left out the `--` before the command, as in `hooks exec ls`. So say where the command belongs.
    let usage = error.get(ContextKind::Usage).map(ToString::to_string);
    let usage = usage.unwrap_or_default();
    if usage.contains("hooks exec") && !argument.starts_with('-') {
        return Some("the command follows `--`: `hooks exec -- COMMAND ARG`".to_owned());
    }
    let name = argument.split(['=', ' ']).next().unwrap_or_default();
    // Skip the word "Usage:" at the beginning of the usage text.
    let command = usage
        .split_whitespace()
        .skip_while(|word| *word != "hooks")
        .nth(1);
    let is_of_command = |commands: &[&str]| command.is_some_and(|name| commands.contains(&name));
    let known = OPTIONS.iter().find(|(names, commands, _)| {
        names.contains(&name) && (commands.is_empty() || is_of_command(commands))
    });
    known.map(|(_, _, tip)| (*tip).to_owned())
}

/// Commands that people expect, with the tip for each.
const COMMANDS: &[(&[&str], &str)] = &[
    (
        &["run", "trigger", "send", "emit", "simulate", "dispatch"],
        "`hooks fire EVENT --sample` sends an event, `hooks exec -- COMMAND` runs a command",
    ),
    (
        &["install", "uninstall", "setup", "connect"],
        "`hooks bridge install --for AGENT` puts your hooks.toml into an agent",
    ),
    (
        &["status", "doctor", "diagnose", "debug", "info"],
        "`hooks check` finds mistakes, `hooks list` shows every hook, `hooks explain EVENT` why each \
         runs or not, `hooks bridge status` shows which agents call the bridge",
    ),
    (
        &["add", "create", "generate", "scaffold"],
        "`hooks new NAME --event EVENT --lang bash` writes a hook",
    ),
    (
        &["approve", "allow", "review", "untrust", "revoke"],
        "`hooks trust` asks about the hooks of a project, `hooks trust revoke` revokes trust",
    ),
    (&["version"], "`hooks --version`"),
    (
        &["log", "logs", "report", "trace"],
        "`hooks explain EVENT --run` shows what each hook answers, `hooks fire EVENT --sample --show-io` what \
         it reads and prints",
    ),
    (
        &["remove", "delete", "rm", "edit", "disable", "enable"],
        "a hook is an entry of a file: `hooks list` says where; `enabled = false` in it switches the hook off",
    ),
];

/// Options that people expect. Each has its names, the commands for which the tip is right (an empty list means every
/// command), and the tip.
const OPTIONS: &[(&[&str], &[&str], &str)] = &[
    (
        &["--event", "-e"],
        &[],
        "name the event without an option: `hooks explain PreToolUse`",
    ),
    (
        &["--name", "-n"],
        &[],
        "the name is an argument by itself: `hooks new NAME --event EVENT --lang bash`",
    ),
    (
        &["--code", "--explain"],
        &[],
        "`hooks check --why CODE` says what a code means",
    ),
    (&["--no-color", "--no-colour"], &[], "`--color never`"),
    (&["-j"], &[], "`--json`"),
    (&["--junit", "--xml"], &[], "`--format junit`"),
    (
        &["--command", "--cmd", "--arg"],
        &[],
        "`--set command=TEXT` sets a field of the call's input, `--tool NAME` names its tool",
    ),
    (
        &["--payload", "--file", "-f", "--stdin"],
        &["fire"],
        "a payload is read from stdin: `hooks fire EVENT < FILE`; `--sample` makes one up",
    ),
    (
        &["--payload", "--stdin"],
        &["explain"],
        "`hooks explain` makes the payload up: `--tool`, `--input` and `--set` change it; `hooks fire EVENT \
         < FILE` sends your payload",
    ),
    (
        &["--file", "-f"],
        &["check"],
        "the files are arguments by themselves: `hooks check FILE`",
    ),
    (
        &["--file", "-f"],
        &["exec", "explain", "list", "test"],
        "`--config FILE` names the file with the hooks",
    ),
    (&["--matcher"], &[], "`--tool NAME` names the tool"),
    (&["--global"], &[], "`--user`"),
    (
        &["--hook"],
        &["explain", "fire"],
        "all hooks of the event are asked; a test case names one with `hook = \"NAME\"`",
    ),
    (
        &["--hook"],
        &["test"],
        "a case names the only hook that runs with `hook = \"NAME\"`",
    ),
    (
        &["--hook"],
        &["new"],
        "the name is an argument by itself: `hooks new NAME --event EVENT --lang bash`",
    ),
    (
        &["--hook"],
        &["trust"],
        "names of hooks are arguments by themselves: `hooks trust show NAME`, `hooks trust revoke NAME`",
    ),
    (
        &["--dialect", "--agent", "--from"],
        &[],
        "`--speak` names the agent of a payload, `--as` the agent of a config file, `--for` the \
         agent that gets the bridge",
    ),
    (
        &["--yes", "-y", "--all"],
        &[],
        "`hooks trust` shows the hooks of each file and then asks",
    ),
];
