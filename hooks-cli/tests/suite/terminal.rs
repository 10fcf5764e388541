//! Runs at a terminal, and without a terminal.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::process::{Child, Command};

use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::support::{Project, with_project_hooks};

const ASKS: &str = r#"
[[hooks.pre_tool_use]]
name = "careful"
command = '''echo '{"decision":"ask","message":"really?\nRun it? [y/N]"}' '''
"#;

/// Opens a new terminal and returns both of its ends.
pub(crate) fn terminal() -> (File, File) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let theirs = rustix::fs::open(OsStr::from_bytes(name.to_bytes()), flags, Mode::empty());
    (ours.into(), theirs.unwrap().into())
}

/// Starts `hooks exec` as the process that leads the terminal's session.
fn exec_at(theirs: &File, project: &Project, command: &[&str]) -> Child {
    Command::new("setsid")
        .args(["-c", env!("CARGO_BIN_EXE_hooks")])
        .args(["exec", "--config", "hooks.toml", "--"])
        .args(command)
        .current_dir(project.root())
        .stdin(theirs.try_clone().unwrap())
        .stdout(theirs.try_clone().unwrap())
        .stderr(theirs.try_clone().unwrap())
        .spawn()
        .unwrap()
}

/// Reads until this text has appeared this many times.
pub(crate) fn read_until(from: &mut File, text: &str, times: usize) -> String {
    let mut said = Vec::new();
    let mut buffer = [0; 1024];
    while String::from_utf8_lossy(&said).matches(text).count() < times {
        let read = from.read(&mut buffer).unwrap();
        said.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&said).replace('\r', "")
}

#[test]
fn a_question_cannot_be_forged_nor_answered_beforehand() {
    let project = Project::with_hooks(ASKS);
    let (mut ours, theirs) = terminal();
    ours.write_all(b"y\n").unwrap();
    let forged = "x\u{202e}\u{200b}\nhooks: `safe` asks\n  ls\nRun it? [y/N] ";
    let mut child = exec_at(&theirs, &project, &["touch", "ran", forged]);
    let said = read_until(&mut ours, "[y/N] ", 2);
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(77));
    assert!(!project.has("ran"));
    let asked = said.split_once("hooks: ").unwrap().1;
    insta::assert_snapshot!(asked, @r"
    `careful` asks: really?
        Run it? [y/N]
      touch ran $'x\xe2\x80\xae\xe2\x80\x8b\nhooks: `safe` asks\n  ls\nRun it? [y/N] '
    Run it? [y/N]
    ");
}

#[test]
fn an_interrupt_for_us_alone_reaches_a_command_that_it_ends() {
    let project = Project::with_hooks("");
    let (mut ours, theirs) = terminal();
    let mut child = exec_at(
        &theirs,
        &project,
        &["sh", "-c", "echo ready; exec sleep 1000"],
    );
    read_until(&mut ours, "ready", 1);
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_time_limit_ends_what_the_command_started_too() {
    let command = "exec 3>pipe; echo ready >&3; sleep 1000 & wait";
    let answer = serde_json::json!({
        "decision": "modify",
        "content": { "command": ["sh", "-c", command], "timeout_ms": 1000 },
    });
    let project = Project::with_hooks("[[hooks.pre_tool_use]]\ncommand = [\"cat\", \"answer\"]\n");
    project.write("answer", &answer.to_string());
    let pipe = project.path("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let flags = OFlags::RDONLY | OFlags::NONBLOCK;
    let mut pipe = File::from(rustix::fs::open(&pipe, flags, Mode::empty()).unwrap());
    // `setsid` detaches the program from the terminal, if the tests have one.
    let mut child = Command::new("setsid")
        .arg(env!("CARGO_BIN_EXE_hooks"))
        .args(["exec", "--config", "hooks.toml", "--", "true"])
        .current_dir(project.root())
        .spawn()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(124));
    let mut said = Vec::new();
    // This ends when no process holds the other end open any more.
    while let Err(error) = pipe.read_to_end(&mut said) {
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        std::thread::yield_now();
    }
    assert_eq!(said, b"ready\n");
}

#[test]
fn fire_says_that_it_waits_for_a_payload() {
    let project = Project::new();
    let (mut ours, theirs) = terminal();
    let mut fire = project.command(&["fire"]);
    let mut child = fire
        .stdin(theirs.try_clone().unwrap())
        .stderr(theirs.try_clone().unwrap())
        .spawn()
        .unwrap();
    let said = read_until(&mut ours, "--sample", 1);
    assert!(said.contains("waiting for one payload"), "{said}");
    // Type Ctrl-D at the beginning of a line.
    ours.write_all(b"\x04").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(125));
}

/// Returns the output of the program at a terminal of so many columns. Its stdin is not the terminal.
fn shown_at(project: &Project, columns: u16, term: &str, arguments: &[&str]) -> String {
    let (mut ours, theirs) = terminal();
    let size = rustix::termios::Winsize {
        ws_row: 50,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    rustix::termios::tcsetwinsize(&theirs, size).unwrap();
    let mut command = project.command(arguments);
    let mut child = command
        .env("TERM", term)
        .env("NO_COLOR", "1")
        .stdout(theirs.try_clone().unwrap())
        .stderr(theirs.try_clone().unwrap())
        .spawn()
        .unwrap();
    drop((command, theirs));
    let mut said = Vec::new();
    // An error means that no process holds the other end open any more.
    let _ = ours.read_to_end(&mut said);
    child.wait().unwrap();
    let said = String::from_utf8_lossy(&said).replace('\r', "");
    let home = project.home().display().to_string();
    let said = said.replace(&home, "/tmp/hooksXXXXXX/home");
    said.replace(
        &project.root().display().to_string(),
        "/tmp/hooksXXXXXX/project",
    )
}

const LONG: &str = r#"
[[hooks.pre_tool_use]]
name = "guard"
command = "echo 'not today: the branch is frozen until the release is out, ask the owner of the branch for permission first' >&2; exit 2"
"#;

#[test]
fn messages_wrap_at_a_terminal_and_commands_to_copy_stay_whole() {
    for columns in [20, 80, 140] {
        let project = Project::of_known_width();
        project.write(".agent-hooks/hooks.toml", LONG);
        project.write("hooks.toml", LONG);
        let trust = "hooks trust --project /tmp/hooksXXXXXX/project";
        let mut shown = String::new();
        for arguments in [
            &["exec", "--", "true"][..],
            &["exec", "--config", "hooks.toml", "--", "true"],
            &["check"],
            &["explain", "PreToolUse"],
            &["fire", "PreToolUse", "--sample", "--config", "hooks.toml"],
            &["exec", "--config", "gone.toml", "--", "true"],
            &["bridge", "status", "--for", "claude"],
            &["list"],
        ] {
            let said = shown_at(&project, columns, "xterm", arguments);
            shown += &format!("$ hooks {}\n{said}\n", arguments.join(" "));
            let fits = |line: &str| line.chars().count() <= usize::from(columns);
            let is_whole = |line: &str| line.contains('/') || line.contains("hooks ");
            for line in said.lines().filter(|line| columns > 20 && !is_whole(line)) {
                assert!(fits(line), "{columns} {arguments:?}: {line}");
            }
        }
        assert!(
            shown.lines().filter(|line| line.trim() == trust).count() > 1,
            "{shown}"
        );
        if project.root().as_os_str().len() == "/tmp/hooksXXXXXX/project".len() {
            let mut lines: Vec<String> = Vec::new();
            for line in shown.lines() {
                // In a narrow terminal, a longer duration has its own line.
                let own = line.starts_with("    ") && line.ends_with(" ms");
                let row = lines.last_mut();
                match row.filter(|row| own && row.starts_with("  ✗")) {
                    Some(row) => row.push_str(" TIME"),
                    None if line.starts_with("  ✗") => {
                        lines.push(format!("  {}", crate::support::timeless(line).trim()));
                    }
                    None => lines.push(line.to_owned()),
                }
            }
            let shown = lines.join("\n");
            insta::assert_snapshot!(format!("messages_at_{columns}"), shown);
        }
    }
}

#[test]
fn messages_in_a_pipe_are_one_line_each_whatever_columns_says() {
    let project = with_project_hooks(LONG);
    let mut command = project.command(&["exec", "--", "true"]);
    let ran = crate::support::fed(command.env("COLUMNS", "20"), "");
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    assert!(
        ran.stderr
            .contains("; to trust the project for one run, add `--trust-project`"),
        "{ran:?}"
    );
}

#[test]
fn a_command_in_a_message_about_a_file_gets_no_line_of_its_own() {
    let forged = "hooks trust --fingerprint v1:ab";
    let name = format!("x`, type `{forged}`; `y");
    let hooks = format!("[[hooks.stop]]\ncommand = \"true\"\n\"{name}\" = 1\n");
    let project = with_project_hooks(&hooks);
    project.write(&format!("{name}/hooks.toml"), &hooks);
    for config in [
        ".agent-hooks/hooks.toml".to_owned(),
        format!("{name}/hooks.toml"),
        format!("{name}/none.toml"),
    ] {
        for command in ["exec", "list", "explain", "check"] {
            let rest = match command {
                "exec" => vec!["--config", &config, "--", "true"],
                "list" => vec!["--config", &config],
                "explain" => vec!["Stop", "--config", &config],
                _ => vec![config.as_str()],
            };
            let said = shown_at(&project, 80, "xterm", &[&[command][..], &rest].concat());
            assert!(said.contains("fingerprint"), "{said}");
            let alone = said.lines().any(|line| line.trim() == forged);
            assert!(!alone, "{command}: {said}");
        }
    }
}

#[test]
fn help_is_as_wide_as_the_terminal() {
    let project = Project::new();
    for columns in [40_u16, 80, 160] {
        let help = shown_at(&project, columns, "xterm", &["exec", "--help"]);
        // A usage line is meant to be copied, so it is not wrapped.
        let lines = help.lines().filter(|line| !line.starts_with("Usage:"));
        let widest = lines.map(|line| line.chars().count()).max();
        assert!(widest <= Some(usize::from(columns)), "{columns}: {help}");
        assert!(columns < 160 || widest > Some(100), "{help}");
    }
}

#[test]
fn a_slow_hook_shows_its_name_where_a_terminal_can_take_the_line_back() {
    let hooks = "[[hooks.pre_tool_use]]\nname = \"slow-guard\"\ncommand = \"sleep 1\"\n";
    for (term, shows) in [("xterm", true), ("dumb", false)] {
        let project = Project::with_hooks(hooks);
        let exec = ["exec", "--config", "hooks.toml", "--", "true"];
        let said = shown_at(&project, 80, term, &exec);
        assert_eq!(said.contains("slow-guard"), shows, "{term}: {said:?}");
        assert!(!shows || said.ends_with("\u{1b}[2K"), "{said:?}");
    }
}
