//! The description of the API: as an OpenAPI document, and as a page.

mod document;
mod fields;
mod operation;
mod operations;
mod page;

pub use document::show_document;
pub use page::show_page;

#[cfg(test)]
mod tests {
    use super::document::DOCUMENT;
    use super::operations::OPERATIONS;
    use crate::access::Requirement;
    use crate::routes::requirement;
    use serde_json::Value;

    #[test]
    fn each_operation_names_the_scope_that_its_route_requires() {
        for operation in OPERATIONS.iter() {
            let named = operation.needs.map_or(Requirement::Nothing, Requirement::Right);
            let required = requirement(operation.method.as_str(), operation.path);
            assert_eq!(required, Some(named), "{}", operation.name);
        }
    }

    /// Calls a function with each description of the document.
    fn each_description(value: &Value, call: &mut impl FnMut(&str)) {
        match value {
            Value::Object(members) => {
                members.get("description").and_then(Value::as_str).into_iter().for_each(&mut *call);
                members.values().for_each(|member| each_description(member, call));
            }
            Value::Array(items) => items.iter().for_each(|item| each_description(item, call)),
            _ => {}
        }
    }

    #[test]
    fn descriptions_are_for_readers_of_the_api() {
        let mut count = 0;
        each_description(&DOCUMENT, &mut |text: &str| {
            count += 1;
            for leak in ["[`", "`None`", "`Some`", "::", "loader/"] {
                assert!(!text.contains(leak), "`{leak}` in: {text}");
            }
            assert_eq!(text.matches('`').count() % 2, 0, "{text}");
        });
        assert!(count > 100, "{count}");
    }

    #[test]
    fn every_refusal_is_explained() {
        for operation in OPERATIONS.iter() {
            let method = operation.method.as_str().to_ascii_lowercase();
            for (status, _) in operation.all_refusals() {
                let description =
                    &DOCUMENT["paths"][operation.path][&method]["responses"][status.as_str()]["description"];
                let text = description.as_str().unwrap_or_default();
                let name = status.canonical_reason().unwrap_or_default();
                assert!(text.ends_with('.') && !text.contains(name), "{} {status}: {text}", operation.name);
            }
        }
    }
}
