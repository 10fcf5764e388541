//! What `bridge install`, `status` and `list` say about the entries of the bridge.

use crate::support::{Project, with_users_hooks};

#[test]
fn a_hook_that_may_take_longer_than_the_bridge_is_named_wherever_the_bridge_is_looked_at() {
    let project = with_users_hooks(
        "[[hooks.stop]]\nname = \"tests\"\ncommand = \"true\"\ntimeout = \"10m\"\n",
    );
    let said =
        "the bridge ends hooks before their own limit: `tests` (`timeout` 10 min; Stop has 48 s)";
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let silent = project.run(&["check"]);
    assert!(!silent.stderr.contains("the bridge ends"), "{silent:?}");
    for typed in [
        &["bridge", "install", "--for", "claude"][..],
        &["bridge", "status", "--for", "claude"],
        &["check"],
    ] {
        let ran = project.run(typed);
        let text = flat(&format!("{}{}", ran.stdout, ran.stderr));
        assert!(
            text.contains(said) && text.contains("--budget"),
            "{typed:?} {ran:?}"
        );
    }
    let status = project
        .run(&["bridge", "status", "--for", "claude", "--json"])
        .json();
    assert!(status["bridges"][0]["too_short"].is_string(), "{status}");
}

/// Follows the advice for a slow hook: the warning goes away, the bridge counts as current, and `uninstall` removes the
/// changed entry.
#[test]
fn the_advice_for_a_slow_hook_can_be_followed() {
    let project = with_users_hooks(
        "[[hooks.stop]]\nname = \"tests\"\ncommand = \"true\"\ntimeout = \"5m\"\n",
    );
    let status = || {
        let ran = project.run(&["bridge", "status", "--for", "claude", "--json"]);
        ran.json()["bridges"][0].clone()
    };
    project.run(&["bridge", "install", "--for", "claude"]);
    let file = project.home().join(".claude/settings.json");
    let written = std::fs::read_to_string(&file).unwrap();
    let too_short = status()["too_short"].as_str().unwrap().to_owned();
    let advice = "set `--budget` to 310 in the command of the entry for Stop";
    assert!(too_short.contains(advice), "{too_short}");
    // The entry of another event does not help.
    let other = written.replace("PreToolUse --budget 50", "PreToolUse --budget 310");
    std::fs::write(&file, &other).unwrap();
    assert!(status()["too_short"].to_string().contains(advice));
    let stop = "--event Stop --budget 50";
    let of_budget = written.replace(stop, "--event Stop --budget 310");
    std::fs::write(&file, &of_budget).unwrap();
    let ended = status()["too_short"].to_string();
    let what = "the agent ends the bridge before it answers: Stop (limit 60 s, `--budget 310`)";
    assert!(ended.contains(what), "{ended}");
    let at = of_budget.find("--event Stop ").unwrap();
    let (before, behind) = of_budget.split_at(at);
    let both = format!("{before}{}", behind.replacen(": 60", ": 320", 1));
    assert_ne!(both, of_budget);
    std::fs::write(&file, &both).unwrap();
    let now = status();
    assert!(
        now.get("too_short").is_none_or(serde_json::Value::is_null),
        "{now}"
    );
    assert_eq!(now["state"], "current", "{now}");
    let installed = project.run(&["bridge", "install", "--for", "claude"]);
    assert!(
        !installed.stdout.contains("not written by"),
        "{installed:?}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), both);
    let removed = project.run(&["bridge", "uninstall", "--for", "claude"]);
    assert!(!file.exists(), "{removed:?}");
}

#[test]
fn install_names_the_command_that_writes_the_file_it_names() {
    let project = Project::new();
    let user = project.run(&["bridge", "install", "--for", "claude"]);
    assert!(
        user.stdout.contains("`hooks init --user`") || user.stdout.contains("hooks init --user"),
        "{user:?}"
    );
    let one = project.run(&["bridge", "install", "--for", "claude", "--project", "."]);
    assert!(one.stdout.contains("hooks init --project"), "{one:?}");
}

#[test]
fn entries_of_the_bridge_are_not_counted_as_hooks() {
    let project = with_users_hooks("[[hooks.stop]]\nname = \"mine\"\ncommand = \"true\"\n");
    project.run(&["bridge", "install", "--for", "claude"]);
    let listed = project.run(&["list"]).stdout;
    assert!(listed.contains("1 hook, 1 live"), "{listed}");
}

/// Of two keys `hooks`, an agent reads the last one.
#[test]
fn entries_below_either_of_two_keys_hooks_are_seen_and_taken_out() {
    let project = Project::new();
    project.run(&["bridge", "install", "--for", "claude"]);
    let file = project.home().join(".claude/settings.json");
    let written = std::fs::read_to_string(&file).unwrap();
    let ours = written.trim().trim_start_matches('{').trim_end_matches('}');
    let other =
        "\"hooks\": {\"Stop\": [{\"hooks\": [{\"type\": \"command\", \"command\": \"exit 0\"}]}]}";
    let state = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let ran = project.run(&["bridge", "status", "--for", "claude", "--json"]);
        let state = ran.json()["bridges"][0]["state"].clone();
        let told = project.run(&["bridge", "status", "--for", "claude"]).stdout;
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        (state.as_str().unwrap().to_owned(), told)
    };
    let said = "does not read the `hooks` of line 2: the file has a later `hooks`, and the last one counts";
    for (text, expected) in [
        (format!("{{\n{other},{ours}}}\n"), "current"),
        (
            format!("{{\n{},\n{other}}}\n", ours.trim()),
            "not_installed",
        ),
        (
            format!("{{\n{},\n{}}}\n", ours.trim(), ours.trim()),
            "current",
        ),
    ] {
        let (state, told) = state(&text);
        assert_eq!(state, expected, "{text}");
        assert!(told.contains(said), "{told}");
        let ran = project.run(&["bridge", "uninstall", "--for", "claude"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let left = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(!left.contains("bridge"), "{left}");
        assert_eq!(left.contains("exit 0"), text.contains("exit 0"), "{left}");
        assert!(
            serde_json::from_str::<serde_json::Value>(&left).is_ok() || left.is_empty(),
            "{left}"
        );
    }
    let (_, told) = state(&written);
    assert!(!told.contains("does not read"), "{told}");
}
