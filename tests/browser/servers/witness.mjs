import { expect } from '@playwright/test'

/**
 * @import { Page } from '@playwright/test'
 *
 * @typedef {Awaited<ReturnType<typeof witness>>} Witness
 */

/** A part of the host page that must keep working: a button that counts its clicks. */
export const HOST_BUTTON = '<button type="button" onclick="this.textContent = +this.textContent + 1">0</button>'

/** Records what happens on a page from its first moment on. */
/** @param {Page} page */
export async function witness(page) {
  /** @type {{ dialogs: string[], errors: string[] }} */
  const seen = { dialogs: [], errors: [] }
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message())
    return dialog.dismiss()
  })
  page.on('pageerror', (error) => {
    // Firefox reports as errors what a policy, a hash or another server refused. No script has thrown them.
    if (!/^(Content-Security-Policy: |Cross-Origin Request Blocked: |None of the “sha384” hashes)/.test(String(error)))
      seen.errors.push(String(error))
  })
  await page.addInitScript(() => {
    window.failures = []
    window.violations = []
    addEventListener('referral-failed', ({ detail }) => window.failures.push(detail))
    addEventListener('securitypolicyviolation', (event) =>
      window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`),
    )
  })
  return {
    failures: () => page.evaluate(() => window.failures),
    violations: () => page.evaluate(() => window.violations),
    /** The page has heard of a failure. */
    /**
     * @param {string} reason
     * @param {RegExp} message
     */
    async heard(reason, message) {
      const failure = { reason, message: expect.stringMatching(message) }
      // The engine itself waits up to 5 seconds.
      await expect.poll(() => page.evaluate(() => window.failures)).toContainEqual(failure)
    },
    /** Expects that nothing foreign ran, nothing broke, and the page's own button works. */
    async hostWorks() {
      await page.getByRole('button', { name: '0', exact: true }).click()
      await expect(page.getByRole('button', { name: '1', exact: true })).toBeVisible()
      expect(await page.evaluate(() => window.hacked)).toBeUndefined()
      expect(seen).toEqual({ dialogs: [], errors: [] })
    },
  }
}
