// referral-widget: the built module for other programs' leads, as `pkg/index.d.ts` describes it.
import { open as openLeads } from './built.js'
import { TODAY } from './task/rules.mjs'

/** @import { Inputs, Lead, Verdict } from './types.js' */

/** @param {Inputs} inputs */
export async function open({ wasm, program, script }) {
  const load = () => openLeads(program, script, { today: TODAY, wasm })
  let leads = await load()

  return {
    whole: (/** @type {Lead} */ lead) => leads.verdict(lead),
    /** The lead is the one that was judged last. Its verdict is updated. */
    change: (/** @type {Lead} */ lead, /** @type {string} */ field, /** @type {Lead[string]} */ value) => {
      lead[field] = value
      return leads.change(field, value)
    },
    bulk: (/** @type {string} */ csv) => {
      const list = leads.list()
      return list.feed(csv).concat(list.end())
    },
    /** Forgets everything that was learnt from earlier leads. */
    fresh: async () => {
      leads.free()
      leads = await load()
    },
    common,
    /** Returns the result of `bulk` as a list of `common`. Findings may be left out there. */
    commonRows: (/** @type {Verdict[]} */ verdicts) => verdicts.map((verdict) => common({ ...verdict, findings: undefined })),
  }
}

/**
 * A verdict in the shape in which all engines are compared.
 * @param {Verdict} verdict
 * @returns {Verdict}
 */
function common({ status, score, plan, route, fee, findings }) {
  return { status, score, plan, route, fee, findings: findings?.map(({ code, outcome }) => ({ code, outcome })) }
}
