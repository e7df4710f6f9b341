//! The place in a program that a column answers.

use crate::program::{Field, FieldType, Program};

/// The field that a column answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The index of the field in the program.
    pub field: usize,
    /// For a group: the row, and the index of the field in it.
    pub row: Option<(usize, usize)>,
}

impl Place {
    /// The place of a field that has one column.
    pub fn of_field(field: usize) -> Self {
        Place { field, row: None }
    }

    /// The field that is asked there.
    pub fn asks(self, program: &Program) -> Option<&Field> {
        let field = program.fields.get(self.field)?;
        match self.row {
            None => Some(field),
            Some((_, asked)) => field.fields.get(asked),
        }
    }

    /// The name in answers: `company`, `contacts.0.email`.
    pub fn name(self, program: &Program) -> String {
        let name =
            |field: Option<&Field>| field.map(|field| field.name.as_str()).unwrap_or_default().to_string();
        match self.row {
            None => name(self.asks(program)),
            Some((row, _)) => {
                format!("{}.{row}.{}", name(program.fields.get(self.field)), name(self.asks(program)))
            }
        }
    }
}

/// True if the field has a column. A group has columns for the fields of its rows instead.
pub fn has_column(field: &Field) -> bool {
    field.kind != FieldType::Group
}
