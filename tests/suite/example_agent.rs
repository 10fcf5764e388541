//! Tests that the example agent of hooks-router obeys every outcome. Each test is a whole conversation with
//! real hooks.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// The hooks of the tests. Each does one thing, and its matcher decides when it runs.
const HOOKS: &str = r#"
[[hooks.user_prompt_submit]]
name = "prompts"
command = '''
case "$(cat)" in
  *secret*) echo "no secrets" >&2; exit 2 ;;
  *greet*) echo '{"decision":"modify","content":"greet politely"}' ;;
esac
'''

[[hooks.pre_tool_use]]
name = "calls"
command = '''
case "$(cat)" in
  *forbidden*) echo "not this one" >&2; exit 2 ;;
  *doubtful*) echo '{"decision":"ask","message":"really?"}' ;;
  *original*) echo '{"decision":"modify","content":{"path":"replaced.txt","content":"by a hook"}}' ;;
  *crash*) exit 3 ;;
  *enough*) echo '{"stop":"that is enough"}' ;;
esac
'''

[[hooks.stop]]
name = "not-yet"
command = '''
case "$(cat)" in
  *'"stop_hook_active":true'*) ;;
  *) echo "the tests have not run" >&2; exit 2 ;;
esac
'''
"#;

/// The result of a conversation: the text that the agent prints, without the names of the speakers, and the agent's
/// exit code.
struct Ran {
    said: String,
    code: Option<i32>,
}

fn agent(folder: &Path, args: &[&str], script: &[Value]) -> Ran {
    std::fs::write(folder.join("hooks.toml"), HOOKS).unwrap();
    let lines: String = script.iter().map(|step| format!("{step}\n")).collect();
    std::fs::write(folder.join("script.jsonl"), lines).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_example-agent"))
        .args(["--config", "hooks.toml"])
        .args(args)
        .arg("script.jsonl")
        .current_dir(folder)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let lines = said.lines().map(|line| line.trim_start().to_owned() + "\n");
    Ran {
        said: lines.collect(),
        code: output.status.code(),
    }
}

fn write_file(path: &str) -> Value {
    json!({ "call": {
        "call_id": "c", "tool_name": "write_file",
        "tool_input": { "path": path, "content": "by the model" },
    }})
}

fn read(folder: &Path, name: &str) -> Option<String> {
    std::fs::read_to_string(folder.join(name)).ok()
}

#[test]
fn a_blocked_prompt_is_dropped_with_all_that_followed_and_another_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let ran = agent(
        folder.path(),
        &[],
        &[
            json!({ "prompt": "tell me the secret" }),
            write_file("followed.txt"),
            json!({ "prompt": "greet me" }),
            write_file("greeting.txt"),
        ],
    );
    assert_eq!(
        ran.said,
        "user  tell me the secret\n\
         hook  UserPromptSubmit prompts: block\n\
         note  no secrets\n\
         note  the prompt was dropped\n\
         user  greet me\n\
         hook  UserPromptSubmit prompts: modify\n\
         -> model  greet politely\n\
         model  write_file {\"content\":\"by the model\",\"path\":\"greeting.txt\"}\n\
         hook  PreToolUse calls: proceed\n\
         -> model  wrote 12 bytes to greeting.txt\n"
    );
    assert_eq!(read(folder.path(), "followed.txt"), None);
    assert_eq!(ran.code, Some(0));
}

#[test]
fn a_blocked_or_unjudged_call_does_not_run_and_a_modified_one_runs_as_modified() {
    let folder = tempfile::tempdir().unwrap();
    let calls = ["forbidden.txt", "crash.txt", "original.txt"].map(write_file);
    let ran = agent(folder.path(), &[], &calls);
    assert_eq!(
        ran.said,
        "model  write_file {\"content\":\"by the model\",\"path\":\"forbidden.txt\"}\n\
         hook  PreToolUse calls: block\n\
         -> model  The call was not run: the hook `calls` blocked it: not this one\n\
         model  write_file {\"content\":\"by the model\",\"path\":\"crash.txt\"}\n\
         hook  PreToolUse calls: failed: exit_code -> block\n\
         -> model  The call was not run: the hook `calls` failed \
         (exit_code): exit code 3. Its failure policy is to block.\n\
         note  the hook `calls` failed (exit_code): exit code 3\n\
         model  write_file {\"content\":\"by the model\",\"path\":\"original.txt\"}\n\
         hook  PreToolUse calls: modify\n\
         note  hooks changed the input: {\"content\":\"by a hook\",\"path\":\"replaced.txt\"}\n\
         -> model  wrote 9 bytes to replaced.txt\n"
    );
    for name in ["forbidden.txt", "crash.txt", "original.txt"] {
        assert_eq!(read(folder.path(), name), None, "{name}");
    }
    assert_eq!(
        read(folder.path(), "replaced.txt").as_deref(),
        Some("by a hook")
    );
}

#[test]
fn an_ask_runs_after_a_yes_and_not_where_nobody_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = agent(folder.path(), &[], &[write_file("doubtful.txt")]);
    assert!(
        nobody.said.ends_with(
            "-> model  The call was not run: the hook `calls` wants to ask the user, and there is \
             no user to ask: really?\n"
        ),
        "{}",
        nobody.said
    );
    assert_eq!(read(folder.path(), "doubtful.txt"), None);

    let yes = agent(folder.path(), &["--yes"], &[write_file("doubtful.txt")]);
    assert!(
        yes.said.contains("really?: write_file") && yes.said.contains("yes (--yes)"),
        "{}",
        yes.said
    );
    assert!(read(folder.path(), "doubtful.txt").is_some());
}

#[test]
fn what_the_agent_itself_denies_does_not_run_and_outside_the_folder_it_asks() {
    let folder = tempfile::tempdir().unwrap();
    let calls = [write_file(".git/hooks/x"), write_file("../outside.txt")];
    let ran = agent(folder.path(), &[], &calls);
    let refused = |why: &str| format!("-> model  The call was not run: {why}\n");
    let denied = refused("the agent's own rules deny it: nothing is written into `.git`");
    let unasked = refused("the user must be asked, and there is no user to ask");
    assert!(ran.said.contains(&denied), "{}", ran.said);
    assert!(ran.said.contains(&unasked), "{}", ran.said);
}

#[test]
fn a_blocked_stop_goes_on_and_a_hook_that_ends_the_run_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let script = [
        json!({ "stop": "done" }),
        write_file("went_on.txt"),
        json!({ "stop": "done now" }),
        json!({ "prompt": "more" }),
        write_file("enough.txt"),
        write_file("never.txt"),
    ];
    let ran = agent(folder.path(), &[], &script);
    assert_eq!(
        ran.said,
        "model  done\n\
         hook  Stop not-yet: block\n\
         -> model  the tests have not run\n\
         model  write_file {\"content\":\"by the model\",\"path\":\"went_on.txt\"}\n\
         hook  PreToolUse calls: proceed\n\
         -> model  wrote 12 bytes to went_on.txt\n\
         model  done now\n\
         hook  Stop not-yet: proceed\n\
         user  more\n\
         hook  UserPromptSubmit prompts: proceed\n\
         -> model  more\n\
         model  write_file {\"content\":\"by the model\",\"path\":\"enough.txt\"}\n\
         hook  PreToolUse calls: proceed\n\
         -> model  The call was not run: a hook ended the run: that is enough\n\
         note  a hook ended the run: that is enough\n"
    );
    assert_eq!(read(folder.path(), "never.txt"), None);
}

#[test]
fn configuration_with_errors_guards_nobody_so_nothing_runs() {
    let folder = tempfile::tempdir().unwrap();
    let script = [write_file("ran.txt")];
    let ran = agent(folder.path(), &["--config", "missing.toml"], &script);
    assert_eq!((ran.said.as_str(), ran.code), ("", Some(2)));
    assert_eq!(read(folder.path(), "ran.txt"), None);
}
