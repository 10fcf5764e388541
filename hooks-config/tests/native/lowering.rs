//! Tests the conversion of entries to hooks.

use std::time::Duration;

use hooks_config::{LoadOptions, Loaded, parse};
use hooks_types::dialect::Spelling;
use hooks_types::report::Cause;
use hooks_types::spec::{
    Command, Handler, HttpRequest, InheritEnv, Launch, Liveness, Matcher, OnFailure,
    PayloadChannel, Program, Role, Scope, ScopedLimits, SideEffects, Strategy,
};
use hooks_types::{EventName, HookSpec};

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
            .with_inherit_env(InheritEnv::Only(vec!["PATH".to_owned()])),
    )
    .with_matcher(Matcher::Prefix("mcp__".to_owned()))
    .with_timeout(Duration::from_millis(1500))
    .with_on_failure(OnFailure::Ask)
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
fn a_disabled_hook_is_listed_with_the_reason() {
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
    let hostile = LoadOptions::new("hooks.toml").with_folder("/tmp/a'; touch b; '");
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
            "hooks.toml:1:1: error[bad_value]: Stop hook `Stop[0]`: `${config_dir}` has no value \
             here: the configuration's file is not known"
        ]
    );
    assert_eq!(
        loaded.hooks_despite_errors()[0].handler.kind(),
        hooks_types::spec::HandlerKind::Unusable
    );
}

#[test]
fn scope_and_trust_come_from_the_loader() {
    let options = LoadOptions::new("p.toml")
        .with_scope(Scope::Project)
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

#[test]
fn each_budget_is_kept_with_its_key_and_line() {
    let mut loaded = load("# limits\n[hooks]\nbudget = 9\n");
    loaded.append(load("[hooks]\nbudget = \"2s\"\n"));
    let told = loaded.budgets.iter();
    let told: Vec<_> = told
        .map(|budget| (budget.scope, budget.budget.as_secs(), &*budget.set_by))
        .collect();
    assert_eq!(
        told,
        [
            (Some(Scope::User), 9, "`budget` in hooks.toml:3"),
            (Some(Scope::User), 2, "`budget` in hooks.toml:2"),
        ]
    );
}

#[test]
fn another_dialect_must_be_registered_to_be_used() {
    let loaded = load("[[hooks.stop]]\ncommand = \"a\"\ndialect = \"claude\"\n");
    assert_eq!(
        loaded.into_hooks().unwrap_err().to_string(),
        "hooks.toml:3:11: error[bad_value]: unknown dialect `claude`: only `native` is registered"
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
    // A failure to reach the endpoint is treated like any other failure.
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
