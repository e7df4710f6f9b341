//! The domains of e-mail and web addresses.

use super::call::{Native, Table};
use super::letters::all_small;
use super::normal;

pub const TABLE: Table = &[
    ("domain(text?) -> text?", Native::Found(host)),
    (
        "company_domain(text?) -> text?",
        Native::Found(|text| host(text).and_then(|host| company_domain(&host).map(str::to_string))),
    ),
    (
        "is_free_mail(text?) -> bool",
        Native::Test(|text| host(text).is_some_and(|host| is_free_mail(registered(&host)))),
    ),
];

/// The longest address that is read, in bytes (RFC 3986 names no limit; browsers stop at about this).
const MAX_ADDRESS: usize = 2_000;

/// Providers of mailboxes for everybody, free or with a telephone line: the domains of the largest providers as of
/// November 2026. <https://github.com/willwhite/freemail> lists some thousand small ones, which are not worth their
/// bytes in a page. `name.*` is the name under any ending.
const FREE_MAIL: &str = "gmail.com|googlemail.*|yahoo.*|ymail.com|rocketmail.com|outlook.*|hotmail.*|live.com|live.at|live.be|\
    live.ca|live.ch|live.co.uk|live.com.au|live.com.mx|live.de|live.dk|live.fr|live.ie|live.it|live.jp|live.nl|\
    live.no|live.se|msn.com|windowslive.com|icloud.com|me.com|mac.com|aol.*|aim.com|gmx.*|web.de|t-online.de|\
    freenet.de|arcor.de|online.de|email.de|mail.de|posteo.*|mailbox.org|vodafone.de|o2online.de|alice.de|\
    tutanota.*|tuta.*|tutamail.com|proton.me|protonmail.*|pm.me|fastmail.*|zoho.com|zohomail.com|mail.com|\
    email.com|bluewin.ch|hispeed.ch|sunrise.ch|aon.at|a1.net|orange.fr|wanadoo.fr|free.fr|sfr.fr|neuf.fr|\
    laposte.net|libero.it|virgilio.it|tiscali.it|alice.it|tin.it|tim.it|terra.es|telefonica.net|sapo.pt|\
    ziggo.nl|kpnmail.nl|planet.nl|home.nl|xs4all.nl|telenet.be|skynet.be|pt.lu|btinternet.com|sky.com|\
    virginmedia.com|talktalk.net|ntlworld.com|blueyonder.co.uk|eircom.net|telia.com|bredband.net|online.no|\
    mail.dk|wp.pl|o2.pl|onet.pl|op.pl|interia.pl|tlen.pl|vp.pl|seznam.cz|email.cz|centrum.cz|centrum.sk|\
    freemail.hu|t-online.hu|abv.bg|mail.bg|inbox.lv|inbox.lt|hot.ee|otenet.gr|mail.ru|bk.ru|list.ru|inbox.ru|\
    yandex.*|ya.ru|rambler.ru|ukr.net|i.ua|bigmir.net|qq.com|foxmail.com|163.com|126.com|yeah.net|sina.com|\
    sina.cn|sohu.com|aliyun.com|139.com|189.cn|naver.com|hanmail.net|daum.net|nate.com|kakao.com|docomo.ne.jp|\
    ezweb.ne.jp|au.com|softbank.ne.jp|nifty.com|biglobe.ne.jp|ocn.ne.jp|hinet.net|rediffmail.com|indiatimes.com|\
    comcast.net|verizon.net|att.net|sbcglobal.net|bellsouth.net|cox.net|charter.net|earthlink.net|juno.com|\
    rogers.com|shaw.ca|sympatico.ca|videotron.ca|telus.net|bigpond.com|optusnet.com.au|iinet.net.au|xtra.co.nz|\
    uol.com.br|bol.com.br|terra.com.br|ig.com.br|globo.com|prodigy.net.mx|walla.co.il|mweb.co.za|hey.com|\
    duck.com|disroot.org|riseup.net|runbox.com|startmail.com|mailfence.com|mailinator.com|guerrillamail.com|\
    yopmail.com|pec.it|arubapec.it|legalmail.it|postecert.it|sicurezzapostale.it|pecimprese.it";

/// Sites where companies have pages under a domain that is not theirs: social networks, directories, marketplaces, link
/// shorteners and site builders. Selected like the free mailboxes.
const SHARED_SITES: &str = "facebook.com|instagram.com|linkedin.com|xing.com|twitter.com|x.com|youtube.com|tiktok.com|\
    pinterest.com|github.com|github.io|gitlab.com|gitlab.io|google.*|goo.gl|g.page|business.site|blogspot.*|wordpress.com|\
    wixsite.com|editorx.io|weebly.com|squarespace.com|webflow.io|myshopify.com|jimdosite.com|jimdofree.com|jimdo.com|\
    webnode.*|strikingly.com|godaddysites.com|carrd.co|notion.site|netlify.app|vercel.app|pages.dev|workers.dev|web.app|\
    firebaseapp.com|herokuapp.com|azurewebsites.net|cloudfront.net|amazonaws.com|onmicrosoft.com|sharepoint.com|linktr.ee|\
    bit.ly|t.me|wa.me|amazon.*|ebay.*|etsy.com|alibaba.com|wikipedia.org|northdata.*|canva.site|framer.website|yolasite.com|\
    site123.me|tinyurl.com|vk.com|weibo.com|gelbeseiten.de|dasoertliche.de|11880.com|golocal.de|wlw.*|herold.at|local.ch|\
    pagesjaunes.fr|societe.com|paginegialle.it|paginasamarillas.es|goudengids.nl|yell.com|yellowpages.*|yelp.*|\
    tripadvisor.*|trustpilot.*|cylex.*|europages.*|kompass.com|crunchbase.com|itp.ne.jp|ekiten.jp|tabelog.com|ameblo.jp|\
    rakuten.co.jp";

/// Words below a country's ending under which companies register: `acme.co.uk` is registered, `co.uk` is not. The
/// Public Suffix List (publicsuffix.org) has some ten thousand such endings, ten times the size of this vocabulary;
/// these are the ones for business. First the words under every country, then those of single countries. The endpoint
/// uses the whole list to protect customers, whatever a script knows.
const SECOND_LEVEL: &str = "*:ac co com edu gov net org|at:gv or|au:asn id|br:adv arq art blog cnt ecn eco eng far flog fm fot fst \
    imb ind inf jor leg med mus not odo ong ppg pro psc psi rec srv tec tmp trd tur tv vet vlog wiki|fr:asso gouv nom prd tm|\
    gg:ltd|hu:info|id:biz my web|il:muni k12|in:firm gen ind|je:ltd|jp:ad ed go gr lg ne or tokyo osaka kyoto|\
    kr:go ne or pe re|mx:gob|nz:geek gen iwi maori school|pl:art biz info waw|ru:msk spb|th:go in mi or|tr:bel biz gen info k12 web|tw:game idv|ua:in kiev kyiv lviv|\
    uk:ltd me nhs plc police sch|za:law web";

/// Endings that private registries sell like those of countries.
const SOLD: &str = "br.com|cn.com|co.com|de.com|eu.com|eu.org|gb.net|in.net|jp.net|jpn.com|ru.com|sa.com|se.net|uk.com|uk.net|\
    us.com|za.com";

/// The host of an e-mail or web address, in lower case, without `www.`, port, path and trailing dot. A name in Punycode
/// (`xn--`) is decoded. `None` for other texts, for IP addresses, and for names without a dot.
pub fn host(address: &str) -> Option<String> {
    if address.len() > MAX_ADDRESS {
        return None;
    }
    let address = normal(address.trim());
    let address = address.as_str();
    let rest = match address.split_once(':') {
        Some(("mailto", rest)) => rest,
        Some((_, rest)) if rest.starts_with("//") => &rest[2..],
        _ => address,
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.split_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        Some(_) => return None,
        None => host,
    };
    let host = all_small(host.trim_end_matches('>'));
    let host = host.strip_suffix('.').unwrap_or(&host);
    let host = host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(host);
    let numeric = host.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let host =
        host.split('.').map(|label| decoded(label).unwrap_or(label.into())).collect::<Vec<_>>().join(".");
    let named = host.contains('.') && host.chars().count() <= 253 && host.split('.').all(is_label);
    (named && !numeric).then_some(host)
}

/// The address in one normal form (NFKC), with the full stop of Chinese and Japanese as a dot.
fn normal(address: &str) -> String {
    normal::composed(normal::decomposed(address).replace('。', "."))
}

/// Decodes a label in Punycode (RFC 3492). `None` if the result would not be encoded that way.
fn decoded(label: &str) -> Option<String> {
    let code = label.strip_prefix("xn--")?;
    let (plain, code) = code.rsplit_once('-').unwrap_or(("", code));
    let mut letters: Vec<char> = plain.chars().collect();
    let mut digits = code.bytes();
    let (mut letter, mut place, mut bias) = (128_u32, 0_u32, 72_u32);
    while digits.len() > 0 {
        let (before, mut weight, mut threshold_at) = (place, 1_u32, 36_u32);
        loop {
            let digit = match digits.next()? {
                letter @ b'a'..=b'z' => letter - b'a',
                digit @ b'0'..=b'9' => digit - b'0' + 26,
                _ => return None,
            };
            place = place.checked_add(weight.checked_mul(digit.into())?)?;
            let threshold = threshold_at.saturating_sub(bias).clamp(1, 26);
            if u32::from(digit) < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
            threshold_at += 36;
        }
        let count = letters.len() as u32 + 1;
        let mut delta = (place - before) / if before == 0 { 700 } else { 2 };
        delta += delta / count;
        bias = 0;
        while delta > 455 {
            delta /= 35;
            bias += 36;
        }
        bias += 36 * delta / (delta + 38);
        letter = letter.checked_add(place / count)?;
        place %= count;
        letters.insert(place as usize, char::from_u32(letter)?);
        place += 1;
    }
    let text: String = letters.into_iter().collect();
    (!text.is_ascii() && !text.starts_with("xn--") && all_small(&normal(&text)) == text).then_some(text)
}

/// True if the text may be a label of a host name (RFC 1035, with the letters of RFC 5890).
fn is_label(label: &str) -> bool {
    let known =
        |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii() && !c.is_whitespace();
    !label.is_empty() && label.chars().count() <= 63 && label.chars().all(known) && !label.starts_with('-')
}

/// The registered domain, without subdomains.
fn registered(host: &str) -> &str {
    let labels: Vec<&str> = host.split('.').collect();
    let Some((country, word)) = labels.last().zip(labels.iter().rev().nth(1)) else { return host };
    let below = |line: &str| {
        let (of, words) = line.split_once(':').unwrap_or_default();
        (of == "*" && country.len() == 2 || of == *country) && words.split(' ').any(|known| known == *word)
    };
    let sold = SOLD.split('|').any(|ending| ending.split_once('.') == Some((*word, *country)));
    let kept = if sold || SECOND_LEVEL.split('|').any(below) { 3 } else { 2 };
    let dropped: usize = labels.iter().rev().skip(kept).map(|label| label.len() + 1).sum();
    host.get(dropped..).unwrap_or(host)
}

/// The domain that a company has registered for itself. `None` for free mailboxes and shared sites.
pub fn company_domain(host: &str) -> Option<&str> {
    let registered = registered(host);
    (!is_free_mail(registered) && !is_listed(registered, SHARED_SITES)).then_some(registered)
}

fn is_free_mail(registered: &str) -> bool {
    is_listed(registered, FREE_MAIL)
}

fn is_listed(registered: &str, list: &str) -> bool {
    let name = registered.split('.').next().unwrap_or_default();
    list.split('|').any(|entry| entry == registered || entry.strip_suffix(".*") == Some(name))
}
