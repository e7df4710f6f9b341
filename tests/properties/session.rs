//! The engine's side of a form: a reply depends on the request and on the script in force, and not on earlier requests.

use crate::generate::Case;
use crate::{case, config};
use proptest::prelude::*;
use referral_widget::exchange::Session;
use serde_json::{Map, Value, json};

fn load(case: &Case) -> Session {
    let mut session = Session::default();
    let request = json!({ "load": { "program": case.program, "script": case.script } });
    session.answer_json(&request.to_string()).expect("an answer to every load");
    session
}

fn judge(session: &mut Session, case: &Case, answers: &Map<String, Value>) -> Option<String> {
    let request =
        json!({ "judge": { "id": 7, "answers": answers, "today": "2026-11-23", "token": case.token() } });
    session.answer_json(&request.to_string())
}

proptest! {
    #![proptest_config(config(120))]

    /// Incremental results equal full ones. The fields change one after the other, as when typing, and each reply
    /// equals that of a new session.
    #[test]
    fn a_reply_does_not_depend_on_what_was_asked_before(case in case()) {
        let mut session = load(&case);
        let mut answers = Map::new();
        let typed = case.answers.iter().chain(&case.later);
        for (name, answer) in typed {
            answers.insert(name.clone(), answer.clone());
            let reply = judge(&mut session, &case, &answers);
            prop_assert_eq!(&reply, &judge(&mut load(&case), &case, &answers), "after {}", name);
        }
        // Then the answers are removed again.
        for name in case.answers.keys() {
            answers.remove(name);
            let reply = judge(&mut session, &case, &answers);
            prop_assert_eq!(&reply, &judge(&mut load(&case), &case, &answers), "without {}", name);
        }
    }

    #[test]
    fn the_order_of_answers_does_not_matter(case in case()) {
        let member = |(name, answer): (&String, &Value)| format!("{}:{answer}", Value::from(name.as_str()));
        let ask = |members: Vec<String>| {
            let answers = members.join(",");
            let request = format!(r#"{{"judge":{{"id":7,"today":"2026-11-23","answers":{{{answers}}}}}}}"#);
            load(&case).answer_json(&request)
        };
        let forwards: Vec<String> = case.answers.iter().map(member).collect();
        let backwards: Vec<String> = forwards.iter().rev().cloned().collect();
        prop_assert_eq!(ask(forwards), ask(backwards));
    }

    #[test]
    fn a_refused_script_changes_nothing(case in case()) {
        let mut session = load(&case);
        let before = judge(&mut session, &case, &case.answers);
        for refused in ["require(", "loop {}", "", "plan(1);"] {
            let request = json!({ "load": { "program": case.program, "script": refused } });
            session.answer_json(&request.to_string());
            prop_assert_eq!(&judge(&mut session, &case, &case.answers), &before);
        }
    }
}
