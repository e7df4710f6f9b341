// The built rules module must answer as the native engine does, byte for byte.
//
//     node tests/conformance/compare.mjs FIXTURES DIST [NAME]
//
// FIXTURES is what tests/conformance/main.rs wrote: a line of JSON for each fixture, with its requests and the
// native replies. DIST holds rules.js and rules.wasm. NAME chooses the fixtures whose name contains it.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

// This is processor time, so that a busy machine causes no failure.
const LIMIT_MS = 2000

const [fixtures, dist, chosen = ''] = process.argv.slice(2)
const glue = pathToFileURL(resolve(dist, 'rules.js')).href
const module = await WebAssembly.compile(await readFile(join(dist, 'rules.wasm')))

// One instance runs all fixtures, each in its own engine: a fixture must not affect the next one. Only a trap ends an
// instance. A fresh copy of the glue makes another.
let copies = 0
let { open } = await import(glue)

/** @type {string[]} */
const failures = []
let count = 0
let slowest = { ms: 0, name: 'none' }

// `readline` would not do, because it ends a line at a line separator (U+2028) within a text.
for (const line of (await readFile(fixtures, 'utf8')).trimEnd().split('\n')) {
  const fixture = JSON.parse(line)
  if (!fixture.name.includes(chosen)) continue
  count += 1
  const engine = await open(module)
  const failed = converse(engine, fixture)
  if (failed) failures.push(`${fixture.name}, ${failed}`)
  if (failed?.includes('trapped')) ({ open } = await import(`${glue}?copy=${(copies += 1)}`))
  else engine.free()
}

for (const failure of failures) console.error(failure)
const told = `${count} fixtures; the slowest answer took ${Math.round(slowest.ms)} ms (${slowest.name}).`
console.log(failures.length ? `${failures.length} differ, of ${told}` : `Native and Wasm agree in ${told}`)
if (!count || failures.length) process.exit(1)

/**
 * Describes the difference, if there is one.
 * @param {{ answer(request: string): string | undefined }} engine
 * @param {{ name: string, requests: string[], replies: (string | null)[] }} fixture
 */
function converse(engine, { name, requests, replies }) {
  for (const [i, request] of requests.entries()) {
    const before = process.cpuUsage()
    let reply
    try {
      reply = engine.answer(request) ?? null
    } catch (error) {
      return `request ${i + 1}: the module trapped: ${error}`
    }
    const { user, system } = process.cpuUsage(before)
    const ms = (user + system) / 1000
    if (ms > slowest.ms) slowest = { ms, name }
    if (ms > LIMIT_MS) return `request ${i + 1}: took ${Math.round(ms)} ms; the limit is ${LIMIT_MS} ms`
    if (reply !== replies[i]) return `request ${i + 1}: ${difference(replies[i], reply)}`
  }
}

/**
 * @param {string | null} native
 * @param {string | null} wasm
 */
function difference(native, wasm) {
  if (native === null || wasm === null) return native === null ? 'only Wasm answers' : 'only the native engine answers'
  let at = 0
  while (native[at] === wasm[at]) at += 1
  const around = (/** @type {string} */ text) => JSON.stringify(text.slice(Math.max(0, at - 80), at + 80))
  return `the replies differ from letter ${at + 1} on\n  native … ${around(native)}\n  Wasm   … ${around(wasm)}`
}
