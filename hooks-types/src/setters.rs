//! The one form of a setter: `with_x` takes the value, sets its field `x` and returns it.

/// Declares setters inside an `impl`. Each names its field and the value that the field gets, which
/// may use the argument of that name.
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
