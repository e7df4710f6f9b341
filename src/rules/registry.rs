//! Makes Rust functions callable from scripts.

use rhai::{Dynamic, EvalAltResult, FuncRegistration, Module, NativeCallContext, RhaiFunc, Shared};
use std::any::TypeId;

/// A function in Rhai's internal form.
pub type Function =
    dyn Fn(Option<NativeCallContext>, &mut [&mut Dynamic]) -> Result<Dynamic, Box<EvalAltResult>>;

/// Registers a function for arguments of these types. The first argument is passed by reference or as a copy.
///
/// All registration goes through this function. Rhai's own takes 3 KB of Wasm wherever it is compiled in, and again for
/// each number of parameters if it gets a typed closure.
pub fn add(module: &mut Module, name: &str, types: &[TypeId], by_reference: bool, func: Shared<Function>) {
    let (has_context, is_pure, is_volatile) = (true, true, false);
    let function = if by_reference {
        RhaiFunc::Method { func, has_context, is_pure, is_volatile }
    } else {
        RhaiFunc::Pure { func, has_context, is_pure, is_volatile }
    };
    FuncRegistration::new(name).set_into_module_raw(module, types, function);
}
