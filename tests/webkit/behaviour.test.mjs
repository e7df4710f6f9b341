// What partners do, in WebKit: `cargo xtask test webkit`.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { QUALIFIED } from '../browser/fill.mjs'
import { WebKit } from './webkit.mjs'

/** @type {WebKit} */
let webkit

beforeEach(async () => {
  webkit = new WebKit()
  await webkit.start()
})

afterEach(() => webkit.stop())

test('a lead is judged while it is typed, sent once, and confirmed', async () => {
  await webkit.open()
  await webkit.says('#verdict .headline', 'answers to go')
  await webkit.fill(QUALIFIED)
  await webkit.says('#verdict .headline', 'Qualifies')
  await webkit.says('#fee', 'EUR 15,000')
  await webkit.accept()
  await webkit.send()
  await webkit.says('#receipt', 'Referral accepted')
  assert.equal(await webkit.focused(), 'receipt')
  const [{ lead, verdicts_agree }, ...others] = await webkit.endpoint.referrals()
  assert.deepEqual([lead.company, verdicts_agree, others.length], [QUALIFIED.company, true, 0])
})

test('what is missing is listed, has the focus, and each mistake leads to its field', async () => {
  await webkit.open()
  await webkit.says('#verdict .headline', 'answers to go')
  await webkit.send()
  await webkit.says('#summary', 'There is a problem')
  assert.equal(await webkit.focused(), 'summary')
  await (await webkit.find('#summary [data-focus=company]')).click()
  assert.equal(await webkit.focused(), 'f-company')
})

test('while the endpoint is down, the lead waits in the browser; a reload sends it', async () => {
  await webkit.open()
  await webkit.fill(QUALIFIED)
  await webkit.accept()
  await webkit.endpoint.stop()
  await webkit.send()
  await webkit.says('#queued', 'Not sent yet')
  await webkit.endpoint.start()
  await webkit.driver.navigate().refresh()
  await webkit.says('.outbox li', 'Arrived')
  assert.equal((await webkit.endpoint.referrals()).length, 1)
})

test('what was typed is there after a reload', async () => {
  await webkit.open()
  await (await webkit.find('[name=company]')).sendKeys('Beispiel AG')
  await webkit.until(
    () => webkit.driver.executeScript(`return JSON.stringify({ ...sessionStorage }).includes('Beispiel AG')`),
    'the draft is kept',
  )
  await webkit.driver.navigate().refresh()
  const restored = await webkit.find('[name=company]')
  await webkit.until(async () => (await restored.getAttribute('value')) === 'Beispiel AG', 'the draft is restored')
})

test('a policy that allows no more than the README says does not keep the form from working', async () => {
  const own = webkit.package.origin
  const { origin } = webkit.endpoint
  await webkit.open({
    headers: {
      'Content-Security-Policy': `default-src 'none'; script-src ${own} 'wasm-unsafe-eval'; connect-src ${own} ${origin}; worker-src blob:; img-src data:`,
    },
  })
  await webkit.fill(QUALIFIED)
  await webkit.says('#verdict .headline', 'Qualifies')
})

test('the form speaks the page’s language, from right to left where it does', async () => {
  await webkit.open({ lang: 'de' })
  await webkit.says('#submit', 'Empfehlung')
  await webkit.open({ lang: 'ar' })
  const widget = await webkit.find('.widget')
  await webkit.until(async () => (await widget.getCssValue('direction')) === 'rtl', 'it runs from right to left')
})

test('what was sent is shown below the form, and the vendor gets an answer to its question', async () => {
  const { endpoint } = webkit
  const after = `<script type="module" src="${webkit.package.statusScript}"></script>
<referral-status endpoint="${endpoint.origin}"></referral-status>`
  await webkit.open({ after })
  await webkit.fill(QUALIFIED)
  await webkit.accept()
  await webkit.send()
  await webkit.says('#receipt', 'Referral accepted')
  await webkit.says('.badge', 'accepted', 'referral-status')
  const [{ id }] = await endpoint.referrals()
  const asked = await fetch(`${endpoint.origin}/api/referrals/${id}/commands`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${endpoint.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ command: 'ask', message: 'Who decides there?' }),
  })
  assert.equal(asked.status, 200, await asked.text())
  await webkit.says('blockquote', 'Who decides there?', 'referral-status')
  await (await webkit.find('textarea[id^=t-answer]', 'referral-status')).sendKeys('Mara decides.')
  await (await webkit.find('button[id^=do-answer]', 'referral-status')).click()
  await webkit.says('.history', 'Mara decides.', 'referral-status')
})
