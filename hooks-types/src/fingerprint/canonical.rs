//! Canonical JSON (RFC 8785): equal values give equal texts.
//!
//! Trust decisions are stored under a digest of this text. So the text must not depend on the order of keys in a file,
//! on the platform, or on the features of serde_json that other crates of the program enable.

use serde_json::{Number, Value};

/// Writes a value with sorted keys, without white space, and with numbers in the format of ECMAScript. Unlike in RFC
/// 8785, integers beyond 2^53 keep all digits, because two different integers must give different texts.
#[must_use]
pub fn canonical_json(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

/// Appends a value in canonical form. The recursion is as deep as the nesting of the value, which
/// the readers of config files limit.
fn write(value: &Value, to: &mut String) {
    match value {
        Value::Number(number) => to.push_str(&written(number)),
        Value::Array(items) => {
            to.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    to.push(',');
                }
                write(item, to);
            }
            to.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            // RFC 8785 sorts keys by UTF-16 units, and Rust sorts strings by code points. The two orders differ for
            // characters above U+FFFF, so compare the units.
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            to.push('{');
            for (place, (key, field)) in fields.into_iter().enumerate() {
                if place > 0 {
                    to.push(',');
                }
                write(&Value::String(key.clone()), to);
                to.push(':');
                write(field, to);
            }
            to.push('}');
        }
        // serde_json escapes the same characters as RFC 8785, and writes `null`, `true` and `false`
        // as RFC 8785 does. So use the text of serde_json.
        Value::Null | Value::Bool(_) | Value::String(_) => to.push_str(&value.to_string()),
    }
}

/// Formats a number: an integer with all its digits, any other number like ECMAScript.
fn written(number: &Number) -> String {
    // Use the value, not its text: with `arbitrary_precision` a number keeps its original text.
    if let Some(whole) = number.as_u64() {
        return whole.to_string();
    }
    if let Some(whole) = number.as_i64() {
        return whole.to_string();
    }
    match number.as_f64() {
        Some(float) => ecmascript(float),
        None => number.to_string(),
    }
}

/// Formats a number like ECMAScript's `Number::toString`: the shortest digits that parse to exactly this number, with
/// an exponent only for very large and very small numbers.
fn ecmascript(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    // `{:e}` writes the shortest digits that parse to exactly this number, and an exponent.
    let shortest = format!("{:e}", number.abs());
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits = digits.replace('.', "");
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if number < 0.0 { "-" } else { "" };
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    // The number of digits before the decimal point. It is zero or negative if the number is below 1.
    let point = exponent + 1;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    let at = |place: i32| usize::try_from(place).unwrap_or_default();
    let text = if count <= point && point <= 21 {
        format!("{digits}{}", zeros(point - count))
    } else if 0 < point && point <= 21 {
        let (whole, rest) = digits.split_at(at(point));
        format!("{whole}.{rest}")
    } else if -6 < point && point <= 0 {
        format!("0.{}{digits}", zeros(-point))
    } else {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let plus = if exponent < 0 { "" } else { "+" };
        format!("{first}{dot}{rest}e{plus}{exponent}")
    };
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_is_its_value_whatever_text_it_was_read_from() {
        for (text, expected) in [("-0", "0"), ("1.0", "1"), ("1e2", "100"), ("0.10", "0.1")] {
            let number: Value = serde_json::from_str(text).unwrap();
            assert_eq!(canonical_json(&number), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_ecmascript_writes_them() {
        // Values from appendix B of RFC 8785, and integers.
        for (bits, expected) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
        ] {
            assert_eq!(ecmascript(f64::from_bits(bits)), expected);
        }
        assert_eq!(canonical_json(&json!(u64::MAX)), "18446744073709551615");
        assert_eq!(canonical_json(&json!(1.0)), "1");
    }

    #[test]
    fn keys_are_sorted_by_utf_16_units_and_strings_escaped_as_little_as_can_be() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew",
            "1": "One", "\u{1f600}": "Emoji", "\u{80}": "Control", "\u{f6}": "Latin",
        });
        assert_eq!(
            canonical_json(&value),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"\u{f6}\":\"Latin\",\"\u{20ac}\":\"Euro Sign\",\"\u{1f600}\":\"Emoji\",\"\u{fb33}\":\"Hebrew\"}"
        );
        assert_eq!(
            canonical_json(&json!("\u{8}\u{1f}\"\\/\u{7f}\u{2028}")),
            "\"\\b\\u001f\\\"\\\\/\u{7f}\u{2028}\""
        );
    }

    proptest! {
        #[test]
        fn a_written_number_reads_back_as_the_same(bits: u64) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            prop_assert_eq!(ecmascript(number).parse::<f64>().unwrap(), number);
        }
    }
}
