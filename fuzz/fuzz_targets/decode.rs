//! Decodes any bytes in every dialect, and encodes each decoded payload in the native dialect. If the bytes were a
//! native payload, checks that decoding the encoded bytes gives an equal payload.

#![no_main]

use hooks_types::DialectRef;
use hooks_types::wire::{Expected, decode, encode};
use hooks_types::dialect::WireForm;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Option<String>, Vec<u8>)| {
    let (event, bytes) = input;
    for dialect in hooks_dialects::dialects().iter() {
        let mut expected = Expected::new(dialect);
        expected.event = event.as_deref();
        let Ok(payload) = decode(&bytes, expected) else {
            continue;
        };
        let form = WireForm::native(&payload.event.name());
        let Ok(written) = encode(&payload, &form) else {
            continue;
        };
        if dialect.is_native() {
            let again = decode(&written, Expected::new(DialectRef::NATIVE)).expect("read once");
            assert_eq!(again.event, payload.event);
            assert_eq!(again.meta, payload.meta);
            assert_eq!(again.extra, payload.extra);
        }
    }
});
