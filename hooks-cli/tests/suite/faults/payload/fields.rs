//! Fields of the payload that a script reads under another name or in another place.

use serde_json::json;

use crate::support::{
    CHECK_SETTINGS, CLAUDE_GUARD, ENTRY, FIRE, Project, RUN, call_explained,
    claude_guard_explained, explained, field_explained, run_and_checked, said, script,
    script_pushed, with_claude_command, with_claude_program, with_claude_script,
    with_cursor_command, with_file, with_project_hooks, write_settings,
};

#[test]
fn a_field_that_the_payload_does_not_have_is_named_with_the_near_one() {
    let read = "jq -r .hook_event.tool_input.filepath | grep -q /etc && exit 2; exit 0";
    let project = Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"{read}\"\n"
    ));
    let write = ["--tool", "write_file", "--set", "file_path=/etc/x"];
    for command in [FIRE, RUN] {
        let told = said(&project.run(&[command, &write].concat()));
        let sentence = "reads `.hook_event.tool_input.filepath`, which this payload does not have; did you mean \
                        `.hook_event.tool_input.file_path`?";
        assert!(told.contains(sentence), "{told}");
        // Without these options the sample is a shell call, which has neither this field nor one with a similar name.
        // So there is no remark.
        let told = said(&project.run(command));
        assert!(!told.contains("does not have"), "{told}");
    }
    project.write(
        "hooks.toml",
        &project.read("hooks.toml").replace("filepath", "file_path"),
    );
    let told = said(&project.run(&[FIRE, &write].concat()));
    assert!(told.starts_with("PreToolUse: block"), "{told}");
}

#[test]
fn a_script_that_reads_the_payload_of_another_agent() {
    let program = "#!/bin/sh\njq -r .tool_input.command | grep -q push && exit 2\nexit 0\n";
    let (_, checked) = run_and_checked("pre_tool_use", program);
    assert!(checked.contains("payload_shape"), "{checked}");
    assert!(
        checked.contains("read `hook_event.tool_input`"),
        "{checked}"
    );
    let project = Project::new();
    write_settings(&project, "PreToolUse", "Bash", &json!({}));
    let native = "#!/bin/sh\njq -r .hook_event.tool_input.command | grep -q push && exit 2\n";
    script(&project, ".claude/guard.sh", native);
    let checked = project.shown(140, CHECK_SETTINGS);
    assert!(checked.contains("payload_shape"), "{checked}");
}

#[test]
fn a_field_at_the_top_under_a_longer_name_is_told_with_the_name_that_the_payload_has() {
    let guard = "if [ \"${p#*password}\" != \"$p\" ]; then echo no >&2; exit 2; fi\nexit 0\n";
    for read in [
        "p=$(jq -r .user_prompt)",
        "INPUT=$(cat); p=$(printf '%s' \"$INPUT\" | jq -r '.user_prompt')",
        "p=$(jq -r '.user_prompt // empty')",
        "p=$(python3 -c 'import json,sys; print(json.load(sys.stdin).get(\"userPrompt\", \"\"))')",
    ] {
        let project = with_claude_script(
            "UserPromptSubmit",
            None,
            &format!("#!/bin/sh\n{read}\n{guard}"),
        );
        let told = explained(
            &project,
            "UserPromptSubmit",
            &["--set", "prompt=my password"],
        );
        assert!(told.contains("did you mean `.prompt`?"), "{read}: {told}");
    }
    let both = format!("#!/bin/sh\np=$(jq -r '.prompt // .user_prompt')\n{guard}");
    let project = with_claude_script("UserPromptSubmit", None, &both);
    let told = explained(&project, "UserPromptSubmit", &["--set", "prompt=hello"]);
    assert!(!told.contains("did you mean"), "{told}");
}

#[test]
fn a_field_under_another_name_or_in_another_place_is_told() {
    let script =
        |path: &str| format!("#!/bin/sh\njq -r {path} | grep -q never && exit 2\nexit 0\n");
    let call = "{\"file_path\":\"/x/.env\",\"content\":\"a\"}";
    for (path, there) in [
        (".tool_input.path", ".tool_input.file_path"),
        ("'.tool_input.path // empty'", ".tool_input.file_path"),
        (".hook_event.tool_input.file_path", ".tool_input.file_path"),
    ] {
        let told = call_explained(&with_claude_program(&script(path)), "Write", call);
        assert!(told.contains(&format!("did you mean `{there}`?")), "{told}");
    }
    for fine in [
        ".tool_input.file_path",
        "'.tool_input.path // .tool_input.file_path'",
        ".tool_input.command",
    ] {
        let told = call_explained(&with_claude_program(&script(fine)), "Write", call);
        assert!(!told.contains("did you mean"), "{fine}: {told}");
    }
    let project = with_file(
        ".cursor/hooks.json",
        r#"{"version":1,"hooks":{"beforeShellExecution":[{"command":".cursor/guard.sh"}]}}"#,
    );
    crate::support::script(&project, ".cursor/guard.sh", &script(".tool_input.command"));
    let told = call_explained(&project, "shell", "{\"command\":[\"git\",\"push\"]}");
    assert!(told.contains("did you mean `.command`?"), "{told}");
}

#[test]
fn all_fields_that_a_script_misses_are_named_at_once_and_the_search_in_a_list_with_them() {
    let text = "#!/usr/bin/env python3\nimport json, sys\npayload = json.load(sys.stdin)\n\
                if payload.get(\"tool_name\") == \"Bash\" and \"push\" in payload[\"tool_input\"][\"command\"]:\n    \
                sys.exit(2)\n";
    let list = "`g` also: it looks for `push` among the elements of the command";
    let told = script_pushed(text);
    let both = "reads fields that this payload does not have: `.tool_name` (did you mean \
                `.hook_event.tool_name`?), `.tool_input.command` (did you mean `.hook_event.tool_input.command`?)";
    assert!(told.contains(both) && told.contains(list), "{told}");
    // After one of the two cures, the other field and the list are still named.
    let half = text.replace("[\"tool_input\"]", "[\"hook_event\"][\"tool_input\"]");
    let told = script_pushed(&half);
    let other = "reads `.tool_name`, which this payload does not have; did you mean `.hook_event.tool_name`?";
    assert!(told.contains(other) && told.contains(list), "{told}");
    let cured = half
        .replace(".get(\"tool_name\")", "[\"hook_event\"][\"tool_name\"]")
        .replace("\"push\" in", "\"push\" in \" \".join(")
        .replace("[\"command\"]:", "[\"command\"]):");
    let told = script_pushed(&cured);
    assert!(told.contains("PreToolUse: block"), "{told}");
}

#[test]
fn a_script_that_takes_the_event_first_or_knows_both_forms_gets_no_advice_about_its_fields() {
    for read in [
        "e = json.load(sys.stdin)[\"hook_event\"]\nx = e[\"tool_name\"] + str(e[\"tool_input\"])",
        "p = json.load(sys.stdin)\ne = p.get(\"hook_event\", p)\nx = e[\"tool_name\"]",
        "p = json.load(sys.stdin)\nx = p.get(\"tool_name\") or p[\"hook_event\"][\"tool_name\"]",
    ] {
        let told = script_pushed(&format!(
            "#!/usr/bin/env python3\nimport json, sys\n{read}\n"
        ));
        assert!(!told.contains("does not have"), "{read}: {told}");
    }
}

#[test]
fn a_field_that_is_read_through_a_variable_with_the_event_is_compared_with_the_payload() {
    let project = with_project_hooks(ENTRY);
    let text = "#!/usr/bin/env python3\nimport json, sys\ne = json.load(sys.stdin)[\"hook_event\"]\n\
                if e[\"tool_input\"].get(\"path\", \"\").startswith(\"/etc\"):\n    sys.exit(2)\n";
    script(&project, ".agent-hooks/g", text);
    let told = field_explained(&project, "Write", "file_path=/etc/x");
    assert!(
        told.contains("reads `.hook_event.tool_input.path`")
            && told.contains("did you mean `.hook_event.tool_input.file_path`?"),
        "{told}"
    );
}

#[test]
fn another_agents_key_of_the_input_is_named_with_the_key_here() {
    let told = script_pushed(
        "#!/usr/bin/env python3\nimport json, sys\np = json.load(sys.stdin)\ntry:\n    \
         if \"push\" in p[\"toolInput\"][\"command\"]:\n        sys.exit(2)\nexcept Exception:\n    pass\n",
    );
    let near = "reads `.toolInput.command`, which this payload does not have; did you mean \
                `.hook_event.tool_input.command`?";
    assert!(told.contains(near), "{told}");
    let project = with_file(
        ".github/hooks/g.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"jq -r .tool_input.command | grep -q push && exit 2; exit 0"}]}}"#,
    );
    let told = field_explained(&project, "Bash", "command=git push");
    assert!(
        told.contains("reads `.tool_input.command`")
            && told.contains("did you mean `.toolArgs.command`?"),
        "{told}"
    );
}

#[test]
fn an_input_that_is_parsed_although_it_is_an_object_is_named() {
    let project = with_file(
        ".github/hooks/g.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"python3 ./g.py"}]}}"#,
    );
    let text = "import json, sys\np = json.load(sys.stdin)\nif \"push\" in json.loads(p[\"toolArgs\"])[\"command\"]:\n    \
                sys.exit(2)\n";
    project.write("g.py", text);
    let told = field_explained(&project, "Bash", "command=git push");
    let why = "parses `toolArgs` as a text with JSON, but in this payload it is an object already";
    assert!(told.contains(why), "{told}");
}

#[test]
fn advice_about_a_loop_names_the_field_that_the_agent_has() {
    for (project, field) in [
        (
            with_claude_command("Stop", "echo tests >&2; exit 2"),
            Some("stop_hook_active"),
        ),
        (
            with_cursor_command("stop", "echo tests >&2; exit 2"),
            Some("loop_count"),
        ),
    ] {
        let told = said(&project.run(&["check"]));
        for name in ["stop_hook_active", "loop_count"] {
            assert_eq!(told.contains(name), field == Some(name), "{told}");
        }
    }
}

#[test]
fn a_missing_field_is_named_after_a_tool_too_where_the_hook_says_nothing() {
    let python = |read: &str| {
        format!(
            "f=$(python3 -c 'import json,sys; p=json.load(sys.stdin); print({read})' 2>/dev/null)"
        )
    };
    let explained = |event: &str, read: &str| {
        let guard = format!(
            "#!/bin/bash\n{read}\ncase \"$f\" in *.py) echo \"format $f\" >&2; exit 2;; esac\nexit 0\n"
        );
        let call = [event, "--tool", "Write", "--set", "file_path=a.py"];
        claude_guard_explained(event, CLAUDE_GUARD, &guard, &call)
    };
    let cure = "could be because it reads `.tool_input.path`, which this payload does not have; did you mean \
                `.tool_input.file_path`?";
    for read in [
        "f=$(jq -r '.tool_input.path')".to_owned(),
        "f=$(jq -r '.tool_input.path // empty')".to_owned(),
        python("p[\"tool_input\"][\"path\"]"),
        python("p.get(\"tool_input\",{}).get(\"path\",\"\")"),
    ] {
        let told = explained("PostToolUse", &read);
        assert!(
            told.contains(&format!("said nothing; that {cure}")),
            "{read}: {told}"
        );
        let told = explained("PreToolUse", &read);
        assert!(told.contains(cure), "{read}: {told}");
    }
    for fine in [
        "f=$(jq -r '.tool_input.file_path')",
        "f=$(jq -r '.tool_input.file_path // .tool_input.path')",
        "f=$(jq -r '.tool_response.filepath')",
        "f=$(jq -r '.tool_input.path'); echo \"$f\" >&2",
    ] {
        let told = explained("PostToolUse", fine);
        assert!(!told.contains("could be because"), "{fine}: {told}");
    }
}
