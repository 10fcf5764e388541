//! The time of an event: RFC 3339, UTC.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::underlying::Underlying;

/// An instant. It is written as RFC 3339 in UTC with seconds (`2026-11-01T10:00:00Z`), and with
/// milliseconds if they are not zero.
///
/// Fractions of a second are read without loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Timestamp(SystemTime);

/// The error for a text that is not an RFC 3339 instant in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimestampError {
    message: String,
    source: Option<Underlying>,
}

message_and_source!(TimestampError);

/// 9999-12-31T23:59:59Z, the last second that RFC 3339 can express.
const LAST_SECOND: u64 = 253_402_300_799;

impl Timestamp {
    /// Returns the current time of the system's wall clock.
    pub fn now() -> Self {
        Self::from(SystemTime::now())
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z.
    pub fn unix_millis(self) -> u64 {
        let since = self.0.duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    /// Creates an instant from milliseconds since 1970-01-01T00:00:00Z. Times after the year 9999
    /// become its last second.
    pub fn from_unix_millis(millis: u64) -> Self {
        Self::from(UNIX_EPOCH + Duration::from_millis(millis.min(LAST_SECOND * 1000)))
    }

    /// Formats the instant as RFC 3339 with three decimals (`2026-11-01T10:00:00.000Z`), as agents
    /// written in JavaScript do.
    pub fn with_millis(self) -> String {
        humantime::format_rfc3339_millis(self.0).to_string()
    }
}

impl From<SystemTime> for Timestamp {
    /// Clamps the time to the years 1970 to 9999, because RFC 3339 formatting would panic for other
    /// years.
    fn from(time: SystemTime) -> Self {
        let last = UNIX_EPOCH + Duration::from_secs(LAST_SECOND);
        Self(time.clamp(UNIX_EPOCH, last))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unix_millis().is_multiple_of(1000) {
            return humantime::format_rfc3339_seconds(self.0).fmt(f);
        }
        f.write_str(&self.with_millis())
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Python's `isoformat` writes UTC as `+00:00`, so accept this spelling of `Z`.
        let utc = text.strip_suffix("+00:00").map(|time| format!("{time}Z"));
        humantime::parse_rfc3339(utc.as_deref().unwrap_or(text))
            .map(Self::from)
            .map_err(|error| {
                // The text can come from a payload of any length, so the message quotes only its
                // beginning.
                let text: String = text.chars().take(64).collect();
                let example = "2026-11-01T10:00:00Z";
                TimestampError {
                    message: format!("{text:?} is not an RFC 3339 time in UTC, such as {example}"),
                    source: Some(Underlying::new(error)),
                }
            })
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(feature = "schema")]
schema_of!(Timestamp, |_| {
    schemars::json_schema!({ "type": "string", "format": "date-time" })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_seconds_in_utc_and_milliseconds_where_there_are_any() {
        assert_eq!(
            Timestamp::from_unix_millis(0).to_string(),
            "1970-01-01T00:00:00Z"
        );
        let read: Timestamp = "2026-08-20T10:11:12.345Z".parse().unwrap();
        assert_eq!(read.to_string(), "2026-08-20T10:11:12.345Z");
        assert_eq!(read.unix_millis() % 1000, 345);
        assert_eq!(read.with_millis(), "2026-08-20T10:11:12.345Z");
        assert_eq!(Timestamp::from_unix_millis(read.unix_millis()), read);
        assert_eq!("2026-08-20T10:11:12.345+00:00".parse(), Ok(read));
        assert!("2026-08-20T10:11:12+02:00".parse::<Timestamp>().is_err());
    }

    #[test]
    fn a_time_no_calendar_holds_is_clamped_not_a_panic() {
        let far = UNIX_EPOCH + Duration::from_secs(LAST_SECOND + 1_000_000);
        assert_eq!(Timestamp::from(far).to_string(), "9999-12-31T23:59:59Z");
        assert!("not a time".parse::<Timestamp>().is_err());
    }
}
