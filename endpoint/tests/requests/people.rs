//! People at the desk: how they sign in, and what ends it.

use crate::site::people::{Browser, PASSWORD};
use crate::site::{Site, TOKEN, header, problem, submission};
use jiff::{SignedDuration, Timestamp};
use referral_endpoint::{Clock, add_user, reset_user};
use referral_widget::office::Role;
use reqwest::{Client, Method, redirect};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

const ADMIN: &str = "admin@vendor.example";

/// A site with a clock that stands still.
async fn at_noon() -> (Site, Clock, Timestamp) {
    let clock = Clock::default();
    let now: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
    clock.set(now);
    let own = clock.clone();
    (Site::start_as(|config| config.clock = own).await, clock, now)
}

/// The code that an app with that key shows.
fn code(key: &str, at: Timestamp) -> String {
    let secret = Secret::try_from_base32(key).unwrap();
    let app = Builder::new().with_secret(secret).with_account_name(ADMIN).build().unwrap();
    app.generate(at.as_second().unsigned_abs()).to_string()
}

/// Sets one-time codes up, and returns their key.
async fn set_up_codes(browser: &mut Browser, now: Timestamp) -> String {
    let page = browser.page("/account/codes").await;
    assert!(page.contains("<svg") && page.contains("otpauth://totp/"), "{page}");
    let key = page.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string();
    let right = code(&key, now);
    for (password, code, status) in
        [("wrong password", &*right, 422), (PASSWORD, "000000", 422), (PASSWORD, &right, 303)]
    {
        let fields = [("key", key.as_str()), ("code", code), ("password", password)];
        assert_eq!(browser.post("/account/codes", &fields).await.status(), status);
    }
    key
}

#[tokio::test]
async fn a_link_leads_to_a_password_and_the_password_to_the_desk() {
    let site = Site::start().await;
    let mut browser = site.browser();
    // Before anybody was added, the browser asks for the token.
    let asked = browser.get("/").await;
    assert_eq!(
        (asked.status().as_u16(), header(&asked, "www-authenticate")),
        (401, "Basic realm=\"referrals\"")
    );

    let invited = add_user(&site.store().await, "Mara <b>Weber</b>", ADMIN, Role::Admin, Timestamp::now())
        .await
        .unwrap();
    let page = browser.page(&invited.path).await;
    assert!(page.contains("Mara &lt;b&gt;Weber&lt;/b&gt;") && page.contains("Choose a password"), "{page}");
    for (new, repeated) in [("short", "short"), (PASSWORD, "another"), (ADMIN, ADMIN)] {
        let fields = [("new-password", new), ("repeated-password", repeated)];
        assert_eq!(browser.post(&invited.path, &fields).await.status(), 422);
    }
    let fields = [("new-password", PASSWORD), ("repeated-password", PASSWORD)];
    let chosen = browser.post(&invited.path, &fields).await;
    assert_eq!((chosen.status().as_u16(), header(&chosen, "location")), (303, "/"));
    let cookie = header(&chosen, "set-cookie");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax; Path=/") && !cookie.contains("Secure"), "{cookie}");
    assert!(browser.page("/").await.contains("Mara &lt;b&gt;Weber&lt;/b&gt;"));
    // The link works once.
    assert_eq!(site.browser().get(&invited.path).await.status(), 404);
    assert_eq!(site.browser().post(&invited.path, &fields).await.status(), 404);

    let signed_out = browser.post("/sign-out", &[]).await;
    assert!(header(&signed_out, "set-cookie").contains("Max-Age=0"));
    let mut browser = site.browser();
    let led = browser.get("/referrals/x?a=b").await;
    assert_eq!(
        (led.status().as_u16(), header(&led, "location")),
        (303, "/sign-in?to=%2Freferrals%2Fx%3Fa%3Db")
    );
    problem(browser.get("/api/referrals").await, 401).await;
    let fields = [("email", " Admin@Vendor.example "), ("password", PASSWORD), ("to", "/referrals/x?a=b")];
    let signed_in = browser.post("/sign-in", &fields).await;
    assert_eq!((signed_in.status().as_u16(), header(&signed_in, "location")), (303, "/referrals/x?a=b"));
    assert_eq!(header(&browser.get("/").await, "cache-control"), "no-store");
}

#[tokio::test]
async fn whoever_signs_in_with_what_is_wrong_does_not_learn_what() {
    let site = Site::start().await;
    site.person(Role::Admin).await;
    let store = site.store().await;
    add_user(&store, "Noor", "noor@vendor.example", Role::Viewer, Timestamp::now()).await.unwrap();
    let mut answers = Vec::new();
    for (email, password) in [
        (ADMIN, "wrong password"),
        ("nobody@vendor.example", PASSWORD),
        ("noor@vendor.example", ""),
        ("", ""),
        ("zero\0@vendor.example", PASSWORD),
    ] {
        let mut browser = site.browser();
        let answer = browser.sign_in(email, password).await;
        assert_eq!((answer.status().as_u16(), browser.cookie.as_str()), (422, ""), "{email}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("The e-mail address or the password is wrong."), "{page}");
        answers.push(page.replace(email, "").len());
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn guessing_is_slowed_down_and_locks_nobody_out() {
    let clock = Clock::default();
    let now: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
    clock.set(now);
    let own = clock.clone();
    let site = Site::start_as(|config| {
        config.clock = own;
        config.behind_proxy = true;
    })
    .await;
    let invited = add_user(&site.store().await, "Mara", ADMIN, Role::Admin, now).await.unwrap();
    let chosen = [("new-password", PASSWORD), ("repeated-password", PASSWORD)];
    site.browser().post(&invited.path, &chosen).await;
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let try_from = |address: &'static str, password: &'static str| {
        let fields = [("email", ADMIN), ("password", password)];
        let request = client.post(site.url("/sign-in")).header("x-forwarded-for", address);
        let request = request.header("origin", site.url("")).form(&fields);
        async move { request.send().await.unwrap() }
    };
    for _ in 0..5 {
        assert_eq!(try_from("203.0.113.7", "wrong password").await.status(), 422);
    }
    // From there, not even the right password is looked at now.
    let slowed = try_from("203.0.113.7", PASSWORD).await;
    assert_eq!(slowed.status(), 429);
    let page = slowed.text().await.unwrap();
    assert!(page.contains("Try again in 2 seconds."), "{page}");
    // The owner is somewhere else.
    assert_eq!(try_from("198.51.100.4", PASSWORD).await.status(), 303);
    clock.set(now + SignedDuration::from_secs(1));
    assert_eq!(try_from("203.0.113.7", "wrong password").await.status(), 422);
    assert_eq!(try_from("203.0.113.7", PASSWORD).await.status(), 429);
    clock.set(now + SignedDuration::from_mins(2));
    let right = try_from("203.0.113.7", PASSWORD).await;
    assert!(header(&right, "set-cookie").starts_with("referral-session="));
}

#[tokio::test]
async fn a_one_time_code_is_asked_for_and_works_once() {
    let (site, clock, now) = at_noon().await;
    let invited = add_user(&site.store().await, "Mara", ADMIN, Role::Admin, now).await.unwrap();
    let mut first = site.browser();
    first.post(&invited.path, &[("new-password", PASSWORD), ("repeated-password", PASSWORD)]).await;
    let key = set_up_codes(&mut first, now).await;

    let later = now + SignedDuration::from_secs(30);
    clock.set(later);
    let mut browser = site.browser();
    let asked = browser.sign_in(ADMIN, PASSWORD).await;
    assert_eq!(header(&asked, "location"), "/sign-in/code");
    // The password alone opens nothing.
    assert_eq!(header(&browser.get("/").await, "location"), "/sign-in");
    problem(browser.get("/api/referrals").await, 401).await;
    for wrong in [code(&key, now), "000000".into(), String::new(), "１２３４５６".into()] {
        // The code that set them up is used already.
        assert_eq!(browser.post("/sign-in/code", &[("code", &wrong)]).await.status(), 422, "{wrong}");
    }
    let right = code(&key, later);
    let spaced = format!(" {} {}", &right[..3], &right[3..]);
    assert_eq!(browser.post("/sign-in/code", &[("code", &spaced)]).await.status(), 303);
    assert_eq!(browser.get("/").await.status(), 200);
    // Whoever saw it over a shoulder cannot use it again.
    let mut other = site.browser();
    other.sign_in(ADMIN, PASSWORD).await;
    assert_eq!(other.post("/sign-in/code", &[("code", &right)]).await.status(), 422);
    assert_eq!(other.get("/account").await.status(), 303);

    assert_eq!(browser.post("/account/codes/end", &[("password", "wrong password")]).await.status(), 422);
    assert_eq!(browser.post("/account/codes/end", &[("password", PASSWORD)]).await.status(), 303);
    let without = site.browser().sign_in(ADMIN, PASSWORD).await;
    assert_eq!(header(&without, "location"), "/");
}

#[tokio::test]
async fn a_session_that_is_ended_or_over_opens_nothing() {
    let (site, clock, now) = at_noon().await;
    let invited = add_user(&site.store().await, "Mara", ADMIN, Role::Admin, now).await.unwrap();
    let mut one = site.browser();
    one.post(&invited.path, &[("new-password", PASSWORD), ("repeated-password", PASSWORD)]).await;
    let mut two = site.browser();
    two.sign_in(ADMIN, PASSWORD).await;
    let account = one.page("/account").await;
    let end = account.split("action=\"/account/sessions/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(one.post(&format!("/account/sessions/{end}"), &[]).await.status(), 303);
    assert_eq!((one.get("/").await.status().as_u16(), two.get("/").await.status().as_u16()), (200, 303));

    // A new password ends all sessions but the one that chose it.
    two.sign_in(ADMIN, PASSWORD).await;
    let new = "another horse battery";
    for (current, status) in [("wrong password", 422), (PASSWORD, 200)] {
        let fields = [("password", current), ("new-password", new), ("repeated-password", new)];
        assert_eq!(one.post("/account/password", &fields).await.status(), status);
    }
    assert_eq!((one.get("/").await.status().as_u16(), two.get("/").await.status().as_u16()), (200, 303));
    assert_eq!(two.sign_in(ADMIN, PASSWORD).await.status(), 422);
    assert_eq!(two.sign_in(ADMIN, new).await.status(), 303);

    // A copied cookie is worth nothing after signing out, nor after a week.
    let mut copy = site.browser();
    copy.cookie.clone_from(&two.cookie);
    two.post("/sign-out", &[]).await;
    assert_eq!(copy.get("/").await.status(), 303);
    clock.set(now + SignedDuration::from_hours(7 * 24));
    assert_eq!(one.get("/").await.status(), 303);
}

#[tokio::test]
async fn a_reset_takes_password_codes_and_sessions() {
    let (site, clock, now) = at_noon().await;
    let store = site.store().await;
    let invited = add_user(&store, "Mara", ADMIN, Role::Admin, now).await.unwrap();
    let chosen = [("new-password", PASSWORD), ("repeated-password", PASSWORD)];
    let mut browser = site.browser();
    browser.post(&invited.path, &chosen).await;
    set_up_codes(&mut browser, now).await;
    let again = reset_user(&store, "ADMIN@vendor.example", now).await.unwrap();
    assert_eq!(browser.get("/").await.status(), 303);
    assert_eq!(browser.sign_in(ADMIN, PASSWORD).await.status(), 422);
    clock.set(now + SignedDuration::from_hours(3 * 24));
    assert_eq!(browser.post(&again.path, &chosen).await.status(), 404);
    clock.set(now);
    assert_eq!(browser.post(&again.path, &chosen).await.status(), 303);
    assert_eq!(browser.get("/").await.status(), 200);
}

async fn refer(site: &Site) -> String {
    let mut submission = submission();
    submission["lead"]["employees"] = json!(3);
    let receipt: Value = site.submit(&submission).await.json().await.unwrap();
    receipt["referral"].as_str().unwrap().to_string()
}

#[tokio::test]
async fn what_somebody_did_stays_with_their_name_after_they_were_removed() {
    let site = Site::start().await;
    let id = refer(&site).await;
    let mut admin = site.person(Role::Admin).await;
    let fields = [("name", "Noor Haddad"), ("email", "noor@vendor.example"), ("role", "manager")];
    let added = admin.post("/people", &fields).await.text().await.unwrap();
    let link = added.split("/set-password/").nth(1).unwrap().split('<').next().unwrap();
    assert!(added.contains(&format!("{}/set-password/{link}", site.url(""))), "{added}");
    assert_eq!(admin.post("/people", &fields).await.status(), 422);
    let mut noor = site.browser();
    let chosen = [("new-password", PASSWORD), ("repeated-password", PASSWORD)];
    noor.post(&format!("/set-password/{link}"), &chosen).await;

    let decide = [("form", "accept"), ("revision", "1"), ("message", ""), ("note", "")];
    assert_eq!(noor.post(&format!("/referrals/{id}/commands"), &decide).await.status(), 303);
    let store = site.store().await;
    let user = store.user_with_email("noor@vendor.example").await.unwrap().unwrap().id;
    let events = site.vendor(&format!("/api/referrals/{id}/events")).await;
    assert_eq!(
        (&events["events"][1]["user"], &events["events"][1]["event"]),
        (&json!(user), &json!("accepted"))
    );
    let assign = [("form", "assign"), ("revision", "2"), ("to", &user)];
    assert_eq!(noor.post(&format!("/referrals/{id}/commands"), &assign).await.status(), 303);

    assert_eq!(admin.post(&format!("/people/{user}/remove"), &[]).await.status(), 303);
    assert_eq!(noor.get("/").await.status(), 303);
    assert_eq!(noor.sign_in("noor@vendor.example", PASSWORD).await.status(), 422);
    let page = admin.page(&format!("/referrals/{id}")).await;
    assert!(page.contains("by Noor Haddad") && page.contains("Assigned to Noor Haddad"), "{page}");
    assert!(!page.contains(&format!("by {user}")), "{page}");
    // The last admin stays.
    let own = store.user_with_email(ADMIN).await.unwrap().unwrap().id;
    assert_eq!(admin.post(&format!("/people/{own}/remove"), &[]).await.status(), 409);
    assert_eq!(admin.post(&format!("/people/{own}/role"), &[("role", "viewer")]).await.status(), 409);
    assert_eq!(admin.post(&format!("/people/{own}/role"), &[("role", "king")]).await.status(), 422);
    assert_eq!(admin.get("/people").await.status(), 200);
}

#[tokio::test]
async fn a_role_sees_only_what_it_may_do() {
    let site = Site::start().await;
    let id = refer(&site).await;
    let path = format!("/referrals/{id}");
    let mut manager = site.person(Role::Manager).await;
    let mut finance = site.person(Role::Finance).await;
    let mut viewer = site.person(Role::Viewer).await;
    assert!(manager.page(&path).await.contains("value=\"accept\""));
    let seen = finance.page(&path).await;
    assert!(seen.contains("value=\"note\"") && !seen.contains("value=\"accept\""), "{seen}");
    assert!(!viewer.page(&path).await.contains("<input type=\"hidden\" name=\"form\""));
    let accept = [("form", "accept"), ("revision", "1")];
    let commands = format!("{path}/commands");
    assert_eq!(finance.post(&commands, &accept).await.status(), 403);
    assert_eq!(viewer.post(&commands, &accept).await.status(), 403);
    assert_eq!(manager.post(&commands, &accept).await.status(), 303);
    let home = viewer.page("/").await;
    assert!(!home.contains("href=\"/people\"") && !home.contains("href=\"/tokens\""), "{home}");
}

#[tokio::test]
async fn a_page_of_another_website_changes_nothing() {
    let site = Site::start().await;
    let id = refer(&site).await;
    let mut admin = site.person(Role::Admin).await;
    let fields = [("form", "accept"), ("revision", "1"), ("name", "x"), ("email", "evil@vendor.example")];
    for from in ["cross-site", "same-site"] {
        for path in
            [&*format!("/referrals/{id}/commands"), "/people", "/sign-in", "/sign-out", "/account/password"]
        {
            let refused = admin.send(Method::POST, path, &fields, from).await;
            assert_eq!(refused.status(), 403, "{path} {from}");
        }
    }
    // An older browser, or one without encryption, says only where the page is from.
    let posted = |origin: &str| {
        let request = site.client.post(site.url("/people")).header("cookie", &admin.cookie);
        request.header("origin", origin).form(&fields).send()
    };
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(posted(origin).await.unwrap().status(), 403, "{origin}");
    }
    assert_eq!(site.store().await.users().await.unwrap().len(), 1);
    assert_eq!(posted(&site.url("")).await.unwrap().status(), 200);
    assert_eq!(admin.get("/").await.status(), 200);
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say_until_it_is_revoked() {
    let site = Site::start().await;
    let id = refer(&site).await;
    let mut admin = site.person(Role::Admin).await;
    assert_eq!(admin.post("/tokens", &[("name", "CRM")]).await.status(), 422);
    assert_eq!(admin.post("/tokens", &[("name", " "), ("scope-read", "true")]).await.status(), 422);
    let made =
        admin.post("/tokens", &[("name", "CRM"), ("scope-command", "true")]).await.text().await.unwrap();
    let token = made.split("<code>referral_").nth(1).unwrap().split('<').next().unwrap();
    let token = format!("referral_{token}");
    let listed = admin.page("/tokens").await;
    assert!(listed.contains("CRM") && listed.contains("never used") && !listed.contains(&token), "{listed}");
    let give = |command: Value| {
        let request =
            site.client.post(site.url(&format!("/api/referrals/{id}/commands"))).bearer_auth(&token);
        request.json(&command).send()
    };
    let decide = json!({ "command": "decide", "decision": "accept" });
    assert_eq!(give(decide).await.unwrap().status(), 200);
    problem(site.get("/api/referrals").bearer_auth(&token).send().await.unwrap(), 403).await;
    let page = admin.page(&format!("/referrals/{id}")).await;
    assert!(page.contains("by CRM"), "{page}");
    let listed = admin.page("/tokens").await;
    assert!(listed.contains("last used on"), "{listed}");

    let revoke = listed.split("action=\"/tokens/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(admin.post(&format!("/tokens/{revoke}"), &[]).await.status(), 303);
    problem(give(json!({ "command": "note", "note": "x" })).await.unwrap(), 401).await;
    assert!(admin.page("/tokens").await.contains("Revoked on"));
    // The vendor's own token goes on.
    assert_eq!(site.get("/people").bearer_auth(TOKEN).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn every_language_has_the_pages() {
    let site = Site::start().await;
    let mut admin = site.person(Role::Admin).await;
    for (language, word) in [
        ("de", "Passwort"),
        ("fr", "Mot de passe"),
        ("es", "Contraseña"),
        ("it", "Password"),
        ("pt", "Palavra-passe"),
        ("nl", "Wachtwoord"),
        ("ja", "パスワード"),
        ("ar", "كلمة المرور"),
    ] {
        let page = site.get("/sign-in").header("accept-language", language).send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains(&format!("<html lang=\"{language}\"")) && page.contains(word), "{page}");
    }
    for path in ["/account", "/account/codes", "/people", "/tokens"] {
        assert!(admin.page(path).await.contains("<nav aria-label=\"Desk\""), "{path}");
    }
}
