import { chromium } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Endpoint } from '../servers/endpoint.mjs'
import { PartnerSite } from '../servers/partner-site.mjs'

/** @import { Browser } from '@playwright/test' */

/**
 * Runs a browser, the real endpoint and a partner's website for as long as the work takes.
 * @param {(site: { browser: Browser, endpoint: Endpoint, partner: PartnerSite }) => Promise<void>} work
 */
export async function withSite(work) {
  const folder = await mkdtemp(join(tmpdir(), 'referral-screenshot-'))
  const endpoint = new Endpoint(folder)
  const partner = new PartnerSite()
  const browser = await chromium.launch({ executablePath: process.env.CHROME || undefined })
  try {
    await Promise.all([endpoint.start(), partner.start()])
    await work({ browser, endpoint, partner })
  } finally {
    await browser.close()
    await Promise.all([endpoint.stop(), partner.stop()])
    await rm(folder, { recursive: true, force: true })
  }
}
