// Answers that come from the page around the form.

// The value of an attribute, which may be written as `data-…`.
export const attribute = (host, name) => host.getAttribute(name) ?? host.getAttribute(`data-${name}`);

// Answers by field name: a copy of what JSON can say of them.
export const plain = (answers) => {
  const given = JSON.parse(JSON.stringify(answers ?? null));
  if (typeof given !== "object" || !given || Array.isArray(given)) {
    throw new TypeError("The value must be an object: answers by field name.");
  }
  return Object.fromEntries(Object.entries(given).filter(([, answer]) => typeof answer !== "object" || Array.isArray(answer)));
};

// A text as the answer to a field. Of several options, as in a list of leads, there are semicolons between them.
const read = (type, text) => {
  if (type === "checkbox") return text === "true";
  return type === "multiselect" ? text.split(";") : text;
};

// The form shows a program before it is checked.
export const fieldsOf = (program) => (Array.isArray(program.fields) ? program.fields.filter(Boolean) : []);

// What the element's attributes answer, and those parameters of the page's address that the program allows.
export const prefilled = (host, program) => {
  const parameters = new URLSearchParams(location.search);
  const allowed = Array.isArray(program.prefill) ? program.prefill : [];
  const answers = {};
  for (const { name, type, sensitive } of fieldsOf(program)) {
    if (type === "group") continue;
    const mayAsk = allowed.includes(name) && !sensitive;
    const asked = mayAsk ? parameters.get(`referral-${name}`) ?? parameters.get(name) : null;
    const text = attribute(host, `value-${name}`) ?? asked;
    if (text !== null) answers[name] = read(type, text);
  }
  return answers;
};

// Whether anything is answered.
export const isFilled = (answer) =>
  answer === true || (typeof answer === "object" ? Object.values(answer ?? {}).some(isFilled) : answer.length > 0);
