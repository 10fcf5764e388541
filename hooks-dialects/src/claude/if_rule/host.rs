//! A permission rule over hosts against the address of a fetch.
//!
//! Programs disagree on what an address says: browsers drop tabs, take `\` for `/`, decode `%2e` and
//! fold letters of other scripts, and libraries do some of it. Only an address that all of them read
//! alike can miss a rule: a scheme, plain user information, a host of ASCII letters, digits, `-`,
//! `_` and dots, a numeric port.

use std::net::Ipv4Addr;

use serde_json::Value;

use crate::claude::glob::covers;

/// Whether a fetch with this input goes to `domain` or below it.
pub(super) fn fits(domain: &str, input: &Value) -> bool {
    let Some(url) = input.get("url").and_then(Value::as_str) else {
        return true;
    };
    // An address, a port or a name in another script, which has several spellings.
    if !is_domain(domain) {
        return true;
    }
    let domain = domain.trim().trim_end_matches('.').to_ascii_lowercase();
    let domain = domain.strip_prefix("*.").unwrap_or(&domain);
    let Some(host) = host(url.trim_matches(' ')) else {
        return true;
    };
    match address(&host) {
        Address::Name => {
            host.split('.').any(|label| label.starts_with("xn--"))
                || covers(domain, &host)
                || host.ends_with(&format!(".{domain}"))
        }
        Address::V4(found) => match address(domain) {
            // Every name may lead there; this one is known to.
            Address::Name => domain == "localhost" || covers(domain, &host),
            Address::V4(wanted) => wanted == found,
            Address::Unread => true,
        },
        Address::Unread => true,
    }
}

/// Whether a rule's domain is one, as far as hosts are compared.
pub(super) fn is_domain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._*".contains(c);
    let text = text.trim();
    !text.is_empty() && text.chars().all(plain)
}

/// The host of an address that everybody reads alike, in lower case and without a final dot.
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
    let host = authority.rsplit('@').next()?;
    let (host, port) = host.split_once(':').unwrap_or((host, "0"));
    let host = host.strip_suffix('.').unwrap_or(host);
    let numeric = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let odd = host.is_empty() || host.contains('~') || host.split('.').any(str::is_empty);
    (numeric && !odd).then(|| host.to_ascii_lowercase())
}

/// What a host is.
enum Address {
    Name,
    V4(Ipv4Addr),
    /// Numbers that are not an address for everybody, or one of IPv6.
    Unread,
}

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
    // `127.1`, `017700000001` and `0x7f000001` are read as 127.0.0.1 by some.
    host.parse().map_or(Address::Unread, Address::V4)
}

#[cfg(test)]
#[path = "host_tests.rs"]
mod tests;
