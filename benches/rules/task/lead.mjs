// A lead of the task, made in one place: objects of one shape are what JavaScript engines are fast with.

/** The fields of `program.json`, in order. */
export const FIELDS = [
  'company', 'website', 'country', 'industry', 'employees', 'need', 'budget', 'funding', 'decision_date',
  'existing_customer', 'in_talks', 'contact_name', 'email', 'phone', 'consent',
]

/** A lead from its answers in the order of the fields, typed; null where there is none. */
export const makeLead = (
  company, website, country, industry, employees, need, budget, funding, decision_date, existing_customer, in_talks,
  contact_name, email, phone, consent,
) => ({
  company, website, country, industry, employees, need, budget, funding, decision_date, existing_customer, in_talks,
  contact_name, email, phone, consent,
})
