//! A group: rows in which the same is asked.

use super::field::{autocomplete, described_by, field, id, label, notes};
use crate::program::{Field, Program};
use maud::{Markup, html};

/// The rows that must be there, and one as a template: `loader/groups.js` adds and removes others, and shows the buttons
/// for it.
pub fn group(program: &Program, group: &Field) -> Markup {
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

/// A field of a row. Each row is somebody else to the browser's autofill.
fn in_row(field: &Field, row: &str) -> Field {
    Field {
        name: [row, ".", &field.name].concat(),
        autocomplete: autocomplete(field).map(|name| ["section-", row, " ", name].concat()),
        ..field.clone()
    }
}
