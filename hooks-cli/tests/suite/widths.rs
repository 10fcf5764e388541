//! The output for people, in terminals of 20, 80 and 140 columns.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use unicode_width::UnicodeWidthStr;

use crate::support::{Project, timeless};
use crate::trust::trust;

const HOOKS: &str = r#"
[[hooks.pre_tool_use]]
name = "no-force-push"
matcher = "shell"
command = '''grep -q -- --force && { echo "push without --force, or ask the owner of the branch for permission first" >&2; exit 2; } || exit 0'''

[[hooks.pre_tool_use]]
name = "typo"
matcher = "shel"
command = "true"

[[hooks.pre_tool_use]]
name = "not-there"
command = ["/gone/guard"]
on_failure = "proceed"

[[hooks.post_tool_use]]
name = "format"
matcher = ["write_file", "edit_file"]
command = "echo '{\"context\":\"formatted\"}'"
background = false
"#;

fn project() -> Project {
    let project = Project::of_known_width();
    project.write("hooks.toml", HOOKS);
    project.write(
        "tests/differs.toml",
        "event = \"pre_tool_use\"\n[expect]\noutcome = \"block\"\nmessage = \"force\"\n",
    );
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.stop]]\nname = \"later\"\ncommand = \"true\"\n",
    );
    project
}

/// The commands, each with the name of its snapshot. `true` means that no line may be wider than the terminal.
const SHOWN: &[(&str, &[&str], bool)] = &[
    (
        "fire",
        &[
            "fire",
            "PreToolUse",
            "--sample",
            "--set",
            "command=git push --force",
            "--config",
            "hooks.toml",
        ],
        false,
    ),
    (
        "fire_io",
        &[
            "fire",
            "PostToolUse",
            "--sample",
            "--tool",
            "write_file",
            "--show-io",
            "--set",
            "cwd=/",
            "--config",
            "hooks.toml",
        ],
        false,
    ),
    (
        "run",
        &["explain", "PreToolUse", "--run", "--config", "hooks.toml"],
        false,
    ),
    (
        "explained",
        &["explain", "PreToolUse", "--config", "hooks.toml"],
        true,
    ),
    ("listed", &["list", "--config", "hooks.toml"], true),
    ("list_untrusted", &["list"], false),
    ("checked", &["check", "hooks.toml"], false),
    ("check_found", &["check"], false),
    ("why", &["check", "--why", "way_round"], false),
    (
        "tested",
        &["test", "tests", "--config", "hooks.toml"],
        false,
    ),
    (
        "exec",
        &[
            "exec",
            "--report",
            "--config",
            "hooks.toml",
            "--",
            "git",
            "push",
            "--force",
        ],
        false,
    ),
    ("trust", &["trust", "list"], false),
    ("places", &["list", "--places"], false),
    ("status", &["bridge", "status"], false),
    ("wrong_usage", &["explain", "--event", "stop"], false),
    (
        "dry_run",
        &[
            "bridge",
            "install",
            "--for",
            "claude",
            "--project",
            ".",
            "--dry-run",
        ],
        false,
    ),
];

/// Snapshots of commands that print the project's folder, which does not fit a line of 20 columns.
const OF_THE_FOLDER: &[&str] = &["list_untrusted", "check_found", "trust", "places"];
/// The project's path in snapshots: as long as the path of every project that [`Project::of_known_width`] makes.
const ROOT: &str = "/tmp/hooksXXXXXX/project";

/// Removes the payload's time from the output.
fn undated(shown: &str) -> String {
    let sign = "\"triggered_at\":\"";
    match shown.split_once(sign) {
        Some((before, after)) => {
            let rest = after.split_once('"').map_or("", |(_, rest)| rest);
            format!("{before}{sign}TIME\"{rest}")
        }
        None => shown.to_owned(),
    }
}

#[test]
fn every_text_fits_or_is_left_whole_in_terminals_of_20_80_and_140_columns() {
    for (name, arguments, fits) in SHOWN {
        let mut words = Vec::new();
        for columns in [20, 80, 140] {
            let project = project();
            let shown = project.shown(columns, arguments);
            assert!(!shown.contains("panicked"), "{name}: {shown}");
            let widest = shown.lines().map(UnicodeWidthStr::width).max();
            if *fits && columns > 20 {
                assert!(
                    widest <= Some(columns),
                    "{name} {columns}: {widest:?}\n{shown}"
                );
            }
            words.push(
                shown
                    .split_whitespace()
                    .filter(|word| word.contains("hooks.toml:"))
                    .count(),
            );
            // If /tmp is a link, paths are longer and wrap at other places than in the snapshots.
            let as_wide = project.root().as_os_str().len() == ROOT.len();
            let of_folder = OF_THE_FOLDER.contains(name);
            // The path of this program differs from machine to machine.
            let is_known = *name != "dry_run" && (columns > 20 || !of_folder);
            let shown = match of_folder {
                true => shown.replace("{project}", ROOT),
                false => shown,
            };
            if is_known && (as_wide || !of_folder) {
                insta::assert_snapshot!(format!("{name}_at_{columns}"), timeless(&undated(&shown)));
            }
        }
        assert!(
            words[0] >= words[1].min(1),
            "{name}: a place is lost at 20 columns"
        );
    }
}

#[test]
fn what_was_trusted_is_shown_in_terminals_of_80_and_140_columns() {
    let project = project();
    trust(&project);
    for columns in [80, 140] {
        let shown = project.shown(columns, &["trust", "show"]);
        let widest = shown.lines().map(UnicodeWidthStr::width).max();
        assert!(widest <= Some(columns), "{shown}");
        // Leave out the lines with the date of the decision.
        let undated = shown
            .lines()
            .filter(|line| !line.contains("20"))
            .collect::<Vec<_>>();
        insta::assert_snapshot!(format!("trusted_at_{columns}"), undated.join("\n"));
    }
}

#[test]
fn what_init_and_new_say_is_whole_in_twenty_columns() {
    let project = Project::new();
    let shown = project.shown(20, &["init"]);
    assert!(shown.contains("wrote .agent-hooks/hooks.toml"), "{shown}");
    let shown = project.shown(20, &["new", "guard", "--event", "stop", "--lang", "bash"]);
    assert!(shown.contains(".agent-hooks/guard.sh"), "{shown}");
    let mode = fs::metadata(project.path(".agent-hooks/guard.sh"))
        .unwrap()
        .permissions();
    assert_eq!(mode.mode() & 0o111, 0o111);
}
