//! Tests an agent's own permission system beside the hooks.

use super::*;

/// Asks the gate with a verdict of the agent itself. `leave` is the answer of the PermissionRequest hook.
async fn gated(
    host: HostVerdict,
    before: HookAnswer,
    leave: Option<HookAnswer>,
) -> Result<(bool, serde_json::Value), String> {
    let (router, mut handle) = mocked([
        hook("guard"),
        hook_of(EventName::PermissionRequest, "leave"),
    ]);
    let session = router.session(meta());
    let call = call();
    let options = DispatchOptions::default().with_host(host);
    let asked = async {
        handle.next().await.unwrap().answer(before);
        if let Some(answer) = leave {
            handle.next().await.unwrap().answer(answer);
        }
    };
    let (gate, ()) = tokio::join!(session.before_with(&call, options), asked);
    assert!(handle.try_next().is_none(), "one hook too many was asked");
    match gate {
        Gate::Run(call) => Ok((call.is_granted(), call.call().input.to_value())),
        Gate::Ask(pending) => Err(format!("ask {}", pending.hook())),
        Gate::Blocked(response) => Err(response.text()),
    }
}

fn deny() -> HostVerdict {
    HostVerdict::Deny("rm is off".to_owned())
}

#[tokio::test]
async fn what_the_agent_denies_is_blocked_whatever_hooks_say() {
    let denied = "The call was not run: the agent's own rules deny it: rm is off";
    for answer in [
        HookAnswer::proceed(),
        HookAnswer::allow(),
        Outcome::allow(Some(content("ls"))).into(),
        HookAnswer::modify(content("ls")),
        HookAnswer::ask("sure?"),
    ] {
        assert_eq!(gated(deny(), answer, None).await, Err(denied.to_owned()));
    }
    let blocked = gated(deny(), HookAnswer::block("no"), None).await;
    assert!(blocked.unwrap_err().ends_with("blocked it: no"));
}

#[tokio::test]
async fn where_the_agent_would_ask_a_grant_answers_and_else_permission_hooks_are_heard() {
    let given = || content_of_call();
    let ask = || HostVerdict::Ask;
    let granted = gated(ask(), HookAnswer::allow(), None).await;
    assert_eq!(granted, Ok((true, given())));
    let granted = gated(ask(), HookAnswer::proceed(), Some(HookAnswer::allow())).await;
    assert_eq!(granted, Ok((true, given())));
    let open = gated(ask(), HookAnswer::proceed(), Some(HookAnswer::proceed())).await;
    assert_eq!(open, Err("ask ".to_owned()));
    let denied = gated(ask(), HookAnswer::proceed(), Some(HookAnswer::block("no"))).await;
    assert!(denied.unwrap_err().ends_with("`leave` blocked it: no"));
    let asked = gated(ask(), HookAnswer::ask("sure?"), None).await;
    assert_eq!(asked, Err("ask guard".to_owned()));
}

#[tokio::test]
async fn an_agent_s_allow_holds_for_the_call_it_judged_and_not_for_what_a_hook_made_of_it() {
    let allow = || HostVerdict::Allow;
    let same = gated(allow(), HookAnswer::proceed(), None).await;
    assert_eq!(same, Ok((false, content_of_call())));
    let changed = HookAnswer::modify(content("curl"));
    let open = gated(allow(), changed, Some(HookAnswer::proceed())).await;
    assert_eq!(open, Err("ask ".to_owned()));
    let granted = gated(allow(), Outcome::allow(Some(content("ls"))).into(), None).await;
    assert_eq!(granted, Ok((true, content("ls"))));
}

#[tokio::test]
async fn a_permission_system_that_is_asked_late_judges_what_hooks_made_of_the_call() {
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta());
    let call = call();
    for (program, denied) in [("ls", false), ("curl", true)] {
        let asked = async {
            let changed = Outcome::allow(Some(content(program)));
            handle.next().await.unwrap().answer(changed);
        };
        let gate = session.before_judged_by(&call, |call| match &call.input {
            ToolInput::Shell(shell) if shell.command[0] == "curl" => deny(),
            _ => HostVerdict::Allow,
        });
        let (gate, ()) = tokio::join!(gate, asked);
        assert_eq!(matches!(gate, Gate::Blocked(_)), denied, "{gate:?}");
    }
}

fn content_of_call() -> serde_json::Value {
    call().input.to_value()
}

#[tokio::test]
async fn everything_a_gate_returns_can_be_owned_and_sent() {
    fn sent<T: Send + 'static>(value: T) -> T {
        value
    }
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta());
    let gate = {
        let call = call();
        let asked = async {
            handle
                .next()
                .await
                .unwrap()
                .answer(HookAnswer::ask("sure?"))
        };
        let (gate, ()) = tokio::join!(session.before(&call), asked);
        sent(gate.into_owned())
    };
    let Gate::Ask(pending) = gate else {
        panic!("{gate:?}");
    };
    let pending = sent(pending.into_owned());
    let approved = sent(pending.granted());
    let permission = sent(session.permission(approved).await.into_owned());
    assert!(permission.messages().is_empty());
}
