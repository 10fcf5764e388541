use std::path::PathBuf;
use std::time::Duration;

use hooks_config::Loaded;
use hooks_config::format::Place;
use hooks_types::EventName;
use hooks_types::spec::{
    Alphabet, Handler, Liveness, Matcher, OnBadPattern, OnFailure, Pattern, Scope, Strategy,
};

use super::matcher;
use crate::config::events::Target;
use crate::config::testing::{appended, hooks, load, parse, place, remarks, together};

const SETTINGS: &str = "/p/.claude/settings.json";

fn settings(text: &str) -> Loaded {
    load(crate::CLAUDE, SETTINGS, text)
}

/// One handler of one event, as its fields stand in the file.
fn handler(event: &str, fields: &str) -> Loaded {
    settings(&format!(
        r#"{{"hooks":{{"{event}":[{{"hooks":[{{{fields}}}]}}]}}}}"#
    ))
}

fn js(text: &str, on_bad: OnBadPattern) -> Option<Matcher> {
    let pattern = Pattern::new(text, Alphabet::EcmaScript).with_on_bad(on_bad);
    Some(Matcher::Pattern(pattern))
}

fn listed(names: &[&str]) -> Option<Matcher> {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Some(Matcher::Names(names))
}

#[test]
fn a_settings_file_becomes_live_hooks_with_everything_their_place_tells() {
    let text = r#"{
  "model": "opus",
  "hooks": {
    "PreToolUse": [
      {"matcher": "Bash", "hooks": [
        {"type": "command", "command": "guard.sh", "timeout": 5, "statusMessage": "guarding"}
      ]}
    ]
  }
}"#;
    let loaded = settings(text);
    assert_eq!(remarks(&loaded), [""; 0]);
    let [spec] = loaded.hooks_despite_errors() else {
        panic!("one hook")
    };
    assert_eq!(spec.id, "PreToolUse[0]");
    assert_eq!(spec.event, EventName::PreToolUse);
    assert_eq!(spec.form.dialect, crate::CLAUDE);
    assert_eq!(spec.form.event, "PreToolUse");
    assert_eq!(spec.source.to_string(), "/p/.claude/settings.json:6");
    assert_eq!(spec.scope, Scope::User);
    assert_eq!(
        spec.matchers,
        listed(&["Bash"]).into_iter().collect::<Vec<_>>()
    );
    assert_eq!(spec.timeout, Duration::from_secs(5));
    assert_eq!(spec.strategy, Strategy::All);
    assert_eq!(spec.on_failure, OnFailure::Proceed);
    assert_eq!(spec.status_message.as_deref(), Some("guarding"));
    let Handler::Command(command) = &spec.handler else {
        panic!("a command")
    };
    assert_eq!(
        command.env.get("CLAUDE_PROJECT_DIR").map(String::as_str),
        Some("/p")
    );
    assert_eq!(command.work_dir_fallbacks, [PathBuf::from("/p")]);
}

#[test]
fn matchers_are_everything_a_list_or_a_pattern() {
    use OnBadPattern::{Fails, NeverRuns};
    let cases = [
        ("PreToolUse", "", None),
        ("PreToolUse", "*", None),
        ("PreToolUse", "Bash", listed(&["Bash"])),
        ("PreToolUse", "Edit|Write", listed(&["Edit", "Write"])),
        ("PreToolUse", "Edit, Write", listed(&["Edit", "Write"])),
        ("PreToolUse", "Edit | Write", listed(&["Edit", "Write"])),
        ("PreToolUse", "Bash|", listed(&["Bash"])),
        ("PreToolUse", "|", Some(Matcher::Never)),
        ("PreToolUse", "mcp__memory", listed(&["mcp__memory"])),
        ("PreToolUse", "Task", listed(&["Task", "Agent"])),
        (
            "PreToolUse",
            "mcp__memory__.*",
            js("mcp__memory__.*", Fails),
        ),
        ("PostToolUse", "Edit.*", js("Edit.*", NeverRuns)),
        ("PermissionRequest", "^Bash$", js("^Bash$", Fails)),
        ("FileChanged", "a|b", listed(&["a", "b"])),
        ("FileChanged", ".env|b", js(".env|b", NeverRuns)),
        ("StopFailure", "a,b", js("a,b", NeverRuns)),
    ];
    for (event, text, expected) in cases {
        assert_eq!(
            matcher::lower(event, Target::Tool, text),
            expected,
            "{event} {text:?}"
        );
    }
    assert_eq!(matcher::lower("Stop", Target::Nothing, "Bash"), None);
}

#[test]
fn what_a_matcher_can_never_fit_is_named() {
    let cases = [
        (
            "PreToolUse",
            "Bash(npm *)",
            "`Bash(npm *)` is a permission rule, which no tool name fits",
        ),
        (
            "PreToolUse",
            "mcp__memory",
            "`mcp__memory` is compared whole and names no tool of the server",
        ),
        (
            "PreToolUse",
            "My Tool",
            "`My Tool` never fits: no tool name contains a space",
        ),
        (
            "SessionStart",
            "startup|begin",
            "`begin` never fits SessionStart",
        ),
        (
            "Stop",
            "Bash",
            "Stop has nothing to match; the matcher is ignored",
        ),
        (
            "PreToolUse",
            ",",
            "the matcher names nothing, so the group never runs",
        ),
    ];
    for (event, text, expected) in cases {
        let loaded = settings(&format!(
            r#"{{"hooks":{{"{event}":[{{"matcher":"{text}","hooks":[{{"type":"command","command":"x"}}]}}]}}}}"#
        ));
        let said: Vec<_> = loaded
            .diagnostics
            .iter()
            .map(|found| found.message.as_str())
            .collect();
        assert_eq!(said, [expected], "{event} {text}");
    }
}

#[test]
fn time_limits_are_seconds_with_defaults_per_event_and_type() {
    let command = r#""type":"command","command":"x""#;
    let prompt = r#""type":"prompt","prompt":"x""#;
    let cases = [
        ("PreToolUse", command.to_owned(), 600.0),
        ("UserPromptSubmit", command.to_owned(), 30.0),
        ("PreModelSwitch", command.to_owned(), 30.0),
        ("MessageDisplay", command.to_owned(), 10.0),
        ("Stop", prompt.to_owned(), 30.0),
        ("Stop", r#""type":"agent","prompt":"x""#.to_owned(), 60.0),
        ("SessionEnd", command.to_owned(), 1.5),
        ("SessionEnd", format!(r#"{command},"timeout":20"#), 20.0),
        ("SessionEnd", format!(r#"{command},"timeout":90"#), 60.0),
        ("PreToolUse", format!(r#"{command},"timeout":0.5"#), 0.5),
    ];
    for (event, fields, seconds) in cases {
        let loaded = handler(event, &fields);
        let limits: Vec<_> = loaded
            .hooks_despite_errors()
            .iter()
            .map(|spec| spec.timeout)
            .collect();
        assert_eq!(
            limits,
            [Duration::from_secs_f64(seconds)],
            "{event} {fields}"
        );
    }
}

#[test]
fn a_limit_that_smells_of_milliseconds_is_named_with_both_readings_and_kept() {
    let loaded = handler(
        "PreToolUse",
        r#""type":"command","command":"x","timeout":5000"#,
    );
    assert_eq!(
        remarks(&loaded),
        [
            "1:77 warning[suspicious_unit] Claude Code reads `timeout` in seconds: 5000 is 83.3 min; in milliseconds it would be 5 s"
        ]
    );
    assert_eq!(
        loaded.hooks_despite_errors()[0].timeout,
        Duration::from_secs(5000)
    );
}

#[test]
fn one_broken_entry_costs_that_entry() {
    let text = r#"{"hooks":{
"PreToolUse":[
 {"hooks":[{"type":"command"},
  {"type":"comand","command":"x"},
  {"type":"command","command":"x","timeout":"5"},
  {"type":"command","command":"x","timeout":0},
  {"type":"command","command":"x","onFailure":"deny"},
  7,
  {"type":"command","command":"good"}]},
 {"type":"command","command":"flat"},
 {"matcher":3,"hooks":[{"type":"command","command":"x"}]}],
"Stop":{"hooks":[]}}}"#;
    let loaded = settings(text);
    assert_eq!(
        hooks(&loaded),
        [
            "PreToolUse[0] unusable: a command handler needs `command`",
            "PreToolUse[1] unusable: Claude Code has no handler type `comand`",
            "PreToolUse[2] unusable: `timeout` is a string, not a number",
            "PreToolUse[3] unusable: `timeout` must be more than 0",
            "PreToolUse[4] unusable: `onFailure` is `continue` or `block`, not `deny`",
            "PreToolUse[5] unusable: a handler is a number, not an object",
            "PreToolUse[6] sh good",
            "PreToolUse[7] unusable: a handler stands where a group should; it belongs into the list `hooks` of a group",
            "PreToolUse[8] unusable: `matcher` is a number, not a string",
            "Stop[0] unusable: `Stop` is an object, not a list of groups",
        ]
    );
    assert_eq!(
        remarks(&loaded),
        [
            "3:12 error[missing_key] a command handler needs `command`",
            "4:11 error[bad_value] Claude Code has no handler type `comand`",
            "5:45 error[wrong_type] `timeout` is a string, not a number",
            "6:45 error[bad_value] `timeout` must be more than 0",
            "7:47 error[bad_value] `onFailure` is `continue` or `block`, not `deny`",
            "8:3 error[wrong_type] a handler is a number, not an object",
            "10:2 error[missing_key] a handler stands where a group should; it belongs into the list `hooks` of a group",
            "11:13 error[wrong_type] `matcher` is a number, not a string",
            "12:8 error[wrong_type] `Stop` is an object, not a list of groups",
        ]
    );
}

#[test]
fn what_no_program_can_be_given_is_refused_at_load() {
    let nul = handler("Stop", r#""type":"command","command":"a\u0000b""#);
    assert_eq!(
        hooks(&nul),
        ["Stop[0] unusable: `command` holds a NUL byte, which no program can be given"]
    );
    let endless = handler("Stop", r#""type":"command","command":"x","timeout":1e999"#);
    assert_eq!(hooks(&endless), ["Stop[0] sh x"]);
    assert_eq!(
        endless.hooks_despite_errors()[0].timeout,
        Duration::from_secs(7 * 24 * 3600)
    );
}

#[test]
fn keys_and_events_without_effect_are_named_and_near_ones_offered() {
    let text = r#"{"hooks":{
"PreTolUse":[{"hooks":[{"type":"command","command":"x"}]}],
"// old":"was here",
"Stop":[{"matcher":"","note":"x","hooks":[{"type":"command","command":"x","timeOut":3,"once":true}]}]},
"disableAllHook":true, "PostToolUse":[]}"#;
    let loaded = settings(text);
    assert_eq!(
        remarks(&loaded),
        [
            "2:1 warning[unknown_event] Claude Code has no event `PreTolUse`; its hooks never run there",
            "3:1 note[unknown_event] `// old` is no event; read as a comment",
            "4:23 warning[unknown_key] unknown key `note` of a matcher group; it has no effect",
            "4:75 warning[unknown_key] unknown key `timeOut` of a `command` handler; it has no effect",
            "4:94 warning[no_effect] `once` works in the frontmatter of skills only; here the hook runs every time",
            "5:1 warning[unknown_key] unknown key `disableAllHook`; it has no effect",
            "5:24 warning[unknown_key] `PostToolUse` has no effect here; events stand under `hooks`",
        ]
    );
    let help: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter_map(|found| found.help.as_deref())
        .collect();
    assert_eq!(
        help,
        [
            "did you mean `PreToolUse`?",
            "did you mean `timeout`?",
            "did you mean `disableAllHooks`?"
        ]
    );
    assert_eq!(hooks(&loaded), ["PreTolUse[0] sh x", "Stop[0] sh x"]);
}

#[test]
fn if_is_a_second_matcher_on_tool_events_and_elsewhere_the_hook_never_runs() {
    let fields = r#""type":"command","command":"x","if":"Bash(git push *)""#;
    let tool = handler("PreToolUse", fields);
    let hook = &tool.hooks_despite_errors()[0];
    assert_eq!(hook.options.get("if"), Some(&"Bash(git push *)".into()));
    assert_eq!(hooks(&tool), ["PreToolUse[0] sh x"]);
    let stop = handler("Stop", fields);
    assert_eq!(hooks(&stop), ["Stop[0] sh x [never_runs]"]);
    assert_eq!(
        remarks(&stop),
        ["1:66 warning[no_effect] `if` is not looked at on Stop; this hook never runs"]
    );
}

#[test]
fn an_if_that_is_not_understood_is_named_with_what_it_probably_means() {
    let runs = "the hook runs on every call that its matcher fits";
    for (rule, problem, help) in [
        (
            "bash(rm *)",
            "`bash` is not a tool of Claude Code",
            Some("did you mean `Bash`?"),
        ),
        (
            "Bsh(rm *)",
            "`Bsh` is not a tool of Claude Code",
            Some("did you mean `Bash`?"),
        ),
        (
            "Bash(rm *",
            "`Bash(rm *` is not one rule in the form `Tool(argument)`",
            None,
        ),
        (
            "Bash(a) && Bash(b)",
            "`if` takes one permission rule, without `&&` and `||`",
            None,
        ),
    ] {
        let fields = format!(r#""type":"command","command":"x","if":"{rule}""#);
        let loaded = handler("PreToolUse", &fields);
        assert_eq!(hooks(&loaded), ["PreToolUse[0] sh x"]);
        let [found] = &loaded.diagnostics[..] else {
            panic!("{rule}: {:?}", loaded.diagnostics);
        };
        assert_eq!(found.message, format!("{problem}; {runs}"));
        assert_eq!(found.help.as_deref(), help, "{rule}");
    }
}

#[test]
fn args_start_a_program_without_a_shell_and_placeholders_are_replaced() {
    let fields = r#""type":"command","command":"${CLAUDE_PROJECT_DIR}/g","args":["--root","${CLAUDE_PROJECT_DIR}","$HOME"],"shell":"bash""#;
    let loaded = handler("PreToolUse", fields);
    assert_eq!(hooks(&loaded), ["PreToolUse[0] argv /p/g --root /p $HOME"]);
    assert_eq!(
        remarks(&loaded),
        ["1:147 warning[no_effect] `shell` is ignored beside `args`: no shell is started"]
    );
    let empty = handler("PreToolUse", r#""type":"command","command":"g","args":[]"#);
    assert_eq!(hooks(&empty), ["PreToolUse[0] argv g"]);
}

#[test]
fn failure_policy_is_honoured_where_claude_code_honours_it() {
    let block = r#""type":"command","command":"x","onFailure":"block""#;
    let cases = [
        ("PreToolUse", block.to_owned(), OnFailure::Block, false),
        ("Stop", block.to_owned(), OnFailure::Proceed, true),
        // It counts as exit code 2, which leaves the user to be asked there.
        (
            "PermissionRequest",
            block.to_owned(),
            OnFailure::Proceed,
            true,
        ),
        ("ConfigChange", block.to_owned(), OnFailure::Block, false),
        ("FileChanged", block.to_owned(), OnFailure::Proceed, true),
        (
            "PreToolUse",
            format!(r#"{block},"async":true"#),
            OnFailure::Proceed,
            true,
        ),
        (
            "PreToolUse",
            block.replace("block", "continue"),
            OnFailure::Proceed,
            false,
        ),
    ];
    for (event, fields, policy, named) in cases {
        let loaded = handler(event, &fields);
        let spec = &loaded.hooks_despite_errors()[0];
        assert_eq!(
            (spec.on_failure, !loaded.diagnostics.is_empty()),
            (policy, named),
            "{event} {fields}"
        );
    }
}

#[test]
fn async_hooks_run_in_the_background() {
    let loaded = handler(
        "PostToolUse",
        r#""type":"command","command":"x","async":true"#,
    );
    assert!(loaded.hooks_despite_errors()[0].background);
    assert_eq!(remarks(&loaded), [""; 0]);
    let rewake = handler(
        "PostToolUse",
        r#""type":"command","command":"x","asyncRewake":true"#,
    );
    assert!(rewake.hooks_despite_errors()[0].background);
    assert_eq!(rewake.diagnostics.len(), 1);
}

#[test]
fn other_handler_types_are_kept_for_the_embedder_and_never_run_where_their_event_takes_none() {
    let prompt = r#""type":"prompt","prompt":"ok?""#;
    assert_eq!(hooks(&handler("Stop", prompt)), ["Stop[0] prompt"]);
    assert_eq!(
        hooks(&handler("SessionStart", prompt)),
        ["SessionStart[0] prompt [never_runs]"]
    );
    let http = r#""type":"http","url":"https://a.example/h""#;
    assert_eq!(
        hooks(&handler("Stop", http)),
        ["Stop[0] post https://a.example/h"]
    );
    assert_eq!(
        hooks(&handler("SessionStart", http)),
        ["SessionStart[0] post https://a.example/h [never_runs]"]
    );
}

#[test]
fn a_plugin_has_its_root_in_the_environment_and_in_arguments() {
    let text = r#"{"description":"d","hooks":{"Stop":[{"hooks":[
 {"type":"command","command":"${CLAUDE_PLUGIN_ROOT}/s.sh"},
 {"type":"command","command":"${CLAUDE_PLUGIN_ROOT}/s.sh","args":[]},
 {"type":"command","command":"x ${user_config.key}"}]}]}}"#;
    let loaded = load(crate::CLAUDE, "/plug/hooks/hooks.json", text);
    assert_eq!(
        hooks(&loaded),
        [
            "Stop[0] sh ${CLAUDE_PLUGIN_ROOT}/s.sh",
            "Stop[1] argv /plug/s.sh",
            "Stop[2] unusable: `${user_config...}` is refused in a shell text: its value would be run",
        ]
    );
    let Handler::Command(command) = &loaded.hooks_despite_errors()[0].handler else {
        panic!("a command")
    };
    assert_eq!(
        command.env.get("CLAUDE_PLUGIN_ROOT").map(String::as_str),
        Some("/plug")
    );
}

#[test]
fn a_manifest_holds_hooks_inline_with_and_without_the_wrapper() {
    let groups = r#"{"Stop":[{"hooks":[{"type":"command","command":"x"}]}]}"#;
    for inline in [groups.to_owned(), format!(r#"{{"hooks":{groups}}}"#)] {
        let text = format!(r#"{{"name":"p","hooks":{inline}}}"#);
        let loaded = load(crate::CLAUDE, "/plug/.claude-plugin/plugin.json", &text);
        assert_eq!(hooks(&loaded), ["Stop[0] sh x"]);
        assert_eq!(remarks(&loaded), [""; 0]);
    }
}

#[test]
fn comments_are_refused_as_claude_code_refuses_them() {
    let loaded = settings("{\n  // guard\n  \"hooks\": {}\n}");
    assert_eq!(
        remarks(&loaded),
        ["2:3 error[syntax] not the JSON that Claude Code reads: comments are not allowed"]
    );
}

/// Hooks of several files, each `(scope, path, text)`, all trusted.
fn in_scopes(files: &[(Scope, &str, &str)]) -> Vec<String> {
    let files: Vec<_> = files
        .iter()
        .map(|(scope, path, text)| (place(path).in_scope(*scope), (*text).to_owned()))
        .collect();
    hooks(&appended(together(&crate::CLAUDE, &files)))
}

fn stop(command: &str, switches: &str) -> String {
    format!(
        r#"{{{switches}"hooks":{{"Stop":[{{"hooks":[{{"type":"command","command":"{command}"}}]}}]}}}}"#
    )
}

#[test]
fn the_highest_file_that_sets_disable_all_hooks_decides_and_never_over_a_higher_scope() {
    let managed = (Scope::Managed, "/etc/managed-settings.json", stop("m", ""));
    let off = r#""disableAllHooks":true,"#;
    let on = r#""disableAllHooks":false,"#;
    let run = |project: &str, user: &str| {
        in_scopes(&[
            (managed.0, managed.1, &managed.2),
            (Scope::Project, SETTINGS, &stop("p", project)),
            (Scope::User, "/h/.claude/settings.json", &stop("u", user)),
        ])
    };
    assert_eq!(
        run("", off),
        [
            "Stop[0] sh m",
            "Stop[0] sh p [disabled]",
            "Stop[0] sh u [disabled]"
        ]
    );
    assert_eq!(
        run(on, off),
        ["Stop[0] sh m", "Stop[0] sh p", "Stop[0] sh u"]
    );
    assert_eq!(
        run(off, on),
        ["Stop[0] sh m", "Stop[0] sh p [disabled]", "Stop[0] sh u"]
    );
}

#[test]
fn managed_settings_may_leave_only_managed_hooks() {
    let found = in_scopes(&[
        (
            Scope::Managed,
            "/etc/managed-settings.json",
            &stop("m", r#""allowManagedHooksOnly":true,"#),
        ),
        (Scope::User, "/h/.claude/settings.json", &stop("u", "")),
    ]);
    assert_eq!(found, ["Stop[0] sh m", "Stop[0] sh u [disabled]"]);
}

#[test]
fn one_handler_in_two_settings_files_is_one_and_a_plugin_keeps_its_own() {
    let files = [
        (SETTINGS, stop("x", "")),
        ("/h/.claude/settings.json", stop("x", "")),
        ("/h/.claude/settings.local.json", stop("y", "")),
        ("/plug/hooks/hooks.json", stop("x", "")),
    ];
    let files = files.map(|(path, text)| (place(path), text));
    let identities: Vec<_> = together(&crate::CLAUDE, &files)
        .iter()
        .map(|file| file.hooks_despite_errors()[0].identity.clone())
        .collect();
    assert!(identities[0].is_some());
    assert_eq!(identities[0], identities[1]);
    assert_eq!(identities[2..], [None, None]);
}

#[test]
fn an_untrusted_project_neither_runs_nor_switches_anything_off_nor_hides_a_users_hook() {
    let project = place(SETTINGS)
        .in_scope(Scope::Project)
        .discovered()
        .untrusted();
    let files = [
        (project, stop("x", r#""disableAllHooks":true,"#)),
        (place("/h/.claude/settings.json"), stop("x", "")),
    ];
    let lowered = together(&crate::CLAUDE, &files);
    let [project, user] = lowered.as_slice() else {
        panic!("two files")
    };
    assert_eq!(hooks(project), ["Stop[0] sh x [untrusted]"]);
    assert_eq!(hooks(user), ["Stop[0] sh x"]);
}

#[test]
fn requests_go_only_where_the_settings_allow_with_the_variables_they_allow() {
    let text = r#"{"allowedHttpHookUrls":["https://a.example/*"],"httpHookAllowedEnvVars":["A"],
"hooks":{"Stop":[{"hooks":[
 {"type":"http","url":"https://a.example/h","headers":{"x":"$A $B"},"allowedEnvVars":["A","B"]},
 {"type":"http","url":"https://b.example/h"}]}]}}"#;
    let loaded = settings(text);
    assert_eq!(
        hooks(&loaded),
        [
            "Stop[0] post https://a.example/h",
            "Stop[1] post https://b.example/h [disabled]"
        ]
    );
    let Handler::Http(request) = &loaded.hooks_despite_errors()[0].handler else {
        panic!("a request")
    };
    assert_eq!(request.allowed_env, ["A"]);
    assert_eq!(
        remarks(&loaded),
        [
            "3:2 warning[no_effect] `httpHookAllowedEnvVars` does not allow `B`; it stays empty",
            "4:2 warning[no_effect] `allowedHttpHookUrls` does not allow https://b.example/h; this hook never runs",
        ]
    );
}

#[test]
fn our_own_bridge_is_skipped_where_it_was_discovered_and_runs_where_it_was_named() {
    let text = stop("/opt/hooks bridge --speak claude", "");
    let place = place(SETTINGS);
    let live = |place: &Place| {
        let loaded = parse(&text, crate::CLAUDE, place);
        loaded.hooks_despite_errors()[0].liveness == Liveness::Live
    };
    assert!(live(&place));
    assert!(!live(&place.clone().discovered()));
    assert_eq!(
        hooks(&parse(&text, crate::CLAUDE, &place.discovered())),
        ["Stop[0] sh /opt/hooks bridge --speak claude [own_entry]"]
    );
}
