use jiff::civil::date;
use referral_widget::lead::Lead;
use referral_widget::program::Program;
use referral_widget::rules::Rules;
fn main() {
    let json = std::fs::read_to_string("rules/cloud-migration/program.json").unwrap();
    let p = Program::parse(&json).unwrap();
    for body in std::env::args().skip(1) {
        let s = format!("require(\"a\",\"A.\",|lead| {{ {body} }});");
        let r = match Rules::compile(&p, &json, &s) {
            Ok(r) => r,
            Err(e) => {
                println!("{e:?}");
                continue;
            }
        };
        let t = std::time::Instant::now();
        let v = r.evaluate(&Lead::default(), date(2026, 11, 23));
        println!(
            "{:?} {:?} {:?}  <- {}",
            t.elapsed(),
            v.findings[0].outcome,
            v.findings[0].error,
            &body[..body.len().min(100)]
        );
    }
}
