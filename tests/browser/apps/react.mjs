import { createElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'

const root = createRoot(/** @type {HTMLElement} */ (document.getElementById('app')))

window.show = (properties, isLast = false) => {
  const form = properties && createElement('referral-form', { key: 'form', ...properties })
  const text = createElement('p', { key: 'text' }, 'The page’s own text')
  flushSync(() => root.render(createElement('main', null, isLast ? [text, form] : [form, text])))
}
