// What pages add around the form: tags in their head, and HTML before and after the element.

/** The README's policy and nothing else: it allows no styles, pictures or scripts of the page itself. */
/** @param {string} origin */
const policy = (
  origin,
) => `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval'; connect-src ${origin}; worker-src blob:; \
require-trusted-types-for 'script'; trusted-types referral-widget`

/**
 * @typedef {{ head?: (vendor: { origin: string }) => string, before?: string, after?: string, isBare?: boolean }} Host
 * @type {Record<string, Host>}
 */
export const hosts = {
  strict: {
    head: ({ origin }) => `<meta http-equiv="Content-Security-Policy" content="${policy(origin)}">`,
    isBare: true,
  },
  reset: {
    head: () =>
      `<style>body, body * { all: unset !important } input, select, button { width: 1px; opacity: 0 }</style>`,
  },
  shouting: {
    head: () =>
      `<style>body { font-style: italic; letter-spacing: .3em; text-indent: 3em; text-transform: uppercase; white-space: nowrap; line-height: 3 }</style>`,
  },
  'small-root': { head: () => `<style>html { font-size: 62.5% } body { font-size: 1.6rem }</style>` },
  form: { before: '<form action="/gone">', after: '<p><label>The page’s own <input name="own"></label></p></form>' },
  base: { head: () => `<base href="/some/other/place/">` },
  dialog: {
    before:
      '<button commandfor="dialog" command="show-modal">Refer a customer</button><dialog id="dialog" aria-label="Referral">',
    after: '<button commandfor="dialog" command="close">Close</button></dialog>',
  },
}
