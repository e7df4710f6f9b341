// The sample program with one more question. Several tests share this.
import { axe } from './axe.mjs'
import { button, fillAll, receipt } from './fill.mjs'
import { expect } from './servers.mjs'

/**
 * @import { Locator, Page } from '@playwright/test'
 * @import { Servers } from './servers.mjs'
 */

/** Publishes the sample program with a question at its end. `change` replaces other keys, `script` adds rules. */
/**
 * @param {Servers} servers
 * @param {Record<string, unknown>} field
 * @param {{ change?: object, script?: string }} options
 */
export async function ask(servers, field, { change = {}, script = '' } = {}) {
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) => {
    const program = { ...JSON.parse(text), ...change }
    program.fields.push(field)
    return JSON.stringify(program)
  })
  if (script) await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => `${text}\n${script}`)
}

/** Answers the other questions, sends the form, and returns what the endpoint has stored. */
/**
 * @param {Servers} servers
 * @param {Locator} form
 */
export async function sent(servers, form) {
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toBeVisible()
  const [referral] = await servers.endpoint.referrals()
  expect(referral.verdicts_agree).toBe(true)
  return referral.lead
}

/** Expects that nothing keeps anyone from using the form (WCAG 2.2 AA). */
/** @param {Page} page */
export async function expectAccessible(page) {
  // Axe opens a page of its own, and WebDriver BiDi cannot write into it.
  if (page.context().browser()?.browserType().name() === 'firefox') return
  const { violations } = await axe(page).include('referral-form').analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
}
