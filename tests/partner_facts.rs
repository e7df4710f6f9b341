//! Rules that read facts of the partner: what is known decides, and what is not known waits for the endpoint.

use referral_testing::{ProgramBuilder, TODAY, program};
use referral_widget::exchange::{Direct, Session};
use referral_widget::lead::{Answers, Lead, NumberStyle, PartnerFacts};
use referral_widget::markup;
use referral_widget::precheck::{Judgement, List, Options};
use referral_widget::program::Program;
use referral_widget::rules::{Judging, Outcome, Rules, Status, Verdict, check_script};
use serde_json::{Value, json};
use std::rc::Rc;

const SCRIPT: &str = r#"
const REGION = ["DE", "AT"];
fn is_large(employees) { employees >= 50 }
fn is_own(lead, partner) { same_company(lead.company, "Acme") || domain(lead.website) == partner.domain }
require("self", "The customer is not your own company.", |lead| !is_own(lead, partner));
require("region", "You work in the region.", |lead| partner.country in REGION);
review("size", "50 or more, unless you are a gold partner.", |lead| lead.employees >= 50 || partner.level == "gold");
score("level", |lead| switch partner.level { "gold" => 20, "silver" => 10, _ => 0 });
plan(|lead| if partner.level == "gold" { "large" } else { "small" });
"#;

fn built() -> ProgramBuilder {
    program()
        .field("company", "text")
        .required()
        .field("website", "url")
        .required()
        .field("employees", "number")
        .required()
        .plan("small", json!({ "flat": 100 }))
        .plan("large", json!({ "flat": 200 }))
        .with("partner_facts", json!(["country", "domain", "level"]))
}

fn facts(json: Value) -> PartnerFacts {
    PartnerFacts::from_json(&json).expect("facts")
}

fn gold() -> PartnerFacts {
    facts(json!({ "country": "DE", "domain": "partner.example", "level": "gold" }))
}

fn answers(employees: u32) -> Answers {
    let json = json!({ "company": "Kessel AG", "website": "https://kessel.example", "employees": employees });
    serde_json::from_value(json).expect("an object")
}

fn judge(rules: &Rules, answers: &Answers, partner: &PartnerFacts) -> Verdict {
    rules.evaluate_for(&Lead::read(rules.program(), answers, NumberStyle::Plain).0, partner, TODAY)
}

fn refusal(program: &ProgramBuilder, script: &str) -> String {
    let program_json = program.text();
    let program = Program::parse(&program_json).expect("the program is fine");
    let problems = Rules::compile(&program, &program_json, script).err().expect("the script is refused");
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_rule_decides_with_what_is_known_and_waits_for_the_rest() {
    let rules = built().rules(SCRIPT);
    let open = judge(&rules, &answers(20), &PartnerFacts::default());
    assert_eq!(open.status, Status::Review);
    assert!(open.waits_for_facts() && open.suggestions.is_empty(), "{open:?}");
    let told: Vec<_> = open.findings.iter().map(|it| (it.outcome, it.unknown.join(" "))).collect();
    let pending = |facts: &str| (Outcome::Pending, facts.to_string());
    let level = || pending("partner.level");
    assert_eq!(told, [pending("partner.domain"), pending("partner.country"), level(), level(), level()]);
    assert_eq!(open.findings[0].read, ["company", "website", "partner.domain"]);
    assert!(open.findings.iter().all(|finding| finding.waiting_for.is_empty()), "nobody can answer that");

    // A rule that does not come to read a fact does not wait for it.
    assert_eq!(judge(&rules, &answers(60), &PartnerFacts::default()).findings[2].outcome, Outcome::Met);

    let known = judge(&rules, &answers(20), &gold());
    assert_eq!((known.status, known.score, known.plan.as_deref()), (Status::Qualified, 20, Some("large")));
    assert!(known.findings.iter().all(|finding| finding.unknown.is_empty()));
    let own = facts(json!({ "country": "DE", "domain": "kessel.example", "level": "gold" }));
    let own = judge(&rules, &answers(20), &own);
    assert_eq!((own.status, own.findings[0].outcome), (Status::Disqualified, Outcome::Unmet));
    assert!(own.suggestions.is_empty(), "{:?}", own.suggestions);
}

#[test]
fn whoever_has_the_last_word_knows_that_there_is_no_such_fact() {
    let rules = built().rules(SCRIPT);
    let nobody = judge(&rules, &answers(20), &PartnerFacts::default().settled());
    assert_eq!(nobody.status, Status::Disqualified, "the country of nobody is in no region");
    assert_eq!((nobody.findings[0].outcome, nobody.score), (Outcome::Met, 0));
    let part = judge(&rules, &answers(60), &facts(json!({ "country": "AT" })).settled());
    assert_eq!((part.status, part.plan.as_deref()), (Status::Qualified, Some("small")));
}

#[test]
fn a_missing_answer_comes_first_and_a_missed_requirement_before_all() {
    let rules = built().rules(SCRIPT);
    let mut short = answers(20);
    short.remove("employees");
    let verdict = judge(&rules, &short, &PartnerFacts::default());
    assert_eq!(verdict.status, Status::Incomplete);
    assert_eq!(verdict.findings[2].waiting_for, ["employees"]);
    assert_eq!(verdict.findings[2].unknown, ["partner.level"]);
    let foreign = judge(&rules, &short, &facts(json!({ "country": "US" })));
    assert_eq!(foreign.status, Status::Disqualified);
}

/// `{"facts":{"country":"DE","domain":"partner.example","level":"gold"}}`
const TOKEN: &str =
    "e30.eyJmYWN0cyI6eyJjb3VudHJ5IjoiREUiLCJkb21haW4iOiJwYXJ0bmVyLmV4YW1wbGUiLCJsZXZlbCI6ImdvbGQifX0.AA";

#[test]
fn a_form_knows_what_its_token_says() {
    let mut session = Session::default();
    let load = json!({ "load": { "program": built().text(), "script": SCRIPT } });
    assert!(session.answer_json(&load.to_string()).expect("a reply").contains("loaded"));
    let mut ask = |token: Value| -> Value {
        let request =
            json!({ "judge": { "id": 1, "answers": answers(20), "today": "2026-11-23", "token": token } });
        let reply = session.answer_json(&request.to_string()).expect("a reply");
        serde_json::from_str::<Value>(&reply).expect("JSON")["judged"].take()
    };
    let open = ask(json!(null));
    assert_eq!((&open["missing"], &open["errors"]), (&json!([]), &json!([])), "it can be sent");
    let said = |judged: &Value, key: &str| judged["panel"].to_string().contains(key);
    assert!(said(&open, "checked-on-arrival") && said(&open, "decided-on-arrival-why"), "{open}");
    assert!(said(&open, "fee-on-arrival") && !said(&open, "fee-later"), "{open}");
    assert!(!said(&open, "answers-to-go") && !said(&open, "manager-decides"), "{open}");
    let known = ask(json!(TOKEN));
    assert_eq!(known["verdict"]["status"], "qualified");
    assert!(!said(&known, "on-arrival"), "{known}");
    // Nothing of it stays when the token is gone.
    assert_eq!(ask(json!(null)), open);
}

#[test]
fn the_headline_asks_for_no_answers() {
    let rules = built().rules(SCRIPT);
    let open = judge(&rules, &answers(20), &PartnerFacts::default());
    assert!(markup::headline(&open).into_string().contains("decided-on-arrival"));
}

#[test]
fn another_partner_is_judged_as_in_a_new_session() {
    let rules = built().rules(SCRIPT);
    let lead = Lead::read(rules.program(), &answers(20), NumberStyle::Plain).0;
    let mut judging = Judging::new(&rules, TODAY);
    let partners = [
        PartnerFacts::default(),
        gold(),
        facts(json!({ "level": "silver" })),
        PartnerFacts::default().settled(),
        facts(json!({ "country": "FR", "level": "" })),
    ];
    for partner in partners.iter().chain(partners.iter().rev()) {
        judging.know(&rules, partner);
        judging.take(&rules, &lead);
        assert_eq!(judging.verdict(&rules), judge(&rules, &answers(20), partner), "{partner:?}");
    }
}

#[test]
fn the_order_of_facts_makes_no_difference() {
    let turned = built().with("partner_facts", json!(["level", "domain", "country"]));
    for partner in [PartnerFacts::default(), gold(), facts(json!({ "country": "DE" }))] {
        let [one, other] = [built(), turned.clone()].map(|program| {
            let mut verdict = judge(&program.rules(SCRIPT), &answers(20), &partner);
            verdict.program_hash.clear();
            verdict
        });
        assert_eq!(one, other);
    }
}

#[test]
fn a_list_and_single_leads_get_the_same_verdicts() {
    let rules = Rc::new(built().rules(SCRIPT));
    let partners = [PartnerFacts::default(), gold(), facts(json!({ "country": "DE" })).settled()];
    for partner in partners {
        let options = Options { partner: partner.clone(), ..Options::default() };
        let mut list = List::new(rules.clone(), &built().text(), options, TODAY);
        let mut rows = Vec::new();
        let mut see = |_: u64, judgement: Judgement| match judgement {
            Judgement::Lead(figures, outcomes) => {
                rows.push((figures.status, figures.score, outcomes.not_met().collect::<Vec<_>>()));
            }
            Judgement::Unreadable(mistakes) => panic!("{mistakes:?}"),
        };
        let sheet = "company,website,employees\nKessel AG,https://kessel.example,20\nKessel AG,https://kessel.example,60\n\
                     Kessel AG,https://partner.example,20\n";
        list.feed(sheet.as_bytes(), &mut see).expect("a sheet");
        list.end(&mut see).expect("a sheet");
        assert_eq!(rows.len(), 3);
        let websites = ["https://kessel.example", "https://kessel.example", "https://partner.example"];
        for ((row, employees), website) in rows.iter().zip([20, 60, 20]).zip(websites) {
            let mut lead = answers(employees);
            lead.insert("website".into(), website.into());
            let single = judge(&rules, &lead, &partner);
            let not_met = single.findings.iter().enumerate().filter(|(_, it)| it.outcome != Outcome::Met);
            let not_met: Vec<_> = not_met.map(|(place, it)| (place, it.outcome)).collect();
            assert_eq!(row, &(single.status, single.score, not_met), "{partner:?}, {employees}");
        }
    }
    let mut direct = Direct::new(&built().text(), SCRIPT, "2026-11-23").expect("a program");
    for (place, answer) in ["Kessel AG", "https://kessel.example", "20"].into_iter().enumerate() {
        direct.set(place, answer);
    }
    assert_eq!(direct.judge().0.status, Status::Review);
    direct.know(&gold());
    assert_eq!(direct.judge().0.status, Status::Qualified);
}

#[test]
fn what_a_script_reads_is_listed() {
    let rule = |check: &str| format!("require(\"a\", \"A.\", |lead| {check});");
    let level = built().with("partner_facts", json!(["level"]));
    for (program, script, says) in [
        (&level, rule("partner.country == \"DE\""), "`partner.country` is not listed in `partner_facts`"),
        (&level, rule("partner.size == 3"), "`partner.size` is not listed"),
        (&level, rule("partner[\"country\"] == \"DE\""), "`partner.country` is not listed"),
        (
            &level,
            format!("fn f(p) {{ p.country }} {}", rule("f(partner) == ()")),
            "`partner.country` is not listed",
        ),
        (&level, format!("let partner = 1; {}", rule("true")), "and can be nothing else"),
        (&level, format!("const LEVEL = partner.level; {}", rule("true")), "is not known yet here"),
        (&level, format!("fn partner() {{ 1 }} {}", rule("true")), "the name `partner` is taken"),
        (&program().field("a", "text"), rule("partner.level == ()"), "list the facts that the script reads"),
    ] {
        let said = refusal(program, &script);
        assert!(said.contains(says), "{script}: {said}");
    }
    let hiding = level.clone().field("b", "text").and("visible_when", "partner.level == \"gold\"");
    assert!(refusal(&hiding, &rule("true")).contains("reads a fact of the partner"));
    for (facts, says) in [
        (json!(["size"]), "must be one of country, domain, level"),
        (json!(["level", "level"]), "is the name of two"),
        (json!("level"), "must be a list of texts in brackets"),
    ] {
        let problems = Program::parse(&program().field("a", "text").with("partner_facts", facts).text());
        let problems = problems.expect_err("the program is refused");
        assert!(problems[0].to_string().contains(says), "{}", problems[0]);
    }
}

#[test]
fn a_program_without_facts_may_use_the_name() {
    let rules = program().field("a", "text").rules(
        r#"const partner = "x"; require("a", "A.", |lead| lead.a == partner); review("b", "B.", |partner| partner.a == ());"#,
    );
    let verdict = referral_testing::judge(&rules, &json!({ "a": "x" }));
    assert_eq!([verdict.findings[0].outcome, verdict.findings[1].outcome], [Outcome::Met, Outcome::Unmet]);
}

#[test]
fn an_author_is_warned_of_probable_mistakes() {
    let warnings = |check: &str| {
        let script = format!("require(\"a\", \"A.\", |lead| {check});");
        let (_, problems) =
            check_script(&built().parsed(), &built().text(), &script, TODAY).expect("it compiles");
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let number = warnings("partner.level > 5");
    assert!(number.contains("`partner.level` is a text"), "{number}");
    let always = warnings("partner.level == \"gold\" || partner.level != \"gold\"");
    assert!(always.contains("can never fail"), "{always}");
    let never = warnings("partner.level == \"gold\" && partner.level == \"silver\"");
    assert!(never.contains("can never be met"), "{never}");
    for fine in
        ["partner.level == \"gold\"", "partner.level in [\"gold\", ()]", "partner.country != lead.company"]
    {
        let said = warnings(fine);
        assert!(!said.contains("`a`") && !said.contains("partner"), "{fine}: {said}");
    }
}

#[test]
fn a_case_gives_the_facts_of_its_partner() {
    let rules = built().rules(SCRIPT);
    let case = |name: &str, partner: Value, verdict: &str| json!({ "name": name, "today": "2026-11-23", "lead": answers(20), "partner": partner, "verdict": verdict });
    let cases = json!({ "cases": [
        case("A gold partner", json!({ "country": "DE", "level": "gold" }), "qualified"),
        case("A small one", json!({ "country": "DE" }), "review"),
        case("Itself", json!({ "country": "DE", "domain": "kessel.example" }), "disqualified"),
        case("Nobody", json!(null), "disqualified"),
    ] });
    for case in rules.read_cases(&cases.to_string()).expect("cases") {
        assert_eq!(rules.try_case(&case).differences, [], "{}", case.name);
    }
    let wrong = json!({ "cases": [case("Wrong", json!({ "country": "Germany" }), "qualified")] });
    let problems = rules.read_cases(&wrong.to_string()).expect_err("a mistake");
    assert!(problems[0].to_string().contains("the code of a country"), "{}", problems[0]);
}

/// A closure within a check sees the partner, too.
#[test]
fn a_closure_over_rows_reads_the_partner() {
    let program = program()
        .question(
            json!({ "name": "contacts", "label": "Contacts", "type": "group", "item": "Contact", "fields": [
            { "name": "email", "label": "E-mail", "type": "email" } ] }),
        )
        .with("partner_facts", json!(["domain"]));
    let script = r#"require("own", "Nobody of your own.", |lead| lead.contacts.all(|c| domain(c.email) != partner.domain));"#;
    let rules = program.rules(script);
    let lead = json!({ "contacts": [{ "email": "a@kessel.example" }, { "email": "b@partner.example" }] });
    let lead: Answers = serde_json::from_value(lead).expect("an object");
    for (partner, outcome) in [
        (PartnerFacts::default(), Outcome::Pending),
        (gold(), Outcome::Unmet),
        (facts(json!({ "domain": "other.example" })), Outcome::Met),
    ] {
        let verdict = judge(&rules, &lead, &partner);
        assert_eq!(verdict.findings[0].outcome, outcome, "{:?}", verdict.findings[0]);
        assert_eq!(verdict.findings[0].read, ["contacts", "partner.domain"]);
    }
    let (_, problems) = check_script(&program.parsed(), &program.text(), script, TODAY).expect("it compiles");
    assert!(problems.iter().all(|problem| !problem.to_string().contains("own")), "{problems:?}");
}

/// The rules that `rules/README.md` shows are rules.
#[test]
fn the_documented_rules_decide() {
    let readme = include_str!("../rules/README.md");
    let section = readme.split("## Facts of the partner").nth(1).expect("a section");
    let script =
        section.split("```rhai\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a script");
    let rules = built().rules(script);
    for (domain, expected) in [
        ("partner.example", [Outcome::Met, Outcome::Met]),
        ("www.kessel.example", [Outcome::Unmet, Outcome::Met]),
        ("sales.rival.example", [Outcome::Met, Outcome::Unmet]),
        ("", [Outcome::Met, Outcome::Met]),
    ] {
        let verdict = judge(&rules, &answers(20), &facts(json!({ "domain": domain, "level": "" })));
        assert_eq!([verdict.findings[0].outcome, verdict.findings[1].outcome], expected, "{domain}");
    }
}
