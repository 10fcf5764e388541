//! The macro that declares an event's own fields and its constructor.

/// Maps a field's type to the type of the constructor's argument.
macro_rules! given {
    (String) => { impl Into<String> };
    ($type:ident) => { $type };
}

/// Declares the fields of one event: first the required fields, which the constructor takes, then
/// the fields that a payload may omit.
macro_rules! event_body {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$given_meta:meta])* $given:ident: $given_type:ident,)*
    } then {
        $($(#[$other_meta:meta])* $other:ident: $other_type:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$given_meta])* pub $given: $given_type,)*
            $($(#[$other_meta])* #[serde(default)] pub $other: $other_type,)*
            /// Fields this version does not model; they survive reading and writing.
            #[serde(flatten)]
            pub extra: serde_json::Map<String, serde_json::Value>,
        }

        impl $name {
            /// Creates the event from its required fields.
            pub fn new($($given: given!($given_type)),*) -> Self {
                Self {
                    $($given: $given.into(),)*
                    $($other: Default::default(),)*
                    extra: serde_json::Map::new(),
                }
            }
        }
    };
}
