// The day that the rules use. It is the day in the program's time zone, whatever the partner's clock shows.
import { criterion, fillAll } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { publish } from './servers/publisher.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Page } from '@playwright/test'
 */

// 18:00 on the 23rd in Los Angeles, 11:00 on the 24th in Tokyo.
const NOW = new Date('2026-11-24T02:00:00Z')

/**
 * How the rule that a decision is still to come takes a decision on the 23rd.
 * @param {Page} page
 * @param {Servers} servers
 * @param {string | undefined} timeZone
 */
const judged = async (page, servers, timeZone) => {
  const program = await publish(servers, {
    change: (program) => Object.assign(program, timeZone && { time_zone: timeZone }),
  })
  await page.clock.setFixedTime(NOW)
  const form = await servers.open(page, { attributes: { program } })
  await fillAll(form, { decision_date: '2026-11-23' })
  return criterion(form, 'still-open')
}

/** @type {[timeZone: string | undefined, outcome: string][]} */
const days = [
  ['America/Los_Angeles', 'met'],
  ['Asia/Tokyo', 'unmet'],
  [undefined, 'unmet'],
  // A zone that a browser does not know, because its data may be older than the zone.
  ['Antarctica/Nowhere', 'unmet'],
]

for (const [timeZone, outcome] of days) {
  test(`a lead of today is judged by the day in ${timeZone ?? 'UTC'}`, async ({ page, servers }) => {
    await expect(await judged(page, servers, timeZone)).toHaveAttribute('data-outcome', outcome)
  })
}
