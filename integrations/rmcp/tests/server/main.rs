//! Tests the adapter in a server of rmcp, with a client of rmcp at the other end of a pipe in memory.

#![expect(clippy::unwrap_used, reason = "a test fails where it is wrong")]

mod contract;
mod pair;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hooks_exec::{ClosureExecutor, HookRequest};
use hooks_router::Router;
use hooks_types::spec::{DispatchLimits, Handler};
use hooks_types::{EventName, Failure, HookAnswer, HookSpec};
use rmcp::model::{
    CallToolRequest, CallToolResponse, ClientCapabilities, ClientRequest, ElicitationAction,
    ProtocolVersion,
};
use rmcp::service::PeerRequestOptions;
use serde_json::{Value, json};
use tokio::sync::Notify;

use pair::{Pair, say, text, versions, word};

fn router<F>(event: EventName, answer: F) -> Router
where
    F: Fn(&HookRequest) -> HookAnswer + Clone + Send + Sync + 'static,
{
    let executor = ClosureExecutor::new().with_hook("hook", move |request| {
        let answer = answer(&request);
        async move { Ok::<_, Failure>(answer) }
    });
    let handler = Handler::InProcess {
        key: "hook".to_owned(),
    };
    let hooks = vec![HookSpec::new("guard", event, handler)];
    Router::new(hooks, DispatchLimits::default(), Arc::new(executor))
}

fn asks() -> Router {
    router(EventName::PreToolUse, |_| {
        HookAnswer::ask("may it say that?")
    })
}

#[tokio::test]
async fn a_yes_of_the_clients_user_runs_the_call_and_a_no_does_not() {
    for version in versions() {
        let pair = Pair::new(&asks(), &version, ElicitationAction::Accept);
        let result = pair.client.call_tool(say(word("one"))).await.unwrap();
        assert_eq!(result.is_error, Some(false), "{version}: {}", text(&result));
        assert_eq!(
            (pair.ran(), pair.asked()),
            (vec![json!({"word": "one"})], 1)
        );
        assert!(pair.asked.lock().unwrap()[0].contains("may it say that?"));

        for no in [ElicitationAction::Decline, ElicitationAction::Cancel] {
            let pair = Pair::new(&asks(), &version, no);
            let result = pair.client.call_tool(say(word("one"))).await.unwrap();
            assert_eq!(result.is_error, Some(true));
            assert_eq!((pair.ran(), pair.asked()), (Vec::new(), 1));
        }
    }
}

#[tokio::test]
async fn a_yes_counts_for_the_call_it_was_given_to_alone() {
    let pair = Pair::new(
        &asks(),
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    let first = pair.client.call_tool_once(say(word("one"))).await.unwrap();
    let CallToolResponse::InputRequired(required) = first else {
        unreachable!("the hook asks")
    };
    let yes = || {
        [("hooks".to_owned(), json!({"action": "accept"}))]
            .into_iter()
            .collect()
    };
    let state = required.request_state.unwrap();
    assert!(!state.contains("one"), "the state holds no input: {state}");
    let retry = |arguments| {
        let mut retry = say(arguments).with_input_responses(yes());
        retry.request_state = Some(state.clone());
        retry
    };
    let other = pair
        .client
        .call_tool_once(retry(word("two")))
        .await
        .unwrap();
    assert!(
        matches!(other, CallToolResponse::InputRequired(_)),
        "another call is asked about"
    );
    assert_eq!(pair.ran(), Vec::<Value>::new());

    // A different process can continue the call, because the server kept no state.
    let later = Pair::new(
        &asks(),
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Decline,
    );
    let same = later
        .client
        .call_tool_once(retry(word("one")))
        .await
        .unwrap();
    assert!(matches!(same, CallToolResponse::Complete(_)));
    assert_eq!(later.ran(), [json!({"word": "one"})]);
}

#[tokio::test]
async fn a_state_that_was_made_up_passes_no_block() {
    let blocks = router(EventName::PreToolUse, |_| HookAnswer::block("never that"));
    let pair = Pair::new(
        &blocks,
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    let mut request = say(word("one")).with_input_responses(
        [("hooks".to_owned(), json!({"action": "accept"}))]
            .into_iter()
            .collect(),
    );
    request.request_state =
        Some(json!({"hooks": {"call": {"version": 1}, "yes": true}}).to_string());
    let result = pair.client.call_tool(request).await.unwrap();
    assert!(text(&result).contains("never that"));
    assert_eq!(pair.ran(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_client_that_cannot_ask_is_refused() {
    for version in versions() {
        let pair = Pair::with(
            &asks(),
            &version,
            ElicitationAction::Accept,
            ClientCapabilities::default(),
        );
        let result = pair.client.call_tool(say(word("one"))).await.unwrap();
        assert_eq!(result.is_error, Some(true));
        assert_eq!((pair.ran(), pair.asked()), (Vec::new(), 0));
        assert!(
            text(&result).contains("may it say that?"),
            "{}",
            text(&result)
        );
    }
}

#[tokio::test]
async fn a_cancelled_request_ends_its_hooks_and_runs_nothing() {
    /// A value that signals when the hook is dropped.
    struct Ends(Arc<Notify>);
    impl Drop for Ends {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let (started, ended) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (starts, ends) = (Arc::clone(&started), Arc::clone(&ended));
    let executor = ClosureExecutor::new().with_hook("hook", move |_| {
        let (starts, ends) = (Arc::clone(&starts), Ends(Arc::clone(&ends)));
        async move {
            let _ends = ends;
            starts.notify_one();
            std::future::pending::<Result<HookAnswer, Failure>>().await
        }
    });
    let handler = Handler::InProcess {
        key: "hook".to_owned(),
    };
    let hooks = vec![HookSpec::new("slow", EventName::PreToolUse, handler)];
    let router = Router::new(hooks, DispatchLimits::default(), Arc::new(executor));
    let pair = Pair::new(
        &router,
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    let request = ClientRequest::CallToolRequest(CallToolRequest::new(say(word("one"))));
    let options = PeerRequestOptions::no_options();
    let under_way = pair
        .client
        .send_cancellable_request(request, options)
        .await
        .unwrap();
    started.notified().await;
    under_way
        .cancel(Some("the user pressed escape".to_owned()))
        .await
        .unwrap();
    ended.notified().await;
    assert_eq!(pair.ran(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_hook_that_ends_the_run_ends_it_for_every_later_call() {
    let times = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&times);
    let ends = router(EventName::PreToolUse, move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        HookAnswer::proceed().with_stop("enough")
    });
    let pair = Pair::new(
        &ends,
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    for _ in 0..2 {
        let result = pair.client.call_tool(say(word("one"))).await.unwrap();
        assert!(text(&result).contains("enough"), "{}", text(&result));
    }
    assert_eq!((pair.ran().len(), times.load(Ordering::SeqCst)), (0, 1));
}

#[tokio::test]
async fn a_hook_that_ends_the_run_after_a_call_lets_no_further_one_run() {
    let ends = router(EventName::PostToolUse, |_| {
        HookAnswer::proceed().with_stop("enough")
    });
    for version in versions() {
        let pair = Pair::new(&ends, &version, ElicitationAction::Accept);
        let first = pair.client.call_tool(say(word("one"))).await.unwrap();
        assert_eq!(first.is_error, Some(false), "{}", text(&first));
        assert!(text(&first).contains("enough"), "{}", text(&first));
        let second = pair.client.call_tool(say(word("two"))).await.unwrap();
        assert_eq!(second.is_error, Some(true));
        assert!(text(&second).contains("enough"), "{}", text(&second));
        assert_eq!(pair.ran(), [json!({"word": "one"})]);
    }
}

#[tokio::test]
async fn what_hooks_say_to_the_user_is_marked_as_his() {
    let says = router(EventName::PostToolUse, |_| {
        HookAnswer::proceed().with_notice("formatted")
    });
    let pair = Pair::new(
        &says,
        &ProtocolVersion::V_2026_07_28,
        ElicitationAction::Accept,
    );
    let result = pair.client.call_tool(say(word("one"))).await.unwrap();
    let last = serde_json::to_value(result.content.last().unwrap()).unwrap();
    assert_eq!(last["text"], "formatted");
    assert_eq!(last["annotations"]["audience"], json!(["user"]));
}
