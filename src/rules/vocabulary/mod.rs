//! The functions that a script can call, besides Rhai's own operators and statements. `rules/VOCABULARY.md` documents
//! every function with an example.
//!
//! A function that Rhai has, too, keeps Rhai's name and meaning, so that Rhai's documentation applies. Rhai's own
//! packages have five times as many functions, and would be a fifth of the downloaded module.
//!
//! One rule applies to all functions that are not Rhai's: given `()`, a missing optional answer, a function returns
//! `()` and a test returns `false`. None of them fails.

mod call;
mod closures;
mod companies;
mod countries;
mod dates;
mod domains;
mod letters;
mod lists;
mod maps;
mod money;
mod normal;
mod numbers;
mod plain;
mod signature;
mod texts;

pub use call::World;
pub use companies::{NAME_PARTS, company_name};
pub use countries::country_groups;
pub use domains::host;
pub use plain::plain;
pub use signature::{Kinds, Signature};

use crate::rules::registry::{self, Function};
use call::{Call, Table, wrong};
use rhai::{Array, Dynamic, ImmutableString, Module, Shared};
use std::any::TypeId;
use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

const TABLES: [Table; 11] = [
    texts::TABLE,
    plain::TABLE,
    companies::TABLE,
    domains::TABLE,
    numbers::TABLE,
    money::TABLE,
    dates::TABLE,
    countries::TABLE,
    lists::TABLE,
    closures::TABLE,
    maps::TABLE,
];

/// Every function that a script can call, for checkers and editors. Functions for different kinds can share a name.
pub fn signatures() -> impl Iterator<Item = Signature> {
    TABLES.into_iter().flatten().map(|(signature, _)| Signature::read(signature))
}

/// Registers every function.
///
/// Each function is registered once for each combination of types that it takes, not as one function for any type. So
/// Rhai finds it directly, and reports calls that do not fit. A text or a number is passed as a copy: Rhai would write
/// a value passed by reference back to its source, and `lead.company` cannot be set.
pub fn register(module: &mut Module, world: World) {
    module.set_iterable::<Array>();
    module.set_iterable::<Range<i64>>();
    module.set_iterable::<RangeInclusive<i64>>();
    module.set_iter(TypeId::of::<ImmutableString>(), |text| {
        let letters: Vec<char> = text.cast::<ImmutableString>().chars().collect();
        Box::new(letters.into_iter().map(Dynamic::from))
    });
    let world = Rc::new(world);
    for (line, native) in TABLES.into_iter().flatten() {
        let signature = Signature::read(line);
        let name = if signature.property { format!("get${}", signature.name) } else { signature.name.into() };
        let world = world.clone();
        let func: Shared<Function> = Shared::new(move |context, arguments| {
            let context = context.ok_or_else(|| wrong("no context"))?;
            let mut call = Call { arguments, context, world: &world };
            let answer = native.run(&mut call)?;
            let made = answer.as_immutable_string_ref().map_or(0, |text| text.len());
            call.charge(made)?;
            Ok(answer)
        });
        for types in signature.combinations() {
            registry::add(module, &name, &types, signature.by_reference(), func.clone());
        }
    }
}
