/** A question, as `fields.json` has it. */
export interface Field {
  name: string
  label: string
  type: string
  required?: boolean
  options?: { value: string; label: string }[]
}

/** A form to measure: the files of its page. */
export interface Form {
  label: string
  files: Record<string, string | Uint8Array>
}

/** What was measured in one round. */
export interface Round {
  usableAt: number
  page: number
  loaded: { name: string; bytes: number }[]
}
