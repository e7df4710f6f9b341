//! A table whose rows are bars as well, so that chart and numbers are one.

use maud::{Markup, html};

/// A row: what is counted, and how many.
pub struct Bar {
    pub label: String,
    pub count: usize,
}

/// Writes the table. Each bar is as long as its share of `whole`.
pub fn bars(id: &str, heading: &str, columns: [&str; 3], whole: usize, rows: &[Bar]) -> Markup {
    html! {
        section.wide aria-labelledby=(id) tabindex="0" {
            h2 id=(id) { (heading) }
            table.bars {
                thead { tr { @for column in columns { th scope="col" { (column) } } } }
                tbody {
                    @for Bar { label, count } in rows {
                        @let share = share(*count, whole);
                        tr {
                            th scope="row" { (label) }
                            td.count { (count) }
                            td {
                                svg.bar viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                                    rect width=(share) height="8" {}
                                }
                                " " (share) " %"
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How many of a hundred, rounded.
pub fn share(count: usize, whole: usize) -> usize {
    (100 * count + whole / 2).checked_div(whole).unwrap_or(0)
}
