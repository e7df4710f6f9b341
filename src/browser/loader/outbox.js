// Keeps submissions in this browser until they are answered, and sends them again until then.
import { fieldsOf } from "./answers.js";
import { integrity } from "./files.js";
import { deliver, others, prepare } from "./outbox/deliver.js";
import { mistakesOf, originsOf } from "./outbox/origins.js";
import { Queue } from "./outbox/queue.js";
import { remember } from "./outbox/sent.js";
import { Store } from "./outbox/store.js";
import { tellRecord } from "./record.js";
import { CHECKED_BY_DESK } from "./shared.js";

/**
 * @import { Answers } from "../../../pkg/index.js"
 * @import { ReferralForm } from "form-glue"
 * @import { Page } from "./page.js"
 * @import { Entry, Sent, Submission } from "./types/outbox.js"
 * @import { Program } from "./types/program.js"
 * @import { Load } from "./types/scripts.js"
 */

export { typed } from "./typed.js";

const DAY_MS = 86_400_000;
const KEEP_DAYS = 14;
const MOST_DAYS = 1_000;
// The longest time between two checks for what is due. It is short, because a clock may jump and a computer may sleep.
const LOOK_EVERY_MS = 60_000;
// How long changes are gathered before they are shown.
const GATHER_MS = 50;
// The shortest time between two checks for what is due.
const AGAIN_MS = 500;
// The outbox keeps at most this many referrals that have arrived. Older ones are removed, since the endpoint has them.
// Those that arrived just now do not count, because their forms may not have heard of it yet.
const MOST_ARRIVED = 20;
const JUST_NOW_MS = 10_000;
// A mark in the storage: submissions may wait. Pages without the mark need not load this script.
const MARK = "referral-outbox";

/**
 * The name by which a partner recognizes a lead: the company. The endpoint finds it in the same way for the vendor.
 * @param {Program} program
 * @param {Answers} lead
 */
const labelOf = (program, lead) => {
  const field = fieldsOf(program).find(({ autocomplete }) => autocomplete === "organization")?.name ?? "company";
  return typeof lead[field] === "string" ? lead[field] : "";
};

/**
 * Does what is left for after a form is shown. A form whose page the vendor's desk has opened also tells that it works.
 * `load` is the loader's, as for the outbox: a page allows one Trusted Types policy.
 * @param {Page} page
 * @param {Load} load
 */
export const shown = async (page, load) => {
  if (window.opener && location.hash === CHECKED_BY_DESK)
    load("report.js", "", integrity["report.js"])
      .then(({ report }) => report(page))
      .catch(() => {});
  await tellRecord(page);
};

// The outbox of this page.
export class Outbox {
  #rules;
  #load;
  #store = new Store();
  #news = globalThis.BroadcastChannel && new BroadcastChannel("referral-outbox");
  /** @type {Map<Page, Queue>} */ #queues = new Map(); // what is shown of it, by form
  /** @type {Set<string>} */ #failed = new Set(); // messages that forms were already told about destinations
  /** @type {Set<string>} */ #sending = new Set(); // keys of submissions that are being sent
  /** @type {Set<string>} */ #missed = new Set(); // what was verified last: texts, keys, id and counter
  #openedAt = Date.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #looking = false;
  /** @type {AbortController | undefined} */ #warning; // warns before the page is closed

  /**
   * `rules` belongs to the form's module. Its `after` says what becomes of a submission after an attempt, and its
   * `wait` says how long it waits. `load` loads scripts as the loader does.
   * @param {typeof ReferralForm} rules
   * @param {Load} load
   */
  constructor(rules, load) {
    this.#rules = rules;
    this.#load = load;
    this.#news?.addEventListener("message", ({ data }) => this.#listen(Object(data)));
    addEventListener("online", () => this.#flush(true));
    addEventListener("pageshow", () => this.#flush());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#flush());
  }

  /**
   * Any script of this origin can send messages on the channel. Only these two messages have an effect.
   * @param {{ key?: unknown, isGone?: unknown }} news
   */
  #listen({ key, isGone }) {
    if (typeof key !== "string") return;
    if (isGone === true) this.#lose(key);
    else if (isGone === undefined) this.#tell(key);
  }

  /**
   * Adds a form of the page (`page.js`). Returns what the form shows of the outbox.
   * @param {Page} page
   */
  join(page) {
    if (!this.#queues.has(page)) {
      const queue = new Queue(page, this);
      this.#queues.set(page, queue);
      for (const text of mistakesOf(page.host))
        queue.fail(`delivery-origins: “${text}” is not an origin, such as https://crm.example, and is ignored.`);
      prepare(page.program.delivery, this.#load);
      this.#flush();
    }
    return this.#queues.get(page);
  }

  /** @param {Page} page */
  leave(page) {
    this.#queues.delete(page);
  }

  /**
   * Takes a submission and sends it to the program's own destination. After it has arrived there, it goes to the
   * others.
   * @param {Sent} entry
   * @param {Program & { address: string }} program
   */
  async add(entry, program) {
    const label = labelOf(program, entry.submission.lead);
    const to = { ...program.delivery, endpoint: program.address };
    // It is chosen here, so that it is known even if the first answer is lost.
    const statusKey = globalThis.isSecureContext ? crypto.randomUUID() : undefined;
    await this.#put({ ...entry, label, to, statusKey }, program);
    await this.#attempt(entry.key);
  }

  /**
   * @param {Sent & Pick<Entry, "to" | "label" | "isOther" | "statusKey">} entry
   * @param {Pick<Program, "outbox" | "outbox_days">} program
   */
  async #put(entry, { outbox, outbox_days: asked = 0 }) {
    const now = Date.now();
    // The program is not checked yet.
    const days = asked > 0 && asked <= MOST_DAYS ? asked : KEEP_DAYS;
    const partner = entry.submission.attribution?.partner ?? "";
    /** @type {Entry} */
    const waiting = {
      ...entry,
      partner,
      state: "waits",
      at: now,
      attempts: 0,
      sent: now,
      due: now,
      until: now + days * DAY_MS,
    };
    waiting.kept = await this.#store.put(waiting, outbox !== "off");
    if (waiting.kept) this.#mark(true);
    else this.#warn(true);
  }

  /**
   * Sends a submission on to the vendor's other systems. The form does not wait for their answers.
   * @param {Entry} entry
   */
  async #pass({ key, source, publisher, submission, to: first, kept }) {
    for (const to of others(first)) {
      const sent = /** @type {Submission} */ (submission);
      const other = { key: `${key} ${to.id}`, source, publisher, submission: sent, to, isOther: true };
      await this.#put(other, { outbox: kept ? "device" : "off" });
      this.#attempt(other.key);
    }
  }

  /** @param {string} key */
  sendNow(key) {
    return this.#attempt(key, true);
  }

  /** @param {string} key */
  async discard(key) {
    await this.#store.delete(key);
    this.#news?.postMessage({ key, isGone: true });
    this.#lose(key);
  }

  /**
   * Removes a refused submission and returns it, so that its answers can be corrected.
   * @param {string} key
   */
  async take(key) {
    const entry = await this.#store.get(key);
    await this.discard(key);
    return entry?.submission;
  }

  /** @param {string} key */
  #lose(key) {
    this.#store.forget(key);
    for (const queue of this.#queues.values()) queue.withdrawn(key);
    this.#tell();
  }

  /** @param {string} key */
  isSending(key) {
    return this.#sending.has(key);
  }

  /**
   * Returns the entries that the form lists for this partner. It leaves out a submission that this page is sending for
   * the first time, and one whose result its form is about to show. Earlier versions stored the partner only in the
   * submission.
   * @param {string} source
   * @param {string} partner
   */
  async entries(source, partner) {
    /** @param {Entry} entry */
    const isTheirs = (entry) =>
      entry.source === source &&
      (entry.state === "unreadable" || (entry.partner ?? entry.submission?.attribution?.partner ?? "") === partner);
    /** @param {Entry} entry */
    const isShown = ({ key, state, attempts, at, isOther }) =>
      !isOther && (state === "waits" ? attempts > 0 || at < this.#openedAt : !this.#sending.has(key));
    const entries = (await this.#store.all()).filter((entry) => isTheirs(entry) && isShown(entry));
    return entries.sort((a, b) => a.at - b.at);
  }

  /** @param {boolean} isOn */
  #mark(isOn) {
    try {
      if (isOn) localStorage.setItem(MARK, "1");
      else localStorage.removeItem(MARK);
    } catch {
      // The browser stores nothing then, so no mark is needed.
    }
  }

  /**
   * Runs `act` only if no other sender is at work on this submission, in any tab.
   * @param {string} key
   * @param {() => Promise<void>} act
   * @returns {Promise<void>}
   */
  async #alone(key, act) {
    if (this.#sending.has(key)) return;
    this.#sending.add(key);
    let isOurs = true;
    try {
      const { locks } = navigator;
      if (!locks) return await act();
      await locks.request(`referral-outbox ${key}`, { ifAvailable: true }, (lock) => {
        isOurs = !!lock;
        return lock && act();
      });
    } finally {
      // If another tab sends it, that tab tells the others.
      const told = isOurs ? this.#changed(key) : this.#tell(key);
      await told.finally(() => this.#sending.delete(key));
      this.#look();
      if (this.#missed.delete(key)) this.#attempt(key);
    }
  }

  /**
   * @param {string} key
   * @param {boolean} [isAsked]
   */
  #attempt(key, isAsked) {
    return this.#alone(key, async () => {
      // Another tab may have sent it in the meantime.
      const entry = await this.#store.get(key);
      const isOver = entry?.state === "expired" && isAsked;
      if (entry?.state !== "waits" && !isOver) return;
      this.#tell(key);
      const reply = await this.#deliver(entry);
      const [random] = crypto.getRandomValues(new Uint32Array(1));
      const sent = Date.now();
      const next = this.#rules.after(key, reply, entry.attempts, entry.until, sent, random);
      const state = typeof next === "number" ? "waits" : next;
      const now = await this.#store.get(key);
      if (now?.at !== entry.at) return; // discarded in the meantime, or sent again with other answers
      /** @type {Entry} */
      const after = { ...entry, state, reply, attempts: entry.attempts + 1, sent, due: Number(next) || 0 };
      if (entry.isOther && state !== "waits") return this.#end(after);
      if (state === "sent") {
        if (entry.kept) remember(entry, reply);
        await this.#pass(entry);
        after.submission = undefined; // not needed any more
      }
      after.kept = await this.#store.put(after, !!entry.kept);
      if (state === "waits" && !after.kept) this.#warn(true);
    });
  }

  /**
   * Makes one attempt. It uses the origins that this page's forms of the program allow now: the entry may come from
   * another page or from an earlier time.
   * @param {Entry} entry
   */
  async #deliver(entry) {
    /** @param {[Page, Queue]} form */
    const isOfIt = ([{ source }]) => source === entry.source;
    const forms = [...this.#queues].filter(isOfIt);
    const reply = await deliver(
      entry,
      this.#load,
      forms.flatMap(([{ host }]) => originsOf(host)),
    );
    const why = reply.isHeld && reply.answer?.detail;
    if (why && forms.length && !this.#failed.has(why)) {
      this.#failed.add(why);
      for (const [, queue] of forms) queue.fail(why);
    }
    return reply;
  }

  /**
   * One of the other systems has accepted the submission or has refused it for good.
   * @param {Entry} entry
   */
  async #end({ key, state, reply, to }) {
    await this.#store.delete(key);
    if (state === "sent") return;
    const said = reply?.answer?.detail ?? reply?.answer?.message ?? `HTTP ${reply?.status}`;
    const message = `The destination “${to.id}” has not taken the referral: ${said}`;
    for (const queue of this.#queues.values()) queue.fail(message);
  }

  /** @param {boolean} [isAll] */
  async #flush(isAll) {
    if (isAll) for (const key of this.#sending) this.#missed.add(key);
    const now = Date.now();
    const due = (await this.#store.all()).filter(
      ({ state, sent, due }) => state === "waits" && (isAll || this.#rules.wait(sent, due, now) === 0),
    );
    await Promise.all(due.map(({ key }) => this.#attempt(key)));
    if (!due.length) this.#tell();
  }

  /** @param {string} key */
  #changed(key) {
    this.#news?.postMessage({ key });
    return this.#tell(key);
  }

  /**
   * Tells the forms of this page about the entry that changed.
   * @param {string} [key]
   */
  async #tell(key) {
    const changed = key && (await this.#store.get(key));
    if (changed) await this.#hear(changed);
    this.#look();
  }

  /** @param {Entry} changed */
  async #hear(changed) {
    const { key, state, reply } = changed;
    for (const queue of reply ? this.#queues.values() : [])
      if (queue.heard(changed) && ["sent", "refused"].includes(state)) {
        await this.#store.delete(key);
        this.#news?.postMessage({ key, isGone: true });
      }
  }

  /** @param {Entry[]} entries */
  async #tidy(entries) {
    const now = Date.now();
    const arrived = entries.filter(({ state }) => state === "sent").sort((a, b) => b.sent - a.sent);
    for (const entry of arrived.slice(MOST_ARRIVED).filter(({ sent }) => Math.abs(now - sent) > JUST_NOW_MS)) {
      await this.#hear(entry);
      await this.#store.delete(entry.key);
    }
  }

  // Shows what waits, and plans the next attempt. Changes that come together are handled once.
  async #look() {
    if (this.#looking) return;
    this.#looking = true;
    await new Promise((done) => setTimeout(done, GATHER_MS));
    this.#looking = false;
    const entries = await this.#store.all();
    await this.#tidy(entries);
    if (!entries.some(({ kept }) => kept)) this.#mark(false);
    for (const { list } of this.#queues.values()) list.update();
    const waiting = entries.filter(({ state }) => state === "waits");
    this.#warn(waiting.some(({ kept }) => !kept));
    clearTimeout(this.#timer);
    if (!waiting.length) return;
    const now = Date.now();
    const waits = waiting.map(({ sent, due, key }) =>
      this.#sending.has(key) ? LOOK_EVERY_MS : this.#rules.wait(sent, due, now),
    );
    // If another tab is sending it, this one checks again a little later.
    this.#timer = setTimeout(() => this.#flush(), Math.max(AGAIN_MS, Math.min(LOOK_EVERY_MS, ...waits)));
  }

  /**
   * Warns before the page is closed, if the browser does not keep a submission: it would be lost.
   * @param {boolean} isNeeded
   */
  #warn(isNeeded) {
    if (isNeeded === !!this.#warning) return;
    this.#warning?.abort();
    this.#warning = isNeeded ? new AbortController() : undefined;
    if (isNeeded)
      addEventListener("beforeunload", (event) => event.preventDefault(), { signal: this.#warning?.signal });
  }
}
