import { createApp, h, nextTick, shallowReactive } from 'vue'

/** @type {{ properties: Record<string, unknown> | null, isLast: boolean }} */
const shown = shallowReactive({ properties: null, isLast: false })

createApp({
  render() {
    const form = shown.properties && h('referral-form', { key: 'form', ...shown.properties })
    const text = h('p', { key: 'text' }, 'The page’s own text')
    return h('main', null, (shown.isLast ? [text, form] : [form, text]).filter(Boolean))
  },
}).mount('#app')

window.show = (properties, isLast = false) => {
  Object.assign(shown, { properties, isLast })
  return nextTick()
}
