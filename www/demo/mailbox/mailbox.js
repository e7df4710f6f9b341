// Shows the mails, the newest first. Texts become nodes and never HTML.

/** @typedef {{ at: string, to: string, subject: string, text: string }} Kept */

const list = /** @type {HTMLElement} */ (document.querySelector('#mails'))
const none = /** @type {HTMLElement} */ (document.querySelector('#none'))
const to = /** @type {HTMLSelectElement} */ (document.querySelector('#to'))

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
const element = (tag, attributes, ...children) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** @param {string} text */
const linked = (text) =>
  text.split(/(https?:\/\/\S+)/).map((part, i) => (i % 2 ? element('a', { href: part }, part) : part))

/** @param {Kept} mail */
const shown = ({ at, to: receiver, subject, text }) =>
  element(
    'li',
    {},
    element('h2', { dir: 'auto' }, subject),
    element(
      'p',
      { class: 'facts' },
      `To ${receiver} · `,
      element('time', { datetime: at }, new Date(at).toLocaleString()),
    ),
    element('p', { class: 'text', dir: 'auto' }, ...linked(text)),
  )

const load = async () => {
  /** @type {Kept[]} */
  const mails = await (await fetch('/mails.json')).json()
  for (const receiver of new Set(mails.map((mail) => mail.to)))
    if (![...to.options].some((option) => option.value === receiver))
      to.append(element('option', { value: receiver }, receiver))
  const wanted = mails.filter((mail) => !to.value || mail.to === to.value)
  none.textContent = wanted.length ? '' : 'No mails yet. Send a referral, or decide one at the desk.'
  list.replaceChildren(...wanted.map(shown))
}

to.addEventListener('change', () => void load())
new EventSource('/news').addEventListener('message', () => void load())
void load()
