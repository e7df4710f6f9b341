// Rows of a group that come and go. Only programs with a group load it.

import { MOST_ROWS } from "./controls.js";

// Gives a row another place: all that is called after it is called `contacts.2…` then.
const place = (row, group, i) => {
  const was = row.id.slice(2);
  const is = `${group}.${i}`;
  for (const element of [row, ...row.querySelectorAll("*")])
    for (const { name, value } of [...element.attributes])
      if (name !== "value" && value.includes(was)) element.setAttribute(name, value.replaceAll(was, is));
  for (const number of row.querySelectorAll("[data-row]")) number.textContent = i + 1;
};

const controls = (within) => [...within.querySelectorAll("[name]")];

const enhance = (group, page, form, texts) => {
  const name = group.closest(".field").dataset.field;
  const { least, most } = group.dataset;
  const template = group.querySelector("template");
  const add = group.querySelector(".add");
  const rows = () => [...group.querySelectorAll(":scope > .row")];
  const asked = controls(template.content).map((control) => control.name.split(".")[2]);
  const isAsked = ([key]) => asked.includes(key);

  // The answers as they are, a row for each that is shown.
  const answers = () => {
    const all = form.value();
    if (!Array.isArray(all[name])) all[name] = [];
    while (all[name].length < rows().length) all[name].push({});
    return all[name];
  };
  const show = () => {
    const count = rows().length;
    for (const row of rows()) row.querySelector(".remove").hidden = count <= least;
    add.hidden = count >= most;
  };
  const append = () => {
    const row = document.importNode(template.content, true).firstElementChild;
    texts?.translate(row);
    place(row, name, rows().length);
    template.before(row);
    return row;
  };
  const remove = (row) => {
    const i = rows().indexOf(row);
    const title = row.querySelector(".legend").textContent;
    // What is said of the rows is of their old places.
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

  group.addEventListener("click", ({ target }) => {
    if (target.closest(".remove")) remove(target.closest(".row"));
    else if (target.closest(".add")) {
      const row = append();
      answers();
      show();
      page.help();
      form.changed();
      row.querySelector("input, select, textarea").focus();
    }
  });

  const given = form.value()[name];
  if (Array.isArray(given)) {
    // Of an older program, there may be answers to what is no longer asked.
    given.forEach((row, i) => (given[i] = Object.fromEntries(Object.entries(Object(row)).filter(isAsked))));
    // More than it takes are shown, for the partner to choose among.
    given.splice(MOST_ROWS);
    while (rows().length < given.length) append();
    page.fill(group, form.value());
    page.help();
  }
  show();
};

// `texts` are those of `language.js`; undefined for English.
export const open = (root, page, form, texts) => {
  for (const group of root.querySelectorAll("[data-least]")) {
    enhance(group, page, form, texts);
    // So that it is done once.
    delete group.dataset.least;
  }
};
