import { expect } from '@playwright/test'

/** @import { Locator } from '@playwright/test' */

/** A lead that qualifies by the sample program `cloud-migration`. */
export const LEAD = {
  company: 'Beispiel Pumpen GmbH',
  website: 'https://pumpen.example',
  first_year_spend: '120000',
  employees: '320',
  contact_name: 'Head of IT',
  email: 'it@pumpen.example',
  situation: 'The hosting contract ends in June.',
}

/** Fills in the form as a partner does, and accepts the agreement. */
/** @param {Locator} form */
export async function fillIn(form) {
  for (const [name, answer] of Object.entries(LEAD)) await form.locator(`#f-${name}`).fill(answer)
  await form.getByLabel('Country', { exact: true }).selectOption('DE')
  await form.getByLabel('What does the company need most?').selectOption('migration')
  for (const question of [/already buy/, /already talking/]) {
    await form.getByRole('group', { name: question }).getByLabel('No', { exact: true }).check()
  }
  await form.getByLabel(/The contact knows/).check()
  await form.getByLabel(/I accept the/).check()
}

/** Everything that was typed is still there. */
/** @param {Locator} form */
export async function expectKept(form) {
  for (const [name, answer] of Object.entries(LEAD)) await expect(form.locator(`#f-${name}`)).toHaveValue(answer)
  await expect(form.getByLabel('Country', { exact: true })).toHaveValue('DE')
  await expect(form.getByLabel(/The contact knows/)).toBeChecked()
  await expect(form.getByLabel(/I accept the/)).toBeChecked()
}

/** @param {Locator} form */
export const headline = (form) => form.locator('#verdict .headline')

/** @param {Locator} form */
export const send = (form) => form.locator('#submit').click()
