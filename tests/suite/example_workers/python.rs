//! Python hooks: what they and their children print, and how they end, means the same in both modes.

use super::scripts::{Script, blocked, blocks, failed, fine, says, script};
use super::*;

fn python(judge: &str) -> Option<Script> {
    let text = format!(
        "import os, subprocess, sys\nfrom agent_hook import serve\n\n\
         def judge(event):\n    word = event[\"hook_event\"][\"tool_input\"][\"command\"][0]\n{judge}\n\nserve(judge)\n"
    );
    script("python3", "agent_hook.py", &text)
}

#[tokio::test]
async fn a_python_hook_may_print_exit_and_fail_in_both_modes() {
    let judge = r#"
    if word == "print":
        print('{"decision": "ask", "message": "sure?"}')
    if word == "exit":
        print("no", file=sys.stderr)
        sys.exit(2)
    if word == "large exit code":
        sys.exit(256 + 2)
    if word == "words":
        sys.exit("broken")
    if word == "raise":
        raise KeyError(word)
    if word == "folder":
        return {"decision": "block", "message": os.getcwd()}
    if word == "env":
        return {"decision": "block", "message": os.environ["HOOKS_EVENT"]}
    if word == "descriptor":
        os.write(1, b'{"decision": "block", "message": "no"}')
    if word == "too long":
        print("x" * (1 << 20))
"#;
    let cases = [
        ("print", Ok(HookAnswer::ask("sure?"))),
        ("nothing", fine()),
        ("exit", blocked("no")),
        ("large exit code", blocked("")),
        ("words", failed()),
        ("raise", failed()),
        ("folder", blocked(FOLDER)),
        ("env", blocked("pre_tool_use")),
        ("descriptor", blocked("no")),
        ("too long", Err(Cause::Truncated)),
        ("nothing", fine()),
    ];
    says(python(judge), &cases).await;
}

#[tokio::test]
async fn the_children_of_a_python_hook_speak_for_it_in_both_modes() {
    let judge = r#"
    if word == "cat":
        subprocess.run(["cat"])
    if word == "read":
        print(sys.stdin.read())
    if word == "block":
        subprocess.run(["sh", "-c", "echo '{\"decision\": \"block\", \"message\": \"no\"}'"])
    if word == "halves":
        print('{"decision": "block",', flush=True)
        subprocess.run(["echo", '"message": "no"}'])
    if word == "fork":
        if os.fork() == 0:
            print('{"decision": "block", "message": "no"}')
            sys.exit(3)
        os.wait()
    if word == "stderr":
        subprocess.run(["sh", "-c", "echo no >&2"])
        sys.exit(2)
"#;
    let cases = [
        ("cat", fine()),
        ("block", blocked("no")),
        ("read", fine()),
        ("halves", blocked("no")),
        ("fork", blocked("no")),
        ("stderr", blocked("no")),
        ("nothing", fine()),
    ];
    says(python(judge), &cases).await;
}

#[tokio::test]
async fn a_late_word_of_a_python_hooks_child_is_not_an_answer_to_another_event() {
    let judge = r#"
    fifo = os.path.join(os.path.dirname(__file__), "fifo")
    if word == "start":
        os.mkfifo(fifo)
        late = "read x <'%s'; echo '{\"decision\": \"block\"}'" % fifo
        judge.child = subprocess.Popen(["sh", "-c", late])
    if word == "let it speak":
        open(fifo, "w").close()
        judge.child.wait()
"#;
    let Some(script) = python(judge) else { return };
    let launch = hooks_types::spec::Launch::Worker;
    let command = Command::argv(script.argv).with_launch(launch);
    let executor = WorkerExecutor::default();
    for word in ["start", "let it speak"] {
        let payload = payload(script.folder.path(), &[word]);
        let run = soon(
            "a verdict",
            executor.execute(request(command.clone(), payload)),
        )
        .await;
        assert_eq!(run.result.unwrap(), HookAnswer::proceed(), "{word}");
    }
    assert_eq!(executor.workers(), 1);
}

#[tokio::test]
async fn a_python_hooks_child_that_opens_stdout_keeps_the_text_before_in_both_modes() {
    let judge = r#"
    if word == "stdout":
        print('{"decision": "block",', flush=True)
        subprocess.run(["sh", "-c", "echo '\"message\": \"no\"}' >/dev/stdout"])
    if word == "stderr":
        print("no, ", end="", file=sys.stderr, flush=True)
        subprocess.run(["sh", "-c", "echo never >/dev/stderr"])
        sys.exit(2)
"#;
    let cases = [
        ("stdout", blocked("no")),
        ("stderr", blocked("no, never")),
        ("nothing", fine()),
    ];
    says(python(judge), &cases).await;
}

#[tokio::test]
async fn a_python_hooks_child_is_not_a_worker() {
    let judge = r#"
    sys.exit(subprocess.run(["sh", "-c", "test -n \"$AGENT_HOOKS_WORKER\" || exit 2"]).returncode)
"#;
    says(
        python(judge),
        &[("child", blocked("")), ("child", blocked(""))],
    )
    .await;
}

#[tokio::test]
async fn a_python_hook_with_too_much_output_keeps_its_exit_code_in_both_modes() {
    let judge = r#"
    nothing = word == "one" and "\0" or "\udcff"
    sys.stdout.reconfigure(errors="surrogateescape")
    sys.stderr.reconfigure(errors="surrogateescape")
    for stream in (sys.stdout, sys.stderr):
        stream.write(nothing * (2 << 20))
    sys.exit(2)
"#;
    blocks(python(judge), &["one", "other"]).await;
}

#[tokio::test]
async fn a_python_hook_may_leave_a_forked_child_and_print_to_the_original_stream_in_both_modes() {
    // The child ends when the last copy of `writing` is closed, at the end of the hook. It leaves the hook's group, so
    // that a hook started for the event has left nothing in the group.
    let judge = r#"
    block = '{"decision": "block", "message": "no"}'
    if word == "forked child":
        (reading, writing), told = os.pipe(), os.pipe()
        if os.fork() == 0:
            os.setsid()
            os.close(writing)
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 1)
            os.dup2(null, 2)
            os.close(told[1])
            os.read(reading, 1)
            os._exit(0)
        os.close(told[1])
        os.read(told[0], 1)
        print(block)
    if word == "original stream":
        original, sys.stdout = sys.stdout, sys.stderr
        print(block, file=original)
    if word == "closed stream":
        print(block)
        sys.stdout.close()
    if word == "stream of its own":
        class Tee:
            def __init__(self, to):
                self.write, self.flush = to.write, to.flush
        sys.stdout = Tee(sys.stdout)
        print(block)
"#;
    let cases = [
        ("closed stream", blocked("no")),
        ("forked child", blocked("no")),
        ("closed stream", blocked("no")),
        ("stream of its own", blocked("no")),
        ("nothing", fine()),
        ("original stream", blocked("no")),
        ("nothing", fine()),
    ];
    says(python(judge), &cases).await;
}

#[tokio::test]
async fn a_python_hook_with_an_excepthook_that_exits_with_2_blocks_at_an_error_in_both_modes() {
    let text = r#"
import sys
from agent_hook import serve

def judge(event):
    if event["hook_event"]["tool_input"]["command"][0] == "raise":
        raise KeyError("x")

def block(kind, error, trace):
    print("no", file=sys.stderr)
    sys.exit(2)

sys.excepthook = block
serve(judge)
"#;
    let cases = [
        ("raise", blocked("no")),
        ("nothing", fine()),
        ("raise", blocked("no")),
    ];
    says(script("python3", "agent_hook.py", text), &cases).await;
}
