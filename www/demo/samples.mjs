// Fills the desk of the demo with samples: made-up referrals in all states. It is safe to run it again.
//
//     TOKEN=… node www/demo/samples.mjs http://127.0.0.1:8787
import { readFileSync } from 'node:fs'

const [endpoint] = process.argv.slice(2)
const { TOKEN } = process.env
const TODAY = new Date().toISOString().slice(0, 10)
const samples = JSON.parse(readFileSync(new URL('samples.json', import.meta.url), 'utf8'))

/**
 * @param {string} path
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
const post = async (path, body, headers) => {
  const answer = await fetch(`${endpoint}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, said: await answer.json() }
}

// Who refers, with the addresses to which mails go.
const known = await fetch(`${endpoint}/api/partners`, { headers: { Authorization: `Bearer ${TOKEN}` } })
/** @type {{ partners: { id: string }[] }} */
const { partners } = await known.json()
for (const partner of [
  {
    id: 'northgate-security',
    name: 'Northgate Security',
    email: 'partners@northgate.example',
    country: 'DE',
    domain: 'northgate.example',
    level: 'gold',
    contacts: 'Head of consulting',
    'program-cloud-migration': 'on',
  },
  {
    id: 'harrow-bearings',
    name: 'Harrow Bearings',
    email: 'sales@harrow.example',
    country: 'AT',
    domain: 'harrow.example',
    level: 'silver',
    contacts: 'Key accounts',
    'program-cloud-migration': 'on',
    'program-industrial-automation': 'on',
  },
]) {
  if (partners.some(({ id }) => id === partner.id)) continue
  const body = new URLSearchParams(Object.entries(partner))
  const added = await fetch(`${endpoint}/partners`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${TOKEN}` },
    body,
  })
  if (!added.ok) throw new Error(`${partner.name}: ${added.status}`)
}

/** @type {Map<string, { version: string, agreement: { version: string } }>} */
const programs = new Map()
for (const { key, program, partner, lead, then, is_refused: isRefused } of samples) {
  if (!programs.has(program))
    programs.set(program, await (await fetch(`${endpoint}/programs/${program}/program.json`)).json())
  const { version, agreement } = programs.get(program) ?? { version: '', agreement: { version: '' } }
  const sent = await post('/api/referrals', {
    key,
    program,
    versions: { program: version },
    lead,
    attribution: { partner, campaign: 'sample of the demo' },
    agreement: { version: agreement.version, accepted: true },
    signals: { trap: '', seconds: 60 },
  })
  // The same key again: it is there already.
  if (sent.status === 200 || (isRefused && sent.status === 409)) continue
  if (sent.status !== 201) throw new Error(`${lead.company}: ${sent.status} ${sent.said.detail}`)
  for (const order of then) {
    const dated = order.command === 'win' ? { ...order, on: TODAY } : order
    const path = `/api/referrals/${sent.said.referral}/commands`
    const given = await post(path, dated, { Authorization: `Bearer ${TOKEN}` })
    if (given.status !== 200) throw new Error(`${lead.company}, ${order.command}: ${given.said.detail}`)
  }
}
