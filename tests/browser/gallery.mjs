import { gallery, situations } from '../../www/gallery/pages.mjs'

/**
 * @import { Page } from '@playwright/test'
 * @import { PartnerSite } from './servers/partner-site.mjs'
 * @import { Situation } from '../../www/gallery/pages.mjs'
 */

export { situations }

/** @type {Record<string, string>} */
const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', json: 'application/json' }

/** Publishes the gallery on the partner's website. */
/**
 * @param {PartnerSite} partner
 * @param {string} origin
 */
export function publishGallery(partner, origin) {
  for (const [name, text] of Object.entries(gallery(origin))) {
    partner.page(`/gallery/${name}`, text, { 'Content-Type': TYPES[name.split('.').pop() ?? ''] })
  }
}

/** Opens a situation's page and waits until its form is in the state that the page shows. */
/**
 * @param {Page} page
 * @param {PartnerSite} partner
 * @param {Situation} situation
 */
export async function openSituation(page, partner, { id, host }) {
  await page.goto(`${partner.origin}/gallery/${id}.html`)
  if (host === 'dialog') await page.getByRole('button', { name: 'Refer a customer' }).click()
  const form = page.locator('referral-form')
  // The strict page has no script that could say when it is ready.
  if (host === 'strict') await form.locator('#criteria li').first().waitFor()
  else await page.locator('html[data-state=there]').waitFor()
  return form
}
