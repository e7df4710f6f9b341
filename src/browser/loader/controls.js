// Puts answers into controls, and takes them out. A control in a row of a group has a name such as `contacts.0.email`.
import { MAX_ROWS } from "./shared.js";

/** @import { Answer, Answers, Row } from "../../../pkg/index.js" */

/**
 * Reads a control's answer. The boxes of a `multiselect` field are in one group and give one answer.
 * @param {{ type: string, checked?: boolean, value: string, parentElement: Element | null }} control
 * @returns {Answer}
 */
export const answerOf = ({ type, checked = false, value, parentElement }) => {
  if (type !== "checkbox") return value;
  const group = /** @type {Element} */ (parentElement).closest("fieldset");
  /** @type {NodeListOf<HTMLInputElement> | undefined} */
  const boxes = group?.querySelectorAll(":checked");
  return boxes ? [...boxes].map((box) => box.value) : checked;
};

/**
 * @param {Answers} answers
 * @param {string} name
 */
const answerTo = (answers, name) => {
  /** @type {any} what stands on the way is whatever a page has given */
  const all = answers;
  return name.split(".").reduce((at, key) => (Object.hasOwn(Object(at), key) ? at[key] : undefined), all);
};

/**
 * @param {unknown} a
 * @param {unknown} b
 */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Stores an answer among the others. Returns whether it differs from the one before.
 * @param {Answers} answers
 * @param {string} name
 * @param {Answer} answer
 */
export const note = (answers, name, answer) => {
  if (same(answerTo(answers, name), answer)) return false;
  const [field, row, own] = name.split(".");
  // The program may not be checked yet, so names may be anything.
  if (!own || !(+row < MAX_ROWS)) answers[name] = answer;
  else {
    if (!Array.isArray(answers[field])) answers[field] = [];
    const rows = /** @type {Row[]} */ (answers[field]);
    while (rows.length <= +row) rows.push({});
    rows[+row] = { ...rows[+row], [own]: answer };
  }
  return true;
};

/**
 * Puts answers into controls. `hasComma`: fractions are written as in `1,5`.
 * @param {ParentNode} within
 * @param {Answers} answers
 * @param {boolean} [hasComma]
 */
export const fill = (within, answers, hasComma) => {
  /** @type {NodeListOf<HTMLInputElement & { selectedIndex: number }>} */
  const controls = within.querySelectorAll("[name]");
  for (const control of controls) {
    const answer = answerTo(answers, control.name);
    if (answer === undefined) continue;
    if (control.type === "radio") control.checked = control.value === answer;
    else if (control.type === "checkbox")
      control.checked = Array.isArray(answer) ? answer.includes(control.value) : answer === true;
    else if (typeof answer === "number" && hasComma) control.value = String(answer).replace(".", ",");
    else control.value = answer;
    // The answer is not among the options: choose the first, empty one.
    if (control.selectedIndex < 0) control.selectedIndex = 0;
  }
};
