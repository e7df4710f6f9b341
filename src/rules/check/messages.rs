//! Checks of the messages in other languages, by the codes of rules.

use crate::json::parse;
use crate::program::{Code, Problem, closest};
use crate::rules::Rules;
use serde_json::Value;

/// Reports messages of rules that the script does not declare: nobody would see them. This reads the program's text,
/// because the parsed program keeps only the messages in its language.
pub fn check_messages(rules: &Rules, program_json: &str) -> Vec<Problem> {
    let Ok(program) = parse::<Value>(program_json) else { return Vec::new() };
    let Some(messages) = program.get("messages").and_then(Value::as_object) else { return Vec::new() };
    let codes = || rules.rules.iter().map(|rule| rule.code.as_str());
    let unknown = messages.keys().filter(|code| codes().all(|known| known != code.as_str()));
    let problem = |code: &String| {
        let help = match closest(code, codes()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "take it out, or write the code as the script has it".to_string(),
        };
        Problem::warning(Code::UnknownRule, "messages", format!("no rule has the code `{code}`")).help(help)
    };
    unknown.map(problem).collect()
}
