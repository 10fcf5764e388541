//! Generators of malformed hook output for property tests.

use proptest::prelude::*;

/// The pieces of which generated output consists.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"\"",
    b"\\",
    b"'",
    b"\n",
    b"\r",
    b"\r\n",
    b" ",
    b"\t",
    b"\0",
    b"\x0c",
    b"\x1b[0m",
    b"\x1b[",
    b"\x1b]0;",
    b"\x07",
    b"\x1b\\",
    b"\x9b",
    b"\xc3\xa9",
    b"\xef\xbb\xbf",
    b"\xc2\xa0",
    b"\xff",
    b"\xf0\x9f",
    b"x",
    b"50%",
    b"\\ud800",
    b"\\u0022",
    b"\"\\ud800\"",
    b"true",
    b"false",
    b"null",
    b"1e999",
    b"NaN",
    b"-01",
    b"\"decision\"",
    b"\"permissionDecision\"",
    b"\"permission\"",
    b"\"behavior\"",
    b"\"continue\"",
    b"\"stop\"",
    b"\"hookSpecificOutput\"",
    b"\"hookEventName\"",
    b"\"PreToolUse\"",
    b"\"message\"",
    b"\"reason\"",
    b"\"content\"",
    b"\"updatedInput\"",
    b"\"type\"",
    b"\"followup_message\"",
    b"\"block\"",
    b"\"deny\"",
    b"\"ask\"",
    b"\"allow\"",
    b"\"progress\"",
    b"\"\\u0064eny\"",
    b"{\"decision\":\"block\"}",
    b"{\"decision\":\"deny\"}",
    b"{\"decision\":\"allow\"}",
    b"{\"permissionDecision\":\"deny\"}",
    b"{\"permission\":\"deny\"}",
    b"{\"behavior\":\"deny\"}",
    b"{\"continue\":false}",
    b"{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",",
    b"\"permissionDecision\":\"deny\"",
    b"\"decision\":\"block\"",
    b"\"{\\\"decision\\\":\\\"deny\\\"}\"",
    b"\n{\n{\n{\n{\n{",
    b"[\n{\"a\":[\n{\"a\":[\n{\"a\":[\n{\"a\":",
    b"}]}]}]}]",
];

/// Generates any sequence of at most `most` pieces, cut at any byte.
pub(super) fn soup(most: usize) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        9 => proptest::sample::select(PIECES).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..4),
    ];
    (proptest::collection::vec(piece, 0..most), 0..6_usize).prop_map(|(pieces, cut)| {
        let mut bytes = pieces.concat();
        bytes.truncate(bytes.len().saturating_sub(cut));
        bytes
    })
}

/// Generates whole lines of noise that contain no answer keys outside whole objects. Otherwise `{"reason":` before a
/// block and `}` after it could turn the block into the reason of an object that does not block.
pub(super) fn noise() -> impl Strategy<Value = Vec<u8>> {
    const LINES: &[&[u8]] = &[
        b"working 50%",
        b"{",
        b"}",
        b"{\"",
        b"\"",
        b"{\"x\":",
        b"{\"x\":[",
        b"]}",
        b"},",
        b"[",
        b"]",
        b"{x",
        b"{\"a\\",
        b"{\"a\":\"\\ud800\"}",
        b"\xef\xbb\xbf",
        b"\xff\xfe{",
        b"\0",
        b"{\"x\":1}",
        b"{\"level\":\"info\",\"msg\":\"{\\\"\"}",
        b"\"{\\\"x\\\":",
        b"{{{{{{{{{{",
        b"}}}}",
        b"{\"x\":{}",
        b"{\"decision\":\"allow\"}",
        b"{\"permissionDecision\":\"allow\"}",
        b"{}",
        b"{},",
        b"{\"continue\":true}",
        b"{\"type\":\"progress\",\"message\":\"m\"}",
        b"\x1b[2K",
        b"\x1b]0;{",
        b"\x1b]0;t",
        b"\x1b[",
        b"\x9d\xc3",
        b"# \"deny\"",
    ];
    let line = prop_oneof![
        4 => proptest::sample::select(LINES).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..12),
    ];
    const ENDS: &[&str] = &["\n", "\r", "\r\n", "\n\u{feff} \t"];
    let end = proptest::sample::select(ENDS);
    proptest::collection::vec((line, end), 0..12).prop_map(|lines| {
        let lines = lines
            .into_iter()
            .map(|(line, end)| [&line, end.as_bytes()].concat());
        lines.collect::<Vec<_>>().concat()
    })
}

/// Generates broken `key: value` entries for an object that also has a decision. Each entry is closed, so that the next
/// entry is not within it.
pub(super) fn entry() -> impl Strategy<Value = Vec<u8>> {
    const NESTED: &[(&[u8], &[u8])] = &[
        (b"[\n{\"a\":", b"}]"),
        (b"\n{\"decision\":", b"}"),
        (b"{\"a\":[\r{}\n,", b"]}"),
    ];
    const ENTRIES: &[&[u8]] = &[
        b"\"\\ud800\":1",
        b"\"x\":\"\\udfff\"",
        b"\"x\":1e999",
        b"\"x\":NaN",
        b"\"x\":-01",
        b"x:1",
        b"\"x\"",
        b"\"x\":",
        b"\"x\" 5",
        b"\"x\":'y'",
        b"5",
        b"\"x\":{\"y\":[1}",
        b"\"x\":[1,]",
        b"\"x\":\"\xff\xfe\"",
        b"\"\xff\":1",
        b"\"x\":\"a\tb\"",
        b"\"x\":\"a\nb\"",
        b"\"x\":\"\\q\\u12\"",
        b"\"x\":{\"decision\":\"allow\"}",
        b"\"x\":[\n{\"decision\":\"allow\"}\n]",
        b"\"x\":1 \"y\":2",
        b"\"x\":\"say \"hi\" twice\"",
        b"\"x\"::1",
        b"",
        b"\"\":{}",
        b"// no comment",
        b"\"x\":tru",
        b"\"x\":{\xef\xbb\xbf}",
        b"\0",
        b"\"x\":\"\n{\n\"",
    ];
    prop_oneof![
        8 => proptest::sample::select(ENTRIES).prop_map(<[u8]>::to_vec),
        1 => (100..300_usize).prop_map(|deep| {
            [&b"\"x\":"[..], &b"[".repeat(deep), &b"]".repeat(deep)].concat()
        }),
        // Objects at the start of a line, nested up to 19 levels deep, which is deeper than any reader follows.
        2 => (1..20_usize, proptest::sample::select(NESTED)).prop_map(|(deep, (open, close))| {
            [b"\"x\":", &open.repeat(deep)[..], b"1", &close.repeat(deep)].concat()
        }),
        1 => (1..20_usize).prop_map(|lines| {
            [&b"\"x\":\""[..], &b"\n{".repeat(lines), b"\n\""].concat()
        }),
        1 => (100..300_usize).prop_map(|long| [&b"\""[..], &b"k".repeat(long), b"\":{}"].concat()),
    ]
}
