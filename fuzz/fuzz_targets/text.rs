//! Cleans and quotes any text of a hook, and reads any text as a file of variables.

#![no_main]

use hooks_exec::read_env_file;
use hooks_types::text::{MESSAGE_LIMIT, plain, quoted};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let shown = plain(&String::from_utf8_lossy(bytes));
    assert!(
        !shown
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\t' | '\n'))
    );
    assert!(shown.chars().count() <= MESSAGE_LIMIT);
    assert_eq!(plain(&shown), shown);
    assert!(!quoted(bytes, 100).chars().any(char::is_control));
    for (name, value) in read_env_file(bytes) {
        assert!(!name.is_empty() && !value.contains('\0'));
    }
});
