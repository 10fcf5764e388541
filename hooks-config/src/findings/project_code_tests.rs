use hooks_types::event::EventName;
use hooks_types::spec::{Handler, Scope};

use super::*;

fn hook(scope: Scope, command: Command) -> HookSpec {
    let mut hook = HookSpec::new("guard", EventName::PreToolUse, Handler::Command(command));
    hook.scope = scope;
    hook
}

fn named(command: Command) -> Option<String> {
    Some(finding(&hook(Scope::User, command))?.about)
}

#[test]
fn a_program_that_runs_code_of_the_project_is_named() {
    for (text, program) in [
        ("make lint", "make"),
        ("/usr/bin/make", "/usr/bin/make"),
        ("X=1 timeout -k 5 10 make", "make"),
        ("npm test", "npm"),
        ("npm --silent run lint", "npm"),
        ("jq . >/dev/null; cargo clippy -q", "cargo"),
        ("true && (just check)", "just"),
        ("cargo +nightly test", "cargo"),
        ("python3 -m mod", "python3"),
        ("python3 -um mod", "python3"),
        ("PYTHONSAFEPATH= python3 -m mod", "python3"),
        ("python3.12 -W ignore -m mod", "python3.12"),
        ("python3 -c 'import json, sys'", "python3"),
        ("cat | python3 -c \"import json\"", "python3"),
        ("git commit -qam wip", "git"),
        ("pre-commit run", "pre-commit"),
        ("npx prettier --write .", "npx"),
    ] {
        assert_eq!(
            named(Command::shell(text)).as_deref(),
            Some(program),
            "{text}"
        );
    }
    let argv = named(Command::argv(["python3", "-m", "mod"]));
    assert_eq!(argv.as_deref(), Some("python3"));
}

#[test]
fn a_command_that_chooses_its_code_itself_is_not_named() {
    for text in [
        "git status --porcelain",
        "git diff --name-only",
        "git -C /home/me/notes commit -m x",
        "git commit --no-verify -m x",
        "make -C /home/me/guards",
        "make -f /home/me/guards.mk",
        "cargo fmt",
        "cargo --version",
        "make --version",
        "npm --prefix /home/me/guards test",
        "npm ls",
        "echo make; printf 'npm test'",
        "echo 'a; make'",
        "cd /home/me/guards && make",
        "python3 /home/me/guard.py -m x",
        "python3 -I -m json.tool",
        "python3 -Im json.tool",
        "python3 -P -c 'import json'",
        "PYTHONSAFEPATH=1 python3 -m json.tool",
        "cat | env PYTHONSAFEPATH=1 python3 -m json.tool",
        "python3 -c 'print(1)'",
        "go build ./...",
        "bun run /opt/guard.ts",
        "bun run ${CLAUDE_PLUGIN_ROOT}/guard.ts",
        "jq -r .tool_input.command",
        "makefile-lint",
        "",
    ] {
        assert_eq!(named(Command::shell(text)), None, "{text}");
    }
    let mut safe = Command::shell("python3 -m mod");
    safe.env.insert("PYTHONSAFEPATH".to_owned(), "1".to_owned());
    assert_eq!(named(safe), None);
    let mut fixed = Command::shell("make");
    fixed.work_dir = WorkDir::Fixed("/home/me".into());
    assert_eq!(named(fixed), None);
}

#[test]
fn it_is_a_note_about_hooks_of_the_user_and_the_administrator_only() {
    for scope in Scope::ALL {
        let found = finding(&hook(*scope, Command::shell("make")));
        assert_eq!(found.is_none(), scope.needs_trust(), "{scope}");
    }
}
