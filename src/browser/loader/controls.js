// Answers in controls, and those that controls give. A control in a row of a group is called `contacts.0.email`.

// No group takes more rows (`MAX_ROWS` of `src/program/types.rs`).
export const MOST_ROWS = 20;

// The boxes of a `multiselect` field stand in a group, and are one answer.
export const answerOf = ({ type, checked, value, parentElement }) => {
  if (type !== "checkbox") return value;
  const group = parentElement.closest("fieldset");
  return group ? [...group.querySelectorAll(":checked")].map((box) => box.value) : checked;
};

const answerTo = (answers, name) =>
  name.split(".").reduce((at, key) => (Object.hasOwn(Object(at), key) ? at[key] : undefined), answers);

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// Puts an answer among the others. Whether it is another one than before.
export const note = (answers, name, answer) => {
  if (same(answerTo(answers, name), answer)) return false;
  const [field, row, own] = name.split(".");
  // A program that is not checked yet may have any names.
  if (!own || !(row < MOST_ROWS)) answers[name] = answer;
  else {
    if (!Array.isArray(answers[field])) answers[field] = [];
    const rows = answers[field];
    while (rows.length <= row) rows.push({});
    rows[row] = { ...rows[row], [own]: answer };
  }
  return true;
};

// Puts answers into controls. `hasComma`: fractions are written as in `1,5`.
export const fill = (within, answers, hasComma) => {
  for (const control of within.querySelectorAll("[name]")) {
    const answer = answerTo(answers, control.name);
    if (answer === undefined) continue;
    if (control.type === "radio") control.checked = control.value === answer;
    else if (control.type === "checkbox") control.checked = Array.isArray(answer) ? answer.includes(control.value) : answer === true;
    else if (typeof answer === "number" && hasComma) control.value = String(answer).replace(".", ",");
    else control.value = answer;
    // An option that does not exist.
    if (control.selectedIndex < 0) control.selectedIndex = 0;
  }
};
