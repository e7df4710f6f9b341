//! Company names without their legal forms.

use super::call::{Native, Table};
use super::domains::{company_domain, host};
use super::plain::{is_joined, plain};

pub const TABLE: Table = &[
    ("company_name(text?) -> text?", Native::Text(company_name)),
    ("same_company(text?, text?) -> bool", Native::Tests(same_company)),
];

/// Legal forms at the end of a name, in plain letters: the common abbreviations among those in the Entity Legal Forms
/// list that GLEIF keeps for ISO 20275 (release of September 2023,
/// <https://www.gleif.org/en/about-lei/code-lists/iso-20275-entity-legal-forms-code-list>). Longer forms consist of
/// several of these: `gmbh & co. kg`, `pty ltd`. Some are also words: a "Spa" loses its last word, but on both sides of
/// a comparison. Among forms with the same end, the longest must come first.
const ENDINGS: &str = "gesellschaft mit beschrankter haftung|societe a responsabilite limitee|spolka z ograniczona odpowiedzialnoscia|\
    societe par actions simplifiee|societa a responsabilita limitata|besloten vennootschap|naamloze vennootschap|\
    sociedad limitada|sociedad anonima|sociedade anonima|sociedade limitada|societa per azioni|public limited company|\
    kabushiki kaisha|yugen kaisha|societe anonyme|anonim sirketi|spolka akcyjna|s de rl de cv|\
    godo kaisha|spolka z oo|sapi de cv|spolka zoo|sab de cv|sas de cv|spol s ro|sa de cv|spol sro|sp z oo|\
    sp zoo|sa rl|sp j|sp k|ab|ad|ae|ag|aktiebolag|aktiengesellschaft|ans|aps|as|asa|asbl|berhad|bhd|bsc|bt|bv|\
    bvba|cc|cia|cic|cie|clg|co|company|corp|corporation|cv|dac|dd|doo|ead|eg|ehf|eireli|eirl|ek|eood|epe|eurl|ev|fz|\
    fzco|fze|gbr|gesmbh|ggmbh|gk|gmbh|haftungsbeschrankt|hb|hf|ike|inc|incorporated|ivs|jdoo|jsc|kb|kft|kg|kgaa|\
    kk|kkt|ksc|ky|lda|limited|llc|lllp|llp|lp|ltd|ltda|mb|mbh|nv|nyrt|og|ohg|ood|ou|oy|oyj|pc|pcl|pjsc|plc|pllc|\
    private|psa|psc|pte|pty|publ|pvt|sa|sac|sagl|sapa|sarl|sas|sasu|sau|sc|sca|scop|scrl|sdn|se|selarl|sgps|sia|\
    sirketi|sl|slu|snc|spa|spj|spk|spol|sprl|spzoo|srl|srls|sro|sti|tbk|tmi|tnhh|tov|uab|ug|vof|vos|vzw|wll|zrt|\
    акционерное общество|общество с ограниченной ответственностью|ад|ао|еад|доо|еоод|зао|оао|одо|оод|ооо|пао|прат|тов|тоо|\
    בעמ|בע״מ|בע מ|ش ذ م م|ذ م م|ش م م|ذمم|شذمم|شمع|شمم|有|株|合|名|資|유|주";

/// Legal forms at the beginning of a name.
const BEGINNINGS: &str = "общество с ограниченной ответственностью|публичное акционерное общество|акционерное общество|ab|as|oao|ooo|\
    ou|oy|pao|pt|sia|uab|zao|ао|зао|ип|оао|одо|ооо|пао|прат|тов|тоо|شركة|有|株|合|名|資|유|주";

/// Legal forms without a space, before or after the name. In brackets, or as the single square character for both, they
/// become a word of one letter: `(株)`, `㈱`.
const JOINED: &str = "株式会社|株式會社|有限会社|合同会社|合資会社|合名会社|股份有限公司|有限责任公司|有限責任公司|有限公司|주식회사|\
    유한책임회사|유한회사|합자회사|합명회사";

/// Words for `&`, which plain letters drop, in the languages of the form and of their neighbours.
const AND: &str = "and|und|et|y|e|ed|en|i|og|och|ve|и|و";

/// The lists that decide what remains of a name, besides plain letters. Stored names must be recomputed when they
/// change.
pub const NAME_PARTS: [&str; 4] = [ENDINGS, BEGINNINGS, JOINED, AND];

/// The plain name without legal forms, without `and`, and without blanks next to letters of scripts that have none. A
/// name that consists only of a legal form stays.
pub fn company_name(text: &str) -> String {
    let mut name = plain(text);
    loop {
        let joined = join_single_letters(&name);
        let mut bare = joined.as_str();
        while let Some(shorter) = without_form(bare) {
            bare = shorter;
        }
        let simple = without_and(bare);
        if simple == name {
            return name;
        }
        // Accents may stand in another order where the blank between them is gone.
        name = plain(&simple);
    }
}

fn without_form(name: &str) -> Option<&str> {
    let ending = || {
        let form = ENDINGS
            .split('|')
            .find(|form| name.strip_suffix(form).is_some_and(|rest| rest.ends_with(' ')))?;
        let rest = name.strip_suffix(form)?.trim_end();
        // `Acme and Co`
        let and = rest
            .rsplit_once(' ')
            .filter(|(_, last)| matches!(form, "co" | "company" | "cia" | "cie") && is_and(last));
        Some(and.map_or(rest, |(before, _)| before))
    };
    let beginning = || BEGINNINGS.split('|').find_map(|form| name.strip_prefix(form)?.strip_prefix(' '));
    let joined = || {
        let cut = JOINED.split('|').find_map(|form| name.strip_suffix(form).or(name.strip_prefix(form)));
        cut.map(str::trim).filter(|shorter| !shorter.is_empty())
    };
    ending().or_else(beginning).or_else(joined)
}

fn is_and(word: &str) -> bool {
    AND.split('|').any(|and| and == word)
}

fn without_and(name: &str) -> String {
    let mut simple = String::with_capacity(name.len());
    let mut words = name.split(' ').peekable();
    while let Some(word) = words.next() {
        let is_inside = !simple.is_empty() && words.peek().is_some();
        if is_inside && is_and(word) {
            continue;
        }
        let beside = [simple.chars().next_back(), word.chars().next()];
        if !simple.is_empty() && !beside.into_iter().flatten().any(is_joined) {
            simple.push(' ');
        }
        simple.push_str(word);
    }
    simple
}

/// Joins single letters: `s p a` becomes `spa`, and `a b c handels` becomes `abc handels`.
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

/// The key that identifies a company: its own domain, or its name, which never contains a dot. `None` for a text that
/// names no company, such as a free mailbox.
fn company_key(text: &str) -> Option<String> {
    match host(text) {
        Some(host) => company_domain(&host).map(str::to_string),
        None => Some(company_name(text)).filter(|name| !name.is_empty()),
    }
}

/// True if both texts name the same company. Two addresses are compared by the company's own domain, two names by name.
/// An address and a name are never the same, because that would be a guess.
pub fn same_company(a: &str, b: &str) -> bool {
    company_key(a).is_some_and(|key| company_key(b) == Some(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_stands_before_those_that_it_ends_with() {
        let forms: Vec<&str> = ENDINGS.split('|').collect();
        for (i, shorter) in forms.iter().enumerate() {
            let longer = forms[i..].iter().find(|form| form.ends_with(&format!(" {shorter}")));
            assert_eq!(longer, None, "it would never be found, because `{shorter}` stands before it");
        }
    }

    #[test]
    fn an_arabic_form_is_left_out_however_it_is_written() {
        for name in ["مصنع ش ذ م م", "مصنع ش.ذ.م.م", "مصنع ذ.م.م", "مصنع ذ م م"]
        {
            assert_eq!(company_name(name), "مصنع", "{name}");
        }
    }
}
