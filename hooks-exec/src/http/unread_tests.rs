//! Tests answers of endpoints that did not read the whole payload.

use super::*;

#[tokio::test]
async fn an_allow_of_an_endpoint_that_read_256_bytes_of_8_mb_does_not_count() {
    let executor = HttpExecutor::new().unwrap();
    let response = whole("200 OK", &allow(&DialectRef::NATIVE));
    let (url, served) = endpoint(Reads::Bytes(256), response, Then::Waits).await;
    let run = run(&executor, request(&DialectRef::NATIVE, &url, 4 * LARGE)).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::NotDelivered);
    ended(served).await;
}

/// Checks the case in which the client has taken the whole payload from the body, but has not sent all of it. The body
/// alone cannot show which part was not sent.
#[tokio::test]
async fn an_allow_of_an_endpoint_that_read_256_bytes_of_300_kb_does_not_count() {
    let executor = HttpExecutor::new().unwrap();
    let response = whole("200 OK", &allow(&DialectRef::NATIVE));
    for then in [Then::Closes, Then::Waits] {
        let (url, served) = endpoint(Reads::Bytes(256), response.clone(), then).await;
        let run = run(&executor, request(&DialectRef::NATIVE, &url, 300_000)).await;
        assert!(run.facts.bytes_in < 300_000, "{}", run.facts.bytes_in);
        assert_eq!(run.result.unwrap_err().cause, Cause::NotDelivered);
        ended(served).await;
    }
}

/// Checks that all sent bytes are counted, on a new connection and on a connection that has served a request before.
#[tokio::test]
async fn an_allow_of_an_endpoint_that_read_everything_counts_every_time() {
    let executor = HttpExecutor::new().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let sizes = [10, 300_000, 0, LARGE, 70_000];
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for _ in sizes {
            read_whole(&mut stream).await;
            let response = whole("200 OK", &allow(&DialectRef::NATIVE));
            stream.write_all(response.as_bytes()).await.unwrap();
        }
    });
    for size in sizes {
        let run = run(&executor, request(&DialectRef::NATIVE, &url, size)).await;
        assert!(run.result.is_ok(), "{size}: {:?}", run.result);
        assert!(run.facts.bytes_in > size as u64, "{size}");
    }
    ended(served).await;
}

#[tokio::test]
async fn an_allow_of_an_endpoint_that_did_not_read_the_payload_grants_nothing_in_any_dialect() {
    let executor = HttpExecutor::new().unwrap();
    let dialects = hooks_dialects::dialects();
    for dialect in dialects.iter() {
        for then in [Then::Closes, Then::Waits] {
            let response = whole("200 OK", &allow(dialect));
            let (url, served) = endpoint(Reads::Bytes(256), response, then).await;
            let run = run(&executor, request(dialect, &url, LARGE)).await;
            assert!(run.facts.bytes_in < LARGE as u64, "{}", run.facts.bytes_in);
            match run.result {
                // Codex accepts an allow only together with a rewrite.
                Err(failure) if *dialect == hooks_dialects::CODEX => {
                    assert_eq!(failure.cause, Cause::BadAnswer);
                }
                Err(failure) => assert_eq!(failure.cause, Cause::NotDelivered, "{dialect}"),
                // In the dialects of some agents an allow grants nothing. Accept these answers.
                Ok(answer) => assert!(
                    matches!(
                        answer.outcome,
                        Outcome::Allow {
                            grants: false,
                            content: None,
                            ..
                        }
                    ),
                    "{dialect} {answer:?}"
                ),
            }
            // The connection was cut, so the endpoint does not wait for the rest of the payload.
            ended(served).await;
        }
    }
}

#[tokio::test]
async fn a_rewrite_by_an_endpoint_that_did_not_read_the_payload_does_not_count() {
    let executor = HttpExecutor::new().unwrap();
    let body = r#"{"decision":"modify","content":{"content":"y"}}"#;
    let (url, served) = endpoint(Reads::Bytes(256), whole("200 OK", body), Then::Waits).await;
    let failure = run(&executor, request(&DialectRef::NATIVE, &url, LARGE))
        .await
        .result
        .unwrap_err();
    assert_eq!(failure.cause, Cause::NotDelivered);
    assert_eq!(failure.said, Some(OutcomeKind::Modify));
    ended(served).await;
}

#[tokio::test]
async fn a_block_of_an_endpoint_that_hangs_up_on_the_payload_counts() {
    let executor = HttpExecutor::new().unwrap();
    let dialects = hooks_dialects::dialects();
    for dialect in dialects.iter() {
        let deny = saying(dialect, "deny");
        for (response, then) in [
            (whole("200 OK", &deny), Then::Closes),
            (whole("200 OK", &deny), Then::Waits),
            (broken(&deny)[0].clone(), Then::Closes),
        ] {
            let (url, served) = endpoint(Reads::Bytes(256), response.clone(), then).await;
            let run = run(&executor, request(dialect, &url, LARGE)).await;
            assert!(
                is_block(&run.result),
                "{dialect} {response}: {:?}",
                run.result
            );
            ended(served).await;
        }
    }
}

#[tokio::test]
async fn a_block_said_before_the_request_counts_in_every_dialect() {
    let executor = HttpExecutor::new().unwrap();
    let dialects = hooks_dialects::dialects();
    for dialect in dialects.iter() {
        let deny = saying(dialect, "deny");
        for (response, then) in [
            (whole("200 OK", &deny), Then::Closes),
            (whole("200 OK", &deny), Then::Waits),
            (broken(&deny)[0].clone(), Then::Closes),
        ] {
            for size in [10, LARGE] {
                let (url, served) = endpoint(Reads::Bytes(0), response.clone(), then).await;
                let run = run(&executor, request(dialect, &url, size)).await;
                assert!(is_block(&run.result), "{dialect} {size}: {:?}", run.result);
                ended(served).await;
            }
        }
    }
}
