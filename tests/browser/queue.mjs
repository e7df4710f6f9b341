// What tests of the outbox share: a referral that waits, and what the browser keeps of it.
import { button, fillAll } from './fill.mjs'
import { expect } from './servers.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Locator, Page, Route } from '@playwright/test'
 */

/** @param {Locator} form */
export const queued = (form) => form.locator('#queued')
/** @param {Locator} form */
export const waiting = (form) => form.locator('.outbox li')
/** @param {Servers} servers */
export const address = (servers) => `${servers.endpoint.origin}/api/referrals`
const origin = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Retry-After' }

/**
 * Fills the form in and sends it while the endpoint is down.
 * @param {Page} page
 * @param {Servers} servers
 * @param {Parameters<Servers['open']>[1]} [options]
 */
export async function queue(page, servers, options) {
  const form = await servers.open(page, options)
  await fillAll(form)
  await servers.endpoint.stop()
  await button(form).click()
  await expect(queued(form)).toBeFocused()
  return form
}

/** What the browser keeps. Runs in the page. */
export async function entries() {
  /** @type {IDBDatabase} */
  const db = await new Promise((done) => {
    const opening = indexedDB.open('referral-outbox')
    opening.onsuccess = () => done(opening.result)
  })
  return new Promise((done) => {
    const asking = db.transaction('entries').objectStore('entries').getAll()
    asking.onsuccess = () => done(asking.result)
  })
}

/**
 * Answers submissions instead of the endpoint. Returns the times at which they came.
 * @param {Page} page
 * @param {Servers} servers
 * @param {Parameters<Route['fulfill']>[0][]} answers
 */
export async function answer(page, servers, ...answers) {
  /** @type {number[]} */
  const times = []
  await page.route(address(servers), async (/** @type {Route} */ route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    times.push(Date.now())
    const next = answers.length > 1 ? answers.shift() : answers[0]
    return route.fulfill({ ...next, headers: { ...origin, ...next?.headers } })
  })
  return times
}
