//! How a function of ours becomes one that a script can call.

use rhai::{Dynamic, EvalAltResult, FuncRegistration, Module, NativeCallContext, RhaiFunc, Shared};
use std::any::TypeId;

/// A function as Rhai keeps it.
pub type Function =
    dyn Fn(Option<NativeCallContext>, &mut [&mut Dynamic]) -> Result<Dynamic, Box<EvalAltResult>>;

/// Adds a function for arguments of these types. The first is handed over itself, or as a copy.
///
/// All that is registered comes by here: Rhai's registration is 3 KB of Wasm wherever it is compiled in, and once
/// more for each number of parameters where it is given a closure's types.
pub fn add(module: &mut Module, name: &str, types: &[TypeId], by_reference: bool, func: Shared<Function>) {
    let (has_context, is_pure, is_volatile) = (true, true, false);
    let function = if by_reference {
        RhaiFunc::Method { func, has_context, is_pure, is_volatile }
    } else {
        RhaiFunc::Pure { func, has_context, is_pure, is_volatile }
    };
    FuncRegistration::new(name).set_into_module_raw(module, types, function);
}
