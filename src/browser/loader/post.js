// Sends POST requests. Scripts that are loaded only when there is something to send use this file.
import { body, json, request } from "./requests.js";

/** @import { Reply } from "./types/outbox.js" */

// The largest answer that is read.
const LARGEST_ANSWER = 1024 * 1024;

/**
 * Reads `Retry-After` and returns seconds. The header holds a number of seconds or a date (RFC 9110, section 10.2.3).
 * @param {string} header
 */
const secondsOf = (header) => {
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const seconds = (Date.parse(header) - Date.now()) / 1000;
  return seconds > 0 ? Math.ceil(seconds) : undefined;
};

/**
 * Sends a request and returns the result. Its status is 0 if no answer came, and `isOpaque` is set if the answer cannot
 * be read.
 * @param {string | URL} url
 * @param {RequestInit} options
 * @returns {Promise<Reply>}
 */
export const post = async (url, options) => {
  try {
    const response = await request(url, options);
    const { status, redirected, type } = response;
    if (type === "opaque") return { status: 0, isOpaque: true };
    const { headers } = response;
    const retryAfter = secondsOf(headers.get("retry-after") ?? "");
    const statusKey = headers.get("status-key") ?? undefined;
    return { status, redirected, retryAfter, statusKey, answer: json(await body(response, LARGEST_ANSWER)) };
  } catch {
    return { status: 0 };
  }
};

/**
 * Posts JSON with an idempotency key.
 * @param {string | URL} url
 * @param {string} key
 * @param {object} said
 */
export const postJson = (url, key, said) =>
  post(url, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify(said),
  });
