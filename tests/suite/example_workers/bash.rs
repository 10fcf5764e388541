//! Bash hooks: the settings of the script and of the event are the same in both modes.

use super::scripts::{Script, blocked, blocks, failed, fine, says, script};
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
    *'"its own functions"'*) { quoted; in_event; judged; } >&2 ;;
    *'"errexit"'*) false; return 0 ;;
    *) return 0 ;;
  esac
  return 2
"#;
    let own = "set -eu\nid=1 cwd=2 out=3 code=4 errors=5 line=6\n\
               quoted() { printf q; }\nin_event() { printf e; }\njudged() { printf j; }";
    let cases = [
        ("folder", blocked(FOLDER)),
        ("env", blocked("pre_tool_use")),
        ("child", blocked("s")),
        ("nothing", fine()),
        ("its own names", blocked("1 2 3 4 5 6")),
        ("its own functions", blocked("qej")),
        ("errexit", failed()),
        ("nothing", fine()),
    ];
    says(bash(own, judge), &cases).await;
}

#[tokio::test]
async fn the_exit_trap_of_a_bash_hook_counts_in_both_modes() {
    let judge = r#"
  case $(cat) in
    *'"fail"'*) return 1 ;;
    *'"own trap"'*) trap 'echo own >&2; exit 2' EXIT ;;
    *'"cat"'*) cat >&2; return 2 ;;
  esac
"#;
    let trap = "trap 'code=$?; cat; echo trap >&2; ((code == 0)) || exit 2' EXIT";
    let cases = [
        ("fail", blocked("trap")),
        ("nothing", fine()),
        ("own trap", blocked("own")),
        ("cat", blocked("trap")),
        ("nothing", fine()),
    ];
    says(bash(trap, judge), &cases).await;
}

#[tokio::test]
async fn a_bash_hook_that_opens_stderr_keeps_the_text_before_in_both_modes() {
    let judge = r#"
  printf 'one, ' >&2
  printf 'two, ' >/dev/stderr
  echo three | tee /dev/stderr >/dev/null
  return 2
"#;
    says(bash("", judge), &[("text", blocked("one, two, three"))]).await;
}

#[tokio::test]
async fn a_bash_hooks_child_is_not_a_worker() {
    let judge = r#"  sh -c 'test -n "$AGENT_HOOKS_WORKER" || exit 2'"#;
    let cases = [("child", blocked("")), ("child", blocked(""))];
    says(bash("", judge), &cases).await;
}

#[tokio::test]
async fn text_of_a_bash_hook_that_is_not_utf8_is_the_same_in_both_modes() {
    let judge = r#"
  case $(cat) in
    *'"latin"'*) printf 'caf\xe9' >&2 ;;
    *'"long"'*) printf 'a%.0s' {1..499} >&2; printf '\xe2\x82\xac\xf0\x9f\x98\x80' >&2 ;;
    *) printf '\xed\xa0\x80' >&2 ;;
  esac
  return 2
"#;
    let long = "a".repeat(499) + "\u{20ac}\u{1f600}";
    let cases = [
        ("latin", blocked("caf\u{fffd}")),
        ("long", blocked(&long)),
        ("surrogate", blocked("\u{fffd}\u{fffd}\u{fffd}")),
    ];
    says(bash("", judge), &cases).await;
}

#[tokio::test]
async fn a_bash_hook_with_too_much_output_keeps_its_exit_code_in_both_modes() {
    let judge = r#"
  local fill='\001'
  [[ $(cat) == *'"one"'* ]] || fill='\377'
  head -c 2000000 /dev/zero | LC_ALL=C tr '\0' "$fill" | tee /dev/stderr
  return 2
"#;
    blocks(bash("", judge), &["one", "other"]).await;
}

#[tokio::test]
async fn a_bash_hook_may_wait_for_its_children_before_it_reads_a_large_event_in_both_modes() {
    let judge = "\n  true & wait\n  cat > /dev/null\n  return 2\n";
    let large = "x".repeat(200_000);
    blocks(bash("", judge), &[&large, "small"]).await;
}

/// A background process writes to stderr after its event, while the next event is judged.
#[tokio::test]
async fn a_late_word_of_a_bash_hooks_child_does_not_belong_to_another_event() {
    let judge = r#"
  local fifo=${BASH_SOURCE[0]%/*}/fifo
  case $(cat) in
    *'"start"'*)
      mkfifo "$fifo" "$fifo.done"
      (trap '' PIPE; read -r <"$fifo"; echo late >&2; echo >"$fifo.done") >/dev/null &
      ;;
    *)
      echo >"$fifo"
      read -r <"$fifo.done"
      echo no >&2
      return 2
      ;;
  esac
"#;
    let Some(script) = bash("", judge) else {
        return;
    };
    let command = Command::argv(script.argv).with_launch(hooks_types::spec::Launch::Worker);
    let executor = WorkerExecutor::default();
    for (word, expected) in [("start", fine()), ("let it speak", blocked("no"))] {
        let request = request(command.clone(), payload(Path::new(FOLDER), &[word]));
        let run = soon("a verdict", executor.execute(request)).await;
        assert_eq!(
            run.result.map_err(|failure| failure.cause),
            expected,
            "{word}"
        );
    }
    assert_eq!(executor.workers(), 1);
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

#[tokio::test]
async fn the_error_trap_of_a_bash_hook_counts_in_both_modes() {
    let judge = r#"
  case $(cat) in
    *'"fail"'*) false; return 0 ;;
    *'"return"'*) return 1 ;;
  esac
"#;
    let trap = "set -E\ntrap 'echo no >&2; exit 2' ERR";
    let cases = [
        ("fail", blocked("no")),
        ("return", blocked("no")),
        ("nothing", fine()),
    ];
    says(bash(trap, judge), &cases).await;
}
