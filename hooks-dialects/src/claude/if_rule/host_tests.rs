//! Spellings of a host that a rule must match.

use serde_json::json;

use super::*;

fn fetch(domain: &str, url: &str) -> bool {
    fits(domain, &json!({ "url": url }))
}

#[test]
fn a_host_cannot_walk_round_a_rule_by_its_spelling() {
    for url in [
        "https://example.com/",
        "https://example.com./",
        "https://EXAMPLE.com",
        "HTTPS://example.com",
        "https://example%2ecom/",
        "https://ex%61mple.com",
        "https://exa\tmple.com/",
        "https://exa\nmple.com",
        "ht\ttps://example.com",
        "https:\\\\example.com\\",
        "https:example.com",
        "https:/example.com",
        "https:///example.com",
        "//example.com",
        "example.com",
        " https://example.com ",
        "https://a@example.com",
        "https://a:b@example.com:443/",
        "https://a@b@example.com",
        "https://evil.org\\@example.com",
        "https://example.com\\@evil.org",
        "https://example.com:8443",
        "https://ｅｘａｍｐｌｅ.com",
        "https://example。com",
        "https://example.com\u{ad}",
        "https://example..com",
        "https://docs.example.com",
        "https://example.com?a",
        "https://example.com#a",
        "\u{1}https://example.com",
        "https://xn--example-.com",
        "https://example.com:80:80/",
        "jar:https://example.com!/",
        "https://[::1]/",
    ] {
        assert!(fetch("example.com", url), "{url:?}");
    }
    for url in [
        "https://example.org",
        "https://example.com.evil.org/",
        "https://notexample.com",
        "https://evil.org/example.com",
        "https://evil.org?example.com",
        "https://example.com@evil.org/",
        "https://10.0.0.1/",
        "evil.org:80/x",
        "https://evil.org/a%20b?c=\\d",
    ] {
        assert!(!fetch("example.com", url), "{url:?}");
    }
}

#[test]
fn an_address_is_one_in_every_notation() {
    for url in [
        "http://169.254.169.254/",
        "http://2852039166/",
        "http://0xA9FEA9FE/",
        "http://0xa9.254.169.254",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://169.254.169.254./",
        "http://１６９.254.169.254/",
    ] {
        assert!(fetch("169.254.169.254", url), "{url}");
    }
    assert!(!fetch("169.254.169.254", "http://10.0.0.1/"));
    for url in [
        "http://127.0.0.1",
        "http://127.1",
        "http://[::1]",
        "http://0/",
    ] {
        assert!(fetch("localhost", url), "{url}");
    }
    assert!(fetch("10.*", "http://10.0.0.1/"));
}

#[test]
fn a_rule_may_be_written_in_any_spelling_too() {
    assert!(fetch("Example.COM.", "https://example.com/"));
    assert!(fetch("*.example.com", "https://a.example.com/"));
    assert!(fetch("b\u{fc}cher.de", "https://xn--bcher-kva.de/"));
}
