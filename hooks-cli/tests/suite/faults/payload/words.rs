//! Comparisons with the call that never match, because a command is a list of words or has another form.

use serde_json::json;

use crate::support::{
    FIRE, Project, REMOVE_ALL, RUN, SHELL_GUARD, WRITE_CALL, call_explained, guard_explained, said,
    script, script_pushed, told, with_file, with_guard, with_matched_guard, with_project_hooks,
};

#[test]
fn a_comparison_with_the_beginning_of_the_command_is_told_although_the_text_is_in_the_list() {
    let project = with_project_hooks(
        "[[hooks.pre_tool_use]]\nname = \"no-push\"\ncommand = [\"${config_dir}/no-push\"]\nmatcher = \"shell\"\n",
    );
    let jq = "cmd=$(jq -r '.hook_event.tool_input.command')\n";
    let python = "#!/usr/bin/env python3\nimport json, sys\ncmd = json.load(sys.stdin)[\"hook_event\"][\"tool_input\"][\"command\"]\n";
    let explained = || {
        let call = [
            "--tool",
            "shell",
            "--input",
            "{\"command\":[\"bash\",\"-c\",\"git push\"]}",
        ];
        told(
            &project,
            &[
                &["explain", "PreToolUse", "--run", "--trust-project"][..],
                &call,
            ]
            .concat(),
        )
    };
    for text in [
        format!("#!/bin/bash\n{jq}[[ \"$cmd\" == \"git push\"* ]] && exit 2\nexit 0\n"),
        format!("#!/bin/bash\n{jq}case \"$cmd\" in \"git push\"*) exit 2;; esac\nexit 0\n"),
        "#!/bin/bash\n[ \"$(jq -r .hook_event.tool_input.command)\" = 'git push' ] && exit 2\nexit 0\n".to_owned(),
        format!("{python}if cmd == \"git push\":\n    sys.exit(2)\n"),
        format!("{python}if str(cmd).startswith(\"git push\"):\n    sys.exit(2)\n"),
    ] {
        script(&project, ".agent-hooks/no-push", &text);
        let told = explained();
        assert!(told.contains("of the command with `git push`") || told.contains("the command with `git push`"), "{text}: {told}");
        assert!(told.contains("makes one text of them"), "{text}: {told}");
    }
    for fine in [
        "#!/bin/bash\ncmd=$(jq -r '.hook_event.tool_input.command[2]')\n[[ \"$cmd\" == \"git push\"* ]] && exit 0\nexit 0\n".to_owned(),
        format!("{python}if any(word.startswith(\"git push\") for word in cmd):\n    sys.exit(0)\n"),
    ] {
        script(&project, ".agent-hooks/no-push", &fine);
        let told = explained();
        assert!(!told.contains("list of words"), "{fine}: {told}");
    }
}

#[test]
fn a_text_that_a_list_of_words_holds_apart_is_named_with_its_cure() {
    let apart = "could be because it looks for `rm -rf`";
    for pattern in ["rm -rf", "rm\\s+-rf", "git push|rm -rf"] {
        let project = Project::with_hooks(SHELL_GUARD);
        let text = format!("#!/bin/sh\nif grep -qE '{pattern}'; then exit 2; fi\nexit 0\n");
        script(&project, "guard.sh", &text);
        for command in [FIRE, RUN] {
            let told = said(&project.run(&[command, REMOVE_ALL].concat()));
            assert!(told.contains(apart), "{pattern}: {told}");
            let cure = "`jq -r '.hook_event.tool_input.command | join(\" \")'`";
            assert!(told.contains(cure), "{told}");
            // If the payload contains the guard's text as it is, or has no list with the words of the text, there is no
            // remark.
            let whole = ["--input", r#"{"command":["bash","-c","rm -rf /"]}"#];
            let told = said(&project.run(&[command, &whole].concat()));
            assert!(!told.contains("could be because"), "{told}");
            let other = ["--input", r#"{"command":["ls","-l","/"]}"#];
            let told = said(&project.run(&[command, &other].concat()));
            assert!(!told.contains("could be because"), "{told}");
        }
    }
    // With the jq command that the remark advises, the guard blocks.
    let project = Project::with_hooks(SHELL_GUARD);
    let text = "#!/bin/sh\njq -r '.hook_event.tool_input.command | join(\" \")' | grep -q 'rm -rf' || exit 0\nexit 2\n";
    script(&project, "guard.sh", text);
    let told = said(&project.run(&[FIRE, REMOVE_ALL].concat()));
    assert!(told.starts_with("PreToolUse: block"), "{told}");
}

#[test]
fn the_path_to_a_list_of_words_is_that_of_the_hooks_own_agent() {
    let hook = json!({ "type": "command", "command": "grep -q 'rm -rf' && exit 2; exit 0" });
    let file = json!({ "hooks": { "PreToolUse": [{ "hooks": [hook] }] } });
    let project = with_file(".codex/hooks.json", &file.to_string());
    let payload = json!({
        "session_id": "s", "cwd": project.root(), "hook_event_name": "PreToolUse", "turn_id": "t",
        "tool_name": "shell", "tool_input": { "command": ["rm", "-rf", "/"] }, "tool_use_id": "u",
        "transcript_path": null, "model": "m", "permission_mode": "default",
    });
    let fire = ["fire", "--config", ".codex/hooks.json", "--speak", "codex"];
    let told = said(&project.run_with(&fire, &payload.to_string()));
    assert!(
        told.contains("could be because it looks for `rm -rf`"),
        "{told}"
    );
    assert!(
        told.contains("`jq -r '.tool_input.command | join(\" \")'`"),
        "{told}"
    );
}

#[test]
fn a_guard_that_looks_for_the_words_that_a_shell_text_holds() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"npm\"\ncommand = \"grep -q xyzzy && exit 2; exit 0\"\n",
    );
    project.write(
        "tests/npm.toml",
        "event = \"pre_tool_use\"\nset = { command = \"npm install\" }\n\
         [expect]\noutcome = \"block\"\nmessage = \"pnpm\"\n",
    );
    let said = project.shown(140, &["test", "tests"]);
    let call = "the call was: shell {\"command\":[\"bash\",\"-c\",\"npm install\"],";
    assert!(said.contains(call), "{said}");
    assert!(
        said.contains("message: expected a text with `pnpm`, got nothing"),
        "{said}"
    );
}

#[test]
fn a_comparison_with_another_agents_name_of_the_tool_is_told() {
    let text = |names: &str| {
        format!(
            "#!/usr/bin/env python3\nimport json, sys\np = json.load(sys.stdin)[\"hook_event\"]\n\
             if p[\"tool_name\"] not in {names}: sys.exit(0)\nsys.exit(2)\n"
        )
    };
    let call = "{\"command\":[\"git\",\"push\"]}";
    let told = call_explained(
        &with_matched_guard("shell", &text("[\"Bash\"]")),
        "shell",
        call,
    );
    let sentence = "`guard` let the call pass; that could be because its script compares \
                    `tool_name` with `Bash`, and this payload says `shell`";
    assert!(told.contains(sentence), "{told}");
    for fine in ["[\"Write\"]", "[\"Bash\", \"shell\"]"] {
        let told = call_explained(&with_matched_guard("shell", &text(fine)), "shell", call);
        assert!(!told.contains("compares"), "{fine}: {told}");
    }
}

#[test]
fn a_text_outside_the_elements_of_the_command_is_named_with_its_cure() {
    let text = "#!/usr/bin/env python3\nimport json, sys\n\
                cmd = json.load(sys.stdin)['hook_event']['tool_input']['command']\n\
                if 'git push' in cmd:\n    print(json.dumps({'decision': 'block'}))\n";
    let project = with_guard("g", text, "");
    let push = [RUN, &["--set", "command=git push"]].concat();
    let told = said(&project.run(&push));
    assert!(!told.contains("among the elements"), "{told}");
    let push = [RUN, &["--set", "command=git push --force"]].concat();
    let told = said(&project.run(&push));
    let cause =
        "it looks for `git push` among the elements of the command, and no element is equal to it";
    assert!(told.contains(cause), "{told}");
    assert!(told.contains("`\" \".join(command)`"), "{told}");
    // A module of Node has `import` too.
    let module = "import fs from 'node:fs';\nconst p = JSON.parse(fs.readFileSync(0, 'utf8'));\n\
                  const cmd = p.hook_event.tool_input.command;\nif (cmd.includes('git push')) process.exit(2);\n";
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"node\", \"${config_dir}/g.mjs\"]\n",
    );
    script(&project, "g.mjs", module);
    let told = said(&project.run(&push));
    assert!(told.contains("`command.join(\" \")`"), "{told}");
    // One element, or a text made of all of them, is not the list.
    let node = "#!/usr/bin/env node\nlet data = \"\";\nprocess.stdin.on(\"data\", c => data += c);\n\
                const p = data ? JSON.parse(data) : {};\n\
                if (JSON.stringify(p).includes(\"git push\")) process.exit(2);\n";
    for fine in [
        text.replace("['command']\n", "['command'][-1]\n")
            .replace(" in cmd", " in cmd and 0"),
        text.replace("in cmd", "in cmd[-1] and 0"),
        text.replace("in cmd", "in json.dumps(cmd) and 0"),
        node.to_owned(),
    ] {
        let told = said(&with_guard("g", &fine, "").run(&push));
        assert!(!told.contains("among the elements"), "{fine}: {told}");
    }
}

#[test]
fn json_with_spaces_is_not_in_the_payload() {
    let script = |text: &str| format!("#!/bin/sh\ngrep -q {text} && exit 2\nexit 0\n");
    let call = "{\"file_path\":\"/x/a.lock\",\"content\":\"a\"}";
    for text in [
        r#"'"file_path": ".*\.lock"'"#,
        r#""\"file_path\": \".*lock\"""#,
    ] {
        let told = call_explained(
            &with_matched_guard("write_file", &script(text)),
            "write_file",
            call,
        );
        let sentence = "it looks for `\"file_path\": \"`, and this payload has no space after `:`";
        assert!(told.contains(sentence), "{told}");
    }
    let fine = script(r#"'"file_path":".*\.never"'"#);
    let told = call_explained(&with_matched_guard("write_file", &fine), "write_file", call);
    assert!(!told.contains("no space"), "{told}");
}

#[test]
fn the_first_word_of_a_command_is_named_where_it_is_a_shell() {
    let text = "#!/bin/sh\nc=$(jq -r '.hook_event.tool_input.command[0]')\n\
                [ \"$c\" = git ] && { echo no >&2; exit 2; }\nexit 0\n";
    let told = script_pushed(text);
    let why = "compares the first word of the command with `git`, and the first word of this call is `bash`";
    let cure = "`jq -r '.hook_event.tool_input.command | join(\" \")'` makes one text of them";
    assert!(told.contains(why) && told.contains(cure), "{told}");
    for fine in [
        text.replace("= git", "= npm"),
        text.replace("exit 0\n", "jq -r '.hook_event.tool_input.command[2]'\n"),
    ] {
        let told = script_pushed(&fine);
        assert!(!told.contains("first word"), "{fine}: {told}");
    }
}

#[test]
fn a_field_that_is_looked_for_as_a_text_and_is_a_list_is_named() {
    let text = "#!/bin/bash\nif grep -q '\"command\": \"git push'; then exit 2; fi\nexit 0\n";
    let told = script_pushed(text);
    let why = "looks for the text `git push` as the value of `command`, which is a list in this payload: ";
    let cure = "`jq -r '.hook_event.tool_input.command | join(\" \")'` makes one text of it";
    assert!(told.contains(why) && told.contains(cure), "{told}");
    let told = script_pushed(&text.replace("git push", "npm"));
    assert!(!told.contains("as the value"), "{told}");
}

#[test]
fn the_first_word_is_named_where_a_variable_has_the_command() {
    let text = "#!/usr/bin/env python3\nimport json, sys\n\
                cmd = json.load(sys.stdin)[\"hook_event\"][\"tool_input\"][\"command\"]\n\
                if cmd[0] == \"git\" and cmd[1] == \"push\":\n    sys.exit(2)\n";
    let told = script_pushed(text);
    let why = "compares the first word of the command with `git`, and the first word of this call is `bash`";
    assert!(told.contains(why), "{told}");
    let fine = text.to_owned() + "if \"git push\" in cmd[2]:\n    sys.exit(0)\n";
    let told = script_pushed(&fine);
    assert!(!told.contains("first word"), "{told}");
}

#[test]
fn a_script_that_reads_a_path_that_a_patch_does_not_have_is_led_to_the_patch() {
    let config = r#"{"hooks":{"PreToolUse":[{"matcher":"apply_patch|Write","hooks":[{"type":"command","command":"python3 \"$CODEX_PROJECT_DIR\"/.codex/guard"}]}]}}"#;
    for read in [
        "json.load(sys.stdin)[\"tool_input\"].get(\"file_path\", \"\")",
        "json.load(sys.stdin).get(\"tool_input\", {}).get(\"file_path\")",
        "json.load(sys.stdin)[\"tool_input\"]\npath = path.get(\"file_path\")",
    ] {
        let guard = format!("import json, sys\npath = {read}\n");
        let told = guard_explained(".codex/hooks.json", config, &guard, WRITE_CALL);
        let sentence = "reads `.tool_input.file_path`, which this payload does not have: the paths are in the patch in \
                        `.tool_input.command`";
        assert!(told.contains(sentence), "{read}: {told}");
        let sentence = "Codex itself sets no `CODEX_PROJECT_DIR`; only this engine does";
        assert!(told.contains(sentence), "{told}");
        let patch = [
            "PreToolUse",
            "--tool",
            "apply_patch",
            "--set",
            "command=*** Begin Patch\n*** End Patch",
        ];
        let told = guard_explained(".codex/hooks.json", config, &guard, &patch);
        assert!(told.contains("this call is \"apply_patch\""), "{told}");
        assert!(!told.contains("(codex: \"Write\")"), "{told}");
    }
}
