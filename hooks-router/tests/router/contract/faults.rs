//! Each fault of the agent is found, on each path that has it.

use super::*;

/// Returns the broken promises of an agent with this fault, each with its tool path.
async fn found(fault: Fault) -> Vec<(String, &'static str)> {
    let findings = contract::check(&Agent(Some(fault))).await;
    let broken = findings.broken();
    broken.map(|one| (one.path.clone(), one.promise)).collect()
}

const EVERYWHERE: [&str; 4] = ["shell", "function", "mcp", "function in a subagent"];
const OUTSIDE: [&str; 3] = ["shell", "function", "mcp"];
const INSIDE: [&str; 1] = ["function in a subagent"];

#[tokio::test(start_paused = true)]
async fn an_agent_that_obeys_its_hooks_keeps_every_promise() {
    contract::prove(&Agent(None)).await;
    let findings = contract::check(&Agent(None)).await;
    let checked = |path: &str| {
        let mut findings = findings.all().iter().filter(|one| one.path == path);
        findings
            .by_ref()
            .filter(|one| one.verdict == Verdict::Kept)
            .count()
    };
    // Outside of a subagent, all promises except the promise about subagents are checked. Inside, all promises are
    // checked.
    assert_eq!(OUTSIDE.map(checked), [PROMISES.len() - 1; 3]);
    assert_eq!(checked(INSIDE[0]), PROMISES.len());
}

#[tokio::test(start_paused = true)]
async fn each_fault_is_found_by_the_promise_it_breaks_on_every_path_that_has_it() {
    let cases: &[(Fault, &str, &[&str])] = &[
        (Fault::GateNotCalled, "the_gate_is_passed_once", &EVERYWHERE),
        (
            Fault::GateCalledTwice,
            "the_gate_is_passed_once",
            &EVERYWHERE,
        ),
        (Fault::VerdictIgnored, "a_block_blocks", &EVERYWHERE),
        (
            Fault::RefusalUntold,
            "a_refusal_reaches_the_model",
            &EVERYWHERE,
        ),
        (
            Fault::OriginalRuns,
            "a_changed_input_is_what_runs",
            &EVERYWHERE,
        ),
        (
            Fault::AskRuns,
            "an_ask_without_a_yes_runs_nothing",
            &EVERYWHERE,
        ),
        (
            Fault::SecondCallUngated,
            "parallel_calls_are_gated",
            &EVERYWHERE,
        ),
        (
            Fault::PostNotCalled,
            "post_hooks_see_the_result",
            &EVERYWHERE,
        ),
        (
            Fault::PostShownNothing,
            "post_hooks_see_the_result",
            &EVERYWHERE,
        ),
        (
            Fault::FailureIsSuccess,
            "a_failure_is_shown_to_its_hooks",
            &EVERYWHERE,
        ),
        (
            Fault::FeedbackUntold,
            "feedback_reaches_the_model",
            &EVERYWHERE,
        ),
        (
            Fault::OutputNotReplaced,
            "the_model_reads_the_replaced_output",
            &EVERYWHERE,
        ),
        (
            Fault::ContextUntold,
            "contexts_reach_the_model",
            &EVERYWHERE,
        ),
        (Fault::SubagentUngated, "the_gate_is_passed_once", &INSIDE),
        (
            Fault::SubagentUnnamed,
            "calls_of_a_subagent_say_so",
            &INSIDE,
        ),
        (Fault::StopUnheard, "a_stop_can_continue", &OUTSIDE),
        (Fault::StopNotCalled, "a_stop_can_continue", &EVERYWHERE),
        (Fault::StopAskedOnce, "a_stop_can_continue", &EVERYWHERE),
        (Fault::SubagentStopUnheard, "a_stop_can_continue", &INSIDE),
        (Fault::RunGoesOn, "a_hook_can_end_the_run", &EVERYWHERE),
        (
            Fault::PromptSentAnyway,
            "a_dropped_prompt_reaches_nobody",
            &EVERYWHERE,
        ),
        (Fault::StartNotFired, "every_listed_event_is_fired", &[""]),
        (
            Fault::StartUntold,
            "contexts_beside_the_prompt_reach_the_model",
            &EVERYWHERE,
        ),
        (
            Fault::PromptUnchanged,
            "a_changed_prompt_is_what_the_model_reads",
            &EVERYWHERE,
        ),
        (
            Fault::StopAfterCallUnheard,
            "a_hook_can_end_the_run_after_a_call",
            &EVERYWHERE,
        ),
        (Fault::NeverEnds, "a_block_blocks", &EVERYWHERE),
    ];
    for (fault, promise, paths) in cases {
        let found = found(*fault).await;
        for path in *paths {
            let named = (path.to_string(), *promise);
            assert!(
                found.contains(&named),
                "{fault:?}: {promise} on `{path}` is not among {found:?}"
            );
        }
        let elsewhere = found
            .iter()
            .find(|(path, _)| !path.is_empty() && !paths.contains(&path.as_str()));
        assert_eq!(elsewhere, None, "{fault:?} is no fault there");
    }
    // Every promise needs a fault that breaks it. Otherwise nothing would show that the promise is
    // checked.
    for promise in PROMISES {
        let broken = cases.iter().any(|(_, broken, _)| *broken == promise.name());
        assert!(broken, "no agent here breaks {}", promise.name());
    }
}

#[tokio::test(start_paused = true)]
async fn a_broken_promise_names_the_promise_the_path_and_the_event() {
    let findings = contract::check(&Agent(Some(Fault::VerdictIgnored))).await;
    let broken = findings
        .broken()
        .find(|one| one.promise == "a_block_blocks");
    assert_eq!(
        broken.unwrap().to_string(),
        "a_block_blocks is broken on the tool path `shell`: a hook blocked the call, and the tool ran \
         with {\"command\":[\"say\",\"one\"]}"
    );
    let list = findings.to_string();
    assert!(list.contains("tool path `mcp`"), "{list}");
    assert!(list.contains("  BROKEN       a block blocks: "), "{list}");
}

#[tokio::test(start_paused = true)]
async fn an_agent_without_tool_paths_proves_nothing() {
    struct Silent;
    #[async_trait]
    impl Driver for Silent {
        fn paths(&self) -> Vec<ToolPath> {
            Vec::new()
        }

        async fn run(&self, _trial: Trial) -> Ran {
            Ran::default()
        }
    }
    let findings = contract::check(&Silent).await;
    let broken: Vec<_> = findings.broken().map(|one| one.promise).collect();
    assert_eq!(
        broken,
        ["the_agent_lists_its_tools", "every_listed_event_is_fired"]
    );
}
