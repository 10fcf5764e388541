//! The macro for setters: `with_x` takes a value, sets the field `x` and returns `self`.

/// Declares setters inside an `impl`. Each declaration has the name of the field, and an expression for the field's new
/// value. In the expression, the argument has the name of the field.
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
