//! Names of companies, without their legal forms.

use super::Table;
use super::call::Native;
use super::domains::{company_domain, host};
use super::plain::plain;

pub const TABLE: Table = &[
    ("company_name(text?) -> text?", Native::Text(company_name)),
    ("same_company(text?, text?) -> bool", Native::Tests(same_company)),
];

/// Legal forms as they end a name, in plain letters: the abbreviations that are usual in business, of those in
/// the Entity Legal Forms list that GLEIF keeps for ISO 20275 (release of September 2023,
/// <https://www.gleif.org/en/about-lei/code-lists/iso-20275-entity-legal-forms-code-list>). Longer forms are
/// these in a row: `gmbh & co. kg`, `pty ltd`. Some are words, too: a "Spa" loses its last word, on both sides
/// of a comparison. The longest stand first.
const ENDINGS: &str = "gesellschaft mit beschrankter haftung|kabushiki kaisha|societe anonyme|anonim sirketi|s de rl de cv|\
    godo kaisha|spolka z oo|sapi de cv|spolka zoo|sab de cv|sas de cv|spol s ro|sa de cv|spol sro|sp z oo|\
    sp zoo|sa rl|sp j|sp k|ab|ad|ae|ag|aktiebolag|aktiengesellschaft|ans|aps|as|asa|asbl|berhad|bhd|bsc|bt|bv|\
    bvba|cc|cia|cic|clg|co|company|corp|corporation|cv|dac|dd|doo|ead|eg|ehf|eireli|eirl|ek|eood|epe|eurl|ev|fz|\
    fzco|fze|gbr|gesmbh|ggmbh|gk|gmbh|haftungsbeschrankt|hb|hf|ike|inc|incorporated|ivs|jdoo|jsc|kb|kft|kg|kgaa|\
    kk|kkt|ksc|ky|lda|limited|llc|lllp|llp|lp|ltd|ltda|mb|mbh|nv|nyrt|og|ohg|ood|ou|oy|oyj|pc|pcl|pjsc|plc|pllc|\
    private|psa|psc|pte|pty|publ|pvt|sa|sac|sagl|sapa|sarl|sas|sasu|sau|sc|sca|scop|scrl|sdn|se|selarl|sgps|sia|\
    sirketi|sl|slu|snc|spa|spj|spk|spol|sprl|spzoo|srl|srls|sro|sti|tbk|tmi|tnhh|tov|uab|ug|vof|vos|vzw|wll|zrt|\
    ао|зао|оао|ооо|пао|тов|בעמ|בע״מ";

/// Legal forms as they begin a name.
const BEGINNINGS: &str = "ab|as|oao|ooo|ou|oy|pao|pt|sia|uab|zao|ао|зао|оао|ооо|пао|тов";

/// Legal forms that are written without a space, before or after the name.
const JOINED: &str = "株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限公司|주식회사|㈜";

/// The plain name without legal forms. One that is nothing but a legal form stays.
pub fn company_name(text: &str) -> String {
    let joined = join_single_letters(&plain(text));
    let mut name = joined.as_str();
    while let Some(shorter) = without_form(name) {
        name = shorter;
    }
    name.to_string()
}

fn without_form(name: &str) -> Option<&str> {
    let ending = ENDINGS.split('|').find_map(|form| name.strip_suffix(form)?.strip_suffix(' '));
    let beginning = || BEGINNINGS.split('|').find_map(|form| name.strip_prefix(form)?.strip_prefix(' '));
    let joined = || {
        let cut = JOINED.split('|').find_map(|form| name.strip_suffix(form).or(name.strip_prefix(form)));
        cut.map(str::trim).filter(|shorter| !shorter.is_empty())
    };
    ending.or_else(beginning).or_else(joined)
}

/// `s p a` is `spa`, and `a b c handels` is `abc handels`.
fn join_single_letters(plain: &str) -> String {
    let mut joined = String::with_capacity(plain.len());
    let mut single = false;
    for word in plain.split(' ') {
        let is_single = word.len() == 1;
        let begins = !(single && is_single);
        if begins && !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
        single = is_single;
    }
    joined
}

/// By what a company is known again: the domain that it has for itself, or its name, in which no dot is left. None for what
/// names no company, such as a free mailbox.
#[must_use]
pub fn company_key(text: &str) -> Option<String> {
    match host(text) {
        Some(host) => company_domain(&host).map(str::to_string),
        None => Some(company_name(text)).filter(|name| !name.is_empty()),
    }
}

/// Whether both speak of one company: by the domain that a company has for itself, where both are addresses, or
/// by the name, where neither is. An address and a name are never the same: that would be a guess.
pub fn same_company(a: &str, b: &str) -> bool {
    company_key(a).is_some_and(|key| company_key(b) == Some(key))
}
