//! The form, the verdict and the receipt as HTML.
