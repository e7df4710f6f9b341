// json-logic-js: the rules as data, walked again for every lead. It has no other mode.
import jsonLogic from 'json-logic-js'
import { conclude, pending } from '../task/conclude.mjs'
import { LOGIC } from './json-logic.mjs'

/** @import { Lead } from '../types.js' */

export async function open() {
  /** @param {Lead} lead */
  const whole = (lead) => {
    const answers = new Array(LOGIC.length)
    for (let i = 0; i < LOGIC.length; i++) answers[i] = jsonLogic.apply(LOGIC[i], lead)
    return conclude(lead, answers, pending(lead))
  }
  return { whole }
}
