//! Partners, of whom more or less is known.

/// What is known, as JSON, and a token with the same facts. The first knows nothing.
pub const PARTNERS: [(&str, &str); 5] = [
    (r#"{}"#, "e30.eyJmYWN0cyI6e319.AA"),
    (r#"{"country":"DE","level":"gold"}"#, "e30.eyJmYWN0cyI6eyJjb3VudHJ5IjoiREUiLCJsZXZlbCI6ImdvbGQifX0.AA"),
    (r#"{"level":""}"#, "e30.eyJmYWN0cyI6eyJsZXZlbCI6IiJ9fQ.AA"),
    (r#"{"country":"AT","level":"50"}"#, "e30.eyJmYWN0cyI6eyJjb3VudHJ5IjoiQVQiLCJsZXZlbCI6IjUwIn19.AA"),
    (
        r#"{"country":"","level":"größer"}"#,
        "e30.eyJmYWN0cyI6eyJjb3VudHJ5IjoiIiwibGV2ZWwiOiJncsO2w59lciJ9fQ.AA",
    ),
];
