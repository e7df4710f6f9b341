//! A landed migration is never changed, because a database that has run it would refuse to start.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// All migrations, with the SHA-256 of their bytes.
const LANDED: &[(&str, &str)] = &[
    ("sqlite/0001_start.sql", "8e87fc1cd79a21d62e300695b4a0857e23e2e4cdebde4f57324193cc7aeeb0e7"),
    ("sqlite/0002_challenged.sql", "cf0005694f15cdbfad5c1e4c9633f502245c8688a2be14432cf6918fcb34caff"),
    ("sqlite/0003_feedback.sql", "b43012dcddb6537059b78665207ba10a28a99482393892065a6c21a28e1b36e4"),
    ("sqlite/0004_signing.sql", "a7fe0091bba384d50b35a6c9571a4adb066d952ce591a68837a363b48a5dca0f"),
    ("sqlite/0005_suspicion.sql", "249b9c9ee63fdbc4f793f0d1980dac2a07fa3a6668d14da07376140ce1eee4a6"),
    ("sqlite/0006_relay.sql", "baa5d11e0cebc6ffa95ea09e1aa52cd226054bc54daeff1755fd9d954c7d6877"),
    ("sqlite/0007_attribution.sql", "0b599bfc76f3f3b60265042ae1419bf9b8e9fc3b2cc31143fc89f60877df950b"),
    ("sqlite/0008_consent.sql", "3a01b0b2b0e7993f780677821603358b3e9d20e257ccc4c6a51261cd558e08c4"),
    ("sqlite/0009_made.sql", "24a3a901dd9e05012c61ccae3153a7730ece34dc15106becdb58f19894b32b9b"),
    ("sqlite/0010_customers.sql", "6b4d3b29e16a2428d06abeafd76bd64d5dbdd5038165fdae37084f040b3d33e2"),
    ("sqlite/0011_trust.sql", "8328e3780fe2b88ec607be11de65652fac99675c93c4e4dcd61b5b7103622b76"),
    ("sqlite/0012_customer_keys.sql", "87edf83b3094e72560957214ddc7ea0cdeeb78295d406327105e65c7126973d0"),
    ("sqlite/0013_columns.sql", "6eef70828fbd7a37fd4dfee5578be900c0ef5156a2e964f0999bd72b2241cf5c"),
    ("sqlite/0014_events.sql", "68f2ab40c82d18c6bd48ec13c9bb8cdbb2dc7803e9839220e81a28a6107270e5"),
    ("sqlite/0015_deadlines.sql", "db73b3653fe2790a4cb42af914a4a2b185edf52d5982c6fbfa0ef3d59ecb30b6"),
    ("sqlite/0016_people.sql", "9fe780c7e176b07a8cc6135b68708e75a35894858fd6de2b5dd413e03af85d11"),
    ("sqlite/0017_search.sql", "bc545f2419fbd37c3e98bd2ef48e09a30e4838c6f3b350b9244a16a219b3f8be"),
    ("sqlite/0018_told.sql", "0da9650bdc1bd09f7d052444cf5e01baad59da381f96364ec3745289dcfb372e"),
    ("sqlite/0019_reminders.sql", "b221d7992b3f67cbd5a27914a681f4104bf0f7ad96ce6d25b573462350d0f519"),
    ("sqlite/0020_deferred.sql", "d038d9faa6ade5c2a402a6a3b2931cc93530014dee62de4abe403699c0dc1c64"),
    ("sqlite/0021_status_keys.sql", "03b77fc7f1b47ed053dfca3838811bd805f9c31f77b0950c849301901393a764"),
    ("sqlite/0022_partner_facts.sql", "6de0999aeaa2acef95dcd94b6d224623ac22932e94e5df5331fed7b21ea786bf"),
    ("sqlite/0023_partners.sql", "e3c24ec62c0ed3ceb65b5ee67d423a10a725b0326c680455fcb8c9d736ccd20f"),
    ("sqlite/0024_feedback_answers.sql", "823e10e786b34a1c3758eb064d96e2b47a0047a84e93dbc856b4458533ec3336"),
    ("sqlite/0025_partner_mails.sql", "3c40b940cace427ee9dd583ea712e9e471d77a5667c0dd70d2e5abcb017233b4"),
    ("postgres/0001_start.sql", "41fd7844fb3fc76df0f314592df6cfe00b45c33a0be9872c2f3a633b4eb5d99e"),
    ("postgres/0002_events.sql", "411cfbfe47ebb72c5c5566aec07ef035e498354f6db0439373ec17fdbc06a1ca"),
    ("postgres/0003_deadlines.sql", "d43c7daf688e0e15738b9b34cd17112114a9a860249c7e62973d422276df02a2"),
    ("postgres/0004_people.sql", "56d2e1f1030fb9a64d1d618ef5ce04d71415b0232aa8489bb8eaf160867ca351"),
    ("postgres/0005_search.sql", "fbf53d69aa3b4245a20ed387b9edc72efe3e09b9a343dd3d2e474927f216cc54"),
    ("postgres/0006_told.sql", "91dd3f9ebff6a4e85d962e86a454af48f1c348f8e8865e2ec70a3eff4e2b5fe8"),
    ("postgres/0007_reminders.sql", "200f81091e4b44fe8054ac026343d71072dd92b03e31ec0a435afb2218e1ea77"),
    ("postgres/0008_status_keys.sql", "51bcbbc8bde5c53b6ac7bead3c6f818880f663777e55779529a6fef6cc7a59a2"),
    ("postgres/0009_partner_facts.sql", "6de0999aeaa2acef95dcd94b6d224623ac22932e94e5df5331fed7b21ea786bf"),
    ("postgres/0010_partners.sql", "00208a608012413d215c62cfc8db9108e540023bb1d12dd7d233f2c86d23d034"),
    (
        "postgres/0011_feedback_answers.sql",
        "1b55a6f0a7515431708da55efc9cc3a0ecb657704883efd64bf0e89b9f7276a8",
    ),
    ("postgres/0012_partner_mails.sql", "ff18d2dda7d2dd422c9ef2da536beee2d9a04ff608044e3b4fb125e37156c374"),
];

#[test]
fn landed_migrations_are_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut found = BTreeMap::new();
    for database in ["sqlite", "postgres"] {
        for entry in fs::read_dir(folder.join(database)).unwrap().map(Result::unwrap) {
            let name = format!("{database}/{}", entry.file_name().to_str().unwrap());
            found.insert(name, hex::encode(Sha256::digest(fs::read(entry.path()).unwrap())));
        }
    }
    let landed: BTreeMap<_, _> =
        LANDED.iter().map(|(name, hash)| (name.to_string(), hash.to_string())).collect();
    assert_eq!(found, landed, "change none of these: add another, and its hash here");
}
