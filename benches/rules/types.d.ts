/** A lead of the task (`task/lead.mjs`): typed answers by field name, null where there is none. */
export interface Lead {
  [field: string]: string | number | boolean | null
  company: string | null
  website: string | null
  country: string | null
  industry: string | null
  employees: number | null
  need: string | null
  budget: number | null
  funding: string | null
  decision_date: string | null
  existing_customer: string | null
  in_talks: string | null
  contact_name: string | null
  email: string | null
  phone: string | null
  consent: boolean
}

/** What all engines must say of a lead. */
export interface Verdict {
  status: string
  score: number
  plan: string | null
  route: string | null
  fee: number | null
  /** A list need not say them. */
  findings?: { code: string; outcome: string }[]
}

/** A change of one answer. */
export interface Change {
  field: string
  value: Lead[string]
}

/** Who is measured (`peers.mjs`). */
export interface Measured {
  label: string
  /** The file that opens it. */
  module: string
  /** What a page would load: a statement that exports it, or the built file, and the Wasm. */
  loads?: string
  built?: string
  wasm?: string
}

/** What an engine's file needs to open it. */
export interface Inputs {
  wasm?: Uint8Array<ArrayBuffer>
  program: string
  script: string
}

/** An engine that is open. One that is `asynchronous` gives promises. */
export interface Engine extends Measured {
  asynchronous: boolean
  whole(lead: Lead): Verdict
  change(lead: Lead, field: string, value: Lead[string]): Verdict
  bulk(csv: string): any[] | Promise<any[]>
  fresh(): unknown
  common(verdict: Verdict): Verdict
  commonRows(rows: any[]): Verdict[]
}

/** Microseconds of each round, by an engine's label. */
export type Times = Map<string, number[]>
