//! What people write if they have no name, in the form's languages and some more.

use referral_widget::rules::plain;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The words in plain letters, without spaces. Each line is one language.
pub const PLACEHOLDERS: [&str; 23] = [
    // English, and abbreviations that belong to no language.
    "na|nn|none|no|nil|null|nan|undefined|empty|blank|noname|nocompany|nowebsite|noemail|notapplicable|notavailable|notprovided|\
     notspecified|notknown|notgiven|notdisclosed|notset|notyet|notyetknown|unknown|unnamed|unspecified|undisclosed|confidential|\
     anonymous|anon|tbd|tba|tbc|tbdefined|tobedetermined|tobedefined|tobeconfirmed|tobeannounced|tobedecided|todo|pending|\
     test|tests|testing|test1|test123|testcompany|testcustomer|testlead|company|companyname|mycompany|yourcompany|customer|\
     customername|client|clientname|prospect|name|private|privateperson|individual|selfemployed|example|examplecompany|sample|\
     samplecompany|demo|dummy|foo|foobar|asdf|asd|asdfgh|qwerty|qwertz|azerty|lorem|loremipsum|xyz|ditto|seeabove|seenotes",
    // German.
    "ka|kein|keine|keiner|keines|keinname|keinefirma|keineangabe|keineangaben|keinewebsite|unbekannt|nichtbekannt|nochunbekannt|\
     nochnichtbekannt|nichtvorhanden|nichtangegeben|ohne|ohnename|ohneangabe|ohneangaben|entfallt|entfaellt|offen|nochoffen|folgt|\
     wirdnachgereicht|siehenotiz|siehebemerkung|vertraulich|geheim|anonym|privat|privatperson|firma|firmenname|firmaxy|\
     musterfirma|beispiel|beispielfirma|testfirma|testkunde|kunde|interessent|diverse|sonstige",
    // French.
    "aucun|aucune|aucunnom|aucunesociete|inconnu|inconnue|nonconnu|nonrenseigne|nonprecise|noncommunique|nondisponible|\
     nonapplicable|neant|rien|sans|sansnom|sansobjet|adefinir|adeterminer|apreciser|avenir|confidentiel|anonyme|nc|nr|societe|\
     entreprise|nomdelentreprise|particulier|exemple|prive",
    // Spanish.
    "nada|ninguno|ninguna|ningunnombre|desconocido|desconocida|sindatos|sinnombre|sinempresa|sininformacion|sinespecificar|\
     sindefinir|noaplica|nodisponible|noespecificado|nosabe|nosesabe|noseconoce|notiene|porconfirmar|pordefinir|pordeterminar|\
     pendiente|confidencial|anonimo|anonima|empresa|nombredelaempresa|particular|prueba|ejemplo|cliente|ns|nd",
    // Portuguese.
    "nenhum|nenhuma|desconhecido|desconhecida|semdados|semnome|semempresa|seminformacao|naoaplicavel|naoseaplica|naodisponivel|\
     naoinformado|naotem|naosei|nao|aconfirmar|adefinir|nomedaempresa|teste|exemplo",
    // Italian.
    "nessuno|nessuna|nessunnome|sconosciuto|sconosciuta|nondisponibile|nonnoto|nonnota|nonapplicabile|nonspecificato|\
     nonpervenuto|senzanome|senzadati|dadefinire|daconfermare|riservato|azienda|nomeazienda|ditta|privato|prova|esempio|np",
    // Dutch.
    "geen|geennaam|geenbedrijf|geengegevens|onbekend|nogonbekend|nietbekend|nietingevuld|nietbeschikbaar|nietvantoepassing|nvt|ntb|\
     nogtebepalen|vertrouwelijk|anoniem|bedrijf|bedrijfsnaam|particulier|voorbeeld|klant",
    // Japanese.
    "なし|無し|ナシ|無|特になし|該当なし|該当無し|名前なし|社名なし|会社名なし|不明|未定|未記入|未入力|未登録|未確認|未公開|非公開|非公表|秘密|匿名|匿名希望|個人|\
     個人事業主|会社|会社名|社名|法人名|テスト|てすと|サンプル|ダミー|株式会社テスト|テスト株式会社|検討中|確認中|調査中|わからない|分からない|ありません",
    // Arabic.
    "لا|لايوجد|لاشيء|غيرمعروف|غيرمعروفه|غيرمعروفة|غيرمتوفر|غيرمتوفرة|غيرمتاح|غيرمحدد|مجهول|بدون|بدوناسم|لااعرف|لاأعرف|سري|شركة|اسمالشركة|\
     خاص|فرد|تجربة|اختبار|مثال|لاينطبق",
    // Chinese.
    "无|無|没有|沒有|暂无|暫無|未知|不详|不詳|不明|不知道|待定|待确认|待確認|保密|匿名|个人|個人|公司|公司名称|公司名稱|测试|測試|测试公司|示例|未填写|不适用|不適用",
    // Korean.
    "없음|없습니다|해당없음|모름|미정|미상|불명|비공개|익명|개인|회사|회사명|테스트|예시|알수없음",
    // Russian and Ukrainian.
    "нет|неизвестно|неизвестна|неизвестен|неуказано|неуказана|нетданных|неприменимо|нд|отсутствует|уточняется|конфиденциально|\
     анонимно|частноелицо|физлицо|компания|организация|тест|пример|немає|невідомо|невказано",
    // Polish.
    "brak|brakdanych|braknazwy|nieznany|nieznana|nieznane|niewiadomo|niedotyczy|niepodano|doustalenia|poufne|anonimowy|prywatny|\
     nazwafirmy|przyklad",
    // Czech and Slovak.
    "zadny|zadna|zadne|neznamy|neznama|nezname|neuvedeno|neuvedene|nenikdispozici|neniuvedeno|ziadny|ziadna|soukroma|sukromna|spolecnost",
    // Swedish, Danish and Norwegian.
    "ingen|inget|okand|okant|saknas|ejangivet|ejtillampligt|foretag|foretagsnamn|ukendt|ukjent|ikkerelevant|ikkeoplyst|ikkeoppgitt|\
     virksomhed|bedrift|selskap|eksempel|anonymt|hemligt|hemmeligt",
    // Finnish and Estonian.
    "ei|eitiedossa|eiole|tuntematon|yritys|testi|teadmata|puudub|eitea",
    // Hungarian.
    "nincs|nincsadat|ismeretlen|nemismert|ceg|cegnev|teszt|pelda",
    // Turkish.
    "yok|bilinmiyor|belirtilmemis|belirsiz|gizli|sirket|sirketadi|firmaadi|ornek|deneme",
    // Greek.
    "κανένα|καμία|άγνωστο|άγνωστη|δενυπάρχει|εταιρεία|δοκιμή",
    // Hebrew.
    "אין|לאידוע|לאידועה|לארלוונטי|חברה|בדיקה|פרטי",
    // Romanian and Bulgarian.
    "niciunul|niciuna|necunoscut|necunoscuta|fara|faranume|firmadetest|няма|неизвестнафирма",
    // Croatian, Serbian and Slovene.
    "nema|nepoznato|nepoznat|nepoznata|nijepoznato|neznano|nimampodatka|tvrtka|podjetje|primer|primjer",
    // Thai, Vietnamese, Indonesian and Hindi.
    "ไม่มี|ไม่ทราบ|ไม่ระบุ|บริษัท|ทดสอบ|khongco|khongbiet|chuaco|congty|tidakada|tidakdiketahui|belumada|rahasia|perusahaan|\
     कोईनहीं|अज्ञात|पतानहीं",
];

static ALL: LazyLock<HashSet<&str>> =
    LazyLock::new(|| PLACEHOLDERS.iter().flat_map(|line| line.split('|')).collect());

/// True if the text says that there is no name, or is only meant to get past the question.
pub fn is_placeholder(text: &str) -> bool {
    let bare = plain(text).replace(' ', "");
    bare.chars().all(|letter| letter.is_numeric() || bare.starts_with(letter)) || ALL.contains(bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_known_as_it_is_written() {
        for placeholder in PLACEHOLDERS.iter().flat_map(|line| line.split('|')) {
            assert!(
                is_placeholder(placeholder),
                "{placeholder} is not in plain letters: {}",
                plain(placeholder)
            );
        }
    }

    #[test]
    fn what_stands_for_no_name_is_none_in_every_language() {
        for text in [
            "n/a",
            "N.A.",
            "Ｎ／Ａ",
            "n. a.",
            "-",
            "–",
            "...",
            "？？？",
            "0",
            "０００",
            "xxx",
            "TBD",
            "t.b.d.",
            "Unknown",
            "not known",
            "k.A.",
            "k. A.",
            "keine",
            "Keine Angabe",
            "nicht bekannt",
            "unbekannt",
            "entfällt",
            "non communiqué",
            "Inconnu",
            "néant",
            "sin datos",
            "no aplica",
            "Ninguna",
            "não aplicável",
            "nenhum",
            "nessuno",
            "n.d.",
            "geen",
            "n.v.t.",
            "なし",
            "ﾅｼ",
            "無し",
            "該当なし",
            "未定",
            "لا يوجد",
            "غير معروف",
            "无",
            "待定",
            "없음",
            "해당 없음",
            "нет",
            "н/д",
            "brak",
            "žádný",
            "saknas",
            "nincs",
            "yok",
            "άγνωστο",
            "אין",
            "ไม่มี",
            "Test",
            "privat",
            "Company name",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "3M",
            "NA Metall",
            "Firma Schmidt",
            "Keine Sorgen AG",
            "Nonnenmacher",
            "Brakel",
            "なしの木",
            "1&1 Versatel",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
