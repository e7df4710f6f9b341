// Checks what a vendor has signed. Only forms with `program-key` load this file.

/** @import { Trust } from "./types/scripts.js" */

// What was seen last, by its name in the storage. It is kept here too, because the page may not allow storage.
const seen = new Map();

/** @param {string} text */
const bytes = (text) => {
  if (!/^[\w-]+$/.test(text)) throw new Error("it is incomplete or damaged");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
};

/** @param {string} text */
const withoutSpace = (text) => text.replace(/\s/g, "");

/**
 * Parses an object. A member must not appear twice, because some readers take the first and others the last.
 * @param {string} part
 */
const object = (part) => {
  const text = new TextDecoder().decode(bytes(part));
  const value = JSON.parse(text);
  if (typeof value !== "object" || !value || withoutSpace(JSON.stringify(value)) !== withoutSpace(text)) {
    throw new Error("it is incomplete or damaged");
  }
  return value;
};

/** @param {string} text */
const sha256 = async (text) => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

/**
 * Whether one of the keys (public, Ed25519, base64url) has signed these bytes.
 * @param {string} signed
 * @param {Uint8Array<ArrayBuffer>} signature
 * @param {string[]} keys
 */
const isSigned = async (signed, signature, keys) => {
  for (const key of keys) {
    const imported = await crypto.subtle.importKey("raw", bytes(key), "Ed25519", false, ["verify"]);
    if (await crypto.subtle.verify("Ed25519", imported, signature, new TextEncoder().encode(signed))) return true;
  }
  return false;
};

/** @param {string} name */
const recall = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

/**
 * @param {string} name
 * @param {string | number} value
 */
const keep = (name, value) => {
  seen.set(name, value);
  try {
    localStorage.setItem(name, String(value));
  } catch {
    // Then only this page knows.
  }
};

/**
 * The last counter under this name. The storage may contain anything.
 * @param {string} name
 */
const counterOf = (name) => {
  const kept = Number(recall(name));
  return Math.max(Number.isSafeInteger(kept) ? kept : 0, seen.get(name) ?? 0);
};

/**
 * The folder in an address that ends in `FOLDER/program.json`. Published programs have a folder that is named after
 * them.
 * @param {string} source
 */
const folderOf = (source) => new URL(source).pathname.match(/([^/]+)\/program\.json$/)?.[1];

/**
 * Checks that it is the program that the page means. The page names it, or else the address does. Otherwise it is the
 * program that was seen here first.
 * @param {string | undefined} id
 * @param {string | null} named
 * @param {string} source
 * @param {string} name
 */
const checkId = (id, named, source, name) => {
  const meant = named || folderOf(source) || seen.get(name) || recall(name) || id;
  if (id === meant) return;
  const mend = `if “${id}” is meant, write program-id="${id}" on the element`;
  throw new Error(`it is of the program “${id}”, and “${meant}” is expected; ${mend}`);
};

/**
 * @param {number} counter
 * @param {number} least
 * @param {string} name
 */
const checkCounter = (counter, least, name) => {
  if (!Number.isSafeInteger(least)) throw new Error("program-counter is not a whole number");
  if (counter < least) throw new Error("it is older than program-counter allows");
  if (!Number.isSafeInteger(counter) || counter < counterOf(name)) {
    throw new Error("it is older than one that was seen before");
  }
};

/**
 * Throws unless `signature`, a compact JWS (RFC 7515), fits. One of the keys must have signed this program and script.
 * It must be the program that the page means, and no older than one that was seen before. `trust` is what the page says
 * about signatures (`publication.js`), `program` is the JSON text, and `id` is the id in it.
 * @param {{ source: string, trust: Trust, signature: string, id?: string, program: string, script: string }} given
 */
export const verify = async ({ source, trust, signature, id, program, script }) => {
  if (!globalThis.crypto?.subtle) throw new Error("this page cannot check signatures: it did not come by https");
  const [header, claims, proof, ...more] = signature.trim().split(".");
  if (!proof || more.length) throw new Error("it is incomplete or damaged");
  const read = object(header);
  // A reader must understand what a header calls critical (section 4.1.11). This one understands no such extension.
  if (read.alg !== "EdDSA" || read.typ !== "referral-program+jws" || "crit" in read || "b64" in read) {
    throw new Error("it is not the signature of a program");
  }
  const keys = trust.keys.split(/\s+/).filter(Boolean);
  if (!(await isSigned(`${header}.${claims}`, bytes(proof), keys))) {
    throw new Error("it was altered, or signed by somebody else");
  }
  const signed = object(claims);
  const isOfThis =
    signed.program === id &&
    signed.program_sha256 === (await sha256(program)) &&
    signed.rules_sha256 === (await sha256(script));
  if (!isOfThis) throw new Error("program or script have changed since");
  const [idName, counterName] = [`referral-signed-id ${source}`, `referral-signed ${source}`];
  checkId(id, trust.id, source, idName);
  checkCounter(signed.counter, Number(trust.counter ?? 0), counterName);
  keep(idName, String(id));
  keep(counterName, signed.counter);
};
