//! Translates the messages about a list.

use super::Mistake;
use crate::phrasebook::Phrasebook;
use crate::program::Problem;

pub fn mistakes(book: &Phrasebook, mut mistakes: Vec<Mistake>) -> Vec<Mistake> {
    for mistake in &mut mistakes {
        mistake.message = book.say(&mistake.message);
        mistake.help = mistake.help.take().map(|help| book.say(&help));
    }
    mistakes
}

pub fn problems(book: &Phrasebook, problems: Vec<Problem>) -> Vec<Problem> {
    problems.into_iter().map(|problem| problem.said(book)).collect()
}
