//! The macro for setters. A setter takes a value, sets one field and returns `self`.

/// Declares setters inside an `impl`. Each declaration names the setter's field and an expression for the new value. In
/// the expression, the argument has the field's name.
macro_rules! setters {
    ($($(#[$meta:meta])* fn $setter:ident($field:ident: $type:ty) = $value:expr;)+) => {$(
        $(#[$meta])*
        #[must_use = "the value with the field set is returned"]
        pub fn $setter(mut self, $field: $type) -> Self {
            self.$field = $value;
            self
        }
    )+};
}
