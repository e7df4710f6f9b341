// Answers that the page around the form gives.

import { NUMBERS } from "./shared.js";

/**
 * @import { Answer, Answers, Row } from "../../../pkg/index.js"
 * @import { Field, Program } from "./types/program.js"
 */

/**
 * The value of an attribute, which may be written as `data-…`.
 * @param {Element} host
 * @param {string} name
 */
export const attribute = (host, name) => host.getAttribute(name) ?? host.getAttribute(`data-${name}`);

/**
 * Copies answers by field name. Lists stay; other objects and `null` are left out.
 * @param {unknown} answers
 * @returns {Answers}
 */
export const plain = (answers) => {
  const given = JSON.parse(JSON.stringify(answers ?? null));
  if (typeof given !== "object" || !given || Array.isArray(given)) {
    throw new TypeError("The value must be an object: answers by field name.");
  }
  return Object.fromEntries(
    Object.entries(given).filter(([, answer]) => typeof answer !== "object" || Array.isArray(answer)),
  );
};

/**
 * Turns a text into the answer to a field. Semicolons separate several options, as in a list of leads. An option is
 * found even if the text has other blanks.
 * @param {Field} field
 * @param {string} text
 * @returns {Answer}
 */
const read = ({ type, options }, text) => {
  if (type === "checkbox") return text === "true";
  if (type === "multiselect") return text.split(";");
  /** @param {unknown} text */
  const squeeze = (text) => String(text).trim().replace(/\s+/g, " ");
  const meant = Array.isArray(options) && options.find((option) => squeeze(option?.value) === squeeze(text));
  return meant ? meant.value : text;
};

/**
 * The form shows a program before it is checked, so `fields` may be anything.
 * @param {Program | Field} program
 */
export const fieldsOf = (program) => (Array.isArray(program.fields) ? program.fields.filter(Boolean) : []);

/**
 * Copies answers, and puts what `read` returns in the place of texts that answer questions for numbers. A text that it
 * cannot read is left out.
 * @param {Program | Field} asked
 * @param {Answers | undefined} answers
 * @param {(text: string, field: Field) => Answer | undefined} read
 * @returns {Answers}
 */
export const withNumbers = (asked, answers, read) => {
  /** @type {Record<string, Answers[string] | undefined>} */
  const known = { ...answers };
  for (const field of fieldsOf(asked)) {
    const { name, type } = field;
    const answer = known[name];
    if (type === "group" && Array.isArray(answer))
      known[name] = /** @type {Row[]} */ (/** @type {Row[]} */ (answer).map((row) => withNumbers(field, row, read)));
    else if (answer && typeof answer === "string" && NUMBERS.includes(type)) {
      known[name] = read(answer, field);
      if (known[name] === undefined) delete known[name];
    }
  }
  return /** @type {Answers} */ (known);
};

/**
 * Reads a number that a page gives. It is written as in JSON, whatever the form's language. Any other text is returned
 * as it is, as if it were typed.
 * @param {string} text
 */
export const given = (text) => (/^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text) ? Number(text) : text);

/**
 * Collects the answers that the element's attributes give, and those parameters of the page's address that the program
 * allows.
 * @param {Element} host
 * @param {Program} program
 */
export const prefilled = (host, program) => {
  const parameters = new URLSearchParams(location.search);
  const allowed = Array.isArray(program.prefill) ? program.prefill : [];
  /** @type {Answers} */
  const answers = {};
  for (const field of fieldsOf(program)) {
    const { name, type, sensitive } = field;
    if (type === "group") continue;
    const mayAsk = allowed.includes(name) && !sensitive;
    const asked = mayAsk ? (parameters.get(`referral-${name}`) ?? parameters.get(name)) : null;
    const text = attribute(host, `value-${name}`) ?? asked;
    if (text !== null) answers[name] = read(field, text);
  }
  return withNumbers(program, answers, given);
};

/**
 * Whether anything is answered.
 * @param {Answers | Answers[string] | Row} [answer]
 * @returns {boolean}
 */
export const isFilled = (answer) =>
  typeof answer === "object" ? Object.values(answer ?? {}).some((it) => isFilled(it)) : !!answer || answer === 0;
