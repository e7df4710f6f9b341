// FormKit with Vue, its default configuration and its own theme.
import { FormKit, FormKitSchema, defaultConfig, plugin } from '@formkit/vue'
import '@formkit/themes/genesis'
import { createApp, h } from 'vue'
import json from '../fields.json'

/** @import { Field } from '../types.js' */

/** @type {Field[]} */
const fields = json

/** @type {Record<string, string>} */
const KINDS = { phone: 'tel', money: 'number' }

const schema = fields.map(({ name, label, type, required, options }) => ({
  $formkit: KINDS[type] ?? type,
  name,
  label,
  validation: required ? (type === 'checkbox' ? 'accepted' : 'required') : '',
  ...(options && { options }),
  ...(type === 'select' && { placeholder: 'Choose' }),
}))

createApp(() => h(FormKit, { type: 'form' }, () => h(FormKitSchema, { schema })))
  .use(plugin, defaultConfig())
  .mount('#form')
