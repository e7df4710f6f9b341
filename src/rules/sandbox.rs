//! What a script may do, and how much of it.

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicStringPackage,
    LanguageCorePackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Array, Engine};

/// Operations that one rule, or the declarations together, may take: about 10 ms in a browser.
const MAX_OPERATIONS: u64 = 50_000;
/// Deeper calls overflow Wasm's stack of 1 MiB.
const MAX_CALL_LEVELS: usize = 32;

/// An engine with every limit that Rhai offers. Operations bound neither time nor memory by themselves
/// (doubling a string within 1,000 operations took 2.9 GB), so every size is bounded too.
pub fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    engine
        .register_global_module(LanguageCorePackage::new().as_shared_module())
        .register_global_module(ArithmeticPackage::new().as_shared_module())
        .register_global_module(LogicPackage::new().as_shared_module())
        .register_global_module(BasicStringPackage::new().as_shared_module())
        .register_global_module(MoreStringPackage::new().as_shared_module())
        .register_global_module(BasicIteratorPackage::new().as_shared_module())
        .register_global_module(BasicArrayPackage::new().as_shared_module())
        .register_global_module(BasicMapPackage::new().as_shared_module());
    engine
        .set_max_operations(MAX_OPERATIONS)
        .set_max_call_levels(MAX_CALL_LEVELS)
        .set_max_expr_depths(64, 32)
        .set_max_string_size(64 * 1024)
        .set_max_array_size(2_000)
        .set_max_map_size(500)
        .set_max_variables(500)
        .set_max_functions(1_500)
        .set_max_strings_interned(1_024)
        .disable_symbol("eval")
        .on_print(|_| {})
        .on_debug(|_, _, _| {});
    // `x in ["DE", "AT"]`: a native look-up halves the time of a whole evaluation against Rhai's own.
    engine.register_fn("contains", |list: &mut Array, text: &str| {
        list.iter().any(|item| item.as_immutable_string_ref().is_ok_and(|item| item.as_str() == text))
    });
    engine
}
