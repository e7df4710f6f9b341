// The lead that the laboratory of faults and the benches send: one that qualifies by `rules/cloud-migration`, about another customer for
// each name, because the endpoint stores only one lead for each.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'

const { agreement } = JSON.parse(
  readFileSync(new URL('../../rules/cloud-migration/program.json', import.meta.url), 'utf8'),
)

/** @param {string | number} name */
export const leadOf = (name) => ({
  company: `Muster ${name} AG`,
  website: `muster-${name}.example`,
  country: 'DE',
  need: 'migration',
  first_year_spend: '150000',
  employees: '320',
  existing_customer: 'no',
  in_talks: 'no',
  contact_name: 'Head of IT',
  email: `it@muster-${name}.example`,
  consent: true,
})

/**
 * What a form would send, as JSON.
 * @param {string | number} name
 * @param {{ key?: string, status_key?: string }} [more]
 */
export const submissionOf = (name, more) =>
  JSON.stringify({
    key: randomUUID(),
    program: 'cloud-migration',
    versions: { program: '1' },
    lead: leadOf(name),
    attribution: { partner: 'northgate-security' },
    agreement: { version: agreement.version, accepted: true },
    signals: { trap: '', seconds: 40 },
    ...more,
  })
