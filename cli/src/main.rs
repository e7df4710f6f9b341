//! The command `referral`.
fn main() {}
