//! Any output in any chunks: chunks change nothing, and what is found restricts by itself.

#![no_main]

use hooks_types::{Command, Dialect, EventName, HookSpec, RestrictionScanner, WireForm};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|chunks: Vec<Vec<u8>>| {
    for dialect in Dialect::ALL {
        let spec = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]))
            .in_form(WireForm::new(*dialect, "PreToolUse"));
        let found = |chunks: &[&[u8]]| {
            let mut scanner = RestrictionScanner::new(&spec);
            chunks.iter().for_each(|chunk| scanner.feed(chunk));
            scanner.finish()
        };
        let parts: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        let line = found(&parts);
        assert_eq!(line, found(&[&parts.concat()]));
        if let Some(line) = line {
            assert_eq!(found(&[&line]).as_ref(), Some(&line));
        }
    }
});
