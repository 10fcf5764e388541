//! What entries become.

use std::time::Duration;

use hooks_config::{LoadOptions, Loaded, parse};
use hooks_types::{
    Cause, Command, EventName, Handler, HookSpec, HttpRequest, InheritEnv, Launch, Liveness,
    Matcher, OnFailure, PayloadChannel, Program, Role, Scope, ScopedLimits, SideEffects, Spelling,
    Strategy,
};

use crate::marked::load;

fn hooks(text: &str) -> Vec<HookSpec> {
    load(text).into_hooks().unwrap()
}

fn only(text: &str) -> HookSpec {
    let [hook] = <[HookSpec; 1]>::try_from(hooks(text)).unwrap();
    hook
}

fn command(hook: &HookSpec) -> &Command {
    match &hook.handler {
        Handler::Command(command) => command,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_entry_without_more_gets_the_defaults_of_its_event() {
    let hook = only("[[hooks.pre_tool_use]]\ncommand = [\"guard\"]\n");
    let mut expected = HookSpec::command(
        "PreToolUse[0]",
        EventName::PreToolUse,
        Command::argv(["guard"]),
    );
    expected.source = hook.source.clone();
    assert_eq!(hook, expected);
    assert_eq!(hook.source.to_string(), "hooks.toml:1");
    assert_eq!(hook.timeout, Duration::from_secs(30));
    assert_eq!(hook.on_failure, OnFailure::Block);
}

#[test]
fn every_key_reaches_the_hook() {
    let hook = only(
        "[hooks]\nstrategy = \"all\"\n[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"exit 0\"\n\
         matcher = \"mcp__*\"\ntimeout = \"1500ms\"\nrole = \"validate\"\non_failure = \"ask\"\n\
         side_effects = false\nenv = { A = \"1\" }\ninherit_env = [\"PATH\"]\n\
         status_message = \"looking\"\n",
    );
    let mut expected = HookSpec::command(
        "g",
        EventName::PreToolUse,
        Command::shell("exit 0")
            .with_env("A", "1")
            .inheriting(InheritEnv::Only(vec!["PATH".to_owned()])),
    )
    .matching(Matcher::Prefix("mcp__".to_owned()))
    .with_timeout(Duration::from_millis(1500))
    .on_failure(OnFailure::Ask)
    .with_strategy(Strategy::All);
    expected.role = Role::Validate;
    expected.side_effects = SideEffects::None;
    expected.status_message = Some("looking".to_owned());
    expected.source = hook.source.clone();
    assert_eq!(hook, expected);
    assert_eq!(hook.source.line, 3);
}

#[test]
fn hooks_of_an_event_are_counted_in_their_file_and_keep_their_order() {
    let hooks = hooks(
        "[[hooks.stop]]\ncommand = \"a\"\n[[hooks.pre_tool_use]]\ncommand = \"b\"\n\
         [[hooks.stop]]\ncommand = \"c\"\nname = \"named\"\n[[hooks.stop]]\ncommand = \"d\"\n\
         [[hooks.other.\"Model Chosen\"]]\ncommand = \"e\"\n",
    );
    let ids: Vec<&str> = hooks.iter().map(|hook| hook.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "PreToolUse[0]",
            "Stop[0]",
            "named",
            "Stop[2]",
            "Model Chosen[0]"
        ]
    );
    assert_eq!(hooks[4].event, EventName::Other("Model Chosen".into()));
}

#[test]
fn hooks_after_a_tool_call_run_beside_the_agent_unless_awaited() {
    let background = |head: &str, key: &str| {
        only(&format!(
            "[hooks]\n{head}\n[[hooks.post_tool_use]]\ncommand = \"a\"\n{key}\n"
        ))
        .background
    };
    assert!(background("", ""));
    assert!(background("post = \"background\"", ""));
    assert!(!background("post = \"await\"", ""));
    assert!(!background("", "background = false"));
    assert!(background("post = \"await\"", "background = true"));
    assert!(!only("[[hooks.pre_tool_use]]\ncommand = \"a\"\n").background);
}

#[test]
fn what_is_switched_off_is_listed_with_the_reason() {
    let liveness = |text: &str| match only(text).liveness {
        Liveness::NotLive { cause, reason } => Some((cause, reason)),
        _ => None,
    };
    assert_eq!(
        liveness("[[hooks.stop]]\ncommand = \"a\"\nenabled = false\n"),
        Some((Cause::Disabled, "`enabled` is false".to_owned()))
    );
    assert_eq!(
        liveness("[hooks]\ndisable_all = true\n[[hooks.stop]]\ncommand = \"a\"\n"),
        Some((
            Cause::Disabled,
            "`disable_all` is set in its file".to_owned()
        ))
    );
    assert_eq!(
        liveness("[[hooks.stop]]\ncommand = \"a\"\nenabled = true\n"),
        None
    );
}

#[test]
fn notify_is_a_background_observer_with_its_payload_in_argv() {
    let hook = only("notify = [\"${config_dir}/tell\", \"-v\"]\n");
    assert_eq!(
        command(&hook).program,
        Program::Argv(vec!["/etc/agent/tell".to_owned(), "-v".to_owned()])
    );
    assert_eq!(command(&hook).payload, PayloadChannel::LastArgument);
    assert_eq!(
        (hook.id.as_str(), &hook.event, hook.form.spelling),
        ("notify", &EventName::AfterAgent, Spelling::LegacyNotify)
    );
    assert!(hook.background);
    assert_eq!(hook.source.line, 1);
}

#[test]
fn config_dir_is_filled_into_arguments_and_variables_and_handed_to_shells() {
    let argv = only(
        "[[hooks.stop]]\ncommand = [\"python3\", \"${config_dir}/a.py\", \"--in=${config_dir}\"]\n\
         env = { RULES = \"${config_dir}/rules\" }\n",
    );
    assert_eq!(
        command(&argv).program,
        Program::Argv(vec![
            "python3".to_owned(),
            "/etc/agent/a.py".to_owned(),
            "--in=/etc/agent".to_owned()
        ])
    );
    assert_eq!(command(&argv).env["RULES"], "/etc/agent/rules");

    // A folder's name can be shell syntax, so it never becomes part of the text.
    let hostile = LoadOptions::new("hooks.toml").in_folder("/tmp/a'; touch b; '");
    let text = "[[hooks.stop]]\ncommand = '\"${config_dir}/a.sh\" --now'\n";
    let hooks = parse(text, &hostile).into_hooks().unwrap();
    assert_eq!(
        command(&hooks[0]).program,
        Program::Shell("\"${config_dir}/a.sh\" --now".to_owned())
    );
    assert_eq!(command(&hooks[0]).env["config_dir"], "/tmp/a'; touch b; '");
}

#[test]
fn config_dir_without_a_folder_is_an_error_and_a_hook_that_fails() {
    let loaded = parse(
        "[[hooks.stop]]\ncommand = [\"${config_dir}/a\"]\n",
        &LoadOptions::new("hooks.toml"),
    );
    let said: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "hooks.toml:1:1: error[bad_value]: Stop hook `Stop[0]`: `${config_dir}` means nothing \
             here: the configuration is of no known file"
        ]
    );
    assert_eq!(loaded.hooks_despite_errors()[0].handler.kind(), "unusable");
}

#[test]
fn scope_and_trust_come_from_whoever_loads() {
    let options = LoadOptions::new("p.toml")
        .in_scope(Scope::Project)
        .untrusted();
    let text = "[hooks]\nmax_concurrency = 1\n[[hooks.stop]]\ncommand = \"a\"\n";
    let loaded = parse(text, &options);
    assert_eq!(loaded.limits, ScopedLimits::default());
    let hooks = loaded.into_hooks().unwrap();
    assert_eq!(hooks[0].scope, Scope::Project);
    assert!(matches!(
        &hooks[0].liveness,
        Liveness::NotLive {
            cause: Cause::Untrusted,
            ..
        }
    ));
}

#[test]
fn of_several_files_that_set_a_limit_the_smallest_holds() {
    fn limits(texts: &[&str]) -> (Option<Duration>, usize, u32) {
        let mut loaded = Loaded::default();
        texts.iter().for_each(|text| loaded.append(load(text)));
        let limits = loaded.limits.of(Scope::User);
        (
            limits.budget,
            limits.max_concurrency,
            limits.max_stop_blocks,
        )
    }
    assert_eq!(limits(&[""]), (None, 8, 8));
    assert_eq!(
        limits(&["[hooks]\nmax_concurrency = 32\nmax_stop_blocks = 20\n", ""]),
        (None, 32, 20)
    );
    assert_eq!(
        limits(&[
            "[hooks]\nbudget = 9\nmax_concurrency = 4\n",
            "[hooks]\nbudget = \"2s\"\nmax_concurrency = 6\nmax_stop_blocks = 3\n"
        ]),
        (Some(Duration::from_secs(2)), 4, 3)
    );
}

#[cfg(feature = "foreign")]
#[test]
fn an_entry_in_another_dialect_has_that_agents_name_for_its_event() {
    let names = |dialect: &str, event: &str| {
        let text = format!("[[hooks.{event}]]\ncommand = \"a\"\ndialect = \"{dialect}\"\n");
        load(&text)
            .into_hooks()
            .map(|hooks| hooks[0].form.event.clone())
            .ok()
    };
    assert_eq!(
        names("claude", "pre_tool_use").as_deref(),
        Some("PreToolUse")
    );
    assert_eq!(names("gemini", "stop").as_deref(), Some("AfterAgent"));
    assert_eq!(
        names("cursor", "user_prompt_submit").as_deref(),
        Some("beforeSubmitPrompt")
    );
    assert_eq!(names("copilot", "stop").as_deref(), Some("agentStop"));
    assert_eq!(names("codex", "after_agent"), None);
}

#[cfg(feature = "foreign")]
#[test]
fn our_word_for_the_shell_fits_it_under_every_dialect_of_an_entry() {
    let matchers = |rest: &str| {
        let text = format!("[[hooks.pre_tool_use]]\ncommand = \"a\"\n{rest}");
        load(&text).into_hooks().unwrap()[0].matchers.clone()
    };
    let names = |name: &str| Matcher::Names(vec![name.to_owned()]);
    assert_eq!(matchers("matcher = \"shell\""), [names("shell")]);
    assert_eq!(
        matchers("matcher = \"shell\"\ndialect = \"claude\""),
        [Matcher::AnyOf(vec![names("shell"), names("Bash")])]
    );
    assert_eq!(
        matchers("matcher = \"sh*\"\ndialect = \"gemini\""),
        [Matcher::AnyOf(vec![
            Matcher::Prefix("sh".to_owned()),
            names("Bash")
        ])]
    );
    assert_eq!(
        matchers("matcher = \"Write\"\ndialect = \"claude\""),
        [names("Write")]
    );
}

#[cfg(feature = "foreign")]
#[test]
fn an_entry_in_another_dialect_reads_what_that_agent_sends() {
    use hooks_types::{
        AfterAgent, Dialect, HookEvent, Notification, NotificationLevel, Payload,
        PermissionRequest, PostCompact, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse,
        SessionEnd, SessionMeta, SessionStart, ShellInput, Stop, SubagentStart, SubagentStop,
        ToolCall, UserPromptSubmit, encode,
    };
    let call = || ToolCall::shell("c", "shell", ShellInput::new(["ls"]));
    let events: [HookEvent; 14] = [
        PreToolUse::new(call()).into(),
        PostToolUse::new(call(), "done".into(), 5).into(),
        PostToolUseFailure::new(call(), "no such file", 5).into(),
        PermissionRequest::new(call()).into(),
        UserPromptSubmit::new("hello").into(),
        AfterAgent::new("t", "1").into(),
        Stop::new().into(),
        Notification::new("done", NotificationLevel::Info).into(),
        SessionStart::new("startup").into(),
        SessionEnd::new("clear").into(),
        SubagentStart::new("a").into(),
        SubagentStop::new("a").into(),
        PreCompact::new("auto").into(),
        PostCompact::new("auto").into(),
    ];
    let meta = std::sync::Arc::new(SessionMeta::new("s", "/src"));
    let mut without = Vec::new();
    for event in events {
        for dialect in Dialect::ALL {
            let name = event.name();
            let text = format!(
                "[[hooks.{}]]\ncommand = \"a\"\ndialect = \"{dialect}\"\n",
                name.wire_name()
            );
            let Ok(hooks) = load(&text).into_hooks() else {
                without.push(format!("{dialect} {name}"));
                continue;
            };
            let form = &hooks[0].form;
            let payload = Payload::new(std::sync::Arc::clone(&meta), event.clone());
            let bytes = encode(&payload, form).unwrap_or_else(|e| panic!("{form:?}: {e}"));
            let read = hooks_types::decode(
                &bytes,
                hooks_types::Expected::new(*dialect).event(&form.event),
            )
            .unwrap_or_else(|e| panic!("{form:?}: {e}"));
            assert_eq!(read.event.name(), name, "{form:?}");
        }
    }
    assert_eq!(
        without,
        [
            "codex PostToolUseFailure",
            "gemini PermissionRequest",
            "cursor PermissionRequest",
            "claude AfterAgent",
            "codex AfterAgent",
            "gemini AfterAgent",
            "copilot AfterAgent",
            "codex Notification",
            "cursor Notification",
            "gemini SubagentStart",
            "gemini SubagentStop",
            "gemini PostCompact",
            "cursor PostCompact",
            "copilot PostCompact",
        ]
    );
}

#[cfg(not(feature = "foreign"))]
#[test]
fn another_dialect_needs_a_build_that_speaks_it() {
    let loaded = load("[[hooks.stop]]\ncommand = \"a\"\ndialect = \"claude\"\n");
    assert_eq!(
        loaded.into_hooks().unwrap_err().to_string(),
        "hooks.toml:3:11: error[bad_value]: this build does not speak claude (it was built \
         without the feature `foreign` of hooks-config)"
    );
}

#[test]
fn a_file_of_nothing_but_errors_is_cut_short() {
    let loaded = load(&"[[hooks.stop]]\n".repeat(5000));
    assert_eq!(loaded.diagnostics.len(), 201);
    assert_eq!(loaded.hooks_despite_errors().len(), 5000);
    assert!(
        loaded
            .diagnostics
            .iter()
            .any(|found| found.message == "4800 more remarks are not shown")
    );
}

#[test]
fn launch_says_whether_a_program_stays() {
    let launch = |key: &str| {
        let hook = only(&format!("[[hooks.stop]]\ncommand = [\"a\"]\n{key}\n"));
        command(&hook).launch
    };
    assert_eq!(launch(""), Launch::Spawn);
    assert_eq!(launch("launch = \"spawn\""), Launch::Spawn);
    assert_eq!(launch("launch = \"worker\""), Launch::Worker);
}

#[test]
fn an_endpoint_is_a_hook_like_any_other() {
    let hook = only(
        "[[hooks.pre_tool_use]]\nname = \"e\"\nmatcher = \"shell\"\n\
         http = { url = \"https://a.example/x\", headers = { A = \"$T\" }, allowed_env = [\"T\"], \
         timeout = \"2s\" }\n",
    );
    let mut http = HttpRequest::new("https://a.example/x");
    http.headers.insert("A".to_owned(), "$T".to_owned());
    http.allowed_env.push("T".to_owned());
    assert_eq!(hook.handler, Handler::Http(http));
    assert_eq!(hook.timeout, Duration::from_secs(2));
    // "Not up yet" is a failure like any other.
    assert_eq!(hook.on_failure, OnFailure::Block);
}

#[test]
fn an_entry_that_is_neither_program_nor_endpoint_always_fails() {
    let loaded = load("[[hooks.pre_tool_use]]\nhttp = { url = \"nowhere\" }\n");
    let [hook] = loaded.hooks_despite_errors() else {
        panic!("{loaded:?}");
    };
    assert!(
        matches!(&hook.handler, Handler::Unusable(failure) if failure.cause == Cause::NotUsable)
    );
}
