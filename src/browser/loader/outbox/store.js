// Keeps submissions in this browser's database. They are encrypted with a key that no script can read. If there is no
// database, they stay in this page's memory.
import { openDB } from "idb";

/**
 * @import { Entry } from "../types/outbox.js"
 *
 * @typedef {{ key: string, source: string, iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer }} Sealed an entry as it is kept
 */

const NAME = "referral-outbox";
// How long to wait for the database. It may not answer, for example while an older version of the page is open. A lead
// must be sent all the same.
const PATIENCE_MS = 3_000;

/**
 * @template Given
 * @param {Promise<Given>} promise
 * @returns {Promise<Given>}
 */
const inTime = (promise) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error("It took too long.")), PATIENCE_MS)),
  ]);

const open = async () => {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const db = await openDB(NAME, 1, {
    upgrade: (db) => {
      db.createObjectStore("keys");
      db.createObjectStore("entries", { keyPath: "key" });
    },
  });
  // If several pages start together, the first one stores the key for all.
  const keys = db.transaction("keys", "readwrite").store;
  const known = await keys.get("entries");
  const secret = known instanceof CryptoKey ? known : made;
  if (secret === made) await keys.put(made, "entries");
  return { db, secret };
};

const STATES = ["waits", "sent", "refused", "expired"];
// The last moment that a JavaScript date can express (ECMAScript, time values).
const LAST_MS = 8.64e15;

/** @param {any} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Whether something is an entry that this or an earlier version has written. Other scripts of this origin can write to
 * the database, too.
 * @param {any} entry
 * @param {string} key
 * @returns {entry is Entry}
 */
const isEntry = (entry, key) =>
  isObject(entry) &&
  entry.key === key &&
  URL.canParse(entry.source) &&
  STATES.includes(entry.state) &&
  ["at", "attempts", "sent", "due", "until"].every(
    (name) => Math.abs(entry[name]) <= LAST_MS && typeof entry[name] === "number",
  ) &&
  (entry.reply === undefined ? entry.state === "waits" : isObject(entry.reply)) &&
  (entry.state === "sent" || (isObject(entry.to) && isObject(entry.submission)));

/** @param {BufferSource} bytes */
const text = (bytes) => new TextDecoder().decode(bytes);
/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

export class Store {
  /** @type {Promise<Awaited<ReturnType<typeof open>> | undefined> | undefined} */ #opening;
  /** @type {Map<string, Entry>} */ #here = new Map(); // what this page has put in: the browser may clear its database, or have none

  #open() {
    this.#opening ??= inTime(open()).catch(() => undefined);
    return this.#opening;
  }

  // Throws if there is no database.
  async #opened() {
    const opened = await this.#open();
    if (!opened) throw new Error("This browser keeps nothing.");
    return opened;
  }

  /**
   * Stores an entry. Returns whether the browser keeps it.
   * @param {Entry} entry
   * @param {boolean} isKept
   */
  async put(entry, isKept) {
    const kept =
      isKept &&
      (await this.#seal(entry).then(
        () => true,
        () => false,
      ));
    this.#here.set(entry.key, { ...entry, kept });
    return kept;
  }

  /** @param {Entry} entry */
  async #seal(entry) {
    const { key, source } = entry;
    const { db, secret } = await this.#opened();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const algorithm = { name: "AES-GCM", iv, additionalData: bytes(key) };
    const data = await crypto.subtle.encrypt(algorithm, secret, bytes(JSON.stringify({ ...entry, kept: true })));
    await inTime(db.put("entries", { key, source, iv, data }));
  }

  /**
   * @param {Sealed} sealed
   * @param {CryptoKey} secret
   * @returns {Promise<Entry>}
   */
  async #read({ key, source, iv, data }, secret) {
    try {
      const algorithm = { name: "AES-GCM", iv, additionalData: bytes(key) };
      const entry = JSON.parse(text(await crypto.subtle.decrypt(algorithm, secret, data)));
      if (isEntry(entry, key)) return entry;
    } catch {
      // An entry that cannot be decrypted is treated like one that is not an entry.
    }
    // Nothing else is known about it.
    return /** @type {Entry} */ ({ key, source, state: "unreadable", at: 0, kept: true });
  }

  /**
   * Chooses between this page's copy and the stored copy: the one with the later attempt. They may differ because
   * another page has sent it, the browser has cleared its database, or the disk is full.
   * @param {Entry | undefined} here
   * @param {Entry | undefined} kept
   */
  #newer(here, kept) {
    if (!kept) return here && { ...here, kept: false };
    return here?.at === kept.at && here.attempts > kept.attempts ? here : kept;
  }

  /** @param {string} key */
  async get(key) {
    const here = this.#here.get(key);
    try {
      const { db, secret } = await this.#opened();
      const sealed = await inTime(db.get("entries", key));
      return this.#newer(here, sealed && (await this.#read(sealed, secret)));
    } catch {
      return here;
    }
  }

  async all() {
    const entries = new Map(this.#here);
    try {
      const { db, secret } = await this.#opened();
      /** @type {Sealed[]} */
      const sealed = await inTime(db.getAll("entries"));
      const read = await Promise.all(sealed.map((it) => this.#read(it, secret)));
      const kept = new Map(read.map((entry) => [entry.key, entry]));
      for (const key of [...entries.keys(), ...kept.keys()]) {
        const newer = this.#newer(this.#here.get(key), kept.get(key));
        if (newer) entries.set(key, newer);
      }
    } catch {
      // Then only the entries of this page are known.
    }
    return [...entries.values()];
  }

  /** @param {string} key */
  async delete(key) {
    this.forget(key);
    try {
      const { db } = await this.#opened();
      await inTime(db.delete("entries", key));
    } catch {
      // There is no database, so it was never stored.
    }
  }

  /**
   * Forgets an entry that another page has deleted.
   * @param {string} key
   */
  forget(key) {
    this.#here.delete(key);
  }
}
