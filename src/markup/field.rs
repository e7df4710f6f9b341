//! A field: label, hint, error, control. A group has rows of fields.

use crate::program::{Field, FieldType, Program};
use maud::{Markup, html};

/// Lists with more options have a search (`loader/choices.js`).
pub const LONG_LIST: usize = 25;

/// More options than this are arranged in columns.
const MANY: usize = 8;

/// A field without an answer. Answer and errors are filled in later. A field that not every lead is asked is hidden
/// until the rules show it. Lists and boxes have `aria-invalid="false"`, because Chromium reports required ones as
/// invalid before anybody has answered.
pub fn field(program: &Program, field: &Field) -> Markup {
    html! {
        div class={ "field field-" (field.kind.as_str()) } part="field" data-field=(field.name)
            hidden[program.is_conditional(field)] {
            @match field.kind {
                FieldType::Radio | FieldType::Multiselect => {
                    (choices(field, if field.kind == FieldType::Radio { "radio" } else { "checkbox" }))
                },
                FieldType::Checkbox => {
                    label class="choice" for=(id(field)) {
                        input id=(id(field)) type="checkbox" name=(field.name) value="true" required[field.required]
                            aria-invalid="false" aria-describedby=(described_by(field));
                        span { (label(field)) }
                    }
                    (notes(field))
                },
                FieldType::Group => (group(program, field)),
                FieldType::Text | FieldType::Textarea | FieldType::Email | FieldType::Phone | FieldType::Url | FieldType::Number | FieldType::Percent | FieldType::Money | FieldType::Select | FieldType::Country | FieldType::Date => {
                    label for=(id(field)) { (label(field)) }
                    (notes(field))
                    (framed(program, field, control(field)))
                },
            }
        }
    }
}

/// The required rows of a group, and one row as a template. `loader/groups.js` adds and removes rows, and shows the
/// buttons for that.
fn group(program: &Program, group: &Field) -> Markup {
    html! {
        div class="group" id=(id(group)) role="group" tabindex="-1" aria-labelledby={ "g-" (group.name) }
            aria-describedby=(described_by(group)) data-least=(group.least_rows()) data-most=(group.most_rows()) {
            p class="legend" id={ "g-" (group.name) } { (label(group)) }
            (notes(group))
            @for i in 0..group.least_rows() { (row(program, group, i)) }
            template { (row(program, group, 0)) }
            button class="submit secondary add" type="button" hidden {
                span data-text="add-item" { "Add " bdi data-slot="item" { (group.item) } }
            }
        }
    }
}

fn row(program: &Program, group: &Field, i: u32) -> Markup {
    let name = [&group.name, ".", &i.to_string()].concat();
    let title = html! { (group.item) " " span data-row { (i + 1) } };
    html! {
        div class="card row" id={ "f-" (name) } role="group" tabindex="-1" aria-labelledby={ "g-" (name) } {
            p class="legend" id={ "g-" (name) } { (title) }
            @for asked in &group.fields { (field(program, &in_row(asked, &name))) }
            button class="remove" type="button" hidden {
                span data-text="remove" { "Remove" } span class="hidden" { " " (title) }
            }
        }
    }
}

/// A field of a row. For the browser's autofill, each row is a different person.
fn in_row(field: &Field, row: &str) -> Field {
    Field {
        name: [row, ".", &field.name].concat(),
        autocomplete: autocomplete(field).map(|name| ["section-", row, " ", name].concat()),
        ..field.clone()
    }
}

/// Options that are all visible.
fn choices(field: &Field, kind: &str) -> Markup {
    // HTML cannot require that at least one of several boxes is ticked.
    let required = field.required && kind == "radio";
    html! {
        fieldset class=[(field.options.len() > MANY).then_some("many")] aria-describedby=(described_by(field)) {
            legend { (label(field)) }
            (notes(field))
            @for (i, option) in field.options.iter().enumerate() {
                label class="choice" {
                    input id=(option_id(field, i)) type=(kind) name=(field.name) value=(option.value) required[required]
                        aria-invalid="false";
                    span { (option.label) }
                }
            }
        }
    }
}

/// A control with the texts before and after the answer.
fn framed(program: &Program, field: &Field, control: Markup) -> Markup {
    let is_bare = |kind, affix: &str| field.kind == kind && affix.is_empty();
    let before =
        if is_bare(FieldType::Money, &field.prefix) { program.currency_of(field) } else { &field.prefix };
    let after = if is_bare(FieldType::Percent, &field.suffix) { "%" } else { &field.suffix };
    let affix =
        |text: &str| html! { @if !text.is_empty() { span class="affix" aria-hidden="true" { (text) } } };
    html! {
        @if before.is_empty() && after.is_empty() { (control) }
        @else { div class="framed" { (affix(before)) (control) (affix(after)) } }
    }
}

/// The autofill name: the field's own, or the default of its type.
fn autocomplete(field: &Field) -> Option<&str> {
    field.autocomplete.as_deref().or(match field.kind {
        FieldType::Email => Some("email"),
        FieldType::Phone => Some("tel"),
        FieldType::Url => Some("url"),
        FieldType::Country => Some("country"),
        FieldType::Text
        | FieldType::Textarea
        | FieldType::Number
        | FieldType::Percent
        | FieldType::Money
        | FieldType::Select
        | FieldType::Radio
        | FieldType::Multiselect
        | FieldType::Checkbox
        | FieldType::Date
        | FieldType::Group => None,
    })
}

fn control(field: &Field) -> Markup {
    let autocomplete = autocomplete(field);
    let describedby = described_by(field);
    match field.kind {
        FieldType::Textarea => html! {
            textarea part="control" id=(id(field)) name=(field.name) rows="4" autocomplete=[autocomplete]
                required[field.required] aria-describedby=(describedby) {}
        },
        FieldType::Select | FieldType::Country => html! {
            select part="control" id=(id(field)) name=(field.name) data-choices=[searched(field)]
                autocomplete=[autocomplete] required[field.required] aria-invalid="false"
                aria-describedby=(describedby) {
                option value="" data-text="choose" { "Choose…" }
                @for option in &field.options {
                    option value=(option.value) { (option.label) }
                }
            }
        },
        FieldType::Money | FieldType::Percent => input(field, "text", Some("decimal"), autocomplete),
        FieldType::Number => {
            let mode = if field.decimals == 0 { "numeric" } else { "decimal" };
            input(field, "text", Some(mode), autocomplete)
        }
        FieldType::Email => input(field, "email", None, autocomplete),
        FieldType::Phone => input(field, "tel", None, autocomplete),
        // A `url` control would refuse `company.example`, which people type.
        FieldType::Url => input(field, "text", Some("url"), autocomplete),
        FieldType::Date => input(field, "date", None, autocomplete),
        FieldType::Text
        | FieldType::Radio
        | FieldType::Multiselect
        | FieldType::Checkbox
        | FieldType::Group => input(field, "text", None, autocomplete),
    }
}

/// The kind of help that `loader/choices.js` gives with a list.
fn searched(field: &Field) -> Option<&'static str> {
    if field.kind == FieldType::Country {
        return Some("country");
    }
    (field.options.len() > LONG_LIST).then_some("long")
}

fn input(field: &Field, kind: &str, mode: Option<&str>, autocomplete: Option<&str>) -> Markup {
    html! {
        input part="control" id=(id(field)) name=(field.name) type=(kind) inputmode=[mode] autocomplete=[autocomplete]
            required[field.required] data-fills=[field.fills.as_deref()] aria-describedby=(described_by(field));
    }
}

fn label(field: &Field) -> Markup {
    html! { (field.label) @if !field.required { " " span class="optional" data-text="optional" { "(optional)" } } }
}

fn notes(field: &Field) -> Markup {
    html! {
        @if has_hint(field) {
            p class="hint" id={ "h-" (field.name) } {
                (field.hint)
                @if !field.example.is_empty() {
                    " " span data-text="example" { "For example: " bdi data-slot="example" { (field.example) } }
                }
            }
        }
        @if !field.help.is_empty() {
            details { summary { span data-text="what-is-this" { "What is this?" } span class="hidden" { " " (field.label) } } p { (field.help) } }
        }
        p class="error" part="error" id={ "e-" (field.name) } {}
    }
}

fn has_hint(field: &Field) -> bool {
    !field.hint.is_empty() || !field.example.is_empty()
}

fn id(field: &Field) -> String {
    ["f-", &field.name].concat()
}

/// The first option has the field's own id, so that the error summary can link to it.
fn option_id(field: &Field, i: usize) -> String {
    if i == 0 { id(field) } else { ["f-", &field.name, "-", &i.to_string()].concat() }
}

fn described_by(field: &Field) -> String {
    let error = ["e-", &field.name].concat();
    if !has_hint(field) { error } else { ["h-", &field.name, " ", &error].concat() }
}
