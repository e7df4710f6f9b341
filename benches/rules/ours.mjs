// referral-widget: the built rules module, as a page loads it. A lead goes in as JSON, a change as text; a verdict
// comes out as a line, from which an object is made or mended.
import { open as instantiate } from '../../pkg/dist/rules.js'
import { TODAY } from './task/rules.mjs'

const OUTCOMES = { m: 'met', u: 'unmet', p: 'pending', e: 'error' }

export async function open({ wasm, program, script, rows }) {
  let engine = await load(wasm, program, script)
  const fields = JSON.parse(program).fields.map(({ name }) => name)
  const place = new Map(fields.map((name, i) => [name, i]))
  const codes = [...script.matchAll(/^(?:(?:require|review|score)\("([^"]+)"|(plan|route)\()/gm)].map((m) => m[1] ?? m[2])
  let verdict

  const read = (line, verdict) => {
    const cells = line.split('\t')
    verdict.status = cells[0]
    verdict.score = +cells[1]
    verdict.plan = cells[2] || null
    verdict.fee = cells[3]
    verdict.route = cells[5] || null
    for (let i = 6; i < cells.length; i++) {
      const cell = cells[i]
      verdict.findings[parseInt(cell, 10)].outcome = OUTCOMES[cell[cell.length - 1]]
    }
    return verdict
  }
  const whole = (lead) => {
    const findings = codes.map((code) => ({ code, outcome: 'pending' }))
    verdict = read(engine.judge(JSON.stringify(lead), TODAY), { findings })
    return verdict
  }
  /** The lead is the one that was judged whole before; its verdict is mended. */
  const change = (lead, field, value) => {
    lead[field] = value
    return read(engine.change(place.get(field), value === null ? '' : String(value)), verdict)
  }
  const bulk = (csv) => rows(csv, whole)

  return {
    whole,
    change,
    bulk,
    /** Forgets all that was learnt from earlier leads. */
    fresh: async () => {
      engine.free()
      engine = await load(wasm, program, script)
    },
    common,
    /** What `bulk` gives, as a list of `common`; there, findings may be left out. */
    commonRows: (verdicts) => verdicts.map(common),
  }
}

async function load(wasm, program, script) {
  const engine = await instantiate(wasm)
  const reply = engine.answer(JSON.stringify({ load: { program, script } }))
  if (reply !== '"loaded"') throw new Error(`The rules module refuses the task: ${reply}`)
  return engine
}

/** A verdict in the shape in which all engines are compared. */
function common({ status, score, plan, route, fee, findings }) {
  return {
    status,
    score,
    plan,
    route,
    fee: fee ? Math.round(Number(fee) * 100) : null,
    findings: findings.map(({ code, outcome }) => ({ code, outcome })),
  }
}
