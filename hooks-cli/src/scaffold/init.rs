//! `hooks init`: writes a first `hooks.toml`.

use super::home_of;
use super::planned::{Planned, write};
use super::written_files::WrittenFiles;
use crate::cli::Init;
use crate::exit_code;
use crate::failure::Failure;

/// The text of the first file. It holds only comments, so that writing it changes no behaviour.
pub(super) const FIRST: &str = r#"# Hooks: programs that watch, correct or stop what a coding agent does.
#
# A hook is an entry of its event. It reads the event as one JSON object on stdin and answers with its
# exit code: 0, no objection; 2, block (the reason on stderr). Or it prints a JSON object, such as
# {"decision":"block","message":"why"}.
#
#   hooks new NAME --event pre_tool_use --tool shell --lang bash    writes a hook with test cases
#   hooks list                                                     shows every hook
#   hooks explain pre_tool_use                                     says why each hook runs or does not run
#   hooks check                                                    finds mistakes
#
# Events: pre_tool_use, permission_request, post_tool_use, post_tool_use_failure, user_prompt_submit,
# stop, subagent_stop, subagent_start, session_start, session_end, pre_compact, post_compact,
# interrupt, notification, after_agent.

# [hooks]
# strategy = "sequential"        # one after another; also parallel, chain, all
# budget = "1m"                  # for all hooks of one event together

# A guard before shell commands. If it fails (a crash, a timeout), the command does not run.
#
# [[hooks.pre_tool_use]]
# name = "no-force-push"
# matcher = "shell"              # or write_file, edit_file, apply_patch, read_file, mcp__server__tool
# command = ["${config_dir}/no-force-push.sh"]
# timeout = 10                   # seconds; "500ms", "2m" are understood too
"#;

/// Writes the file and prints the next steps.
///
/// # Errors
///
/// The file exists and `--force` is not given, or the file cannot be written.
pub(crate) fn run(options: &Init) -> Result<u8, Failure> {
    let folder = home_of(&options.home)?;
    let file = folder.join("hooks.toml");
    let planned = [Planned::new(file, FIRST.to_owned())];
    write(&planned, &folder, options.force)?;
    // The words of the `hooks new` command that creates the hook shown as an example in the new hooks.toml.
    let mut new = vec![
        "hooks".to_owned(),
        "new".to_owned(),
        "no-force-push".to_owned(),
    ];
    new.extend(options.home.flags());
    let judges = [
        "--event",
        "pre_tool_use",
        "--tool",
        "shell",
        "--lang",
        "bash",
    ];
    new.extend(judges.map(str::to_owned));
    let whose = match options.home.user {
        true => vec!["These hooks are yours: they run in every project."],
        false => vec![
            "These hooks belong to the project. Each user must trust them before they run: `hooks trust`.",
            "`hooks init --user` writes a file for hooks of your own.",
        ],
    };
    let made = WrittenFiles {
        written: &planned,
        kept: &[],
        next: vec![new, vec!["hooks".to_owned(), "list".to_owned()]],
        remarks: whose,
    };
    made.print(options.output.is_json())?;
    Ok(exit_code::DONE)
}
