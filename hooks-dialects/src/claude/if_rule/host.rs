//! Evaluates a permission rule over hosts against the URL of a fetch.
//!
//! Programs read URLs differently. Browsers remove tabs, read `\` as `/`, decode `%2e` and convert letters outside
//! ASCII; libraries do only some of this. So a URL is treated as a match unless all programs read it alike: its host
//! consists of ASCII letters, digits, `-`, `_` and dots; its user information, if any, is plain; its port, if any, is a
//! number.

use std::net::Ipv4Addr;

use serde_json::Value;

use crate::claude::glob::covers;

/// Returns whether the host of the URL in a fetch's input can be `domain` or one of its subdomains.
pub(super) fn fits(domain: &str, input: &Value) -> bool {
    let Some(url) = input.get("url").and_then(Value::as_str) else {
        return true;
    };
    // IPv6 addresses, ports and names with characters outside ASCII have several spellings. So a rule with such a host
    // matches every URL.
    if !is_domain(domain) {
        return true;
    }
    let domain = domain.trim().trim_end_matches('.').to_ascii_lowercase();
    // A rule for a domain also matches its subdomains, so `*.example.com` means the same as `example.com`.
    let domain = domain.strip_prefix("*.").unwrap_or(&domain);
    let Some(host) = host(url.trim_matches(' ')) else {
        return true;
    };
    match address(&host) {
        Address::Name => {
            // A punycode name (`xn--`) is an encoded name that is not decoded here. It can be the rule's domain, so it
            // matches.
            host.split('.').any(|label| label.starts_with("xn--"))
                || covers(domain, &host)
                || host.ends_with(&format!(".{domain}"))
        }
        Address::V4(found) => match address(domain) {
            // The URL has an IPv4 address and the rule has a name. Only `localhost` is known to resolve to such an
            // address, so no other name matches, unless a `*` in it covers the address as text.
            Address::Name => domain == "localhost" || covers(domain, &host),
            Address::V4(wanted) => wanted == found,
            Address::Unread => true,
        },
        Address::Unread => true,
    }
}

/// Returns whether the domain in a rule can be compared with hosts.
pub(super) fn is_domain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._*".contains(c);
    let text = text.trim();
    !text.is_empty() && text.chars().all(plain)
}

/// Returns the host of a URL, in lower case and without a final dot. Returns `None` if programs can read the URL in
/// different ways.
fn host(url: &str) -> Option<String> {
    let rest = match url.split_once("://") {
        Some((scheme, rest)) => {
            let plain = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
            scheme.chars().all(plain).then_some(rest)?
        }
        None => url,
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:@".contains(c);
    if !authority.chars().all(plain) || authority.matches('@').count() > 1 {
        return None;
    }
    // The part before `@` is user information: the host of `https://good.example@evil.example/` is `evil.example`. So
    // take the part after the `@`.
    let host = authority.rsplit('@').next()?;
    let (host, port) = host.split_once(':').unwrap_or((host, "0"));
    let host = host.strip_suffix('.').unwrap_or(host);
    let numeric = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let odd = host.is_empty() || host.contains('~') || host.split('.').any(str::is_empty);
    (numeric && !odd).then(|| host.to_ascii_lowercase())
}

/// The kinds of hosts that a URL or a rule can name.
enum Address {
    /// A host name.
    Name,
    /// An IPv4 address in its usual form.
    V4(Ipv4Addr),
    /// Numbers that different programs read as different addresses, or an IPv6 address. Such a host cannot be compared.
    Unread,
}

/// Returns the kind of a host. If the last label (the part after the last dot) is a number, the host is an IPv4 address
/// or cannot be compared.
fn address(host: &str) -> Address {
    if host.contains([':', '[']) {
        return Address::Unread;
    }
    let last = host.rsplit('.').next().unwrap_or(host);
    let hexadecimal = last
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let decimal = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    if !hexadecimal && !decimal {
        return Address::Name;
    }
    // Some programs read `127.1`, `017700000001` and `0x7f000001` as 127.0.0.1. So only the usual form of an address is
    // compared.
    host.parse().map_or(Address::Unread, Address::V4)
}

#[cfg(test)]
#[path = "host_tests.rs"]
mod tests;
