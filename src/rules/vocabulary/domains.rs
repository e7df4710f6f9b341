//! Domains of e-mail and web addresses.

use super::Table;
use super::call::Native;

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

/// The longest address that is looked at (RFC 3986 names no limit; browsers stop at about this).
const MAX_ADDRESS: usize = 2_000;

/// Where anybody gets a mailbox, for nothing or with their telephone line. The providers with the most users, by
/// the domains they hand out, as of November 2026; <https://github.com/willwhite/freemail> lists some thousand
/// small ones more, which are not worth their bytes in a page. `name.*` is the name under every ending.
const FREE_MAIL: &str = "gmail.com|googlemail.*|yahoo.*|ymail.com|rocketmail.com|myyahoo.com|outlook.*|hotmail.*|live.com|\
    live.at|live.be|live.ca|live.ch|live.cl|live.cn|live.co.uk|live.com.ar|live.com.au|live.com.mx|live.com.pt|live.co.za|\
    live.de|live.dk|live.fi|live.fr|live.ie|live.in|live.it|live.jp|live.nl|live.no|live.ru|live.se|msn.com|passport.com|\
    windowslive.com|icloud.com|me.com|mac.com|aol.*|aim.com|gmx.*|web.de|t-online.de|freenet.de|arcor.de|1und1.de|online.de|\
    email.de|mail.de|posteo.*|mailbox.org|vodafone.de|o2online.de|kabelmail.de|alice.de|alice-dsl.net|unitybox.de|\
    tutanota.*|tuta.*|tutamail.com|keemail.me|proton.me|protonmail.*|pm.me|hushmail.com|fastmail.*|zoho.com|zohomail.com|\
    mail.com|email.com|usa.com|europe.com|consultant.com|gmx-topmail.de|bluewin.ch|hispeed.ch|sunrise.ch|aon.at|chello.at|\
    a1.net|utanet.at|orange.fr|wanadoo.fr|free.fr|sfr.fr|neuf.fr|laposte.net|bbox.fr|numericable.fr|voila.fr|libero.it|\
    virgilio.it|tiscali.it|alice.it|tin.it|inwind.it|iol.it|tim.it|fastwebnet.it|poste.it|email.it|terra.es|telefonica.net|\
    ono.com|sapo.pt|clix.pt|netcabo.pt|ziggo.nl|kpnmail.nl|planet.nl|home.nl|xs4all.nl|hetnet.nl|casema.nl|telenet.be|\
    skynet.be|proximus.be|pt.lu|btinternet.com|btopenworld.com|sky.com|virginmedia.com|talktalk.net|ntlworld.com|\
    blueyonder.co.uk|tiscali.co.uk|eircom.net|telia.com|bredband.net|spray.se|online.no|frisurf.no|mail.dk|jubii.dk|\
    stofanet.dk|luukku.com|kolumbus.fi|wp.pl|o2.pl|onet.pl|onet.eu|op.pl|interia.pl|interia.eu|poczta.onet.pl|gazeta.pl|\
    tlen.pl|vp.pl|seznam.cz|email.cz|centrum.cz|atlas.cz|post.cz|volny.cz|azet.sk|centrum.sk|zoznam.sk|post.sk|freemail.hu|\
    citromail.hu|t-online.hu|indamail.hu|abv.bg|mail.bg|dir.bg|inbox.lv|inbox.lt|mail.ee|hot.ee|otenet.gr|mail.ru|bk.ru|\
    list.ru|inbox.ru|internet.ru|yandex.*|ya.ru|rambler.ru|ukr.net|i.ua|meta.ua|bigmir.net|mynet.com|qq.com|foxmail.com|\
    163.com|126.com|yeah.net|vip.163.com|sina.com|sina.cn|sohu.com|aliyun.com|139.com|189.cn|21cn.com|tom.com|naver.com|\
    hanmail.net|daum.net|nate.com|kakao.com|docomo.ne.jp|ezweb.ne.jp|au.com|softbank.ne.jp|i.softbank.jp|nifty.com|\
    biglobe.ne.jp|ocn.ne.jp|so-net.ne.jp|hinet.net|pchome.com.tw|rediffmail.com|indiatimes.com|sify.com|comcast.net|\
    verizon.net|att.net|sbcglobal.net|bellsouth.net|cox.net|charter.net|earthlink.net|optonline.net|juno.com|netzero.net|\
    rogers.com|shaw.ca|sympatico.ca|videotron.ca|telus.net|bigpond.com|bigpond.net.au|optusnet.com.au|iinet.net.au|xtra.co.nz|\
    uol.com.br|bol.com.br|terra.com.br|ig.com.br|globo.com|globomail.com|prodigy.net.mx|walla.co.il|walla.com|mweb.co.za|\
    webmail.co.za|telkomsa.net|mail2world.com|lycos.*|inbox.com|hey.com|duck.com|disroot.org|riseup.net|runbox.com|\
    startmail.com|mailfence.com|cock.li|mailinator.com|guerrillamail.com|10minutemail.com|yopmail.com|trashmail.com|\
    temp-mail.org";

/// Where companies have pages under another's domain, which says nothing of who they are. Social networks and
/// site builders, chosen as the free mailboxes are.
const SHARED_SITES: &str = "facebook.com|instagram.com|linkedin.com|xing.com|twitter.com|x.com|youtube.com|tiktok.com|\
    pinterest.com|github.com|github.io|gitlab.com|gitlab.io|google.com|goo.gl|business.site|blogspot.*|wordpress.com|\
    wixsite.com|editorx.io|weebly.com|squarespace.com|webflow.io|myshopify.com|jimdosite.com|jimdofree.com|jimdo.com|\
    webnode.*|strikingly.com|godaddysites.com|carrd.co|notion.site|netlify.app|vercel.app|pages.dev|workers.dev|web.app|\
    firebaseapp.com|herokuapp.com|azurewebsites.net|cloudfront.net|amazonaws.com|onmicrosoft.com|sharepoint.com|linktr.ee|\
    bit.ly|t.me|wa.me|amazon.*|ebay.*|etsy.com|alibaba.com|wikipedia.org|northdata.*";

/// Words below a country's ending under which companies register: `acme.co.uk` is registered, `co.uk` is not. The
/// Public Suffix List (publicsuffix.org) has some ten thousand such endings and is ten times this module's
/// vocabulary; these are the ones for business. First the words that hold under every country, then countries
/// with words of their own.
const SECOND_LEVEL: &str = "*:ac co com edu gov net org|at:gv or|au:asn id|br:adv eng ind|gg:ltd|hu:info|id:biz my web|\
    il:muni k12|in:firm gen ind|je:ltd|jp:ad ed go gr lg ne or|kr:go ne or pe re|mx:gob|nz:geek gen iwi maori school|\
    pl:biz info|ru:msk spb|th:go in mi or|tr:bel biz gen info k12 web|tw:game idv|ua:in kiev kyiv lviv|\
    uk:ltd me nhs plc police sch|za:law web";

/// Endings that private registries sell as if they were countries.
const SOLD: &str = "br.com|cn.com|co.com|de.com|eu.com|gb.net|in.net|jp.net|jpn.com|ru.com|sa.com|se.net|uk.com|uk.net|\
    us.com|za.com";

/// The host in an e-mail or web address, in small letters, without `www.`, port, path and trailing dot. `None`
/// for what is neither, for IP addresses, and for names without a dot. A name in Punycode (`xn--`) stays in it.
pub fn host(address: &str) -> Option<String> {
    let address = address.trim();
    if address.len() > MAX_ADDRESS {
        return None;
    }
    let rest = match address.split_once("://") {
        Some((_, rest)) => rest,
        None => address.strip_prefix("mailto:").unwrap_or(address),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.split_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        Some(_) => return None,
        None => host,
    };
    let host = host.trim_end_matches('>').to_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let host = host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(host);
    let numeric = host.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let named = host.contains('.') && host.len() <= 253 && host.split('.').all(is_label);
    (named && !numeric).then(|| host.to_string())
}

/// Whether that may stand between the dots (RFC 1035, with the letters of RFC 5890).
fn is_label(label: &str) -> bool {
    let known =
        |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii() && !c.is_whitespace();
    !label.is_empty() && label.len() <= 63 && label.chars().all(known) && !label.starts_with('-')
}

/// The domain that somebody has registered: without what stands before it.
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

/// The domain that a company has registered for itself: none for free mailboxes and shared sites.
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
