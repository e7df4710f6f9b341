// SurveyJS: its model, and its renderer for pages without a framework. The stylesheet without the font.
import { Model } from 'survey-core'
import 'survey-core/survey-core.fontless.min.css'
import 'survey-js-ui'
import json from '../fields.json'

/** @import { Field } from '../types.js' */

/** @type {Field[]} */
const fields = json

/** @type {Record<string, object>} */
const KINDS = {
  text: { type: 'text' },
  url: { type: 'text', inputType: 'url' },
  email: { type: 'text', inputType: 'email' },
  phone: { type: 'text', inputType: 'tel' },
  number: { type: 'text', inputType: 'number' },
  money: { type: 'text', inputType: 'number' },
  date: { type: 'text', inputType: 'date' },
  select: { type: 'dropdown' },
  radio: { type: 'radiogroup' },
  textarea: { type: 'comment' },
  checkbox: { type: 'boolean', renderAs: 'checkbox' },
}

const elements = fields.map(({ name, label, type, required, options }) => ({
  ...KINDS[type],
  name,
  title: label,
  isRequired: required,
  ...(options && { choices: options.map(({ value, label }) => ({ value, text: label })) }),
}))

new Model({ elements }).render(/** @type {HTMLElement} */ (document.getElementById('form')))
