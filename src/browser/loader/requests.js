// Sends requests with limits on time and on the size of the answer.
import { MAX_PROGRAM_BYTES } from "./shared.js";

const TIME_LIMIT_MS = 20_000;

// Says in a sentence why a text could not be loaded.
export class Failure extends Error {
  /**
   * `forGood`: the text came but cannot be used, so waiting does not help. `isMistake`: the program has a mistake.
   * @param {string} message
   * @param {boolean} [forGood]
   */
  constructor(message, forGood = false, isMistake = false) {
    super(message);
    this.forGood = forGood;
    this.isMistake = isMistake;
  }
}

/**
 * Makes an address absolute. An invalid address is returned as it is, and then nothing can be fetched from it.
 * @param {string} address
 * @param {string} base
 */
export const resolve = (address, base) => {
  try {
    return new URL(address, base).href;
  } catch {
    return address;
  }
};

/**
 * @param {string | URL} url
 * @param {RequestInit} [options]
 */
export const request = (url, options) =>
  fetch(url, {
    cache: "no-cache", // asks the server whether the stored copy is still current
    credentials: "omit",
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
    ...options,
  });

/**
 * @param {Response} response
 * @param {number} largest
 */
export const body = async (response, largest) => {
  const pieces = [];
  const reader = response.body?.getReader();
  for (let left = largest; reader;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Failure("broke off while it was read");
    });
    if (done) break;
    left -= value.length;
    if (left < 0) {
      reader.cancel(); // nobody waits for the rest
      throw new Failure(`is larger than ${largest} bytes`, true);
    }
    pieces.push(value);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await new Blob(pieces).arrayBuffer());
  } catch {
    throw new Failure("is not UTF-8 text", true);
  }
};

/**
 * JSON, or undefined.
 * @param {string} text
 */
export const json = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Fetches a file. Returns its text, the origin that answered after all redirects, and the reason if the server refuses
 * its newest version (`Referral-Refused`).
 * @param {string} url
 * @param {RequestInit} [options]
 */
export const file = async (url, options) => {
  const response = await request(url, options).catch(() => {
    throw new Failure(
      `${url} could not be reached. Check the address, the network, and that the server allows this page (CORS).`,
    );
  });
  const text = await body(response, MAX_PROGRAM_BYTES).catch(({ message, forGood }) => {
    throw new Failure(`${url} ${message}.`, forGood);
  });
  if (!response.ok) {
    const { detail } = json(text) ?? {};
    throw new Failure(`${url} answered ${response.status}. ${typeof detail === "string" ? detail : ""}`.trimEnd());
  }
  return { text, publisher: new URL(response.url).origin, refused: response.headers.get("referral-refused") };
};
