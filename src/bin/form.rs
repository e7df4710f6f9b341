//! Wasm module.
fn main() {}
