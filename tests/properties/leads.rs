//! Other programs judge leads one by one and in lists. They must get the verdicts that a form would show.

use crate::generate::Case;
use crate::{case, config};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use referral_widget::exchange::Direct;
use referral_widget::lead::{Answers, Lead, NumberStyle, PartnerFacts};
use referral_widget::precheck::{Judgement, List, Options};
use referral_widget::program::FieldType;
use referral_widget::rules::{Figures, Outcome, Outcomes, Rules, Status, Verdict};
use serde_json::Value;

const TODAY: Date = date(2026, 11, 23);

/// What both report.
#[derive(Debug, PartialEq)]
struct Said {
    status: Status,
    score: i64,
    plan: Option<String>,
    fee: Option<f64>,
    route: Option<String>,
    not_met: Vec<(usize, Outcome)>,
}

impl Said {
    fn of_verdict(verdict: &Verdict) -> Said {
        let outcomes = verdict.findings.iter().map(|finding| finding.outcome).enumerate();
        Said {
            status: verdict.status,
            score: verdict.score,
            plan: verdict.plan.clone(),
            fee: verdict.estimate.as_ref().map(|estimate| minor_units(&estimate.amount.to_string())),
            route: verdict.route.clone(),
            not_met: outcomes.filter(|(_, outcome)| *outcome != Outcome::Met).collect(),
        }
    }

    fn of_figures(rules: &Rules, figures: Figures, routes: &[String], outcomes: &Outcomes) -> Said {
        Said {
            status: figures.status,
            score: figures.score,
            plan: figures.plan.map(|plan| rules.program().compensation[plan].id.clone()),
            fee: figures.fee,
            route: figures.route.map(|route| routes[route].clone()),
            not_met: outcomes.not_met().collect(),
        }
    }
}

fn minor_units(amount: &str) -> f64 {
    amount.replace('.', "").parse().expect("an amount is a number")
}

/// `None` if the script is refused.
fn open(case: &Case) -> Option<Direct> {
    Direct::new(&case.program, &case.script, "2026-11-23").ok()
}

/// Returns the answers that fit their fields, in plain style, and their verdict.
fn plain(rules: &Rules, partner: &PartnerFacts, answers: &Answers) -> (Answers, Said) {
    let answers = Lead::read(rules.program(), answers, NumberStyle::Point).0.answers();
    // A box with a wrong answer is now without one, which means that it is not ticked.
    let lead = Lead::read(rules.program(), &answers, NumberStyle::Plain).0;
    (lead.answers(), Said::of_verdict(&rules.evaluate_for(&lead, partner, TODAY)))
}

fn text(answer: Option<&Value>) -> String {
    match answer {
        Some(Value::String(text)) => text.clone(),
        Some(rows @ Value::Array(of)) if of.first().is_some_and(Value::is_object) => rows.to_string(),
        Some(Value::Array(options)) => {
            options.iter().map(|option| text(Some(option))).collect::<Vec<_>>().join(";")
        }
        Some(answer) => answer.to_string(),
        None => String::new(),
    }
}

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn a_lead_judged_directly_gets_its_verdict(case in case()) {
        let Some(mut direct) = open(&case) else { return Ok(()) };
        let (rules, partner) = (direct.rules().clone(), case.facts());
        direct.know(&partner);
        for answers in [&case.answers, &case.later, &case.answers] {
            let (answers, expected) = plain(&rules, &partner, answers);
            for (place, field) in rules.program().fields.iter().enumerate() {
                prop_assert!(direct.set(place, &text(answers.get(&field.name))), "{}", field.name);
            }
            let (figures, outcomes) = direct.judge();
            let said = Said::of_figures(&rules, figures, direct.routes(), &outcomes);
            prop_assert_eq!(said, expected, "{:?}", answers);
        }
    }

    #[test]
    fn the_leads_of_a_list_get_their_verdicts(case in case(), piece in 1..500_usize) {
        let Some(direct) = open(&case) else { return Ok(()) };
        let (rules, partner) = (direct.rules(), case.facts());
        let fields = &rules.program().fields;
        // Groups have no column here.
        let is_listed = |name: &String| rules.program().field(name).is_none_or(|field| field.kind != FieldType::Group);
        // Each lead comes again after the others, when its results are remembered.
        let leads = [&case.answers, &case.later, &case.answers, &case.later];
        let leads = leads.map(|answers| answers.clone().into_iter().filter(|(name, _)| is_listed(name)).collect());
        let (leads, expected): (Vec<Answers>, Vec<Said>) =
            leads.iter().map(|answers| plain(rules, &partner, answers)).unzip();
        let mut csv = csv::Writer::from_writer(Vec::new());
        // The last column answers nothing. It makes sure that no row is blank.
        let row = |cells: Vec<String>| cells.into_iter().chain(["x".to_string()]);
        let names = fields.iter().map(|field| field.name.clone()).chain(["—".to_string()]);
        csv.write_record(names).expect("a header");
        for lead in &leads {
            csv.write_record(row(fields.iter().map(|field| text(lead.get(&field.name))).collect())).expect("a row");
        }
        let csv = csv.into_inner().expect("the text");
        let mut list = List::new(rules.clone(), &case.program, Options { partner, ..Options::default() }, TODAY);
        let mut judged = Vec::new();
        let mut see = |_, judgement: Judgement| match judgement {
            Judgement::Lead(figures, outcomes) => judged.push(Ok((figures, outcomes.clone()))),
            Judgement::Unreadable(why) => judged.push(Err(why[0].to_string())),
        };
        for piece in csv.chunks(piece) {
            list.feed(piece, &mut see).expect("the columns fit");
        }
        list.end(&mut see).expect("the columns fit");
        prop_assert_eq!(judged.len(), leads.len());
        for (judged, expected) in judged.into_iter().zip(expected) {
            let (figures, outcomes) = judged.map_err(TestCaseError::fail)?;
            prop_assert_eq!(Said::of_figures(rules, figures, list.routes(), &outcomes), expected);
        }
    }
}
