//! When several entries share an event, and when each of them judges it.

use super::*;

/// Sends the same prompt to an entry three times, without a time that distinguishes the prompts: each prompt is judged.
#[test]
fn an_event_that_nobody_can_tell_from_another_is_judged_by_every_entry() {
    let prompt = json!({"session_id": "s", "transcript_path": "/t", "permission_mode": "default",
        "hook_event_name": "UserPromptSubmit", "prompt": "again"});
    let with = |key: &str, value: Value| {
        let mut prompt = prompt.clone();
        prompt[key] = value;
        prompt
    };
    for (what, agent, object) in [
        ("no id", "claude", prompt.clone()),
        ("a time in seconds", "claude", with("timestamp", json!(6))),
        (
            "a time in seconds as text",
            "claude",
            with("timestamp", json!("2026-11-01T10:00:00Z")),
        ),
        // In these cases the first entry has ended before the second is started.
        ("a prompt's id", "claude", with("prompt_id", json!("p"))),
        ("a turn", "codex", with("turn_id", json!("t"))),
    ] {
        let project = installed(&[(agent, false), (agent, true)]);
        let mut object = object;
        object["cwd"] = json!(project.root());
        for count in 1..4 {
            let said = told(&project, agent, "UserPromptSubmit", &object);
            assert!(refuses(&said) && ran(&project) == count, "{what}: {said:?}");
        }
    }
}

/// A hook that replaces any command by `MMM`, refuses `MMM` itself, and writes a line for each run.
const REWRITES: &str = r#"
[[hooks.pre_tool_use]]
command = '''case $(cat) in *MMM*) echo x >> $HOME/ran; echo no >&2; exit 2;; esac
echo x >> $HOME/ran; echo '{"decision":"allow","content":{"command":["bash","-c","MMM"]}}' '''
"#;

/// Sends a second call with the id and the input of the first, and a third with the rewritten input, because some local
/// models number their calls from the start in each answer. A later call must not get the decision about the first.
#[test]
fn a_call_of_the_id_and_input_of_one_that_was_allowed_or_rewritten_is_judged() {
    for agent in ["claude", "codex", "gemini"] {
        let project = installed(&[(agent, false), (agent, true)]);
        project.write_home(".config/agent-hooks/hooks.toml", REWRITES);
        let event = if agent == "gemini" {
            "BeforeTool"
        } else {
            "PreToolUse"
        };
        let mut count = 0;
        for command in ["OOO", "OOO", "MMM"] {
            let mut object = payload(agent, &project.root().display().to_string(), command);
            object["tool_use_id"] = json!("call_0");
            object["timestamp"] = json!("2026-11-29T08:45:06.039Z");
            let said = told(&project, agent, event, &object);
            count += 1;
            assert_eq!(ran(&project), count, "{agent} {command}: {said:?}");
            assert_eq!(blocks(agent, &said), command == "MMM", "{agent}: {said:?}");
        }
    }
}

/// Mentions the bridge in a file of a repository, outside of an entry. Such a text does not count as an entry.
#[test]
fn words_of_the_bridge_outside_an_entry_make_no_claim() {
    let project = installed(&[("copilot", false)]);
    let words = r#"{"env": {"X": "say hooks bridge --speak claude --event Stop"}}"#;
    project.write(".claude/settings.json", words);
    let object = of_copilot(&project, "PreToolUse");
    for count in 1..4 {
        let said = told(&project, "copilot", "PreToolUse", &object);
        assert!(blocks("copilot", &said), "{said:?}");
        assert_eq!(ran(&project), count);
    }
}

/// Puts a torn file, a link or a folder in place of a claim. Such a claim has no effect.
#[test]
fn a_claim_that_is_torn_a_link_or_a_folder_silences_no_entry() {
    let project = installed(&[("codex", false), ("codex", true)]);
    let object = call(&project, "codex");
    let claims = project
        .home()
        .join(".local/state/agent-hooks/bridge/claims");
    assert!(blocks(
        "codex",
        &told(&project, "codex", "PreToolUse", &object)
    ));
    let claim = std::fs::read_dir(&claims)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = std::fs::read(&claim).unwrap();
    let elsewhere = project.home().join("elsewhere");
    std::fs::write(&elsewhere, &whole).unwrap();
    for count in 2..5 {
        let _ = std::fs::remove_file(&claim);
        match count {
            2 => std::fs::write(&claim, whole.get(..whole.len() / 2).unwrap()).unwrap(),
            3 => std::os::unix::fs::symlink(&elsewhere, &claim).unwrap(),
            _ => std::fs::create_dir(&claim).unwrap(),
        }
        let said = told(&project, "codex", "PreToolUse", &object);
        assert!(
            blocks("codex", &said) && ran(&project) == count,
            "{count}: {said:?}"
        );
    }
}
