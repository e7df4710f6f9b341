// Tells the vendor's desk that a form works. The desk has opened the form's page in a window to find that out
// (`endpoint/src/snippets/snippets.js`). Only the origin of the program's address hears it, whoever has opened the page.

/** @import { Page } from "./page.js" */

/** @type {WeakSet<Page>} */
const told = new WeakSet();

/**
 * Waits until the form's rules have judged something. What partners type is not part of the message.
 * @param {Page} page
 */
export const report = async (page) => {
  if (told.has(page)) return;
  told.add(page);
  const { host, program, source } = page;
  await host.precheck();
  const works = { program: String(program.id), partner: host.partner, version: String(program.version), works: true };
  window.opener?.postMessage(works, new URL(source).origin);
};
