//! A generator of JSON values for property tests.

use proptest::prelude::*;
use serde_json::Value;

/// Generates any JSON value that serde_json supports, with at most `depth` levels, about `values` values in total, and
/// at most `width` values in one array or object.
pub(crate) fn any_json(depth: u32, values: u32, width: u32) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let most = width as usize;
    leaf.prop_recursive(depth, values, width, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..most).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..most)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
