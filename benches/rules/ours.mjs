// referral-widget: the built rules module, as a page loads it. An object goes in, a parsed verdict comes out.
import { open as instantiate } from '../../pkg/dist/rules.js'
import { TODAY } from './task/rules.mjs'

export async function open({ wasm, program, script, rows }) {
  let engine = await load(wasm, program, script)

  const whole = (lead) => {
    const reply = engine.answer(JSON.stringify({ judge: { id: 1, answers: lead, today: TODAY } }))
    return JSON.parse(reply).judged.verdict
  }
  /** The lead is the one that was judged whole before; it takes the change. */
  const change = (lead, field, value) => {
    lead[field] = value
    return whole(lead)
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
function common({ status, score, plan = null, route = null, estimate, findings }) {
  return {
    status,
    score,
    plan,
    route,
    fee: estimate ? Math.round(Number(estimate.amount) * 100) : null,
    findings: findings.map(({ code, outcome }) => ({ code, outcome })),
  }
}
