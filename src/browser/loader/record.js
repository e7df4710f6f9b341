// Says how the program has kept the deadlines of its decisions. Only the endpoint that a form sends to knows that, and it
// tells those forms whose program it has published.
import { file, json, resolve } from "./requests.js";

/**
 * @import { Page } from "./page.js"
 * @import { Delivery } from "./types/program.js"
 *
 * @typedef {{ days: number, in_time_percent: number, half_within_hours: number }} DecisionRecord
 */

const NUMBERS = /** @type {const} */ (["days", "in_time_percent", "half_within_hours"]);

/** @type {Map<string, Promise<DecisionRecord | undefined>>} */
const records = new Map();

/**
 * The record at an address. It is undefined before ten decisions, and if it cannot be had or read.
 * @param {string} address
 * @returns {Promise<DecisionRecord | undefined>}
 */
const fetched = async (address) => {
  const { text } = await file(address, { cache: "default" }).catch(() => ({ text: "" }));
  const record = json(text)?.record;
  return NUMBERS.every((number) => Number.isSafeInteger(record?.[number]) && record[number] >= 0) ? record : undefined;
};

/**
 * Where the endpoint has the record of the form's program. Another system that takes leads has none.
 * @param {Page} page
 */
const addressOf = ({ program, source }) => {
  const { endpoint } = /** @type {Delivery} */ (program.delivery ?? {});
  if (!endpoint) return undefined;
  const folder = resolve(`../programs/${encodeURIComponent(String(program.id))}/`, resolve(endpoint, source));
  return source.split(/[?#]/)[0] === `${folder}program.json` ? `${folder}record.json` : undefined;
};

/**
 * Says it below the time within which a lead is decided.
 * @param {Page} page
 */
export const tellRecord = async (page) => {
  const address = addressOf(page);
  if (!address) return;
  if (!records.has(address)) records.set(address, fetched(address));
  const record = await records.get(address);
  const promise = page.root.querySelector("[data-text=decision-days]");
  if (!record || !promise || page.by("record")) return;
  const { days, in_time_percent: percent, half_within_hours: count } = record;
  const words = `In the last ${days} days, ${percent}% of the leads in review were decided in time, half of them within ${count} hour${count === 1 ? "" : "s"}.`;
  const values = { days, count, percent: `${percent}%` };
  promise.after(
    Object.assign(document.createElement("p"), {
      id: "record",
      textContent: page.texts?.say("record", values) ?? words,
    }),
  );
};
