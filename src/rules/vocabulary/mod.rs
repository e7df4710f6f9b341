//! What a script can call, beside Rhai's own operators and statements. `rules/VOCABULARY.md` has every function
//! with an example.
//!
//! Where Rhai has a function, its name and meaning are kept, so that its documentation holds. Rhai's packages
//! hold five times as many, and would be a fifth of the module that is downloaded.
//!
//! Of the functions that are not Rhai's, one rule holds for all: asked of `()`, an optional answer that is not
//! given, a function that answers with a value answers `()`, a test answers `false`, and none fails.

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

/// Every function that a script can call, for checkers and editors. Several have one name, for different kinds.
pub fn signatures() -> impl Iterator<Item = Signature> {
    TABLES.into_iter().flatten().map(|(signature, _)| Signature::read(signature))
}

/// Adds every function.
///
/// Each is registered for the types that it takes, not as one that takes all and looks: Rhai finds it at once,
/// and says itself where a call does not fit. A text or a number is handed over as a copy, since Rhai would put
/// one that is handed over itself back where it came from, and `lead.company` cannot be set.
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
