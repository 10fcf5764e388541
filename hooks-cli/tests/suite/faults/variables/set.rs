//! Variables that a file or a hook sets, and how far they reach.

use serde_json::json;

use crate::support::{
    CHECK_SETTINGS, HOOKS, Project, RUN_TRUSTED, checked, explained, fed, said,
    with_claude_command, with_claude_hook, with_claude_script, with_file, with_project_hooks,
    with_settings,
};
use crate::workers::{endpoint, response};

#[test]
fn a_variable_of_the_agents_settings_is_said_not_to_reach_hooks() {
    for text in [
        "grep -q \"$GUARD_WORDS\"; exit 0",
        "grep -q \"${GUARD_WORDS:-x}\"; exit 0",
    ] {
        let hook = json!({ "type": "command", "command": text });
        let env = json!({ "GUARD_WORDS": "--force" });
        let project = with_claude_hook(&hook, &[("env", env)]);
        let cure = "`env` of this file is not passed to hooks; set it in the command, or in `env` of an entry of \
                    hooks.toml";
        for command in [CHECK_SETTINGS, RUN_TRUSTED] {
            let told = said(&project.run(command));
            assert!(told.contains(cure), "{text}: {told}");
            assert_eq!(told.matches(cure).count(), 1, "{told}");
        }
        // A variable that the command sets itself is not a fault.
        let hook = json!({ "type": "command", "command": format!("GUARD_WORDS=x; {text}") });
        let project = with_claude_hook(&hook, &[("env", json!({ "GUARD_WORDS": "--force" }))]);
        let told = said(&project.run(CHECK_SETTINGS));
        assert!(!told.contains("is not passed"), "{told}");
    }
}

/// Takes minutes if the settings are read once for each hook.
#[test]
fn large_settings_with_many_hooks_are_read_once() {
    let env = (0..20_000).map(|at| (format!("HOOKS_TEST_{at}"), json!("x")));
    let said_by = |text: String| json!({ "type": "command", "command": text });
    let hooks = (0..1_000).map(|at| said_by(format!("echo {at}")));
    let reader = said_by("echo $HOOKS_TEST_7 >&2".to_owned());
    let file = json!({
        "env": env.collect::<serde_json::Map<_, _>>(),
        "hooks": { "PreToolUse": [{ "hooks": hooks.chain([reader]).collect::<Vec<_>>() }] },
    });
    let project = with_settings(&serde_json::to_string_pretty(&file).unwrap());
    let told = said(&project.run(CHECK_SETTINGS));
    assert_eq!(told.matches("[unset_variable]").count(), 1, "{told}");
}

#[test]
fn a_list_of_inherited_variables_is_printed_whole_and_one_without_path_is_warned_of() {
    let project = with_project_hooks(
        "[[hooks.stop]]\nname = \"default\"\ncommand = \"true $PLANTED_TOKEN\"\n\
         [[hooks.stop]]\nname = \"own\"\ncommand = \"true $PLANTED_TOKEN\"\ninherit_env = [\"HOME\"]\n",
    );
    let mut command = project.command(&["explain", "Stop", "--trust-project"]);
    let told = said(&fed(command.env("PLANTED_TOKEN", "x"), ""));
    assert!(
        told.contains("write in its entry `inherit_env = [\"PATH\", \"HOME\""),
        "{told}"
    );
    assert!(
        told.contains("`inherit_env = [\"PATH\", \"HOME\", \"PLANTED_TOKEN\"]`"),
        "{told}"
    );
    let bare = "[[hooks.stop]]\ncommand = [\"cargo\", \"test\"]\ninherit_env = [\"TOKEN\"]\n";
    let told = checked(bare);
    assert!(told.contains("warning[no_path]"), "{told}");
    assert!(
        told.contains("write `inherit_env = [\"PATH\", \"HOME\", \"TOKEN\"]`"),
        "{told}"
    );
    for good in [
        "[[hooks.stop]]\ncommand = [\"/bin/true\"]\ninherit_env = [\"TOKEN\"]\n",
        "[[hooks.stop]]\ncommand = [\"true\"]\ninherit_env = [\"PATH\"]\n",
        "[[hooks.stop]]\ncommand = [\"true\"]\ninherit_env = []\nenv = { PATH = \"/bin\" }\n",
    ] {
        let told = checked(good);
        assert!(!told.contains("no_path"), "{good}: {told}");
    }
}

#[test]
fn an_export_of_a_native_hook_is_answered_with_a_form_that_sets_variables() {
    let entry = |rest: &str| format!("[[hooks.session_start]]\nname = \"env\"\n{rest}\n");
    let config = "hooks.toml";
    let run = ["explain", "SessionStart", "--run", "--config", config];
    let project = with_file(config, &entry("command = \"echo export A=b\""));
    let told = said(&project.run(&run));
    let cure = "write `dialect = \"cursor\"` in its entry, and print {\"env\":{\"A\":\"VALUE\"}}";
    assert!(told.contains(cure), "{told}");
    assert!(!told.contains("to tell the model"), "{told}");
    // Only a plain name is repeated: a shell would replace anything else.
    for line in [
        r#"export "A B"=1"#,
        "export $X=1",
        "export 1A=1",
        "export -n A=1",
    ] {
        project.write(config, &entry(&format!("command = '''echo '{line}' '''")));
        let told = said(&project.run(&run));
        assert!(
            told.contains("print {\"env\":{\"NAME\":\"VALUE\"}}"),
            "{line}: {told}"
        );
    }
    // This line assigns nothing.
    project.write(config, &entry("command = '''echo 'export $X' '''"));
    let told = said(&project.run(&run));
    assert!(!told.contains("\"env\""), "{told}");
    let cured = "dialect = \"cursor\"\ncommand = '''echo '{\"env\":{\"A\":\"b\"}}' '''";
    project.write(config, &entry(cured));
    let told = said(&project.run(&run));
    assert!(told.contains("env: A=b"), "{told}");
}

#[test]
fn an_export_on_stdout_is_told_with_the_file_that_sets_variables() {
    let project = with_claude_script(
        "SessionStart",
        None,
        "#!/bin/sh\necho 'export NODE_ENV=test'\n",
    );
    let told = explained(&project, "SessionStart", &[]);
    let cure = "append the line to the file that `$CLAUDE_ENV_FILE` names";
    assert!(told.contains(cure), "{told}");
    let right = "#!/bin/sh\necho 'export NODE_ENV=test' >> \"$CLAUDE_ENV_FILE\"\n";
    let told = explained(
        &with_claude_script("SessionStart", None, right),
        "SessionStart",
        &[],
    );
    assert!(!told.contains("sets no variable"), "{told}");
}

#[test]
fn a_variable_that_a_hook_sets_last_at_the_start_of_a_session_is_said_to_be_lost() {
    let told = explained(
        &with_claude_command("SessionStart", "export NODE_ENV=test"),
        "SessionStart",
        &[],
    );
    let cure = "sets `NODE_ENV`, which is lost when the hook ends; to set it for the session, append the line `export \
                NODE_ENV=test` to the file that `$CLAUDE_ENV_FILE` names";
    assert!(told.contains(cure), "{told}");
    let entry = "[[hooks.session_start]]\nname = \"env\"\ncommand = \"export NODE_ENV=test\"\n";
    let project = with_project_hooks(entry);
    let told = explained(&project, "SessionStart", &[]);
    assert!(
        told.contains("`env` sets `NODE_ENV`, which is lost")
            && told.contains("print {\"env\":{\"NODE_ENV\":\"VALUE\"}}"),
        "{told}"
    );
    let two = "export NODE_ENV=test\nexport PATH=\"$PWD/bin:$PATH\"";
    let told = explained(
        &with_claude_command("SessionStart", two),
        "SessionStart",
        &[],
    );
    let cure = "sets `NODE_ENV` and `PATH`, which are lost when the hook ends; to set them for the session, append the \
                lines `export NODE_ENV=test` and `export PATH=\"$PWD/bin:$PATH\"` to the file that `$CLAUDE_ENV_FILE` \
                names";
    assert!(told.contains(cure), "{told}");
    let entry = "[[hooks.session_start]]\nname = \"env\"\ncommand = \"export B=2; export A=1; export C=3\"\n";
    let told = explained(&with_project_hooks(entry), "SessionStart", &[]);
    assert!(
        told.contains("`env` sets `B`, `A` and `C`, which are lost")
            && told.contains("print {\"env\":{\"A\":\"VALUE\",\"B\":\"VALUE\",\"C\":\"VALUE\"}}"),
        "{told}"
    );
    for fine in [
        "export A=1; make -s $A 2>/dev/null; exit 0",
        "A=1; echo \"export A=$A\" >> \"$CLAUDE_ENV_FILE\"",
        "A=1 true",
    ] {
        let told = explained(
            &with_claude_command("SessionStart", fine),
            "SessionStart",
            &[],
        );
        assert!(!told.contains("is lost when"), "{fine}: {told}");
    }
}

#[test]
fn a_header_that_is_sent_without_its_variable_is_named() {
    for (allowed, cure) in [
        (
            json!([]),
            "`HOOKS_TEST_TOKEN`, which `allowedEnvVars` does not list",
        ),
        (
            json!(["HOOKS_TEST_TOKEN"]),
            "`HOOKS_TEST_TOKEN`, which is not set here",
        ),
    ] {
        let (url, served) = endpoint(response(
            "401 Unauthorized",
            "",
            "{\"error\":\"bad token\"}",
        ));
        let headers = json!({ "Authorization": "Bearer $HOOKS_TEST_TOKEN" });
        let hook =
            json!({ "type": "http", "url": url, "headers": headers, "allowedEnvVars": allowed });
        let project = with_claude_hook(&hook, &[]);
        for command in [CHECK_SETTINGS, RUN_TRUSTED] {
            let told = said(&project.run(command));
            assert!(told.contains(cure), "{told}");
            assert!(
                told.contains("so the header is sent without the variable's value"),
                "{told}"
            );
            // The body of an error is not an answer.
            assert!(!told.contains("unknown_key"), "{told}");
        }
        served.join().unwrap();
    }
}

#[test]
fn the_advised_list_of_inherited_variables_is_the_whole_list_whatever_is_set_here() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.stop]]\ncommand = \"true $PLANTED_TOKEN $TZ\"\n\
         [[hooks.stop]]\ncommand = [\"sh\", \"${config_dir}/g.sh\"]\n",
    );
    project.write(".agent-hooks/g.sh", "echo \"$PLANTED_TOKEN\" \"$TZ\" >&2\n");
    let mut command = project.command(&["explain", "Stop", "--trust-project"]);
    let command = command
        .env("PLANTED_TOKEN", "x")
        .env_remove("TZ")
        .env_remove("LC_CTYPE");
    let told = said(&fed(command, ""));
    let lists = told
        .split("inherit_env = [")
        .skip(1)
        .map(|list| list.split(']').next().unwrap());
    let lists: Vec<&str> = lists.collect();
    assert_eq!(lists.len(), 2, "{told}");
    for list in lists {
        for name in ["TZ", "LC_CTYPE", "TMPDIR", "NO_COLOR", "PLANTED_TOKEN"] {
            assert!(list.contains(&format!("\"{name}\"")), "{name}: {told}");
        }
    }
}
