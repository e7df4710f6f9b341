// A picture of every page of the gallery, light, dark and on a phone. `cargo xtask screenshot gallery` runs it.
import { join } from 'node:path'
import { openSituation, publishGallery, situations } from '../gallery.mjs'
import { withSite } from './site.mjs'

const [folder] = process.argv.slice(2)
const wide = { width: 1280, height: 900 }
/** @type {Record<string, import('@playwright/test').BrowserContextOptions>} */
const looks = {
  light: { viewport: wide, colorScheme: 'light' },
  dark: { viewport: wide, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
}

await withSite(async ({ browser, endpoint, partner }) => {
  publishGallery(partner, endpoint.origin)
  for (const [look, options] of Object.entries(looks)) {
    const context = await browser.newContext(options)
    for (const situation of situations) {
      const page = await context.newPage()
      await openSituation(page, partner, situation)
      await page.screenshot({
        path: join(folder, `${situation.id}-${look}.png`),
        fullPage: true,
        animations: 'disabled',
      })
      await page.close()
    }
  }
})
console.log(`The pictures are in ${folder}.`)
