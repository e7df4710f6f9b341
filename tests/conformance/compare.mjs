// The built rules module must answer as the native engine does, byte for byte.
//
//     node tests/conformance/compare.mjs FIXTURES DIST [NAME]
//
// FIXTURES is what tests/conformance/main.rs wrote: a line of JSON for each fixture, with its requests and the
// native replies. DIST holds rules.js and rules.wasm. NAME chooses fixtures whose name contains it.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

// Of processor time, so that a busy machine is no failure.
const LIMIT_MS = 2000

const [fixtures, dist, chosen = ''] = process.argv.slice(2)
const { open } = await import(pathToFileURL(resolve(dist, 'rules.js')))
const module = await WebAssembly.compile(await readFile(join(dist, 'rules.wasm')))

let engine = await open(module)
const failures = []
let count = 0
let slowest = { ms: 0 }
// Not by readline, which takes a line separator (U+2028) within a text for the end of a line.
for (const line of (await readFile(fixtures, 'utf8')).trimEnd().split('\n')) {
  const { name, requests, replies } = JSON.parse(line)
  if (!name.includes(chosen)) continue
  count += 1
  for (const [i, request] of requests.entries()) {
    const before = process.cpuUsage()
    let reply
    try {
      reply = engine.answer(request) ?? null
    } catch (error) {
      failures.push(`${name}, request ${i + 1}: the module trapped: ${error}`)
      break
    }
    const spent = process.cpuUsage(before)
    const ms = (spent.user + spent.system) / 1000
    if (process.env.TIMES && ms > 200) console.log(name, i, Math.round(ms))
    if (ms > slowest.ms) slowest = { ms, name }
    if (ms > LIMIT_MS) failures.push(`${name}, request ${i + 1}: took ${Math.round(ms)} ms; the limit is ${LIMIT_MS}`)
    if (replies.length && reply !== replies[i]) failures.push(`${name}, request ${i + 1}: ${difference(replies[i], reply)}`)
  }
}
for (const failure of failures) console.error(failure)
console.log(`${count} fixtures; the slowest answer took ${Math.round(slowest.ms)} ms (${slowest.name}).`)
if (!count || failures.length) process.exit(1)

function difference(native, wasm) {
  if (native === null || wasm === null) return `native ${native}, Wasm ${wasm}`
  let at = 0
  while (native[at] === wasm[at]) at += 1
  const around = (text) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))
  return `differs at letter ${at + 1}\n  native ${around(native)}\n  Wasm   ${around(wasm)}`
}
