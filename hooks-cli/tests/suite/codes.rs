//! Every code of docs/findings.md, found by `hooks check` in a file with that mistake.

use hooks_config::DiagnosticCode;

use crate::support::{Project, write_script};

const STOP: &str = "[[hooks.stop]]\ncommand = [\"${config_dir}/guard.sh\"]\n";

/// Returns a file with the mistake that this code reports, and the text and mode of `guard.sh` beside the file.
fn planted(code: DiagnosticCode) -> (&'static str, String, Option<(&'static str, u32)>) {
    use DiagnosticCode as Code;
    let toml = |text: &str| ("hooks.toml", text.to_owned(), None);
    let stop = |command: &str| {
        (
            "hooks.toml",
            format!("[[hooks.stop]]\ncommand = {command}\n"),
            None,
        )
    };
    let pre = |rest: &str| {
        (
            "hooks.toml",
            format!("[[hooks.pre_tool_use]]\n{rest}\n"),
            None,
        )
    };
    let guard = |text, mode| ("hooks.toml", STOP.to_owned(), Some((text, mode)));
    let claude = |hooks: &str| {
        (
            ".claude/settings.json",
            format!("{{\"hooks\":{hooks}}}"),
            None,
        )
    };
    match code {
        Code::Unreadable => ("folder/hooks.toml/x", String::new(), None),
        Code::NotRead => (".claude/hooks.json", "{\"hooks\":{\"Stop\":[{}]}}".to_owned(), None),
        Code::Syntax => toml("[[hooks.stop]\ncommand = \"true\""),
        Code::UnknownKey => stop("\"true\"\ntimeuot = 5"),
        Code::UnknownEvent => toml("[[hooks.pre_tol_use]]\ncommand = \"true\""),
        Code::WrongType => stop("5"),
        Code::BadValue => stop("\"true\"\ntimeout = \"5 parsecs\""),
        Code::MissingKey => toml("[[hooks.stop]]\nname = \"tests\""),
        Code::DuplicateName => toml(
            "[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"\n[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"",
        ),
        Code::DuplicateKey => (".claude/settings.json", "{\"hooks\":{},\"hooks\":{}}".to_owned(), None),
        Code::BadMatcher => pre("matcher = \"Shell\"\ncommand = \"true\""),
        Code::Conflict => toml(
            "[[hooks.notification]]\ncommand = \"true\"\nbackground = true\non_failure = \"proceed\"",
        ),
        Code::NoEffect => claude("{\"Stop\":[{\"matcher\":\"Bash\",\"hooks\":[]}]}"),
        Code::UnsupportedHandler => claude("{\"Stop\":[{\"hooks\":[{\"type\":\"prompt\",\"prompt\":\"x\"}]}]}"),
        Code::SuspiciousUnit => stop("\"true\"\ntimeout = 30000"),
        Code::MissingFile => stop("[\"${config_dir}/gone.sh\"]"),
        Code::UnknownFormat => ("notes.json", "{\"a\":1}".to_owned(), None),
        Code::Deviation => claude(
            "{\"Stop\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"true\",\"asyncRewake\":true}]}]}",
        ),
        Code::NotExecutable => guard("#!/bin/sh\n", 0o644),
        Code::NoInterpreter => guard("exit 0\n", 0o755),
        Code::CarriageReturns => guard("#!/bin/sh\r\nexit 0\r\n", 0o755),
        Code::NotExpanded => stop("[\"~/bin/guard\"]"),
        Code::SplitPath => (
            "my project/hooks.toml",
            "[[hooks.stop]]\ncommand = \"${config_dir}/guard.sh --strict\"".to_owned(),
            None,
        ),
        Code::RelativeProgram => stop("[\"./guard.sh\"]"),
        Code::ProjectCode => stop("\"make check\""),
        Code::NotInPath => stop("[\"pyhton3\"]"),
        Code::LoosePattern => (
            ".gemini/settings.json",
            "{\"hooks\":{\"BeforeTool\":[{\"matcher\":\"read\",\"hooks\":[{\"type\":\"command\",\"command\":\"true\"}]}]}}"
                .to_owned(),
            None,
        ),
        Code::ExitOne => pre("command = \"echo no >&2; exit 1\""),
        Code::QuotedPattern => guard(
            "#!/bin/bash\nif [[ $1 =~ \"git push.*\" ]]; then exit 2; fi\ncat\n",
            0o755,
        ),
        Code::LostExit => pre("command = \"cat | while read x; do exit 2; done; exit 0\""),
        Code::BorrowedExit => pre("command = \"grep -q x .allowed\""),
        Code::PayloadShape => pre("command = \"grep .tool_input && exit 2; exit 0\""),
        Code::UnreadAnswer => pre("command = \"echo '{\\\"action\\\":\\\"block\\\"}'\""),
        Code::NoTerminal => pre("command = \"read -r yes < /dev/tty\""),
        Code::BackgroundGuard => pre("command = \"exit 2\"\nbackground = true"),
        Code::BackgroundAnswer => toml("[[hooks.post_tool_use]]\ncommand = \"exit 2\""),
        Code::ObserverBlock => toml("[[hooks.after_agent]]\ncommand = \"exit 2\""),
        Code::StopLoop => stop("\"exit 2\""),
        Code::SwitchedOff => toml("[hooks]\ndisable_all = true\n[[hooks.stop]]\ncommand = \"true\""),
        Code::AgentName => pre("matcher = \"Bash\"\ncommand = \"true\""),
        Code::TwoRewriters => toml(
            "[[hooks.pre_tool_use]]\ncommand = \"echo '{\\\"decision\\\":\\\"modify\\\"}'\"\n\
             [[hooks.pre_tool_use]]\ncommand = \"echo '{\\\"decision\\\":\\\"modify\\\"}'\"",
        ),
        Code::WayRound => pre("matcher = \"write_file\"\ncommand = \"exit 2\""),
        Code::OnceGuard => pre("command = \"exit 2\"\nonce = true"),
        Code::UnsetVariable => pre("command = \"$CLAUDE_PROJECT_DIR/guard.sh\""),
        Code::NoPath => pre("command = [\"true\"]\ninherit_env = [\"TOKEN\"]"),
        Code::NotAWorker => pre("command = \"grep -q secret && exit 2\"\nlaunch = \"worker\""),
        other => panic!("{other} is new: plant it here"),
    }
}

#[test]
fn every_code_is_found_by_a_check_and_explained_by_why() {
    let mut silent = Vec::new();
    for code in DiagnosticCode::ALL {
        let (file, text, script) = planted(*code);
        let project = Project::new();
        let checked = match text.is_empty() {
            true => "gone.toml",
            false => {
                project.write(file, &text);
                file
            }
        };
        if let Some((text, mode)) = script {
            write_script(&project.path("guard.sh"), text, mode);
        }
        let ran = project.run(&["check", checked]);
        if !ran.stdout.contains(&format!("[{code}]: ")) {
            silent.push(format!("{code}: {}", ran.stdout));
        }
        let why = project.run(&["check", "--why", &code.to_string()]);
        let page = include_str!("../../../docs/findings.md");
        let entry = format!("\n## `{code}`\n\n{}", why.stdout);
        assert!(
            page.contains(&entry),
            "{code}: the page and --why say the same"
        );
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}
