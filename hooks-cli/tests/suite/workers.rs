//! Workers and HTTP hooks, from a `hooks.toml` to the report.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};

use crate::bridge::{AGENTS, blocks, payload};
use crate::support::{Project, Ran, native_call};

const FIRE: &[&str] = &["fire", "--config", "hooks.toml", "--format", "json"];

/// Returns a worker in bash that says hello and then answers every event with this text. `$id` is the event's id.
fn worker(says: &str) -> String {
    format!(
        r#"
[[hooks.pre_tool_use]]
name = "kept"
launch = "worker"
command = '''
read -r hello; echo '{{"type":"hello","protocol":1}}'
while read -r event; do
  id=${{event#*'"id":'}}; id=${{id%%,*}}
  {says}
done
'''
"#
    )
}

fn fired(hooks: &str) -> Value {
    let project = Project::with_hooks(hooks);
    let ran = project.run_with(FIRE, &native_call(&["ls"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.json()
}

fn outcome(report: &Value) -> (&str, &str) {
    (
        report["outcome"].as_str().unwrap_or_default(),
        report["hooks"][0]["cause"].as_str().unwrap_or_default(),
    )
}

#[test]
fn fire_starts_a_worker_uses_it_and_ends_it() {
    let says = r#"echo "{\"id\":$id,\"exit\":2,\"stderr\":\"from $AGENT_HOOKS_WORKER\"}""#;
    let report = fired(&worker(says));
    assert_eq!(outcome(&report), ("block", ""));
    assert_eq!(report["message"], "from 1");
    assert_eq!(report["hooks"][0]["exit_code"], 2);
}

#[test]
fn what_a_worker_does_wrong_keeps_the_gate_closed() {
    let allow = r#"echo "{\"id\":$id,\"exit\":0,\"answer\":{\"decision\":\"allow\"}}""#;
    assert_eq!(outcome(&fired(&worker(allow))), ("allow", ""));
    let stray = format!("echo loading; {allow}");
    assert_eq!(outcome(&fired(&worker(&stray))), ("block", "bad_answer"));
    let wrong_id = r#"echo "{\"id\":99,\"exit\":0}"; exit 0"#;
    let report = fired(&worker(wrong_id));
    assert_eq!(outcome(&report), ("block", "worker_unavailable"));
    let dies = "exit 1";
    assert_eq!(
        outcome(&fired(&worker(dies))),
        ("block", "worker_unavailable")
    );
    let no_worker = "[[hooks.pre_tool_use]]\nlaunch = \"worker\"\ncommand = 'exit 1'\n";
    assert_eq!(outcome(&fired(no_worker)), ("block", "worker_unavailable"));
}

#[test]
fn exec_asks_a_worker_before_the_command_runs() {
    let says = r#"case $event in *forbidden*) code=2 ;; *) code=0 ;; esac
  echo "{\"id\":$id,\"exit\":$code,\"stderr\":\"not here\"}""#;
    let project = Project::with_hooks(&worker(says));
    let exec = |word: &str| -> Ran {
        project.run(&["exec", "--config", "hooks.toml", "--", "echo", word])
    };
    assert_eq!(exec("fine").stdout, "fine\n");
    let refused = exec("forbidden");
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(77), ""));
    assert!(refused.stderr.contains("not here"), "{}", refused.stderr);
}

/// Runs a call through the bridge of an agent, with these hooks in the user's file.
fn bridged(hooks: &str, agent: &str) -> (Project, Ran) {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hooks.toml", hooks);
    let call = payload(agent, &project.root().display().to_string(), "ls");
    let ran = project.run_with(&["bridge", "--speak", agent], &call.to_string());
    (project, ran)
}

/// Returns whether the process whose id a worker wrote to a file still runs.
#[cfg(target_os = "linux")]
fn lives(project: &Project) -> bool {
    let pid = project.read("pid");
    std::path::Path::new("/proc").join(pid.trim()).exists()
}

/// Runs a worker behind a bridge. Each event starts a new bridge. If the bridge started a worker's program in the mode
/// for one event, the program would get no event that it can read, and its guard would let calls pass.
#[cfg(target_os = "linux")]
#[test]
fn a_worker_behind_a_bridge_is_started_for_the_event_and_ended_with_it() {
    let says = r#"echo $$ >pid; echo "{\"id\":$id,\"exit\":2,\"stderr\":\"from the worker\"}""#;
    for agent in AGENTS {
        let (project, ran) = bridged(&worker(says), agent);
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("from the worker"), "{agent}: {ran:?}");
        assert!(!lives(&project), "{agent}");
    }
    let fine = r#"echo $$ >pid; echo "{\"id\":$id,\"exit\":0}""#;
    for agent in AGENTS {
        let (project, ran) = bridged(&worker(fine), agent);
        assert!(!blocks(agent, &ran), "{agent}: {ran:?}");
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{agent}");
        assert!(!lives(&project), "{agent}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_does_not_end_with_its_bridge_is_killed_and_its_answer_counts() {
    let says = r#"echo $$ >pid; trap '' TERM
  echo "{\"id\":$id,\"exit\":2,\"stderr\":\"from the worker\"}"
  exec sleep 600"#;
    let (project, ran) = bridged(&worker(says), "claude");
    assert!(blocks("claude", &ran), "{ran:?}");
    assert!(!lives(&project));
}

#[test]
fn a_worker_that_is_none_keeps_the_gate_of_every_agent_closed() {
    let no_worker = "[[hooks.pre_tool_use]]\nlaunch = \"worker\"\ncommand = 'exit 1'\n";
    for agent in AGENTS {
        let (_, ran) = bridged(no_worker, agent);
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
    }
}

/// Starts an endpoint for one request, which returns what it received.
pub(crate) fn endpoint(response: String) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/judge", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = read_request(&mut stream);
        stream.write_all(response.as_bytes()).unwrap();
        request
    });
    (url, served)
}

fn read_request(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    loop {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).unwrap();
        text.push_str(&String::from_utf8_lossy(&chunk[..read]));
        let length = text.split_once("content-length: ");
        let length = length.and_then(|(_, rest)| rest.lines().next()?.trim().parse().ok());
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
        if read == 0 || (length.is_some() && body >= length) {
            return text;
        }
    }
}

fn http(keys: &str) -> String {
    format!("[[hooks.pre_tool_use]]\nname = \"endpoint\"\nhttp = {{ {keys} }}\n")
}

pub(crate) fn response(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}connection: close\r\n\r\n{body}"
    )
}

#[test]
fn an_endpoint_of_a_hooks_toml_is_asked_and_obeyed() {
    let block = r#"{"decision":"block","message":"remote"}"#;
    let (url, served) = endpoint(response("200 OK", "", block));
    let keys = format!(
        "url = \"{url}\", headers = {{ X-Home = \"<$HOME>\", X-Other = \"<$PATH>\" }}, \
         allowed_env = [\"HOME\"]"
    );
    let project = Project::with_hooks(&http(&keys));
    let report = project.run_with(FIRE, &native_call(&["ls"])).json();
    assert_eq!(outcome(&report), ("block", ""));
    assert_eq!(report["message"], "remote");
    let sent = served.join().unwrap();
    assert!(sent.starts_with("POST /judge HTTP/1.1\r\n"), "{sent}");
    let home = project.home().display().to_string();
    assert!(sent.contains(&format!("x-home: <{home}>\r\n")), "{sent}");
    assert!(sent.contains("x-other: <>\r\n"), "{sent}");
    assert!(sent.contains("\"event_type\":\"pre_tool_use\""), "{sent}");
}

#[test]
fn an_untrusted_project_s_endpoint_and_worker_are_listed_and_not_used() {
    let project = Project::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("url = \"http://{}/\"", listener.local_addr().unwrap());
    let hooks = http(&url) + &worker("touch canary; exit 2");
    project.write(".agent-hooks/hooks.toml", &hooks);
    let report = project.run(&["exec", "--report", "--", "touch", "ran"]);
    assert_eq!(report.code, Some(0), "{report:?}");
    for name in ["endpoint", "kept"] {
        assert!(report.stderr.contains(name), "{name}: {}", report.stderr);
    }
    assert!(report.stderr.contains("untrusted"), "{}", report.stderr);
    assert!(project.has("ran") && !project.has("canary"));
    let asked = listener.accept().map(drop).map_err(|error| error.kind());
    assert_eq!(asked, Err(std::io::ErrorKind::WouldBlock));
}

#[test]
fn a_redirect_is_a_failure_and_is_not_followed() {
    let (target, asked) = endpoint(response("200 OK", "", r#"{"decision":"allow"}"#));
    let location = format!("location: {target}\r\n");
    let (url, served) = endpoint(response("307 Temporary Redirect", &location, ""));
    let report = fired(&http(&format!("url = \"{url}\"")));
    assert_eq!(report["outcome"], "block", "{report}");
    served.join().unwrap();
    assert!(!asked.is_finished(), "the redirect was followed");
}

#[test]
fn an_endpoint_that_is_not_up_keeps_the_gate_closed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let report = fired(&http(&format!("url = \"http://{address}/\"")));
    assert_eq!(outcome(&report), ("block", "http_failed"));
    assert_eq!(report["outcome"], json!("block"));
}
