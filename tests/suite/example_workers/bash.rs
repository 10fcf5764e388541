//! Bash hooks: the settings of the script and of the event are the same in both modes.

use super::scripts::{Script, blocked, failed, fine, says, script};
use super::*;

fn bash(options: &str, judge: &str) -> Option<Script> {
    let text = format!(
        "{options}\n. \"${{BASH_SOURCE%/*}}/agent_hook.bash\"\njudge() {{\n{judge}\n}}\nserve judge\n"
    );
    script("bash", "agent_hook.bash", &text)
}

#[tokio::test]
async fn a_bash_hook_sees_its_folder_and_its_variables_in_both_modes() {
    let judge = r#"
  case $(cat) in
    *'"folder"'*) echo "$PWD" >&2 ;;
    *'"env"'*) echo "$HOOKS_EVENT" >&2 ;;
    *'"child"'*) bash -c 'echo "$HOOKS_SESSION_ID" >&2' ;;
    *'"its own names"'*) echo "$id $cwd $out $code $errors $line" >&2 ;;
    *'"errexit"'*) false; return 0 ;;
    *) return 0 ;;
  esac
  return 2
"#;
    let own = "set -eu\nid=1 cwd=2 out=3 code=4 errors=5 line=6";
    let cases = [
        ("folder", blocked(FOLDER)),
        ("env", blocked("pre_tool_use")),
        ("child", blocked("s")),
        ("nothing", fine()),
        ("its own names", blocked("1 2 3 4 5 6")),
        ("errexit", failed()),
        ("nothing", fine()),
    ];
    says(bash(own, judge), &cases).await;
}

#[test]
fn a_bash_worker_takes_the_variables_of_an_event_literally_and_back_and_leaves_no_file() {
    let judge = "printf '%s' \"${A-none}\"";
    let Some(script) = bash("set -u", judge) else {
        return;
    };
    let temporary = tempfile::tempdir().unwrap();
    let lines = script.folder.path().join("lines");
    let value = "$(id) `id` \\ \"q\" %s\n'";
    let event = |id: u64, env: serde_json::Value| {
        let env = env.to_string();
        format!(
            "{{\"type\":\"event\",\"id\":{id},\"deadline_ms\":1,\"cwd\":\"/\",\"env\":{env},\"payload\":{{}}}}\n"
        )
    };
    let set = event(1, serde_json::json!({"FIRST": "{}", "A": value}));
    std::fs::write(&lines, set + &event(2, serde_json::json!({}))).unwrap();
    let output = Process::new(&script.argv[0])
        .arg(&script.argv[1])
        .env("AGENT_HOOKS_WORKER", "1")
        .env("TMPDIR", temporary.path())
        .stdin(std::fs::File::open(&lines).unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let replies = said
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let said: Vec<_> = replies.map(|reply| reply["stdout"].clone()).collect();
    assert_eq!(said, [value, "none"], "{:?}", output.stderr);
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}
