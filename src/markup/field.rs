//! One field: label, hint, error, control.

use crate::lead::Answer;
use crate::program::{Field, FieldType, Program};
use maud::{Markup, html};

/// A field with its answer. Its error is filled in later, in place.
pub fn field(program: &Program, field: &Field, answer: Option<&Answer>) -> Markup {
    let text = match answer {
        Some(Answer::Text(text)) => text.as_str(),
        _ => "",
    };
    html! {
        div class={ "field field-" (kind(field.kind)) } part="field" {
            @match field.kind {
                FieldType::Radio => fieldset aria-describedby=(described_by(field)) {
                    legend { (label(field)) }
                    (notes(field))
                    @for (i, option) in field.options.iter().enumerate() {
                        label class="choice" {
                            input id=(option_id(field, i)) type="radio" name=(field.name) value=(option.value)
                                required[field.required] checked[option.value == text];
                            span { (option.label) }
                        }
                    }
                },
                FieldType::Checkbox => {
                    label class="choice" for=(id(field)) {
                        input id=(id(field)) type="checkbox" name=(field.name) value="true" required[field.required]
                            checked[matches!(answer, Some(Answer::Bool(true)))] aria-describedby=(described_by(field));
                        span { (label(field)) }
                    }
                    (notes(field))
                },
                _ => {
                    label for=(id(field)) { (label(field)) }
                    (notes(field))
                    (control(program, field, text))
                },
            }
        }
    }
}

fn control(program: &Program, field: &Field, text: &str) -> Markup {
    let autocomplete = field.autocomplete.as_deref().or(match field.kind {
        FieldType::Email => Some("email"),
        FieldType::Phone => Some("tel"),
        FieldType::Url => Some("url"),
        _ => None,
    });
    let describedby = described_by(field);
    match field.kind {
        FieldType::Textarea => html! {
            textarea id=(id(field)) name=(field.name) rows="4" autocomplete=[autocomplete]
                required[field.required] aria-describedby=(describedby) {
                // The parser drops one newline after the start tag.
                "\n" (text)
            }
        },
        FieldType::Select => html! {
            select id=(id(field)) name=(field.name) autocomplete=[autocomplete] required[field.required]
                aria-describedby=(describedby) {
                option value="" { "Choose…" }
                @for option in &field.options {
                    option value=(option.value) selected[option.value == text] { (option.label) }
                }
            }
        },
        FieldType::Money => html! {
            div class="money" {
                span class="prefix" aria-hidden="true" { (program.currency_of(field)) }
                (input(field, "text", Some("decimal"), autocomplete, text))
            }
        },
        FieldType::Number => {
            let mode = if field.decimals == 0 { "numeric" } else { "decimal" };
            input(field, "text", Some(mode), autocomplete, text)
        }
        FieldType::Email => input(field, "email", None, autocomplete, text),
        FieldType::Phone => input(field, "tel", None, autocomplete, text),
        // A `url` control would refuse `company.example`, which is what people type.
        FieldType::Url => input(field, "text", Some("url"), autocomplete, text),
        FieldType::Date => input(field, "date", None, autocomplete, text),
        _ => input(field, "text", None, autocomplete, text),
    }
}

fn input(field: &Field, kind: &str, mode: Option<&str>, autocomplete: Option<&str>, text: &str) -> Markup {
    html! {
        input id=(id(field)) name=(field.name) type=(kind) inputmode=[mode] autocomplete=[autocomplete]
            value=(text) required[field.required] aria-describedby=(described_by(field));
    }
}

fn label(field: &Field) -> Markup {
    html! { (field.label) @if !field.required { " " span class="optional" { "(optional)" } } }
}

fn notes(field: &Field) -> Markup {
    html! {
        @if !field.hint.is_empty() { p class="hint" id={ "h-" (field.name) } { (field.hint) } }
        p class="error" part="error" id={ "e-" (field.name) } hidden {}
    }
}

fn id(field: &Field) -> String {
    format!("f-{}", field.name)
}

/// The first option carries the field's own id, so that the error summary leads to it.
fn option_id(field: &Field, i: usize) -> String {
    if i == 0 { id(field) } else { format!("f-{}-{i}", field.name) }
}

fn described_by(field: &Field) -> String {
    let error = format!("e-{}", field.name);
    if field.hint.is_empty() { error } else { format!("h-{} {error}", field.name) }
}

fn kind(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "text",
        FieldType::Textarea => "textarea",
        FieldType::Email => "email",
        FieldType::Phone => "phone",
        FieldType::Url => "url",
        FieldType::Number => "number",
        FieldType::Money => "money",
        FieldType::Select => "select",
        FieldType::Radio => "radio",
        FieldType::Checkbox => "checkbox",
        FieldType::Date => "date",
    }
}
