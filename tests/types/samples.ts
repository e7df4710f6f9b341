// What Rust writes, for `tsc` to hold against the package's types. `tests/published.rs` has written it.
import type { Finding, ReferralStatus, Status, Verdict } from 'referral-widget'
import type { Note, Outcome, Row } from 'referral-widget/leads'

/** With every member there, however deep. */
type Whole<T> = T extends object ? { [Key in keyof T]-?: Whole<T[Key]> } : T

export const whole: Whole<Verdict> = {
  "estimate": {
    "amount": "1500.00",
    "capped_at": "1500",
    "currency": "EUR",
    "name": "New customer",
    "parts": [
      {
        "amount": "1620",
        "share": {
          "basis": "Budget",
          "of": "20250",
          "percent": "8"
        }
      }
    ],
    "payment": {
      "after": "the first invoice",
      "days": 30
    },
    "plan": "new-customer"
  },
  "findings": [
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "require",
      "message": "The company is in Germany.",
      "outcome": "met",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "require",
      "message": "The company is in Germany.",
      "outcome": "unmet",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "require",
      "message": "The company is in Germany.",
      "outcome": "pending",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "require",
      "message": "The company is in Germany.",
      "outcome": "error",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "review",
      "message": "The company is in Germany.",
      "outcome": "met",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "review",
      "message": "The company is in Germany.",
      "outcome": "unmet",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "review",
      "message": "The company is in Germany.",
      "outcome": "pending",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "review",
      "message": "The company is in Germany.",
      "outcome": "error",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "score",
      "message": "The company is in Germany.",
      "outcome": "met",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "score",
      "message": "The company is in Germany.",
      "outcome": "unmet",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "score",
      "message": "The company is in Germany.",
      "outcome": "pending",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "score",
      "message": "The company is in Germany.",
      "outcome": "error",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "plan",
      "message": "The company is in Germany.",
      "outcome": "met",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "plan",
      "message": "The company is in Germany.",
      "outcome": "unmet",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "plan",
      "message": "The company is in Germany.",
      "outcome": "pending",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "plan",
      "message": "The company is in Germany.",
      "outcome": "error",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "route",
      "message": "The company is in Germany.",
      "outcome": "met",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "route",
      "message": "The company is in Germany.",
      "outcome": "unmet",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "route",
      "message": "The company is in Germany.",
      "outcome": "pending",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    },
    {
      "code": "territory",
      "error": "line 3: no such field",
      "kind": "route",
      "message": "The company is in Germany.",
      "outcome": "error",
      "points": 20,
      "read": [
        "country"
      ],
      "unknown": [
        "partner.level"
      ],
      "waiting_for": [
        "country"
      ]
    }
  ],
  "hidden": [
    "lifts"
  ],
  "invalid": [
    "vat_id"
  ],
  "plan": "new-customer",
  "program_hash": "0000000000000000000000000000000000000000000000000000000000000000",
  "qualify_at": 60,
  "route": "sales",
  "rules_hash": "0000000000000000000000000000000000000000000000000000000000000000",
  "score": 40,
  "status": "review",
  "suggestions": [
    {
      "answers": [
        "DE",
        3,
        true
      ],
      "field": "country",
      "status": "qualified"
    }
  ],
  "today": "2026-11-23"
}

export const bare: Verdict = {
  "findings": [
    {
      "code": "territory",
      "kind": "route",
      "outcome": "pending",
      "read": []
    }
  ],
  "program_hash": "0000000000000000000000000000000000000000000000000000000000000000",
  "rules_hash": "0000000000000000000000000000000000000000000000000000000000000000",
  "score": 40,
  "status": "review",
  "today": "2026-11-23"
}

export const note: Whole<Note> = {
  "column": "Land",
  "field": "country",
  "help": "write a country",
  "message": "is not an option",
  "value": "Atlantis"
}

export const bareNote: Note = {
  "message": "is empty"
}

export const statuses: Record<Status, true> = {
  "disqualified": true,
  "incomplete": true,
  "qualified": true,
  "review": true
}

export const kinds: Record<Finding['kind'], true> = {
  "plan": true,
  "require": true,
  "review": true,
  "route": true,
  "score": true
}

export const outcomes: Record<Finding['outcome'] | Outcome['outcome'], true> = {
  "error": true,
  "met": true,
  "pending": true,
  "unmet": true
}

export const referrals: Record<ReferralStatus, true> = {
  "accepted": true,
  "declined": true,
  "in-review": true
}

export const rows: Record<Row['status'], true> = {
  "disqualified": true,
  "incomplete": true,
  "qualified": true,
  "review": true,
  "unreadable": true
}
