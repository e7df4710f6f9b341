// Adds and removes rows of a group. Only programs with a group load this file.

import { MAX_ROWS } from "./shared.js";

/**
 * @import { Row } from "../../../pkg/index.js"
 * @import { ReferralForm } from "form-glue"
 * @import { Texts } from "./language.js"
 * @import { Page } from "./page.js"
 * @import { Control } from "./types/scripts.js"
 */

/**
 * Moves a row to another place: names and ids in it are changed to `contacts.2…`.
 * @param {Element} row
 * @param {string} group
 * @param {number} i
 */
const place = (row, group, i) => {
  const was = row.id.slice(2);
  const is = `${group}.${i}`;
  for (const element of [row, ...row.querySelectorAll("*")])
    for (const { name, value } of [...element.attributes])
      if (name !== "value" && value.includes(was)) element.setAttribute(name, value.replaceAll(was, is));
  for (const number of row.querySelectorAll("[data-row]")) number.textContent = String(i + 1);
};

/** @param {ParentNode} within */
const controls = (within) => [.../** @type {NodeListOf<Control>} */ (within.querySelectorAll("[name]"))];

/**
 * Finds an element that the markup of a group always has.
 * @param {ParentNode} within
 * @param {string} selector
 */
const part = (within, selector) => /** @type {HTMLElement} */ (within.querySelector(selector));

/**
 * @param {HTMLElement} group
 * @param {Page} page
 * @param {ReferralForm} form
 * @param {Texts} [texts]
 */
const enhance = (group, page, form, texts) => {
  const name = String(/** @type {HTMLElement} */ (group.closest(".field")).dataset.field);
  const { least, most } = group.dataset;
  const template = /** @type {HTMLTemplateElement} */ (group.querySelector("template"));
  const add = part(group, ".add");
  const rows = () => [.../** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll(":scope > .row"))];
  const asked = controls(template.content).map((control) => control.name.split(".")[2]);
  /** @param {[string, unknown]} answer */
  const isAsked = ([key]) => asked.includes(key);

  // The answers of the group, with at least one entry for each row that is shown.
  const answers = () => {
    const all = form.value();
    if (!Array.isArray(all[name])) all[name] = [];
    const given = /** @type {Row[]} */ (all[name]);
    while (given.length < rows().length) given.push({});
    return given;
  };
  const show = () => {
    const count = rows().length;
    for (const row of rows()) part(row, ".remove").hidden = count <= Number(least);
    add.hidden = count >= Number(most);
  };
  const append = () => {
    const row = /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
    texts?.translate(row);
    place(row, name, rows().length);
    template.before(row);
    return row;
  };
  /** @param {HTMLElement} row */
  const remove = (row) => {
    const i = rows().indexOf(row);
    const title = part(row, ".legend").textContent ?? "";
    // The messages at the rows belong to their old places.
    for (const control of controls(group)) page.error(control.name);
    page.error(name);
    page.render("summary");
    answers().splice(i, 1);
    row.remove();
    rows().forEach((other, at) => place(other, name, at));
    show();
    form.changed();
    (rows()[i] ?? rows().at(-1) ?? add).focus();
    page.say("live", texts?.say("removed", { label: title }) ?? `${title} was removed`);
  };

  group.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest(".remove")) remove(/** @type {HTMLElement} */ (target.closest(".row")));
    else if (target.closest(".add")) {
      const row = append();
      answers();
      show();
      page.help();
      form.changed();
      part(row, "input, select, textarea").focus();
    }
  });

  const given = /** @type {Row[] | undefined} */ (form.value()[name]);
  if (Array.isArray(given)) {
    // Answers from an older program may belong to questions that are no longer asked.
    given.forEach((row, i) => (given[i] = Object.fromEntries(Object.entries(Object(row)).filter(isAsked))));
    // More rows than the program takes are shown, so that the partner can choose which to keep.
    given.splice(MAX_ROWS);
    while (rows().length < given.length) append();
    page.fill(group, form.value());
    page.help();
  }
  show();
};

/**
 * `texts` come from `language.js`. They are undefined for English.
 * @param {ParentNode} root
 * @param {Page} page
 * @param {ReferralForm} form
 * @param {Texts} [texts]
 */
export const open = (root, page, form, texts) => {
  /** @type {NodeListOf<HTMLElement>} */
  const groups = root.querySelectorAll("[data-least]");
  for (const group of groups) {
    enhance(group, page, form, texts);
    // A group is enhanced only once.
    delete group.dataset.least;
  }
};
