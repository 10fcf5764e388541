//! Formats durations for messages and tables.

use std::time::Duration;

/// Formats a duration as readable text in one unit: `40 ms`, `1.5 s`, `90 s`, `2.5 min`, `8.3 h`.
///
/// All messages and tables use this form. JSON outputs have numbers, with the unit in the key.
pub fn time_span(span: Duration) -> String {
    let ms = rounded(span.as_micros(), 1_000);
    let seconds = rounded(span.as_millis(), 100);
    // Round before the unit is chosen: 999.7 ms must become `1 s` and not `1000 ms`.
    if ms < 1_000 {
        format!("{ms} ms")
    } else if seconds < 1_200 {
        with_tenths(seconds, "s")
    } else if seconds < 72_000 {
        with_tenths(rounded(span.as_millis(), 6_000), "min")
    } else {
        with_tenths(rounded(span.as_millis(), 360_000), "h")
    }
}

/// Divides and rounds to the nearest whole number. Halves are rounded up.
fn rounded(value: u128, unit: u128) -> u128 {
    (value + unit / 2) / unit
}

/// Formats a number of tenths with one decimal, or without the decimal if the decimal is zero.
fn with_tenths(tenths: u128, unit: &str) -> String {
    match tenths % 10 {
        0 => format!("{} {unit}", tenths / 10),
        tenth => format!("{}.{tenth} {unit}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_written_in_the_unit_that_a_person_would_choose() {
        for (ms, shown) in [
            (0.0, "0 ms"),
            (0.4, "0 ms"),
            (1.6, "2 ms"),
            (999.4, "999 ms"),
            (999.6, "1 s"),
            (1_000.0, "1 s"),
            (1_260.0, "1.3 s"),
            (30_000.0, "30 s"),
            (90_000.0, "90 s"),
            (119_990.0, "2 min"),
            (150_000.0, "2.5 min"),
            (600_000.0, "10 min"),
            (5_000_000.0, "83.3 min"),
            (30_000_000.0, "8.3 h"),
            (604_800_000.0, "168 h"),
        ] {
            let span = Duration::from_secs_f64(ms / 1_000.0);
            assert_eq!(time_span(span), shown, "{ms}");
        }
        assert!(time_span(Duration::MAX).ends_with(" h"));
    }
}
