// json-logic-engine: each rule built into a JavaScript function once, its documented fast mode. That takes `eval`,
// which a page's content security policy refuses unless it has 'unsafe-eval'.
import { LogicEngine } from 'json-logic-engine'
import { conclude, pending } from '../task/conclude.mjs'
import { LOGIC } from './json-logic.mjs'

/** @import { Lead } from '../types.js' */

export async function open() {
  const engine = new LogicEngine()
  const tests = LOGIC.map((logic) => engine.build(logic))

  /** @param {Lead} lead */
  const whole = (lead) => {
    const waits = pending(lead)
    const answers = new Array(tests.length)
    for (let i = 0; i < tests.length; i++) {
      if (waits === null || !waits[i]) answers[i] = tests[i](lead)
    }
    return conclude(lead, answers, waits)
  }
  return { whole }
}
