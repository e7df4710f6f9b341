// Form.io: the renderer without the builder, with the Bootstrap styles that its templates are written for. The date is
// asked by `day`, since the calendar of `datetime` comes from another server.
import { Formio } from '@formio/js/form'
import '@formio/js/dist/formio.form.min.css'
import 'bootstrap/dist/css/bootstrap.min.css'
import json from '../fields.json'

/** @import { Field } from '../types.js' */

/** @type {Field[]} */
const fields = json

/** @type {Record<string, string>} */
const KINDS = {
  text: 'textfield',
  url: 'url',
  email: 'email',
  phone: 'phoneNumber',
  number: 'number',
  money: 'currency',
  date: 'day',
  select: 'select',
  radio: 'radio',
  textarea: 'textarea',
  checkbox: 'checkbox',
}

const components = fields.map(({ name, label, type, required, options }) => ({
  type: KINDS[type],
  key: name,
  label,
  input: true,
  validate: { required },
  ...(type === 'select' && { data: { values: options } }),
  ...(type === 'radio' && { values: options }),
}))
const button = { type: 'button', action: 'submit', label: 'Submit', key: 'submit', input: true }

Formio.createForm(/** @type {HTMLElement} */ (document.getElementById('form')), { components: [...components, button] })
