// Makes the leads of the task in one place: JavaScript engines are fast with objects of one shape.
/** @import { Lead } from '../types.js' */

/** The fields of `program.json`, in order. */
export const FIELDS = [
  'company', 'website', 'country', 'industry', 'employees', 'need', 'budget', 'funding', 'decision_date',
  'existing_customer', 'in_talks', 'contact_name', 'email', 'phone', 'consent',
]

/**
 * Makes a lead from typed answers in the order of the fields. A missing answer is null.
 * @param {Lead['company']} company
 * @param {Lead['website']} website
 * @param {Lead['country']} country
 * @param {Lead['industry']} industry
 * @param {Lead['employees']} employees
 * @param {Lead['need']} need
 * @param {Lead['budget']} budget
 * @param {Lead['funding']} funding
 * @param {Lead['decision_date']} decision_date
 * @param {Lead['existing_customer']} existing_customer
 * @param {Lead['in_talks']} in_talks
 * @param {Lead['contact_name']} contact_name
 * @param {Lead['email']} email
 * @param {Lead['phone']} phone
 * @param {Lead['consent']} consent
 * @returns {Lead}
 */
export const makeLead = (
  company, website, country, industry, employees, need, budget, funding, decision_date, existing_customer, in_talks,
  contact_name, email, phone, consent,
) => ({
  company, website, country, industry, employees, need, budget, funding, decision_date, existing_customer, in_talks,
  contact_name, email, phone, consent,
})
