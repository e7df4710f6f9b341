// node bench.mjs [--quick]: builds the forms, checks that each asks all questions, measures, prints the table.
import { chromium } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { forms } from './forms.mjs'
import { measure, verify } from './measure.mjs'
import { FormSite } from './server.mjs'
import { print } from './table.mjs'

/** @import { Field, Round } from './types.js' */

const quick = process.argv[2] === '--quick'
const ROUNDS = quick ? 1 : 5
/** @type {Field[]} */
const FIELDS = JSON.parse(readFileSync(new URL('fields.json', import.meta.url), 'utf8'))

const say = (/** @type {string} */ text) => console.log(`▸ ${text}`)

const site = new FormSite()
const browser = await chromium.launch({
  executablePath: process.env.CHROME || undefined,
  // Some peers send requests to servers of their makers. The table must not depend on those servers.
  args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
})
try {
  await site.start()
  say('Building and compressing the forms')
  const opened = (await forms()).map((form) => ({ label: form.label, address: site.add(form) }))
  say(`Looking for the ${FIELDS.length} questions in each of ${opened.length} forms`)
  for (const form of opened) await verify(browser, form, FIELDS)

  /** @type {Map<string, Round[]>} */
  const measured = new Map(opened.map(({ label }) => [label, []]))
  for (let round = 0; round < ROUNDS; round++) {
    say(`Opening each over slow 4G with a slow CPU: round ${round + 1} of ${ROUNDS}`)
    // Use another order in each round, so that anything that disturbs the machine affects all forms.
    for (let i = 0; i < opened.length; i++) {
      const form = opened[(i + round) % opened.length]
      measured.get(form.label)?.push(await measure(browser, form))
    }
  }
  print(measured, quick)
  console.log(`Chromium ${browser.version()}, ${cpus().length} cores of ${cpus()[0].model.trim()}.`)
} finally {
  await browser.close()
  await site.stop()
}
