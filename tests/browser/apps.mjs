// Single-page apps that show the form. Each of `apps/` has the function show(properties, isLast). It shows the form
// with these properties, above or below the page's own text. Without properties it shows no form.
import { build } from 'esbuild'
import { join } from 'node:path'
import { root } from './servers/root.mjs'

/**
 * @import { Page } from '@playwright/test'
 * @import { Servers } from './servers.mjs'
 */

export const APPS = ['plain', 'react', 'vue']

/** Opens such an app. It shows nothing yet. */
/**
 * @param {Page} page
 * @param {Servers} servers
 * @param {string} name
 */
export async function openApp(page, servers, name) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'tests/browser/apps', `${name}.mjs`)],
    bundle: true,
    format: 'esm',
    write: false,
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  })
  servers.partner.page('/app.js', outputFiles[0].text, { 'Content-Type': 'text/javascript' })
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An app</title><link rel="icon" href="data:,">
<script type="module" src="${servers.package.script}"></script></head>
<body><div id="app"></div><script type="module" src="/app.js"></script></body></html>`
  await page.goto(servers.partner.page('/', html))
  await page.evaluate(() => customElements.whenDefined('referral-form'))
}

/**
 * @param {Page} page
 * @param {Record<string, unknown> | null} properties
 * @param {boolean} [isLast]
 */
export const show = (page, properties, isLast) =>
  page.evaluate(({ properties, isLast }) => window.show(properties, isLast), { properties, isLast })
