//! JavaScript values.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The member of an object. `undefined` if it has none, or is no object.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// The text that is a member of an object.
pub fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

/// The items of the list that is a member of an object. Those that cannot be read are left out.
pub fn items<Item>(object: &JsValue, name: &str, read: impl Fn(&JsValue) -> Option<Item>) -> Vec<Item> {
    let list = get(object, name).dyn_into::<Array>().map(|list| list.to_vec()).unwrap_or_default();
    list.iter().filter_map(read).collect()
}

/// An object with these members.
pub fn object(members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // Setting a member of a new object never fails.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

/// Writes an object as JSON.
pub fn json(object: &Object) -> String {
    js_sys::JSON::stringify(object).map(String::from).unwrap_or_default()
}
