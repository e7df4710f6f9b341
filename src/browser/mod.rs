//! wasm32 only.
