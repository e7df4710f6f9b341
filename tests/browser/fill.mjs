/**
 * Fills a form in as a person does: finds each question by what its label says, and types, chooses or ticks.
 * Leads are keyed by the program's field names; the answers are what a person types or reads on the page.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './servers/root.mjs'

/**
 * @import { Locator, Page, Route } from '@playwright/test'
 * @import { Endpoint } from './servers/endpoint.mjs'
 *
 * @typedef {{ name: string, label: string, type: string, required?: boolean, options?: { label: string, value: string }[] }} Question
 * @typedef {Record<string, string | boolean>} Typed what a person types, chooses or ticks, by the program's field names
 */

export const PROGRAM = 'cloud-migration'

/** The day in that many days (RFC 3339 full-date). */
/** @param {number} days */
export const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** A day as partners read it: `23 November 2026`. */
/** @param {string} day */
export const written = (day) =>
  new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** Scores 100 points, and earns 10 % of 150,000 euros. */
export const QUALIFIED = {
  company: 'Beispiel Pumpen GmbH',
  website: 'pumpen.example',
  country: 'Germany',
  need: 'Moving its servers to the cloud',
  first_year_spend: '150,000',
  employees: '320',
  existing_customer: 'No',
  in_talks: 'No',
  decision_date: inDays(90),
  contact_name: 'Head of IT',
  email: 'head.of.it@pumpen.example',
  phone: '+49 40 66969 120',
  situation: 'The server room fails the next audit.',
  consent: true,
}

/** The answers that differ for another customer. */
export const ANOTHER = {
  company: 'Zweite Muster AG',
  website: 'zweite-muster.example',
  email: 'it@zweite-muster.example',
}

/** The answers that the rules read. None of them is personal. */
export const JUDGED = pick(QUALIFIED, [
  'country',
  'need',
  'first_year_spend',
  'employees',
  'existing_customer',
  'in_talks',
])

export const FACTORY = {
  company: 'Beispiel Ventile AG',
  plant_country: 'Switzerland',
  project: 'A new assembly line',
  pieces_per_year: '600’000',
  cycle_time: '4.5',
  budget: '700’000',
  funding: 'Yes, approved',
  start_of_production: inDays(300),
  last_order: 'Never, as far as I know',
  contact_name: 'Plant manager',
  email: 'plant.manager@ventile.example',
  consent: true,
}

/**
 * @param {string} program
 * @returns {Question[]}
 */
export function fields(program = PROGRAM) {
  return JSON.parse(readFileSync(join(root, 'rules', program, 'program.json'), 'utf8')).fields
}

/** Finds a question's control, or the group of its radio buttons. */
/**
 * @param {Locator} form
 * @param {string} name
 * @param {string} program
 */
export function question(form, name, program = PROGRAM) {
  const asked = fields(program).find((field) => field.name === name)
  if (!asked) throw new Error(`${program} has no field ${name}`)
  const { label, type, required } = asked
  const seen = required ? label : `${label} (optional)`
  return type === 'radio'
    ? form.getByRole('group', { name: seen, exact: true })
    : form.getByLabel(seen, { exact: true })
}

/**
 * @param {Locator} form
 * @param {Typed} answers
 * @param {string} program
 */
export async function fill(form, answers, program = PROGRAM) {
  for (const { name, type } of fields(program)) {
    if (!(name in answers)) continue
    const asked = question(form, name, program)
    const answer = answers[name]
    const text = String(answer)
    if (type === 'radio') await asked.getByLabel(text, { exact: true }).check()
    else if (type === 'checkbox') await asked.setChecked(answer === true)
    else if (type === 'select') await asked.selectOption({ label: text })
    else if (type === 'date') await asked.fill(text)
    else {
      if (await asked.inputValue()) await asked.clear()
      await asked.pressSequentially(text)
    }
  }
}

/** Fills in everything, and accepts the agreement. */
/**
 * @param {Locator} form
 * @param {Typed} changes
 */
export async function fillAll(form, changes = {}) {
  await fill(form, { ...QUALIFIED, ...changes })
  await accept(form)
}

/** @param {Locator} form */
export const accept = (form) => form.getByRole('checkbox', { name: /^I accept the/ }).check()

/**
 * @param {Locator} form
 * @param {string} name
 */
export const button = (form, name = 'Send referral') => form.getByRole('button', { name, exact: true })

/** @param {Locator} form */
export const verdict = (form) => form.locator('#verdict .headline')

/**
 * @param {Locator} form
 * @param {string} code
 */
export const criterion = (form, code) => form.locator(`#verdict li[data-rule="${code}"]`)

/** @param {Locator} form */
export const receipt = (form) => form.locator('#receipt')

/** Collects the referrals that the page posts to the endpoint. In Firefox only their number is known. */
/** @param {Page} page */
export function posts(page) {
  /** @type {any[]} what is posted is whatever the form makes of a lead */
  const posted = []
  page.on('request', (request) => {
    if (request.method() === 'POST') posted.push(request.postDataJSON())
  })
  return posted
}

/** Lets the endpoint store the next referral, and drops its answer on the way back. */
/**
 * @param {Page} page
 * @param {Endpoint} endpoint
 */
export async function loseNextAnswer(page, endpoint) {
  /** @param {Route} route */
  const lose = async (route) => {
    await route.fetch()
    await route.abort()
  }
  await page.route(`${endpoint.origin}/api/referrals`, lose, { times: 1 })
}

/**
 * Records the events that the page gets. Call it before the page opens. The returned function gives the events so far.
 */
/**
 * @param {Page} page
 * @returns {Promise<(name?: string) => Promise<Told[]>>}
 */
export async function listen(page) {
  await page.addInitScript(() => {
    window.told = []
    const names = ['ready', 'change', 'verdict', 'before-submit', 'queued', 'submitted', 'failed']
    for (const name of names.map((name) => `referral-${name}`)) {
      document.addEventListener(name, (event) => {
        const { detail, bubbles, composed, cancelable, target } = /** @type {CustomEvent} */ (event)
        const from = /** @type {Element} */ (target).localName
        window.told.push({ name, detail, bubbles, composed, cancelable, from })
      })
    }
  })
  return (name) => page.evaluate((name) => window.told.filter((event) => !name || event.name === name), name)
}

/** @param {(name?: string) => Promise<Told[]>} told */
export const failures = async (told) => (await told('referral-failed')).map((event) => event.detail.reason)

/**
 * @template {object} All
 * @template {keyof All} Name
 * @param {All} object
 * @param {Name[]} names
 * @returns {Pick<All, Name>}
 */
function pick(object, names) {
  return /** @type {Pick<All, Name>} */ (Object.fromEntries(names.map((name) => [name, object[name]])))
}
