//! Passwords: which ones are good enough, and how they are hashed and compared.

use crate::http::refusal::Refusal;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use unicode_normalization::UnicodeNormalization;

/// How many passwords are hashed at a time. Each takes 19 MiB of memory and a processor.
const AT_ONCE: usize = 2;
const SHORTEST: usize = 12;
const LONGEST: usize = 200;
const LEAST_DIFFERENT: usize = 5;
/// A hash that no password has. It is compared with where there is none, so that this takes as long.
const NO_PASSWORD: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCBhdGFsbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and compares passwords, a few at a time, on threads where nothing else waits for it.
#[derive(Clone)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Passwords(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// Hashes a password (Argon2id, as a PHC string).
    pub async fn hash(&self, password: String) -> Result<String, Refusal> {
        self.run(move || {
            let hash = Argon2::default().hash_password(normal(&password).as_bytes());
            hash.map(|hash| hash.to_string()).map_err(drop)
        })
        .await
    }

    /// True if the password has that hash. Without a hash it is false, after the same time.
    pub async fn is_right(&self, password: String, hash: Option<String>) -> Result<bool, Refusal> {
        self.run(move || {
            let kept = PasswordHash::new(hash.as_deref().unwrap_or(NO_PASSWORD)).map_err(drop)?;
            let is_same = Argon2::default().verify_password(normal(&password).as_bytes(), &kept).is_ok();
            Ok(is_same && hash.is_some())
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, ()> + Send + 'static,
    ) -> Result<T, Refusal> {
        let failed = || {
            tracing::error!("a password could not be hashed or compared");
            Refusal::unavailable("The password could not be checked. Try again.")
        };
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(|_| failed())?;
        // The place is free again when the work is done, even if nobody waits for it any more.
        let done = spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        done.await.ok().and_then(Result::ok).ok_or_else(failed)
    }
}

/// The password in the one form of Unicode (NFKC), since keyboards of different systems write the same letters differently.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

/// What is wrong with a password, as the key of a text: it is short, longer than what is kept, repeats the same few characters,
/// or is the name or the address of its owner.
pub fn weakness(password: &str, name: &str, email: &str) -> Option<&'static str> {
    let length = password.chars().count();
    let password = password.trim().to_lowercase();
    let different = password.chars().collect::<BTreeSet<_>>().len();
    if length < SHORTEST {
        Some("password-short")
    } else if length > LONGEST {
        Some("password-long")
    } else if different < LEAST_DIFFERENT || [name.to_lowercase(), email.to_lowercase()].contains(&password) {
        Some("password-guessable")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn comparing_with_no_hash_is_the_same_work() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery".into()).await.expect("a hash");
        let cost = |hash: &str| hash.split('$').take(4).map(String::from).collect::<Vec<_>>();
        assert_eq!(cost(&hash), cost(NO_PASSWORD));
        assert!(PasswordHash::new(NO_PASSWORD).expect("a hash").hash.is_some());
        for (password, hash, is_right) in [
            ("correct horse battery", Some(hash.clone()), true),
            // The same letters as a keyboard for Japanese writes them.
            ("ｃｏｒｒｅｃｔ horse battery", Some(hash.clone()), true),
            ("correct horse batterz", Some(hash), false),
            ("correct horse battery", None, false),
        ] {
            assert_eq!(passwords.is_right(password.into(), hash).await.expect("an answer"), is_right);
        }
    }

    #[test]
    fn a_password_that_can_be_guessed_is_refused() {
        let weakness = |password: &str| weakness(password, "Mara Weber-Lang", "mara@vendor.example");
        for (password, expected) in [
            ("", Some("password-short")),
            ("short", Some("password-short")),
            ("aaaaaaaaaaaaaaaa", Some("password-guessable")),
            ("abababababab", Some("password-guessable")),
            ("Mara Weber-Lang", Some("password-guessable")),
            ("MARA@vendor.example", Some("password-guessable")),
            (&"long enough ".repeat(20), Some("password-long")),
            ("correct horse battery", None),
            ("ひらがなとカタカナと漢字です", None),
            ("        spaces ", None),
        ] {
            assert_eq!(weakness(password), expected, "{password}");
        }
    }
}
