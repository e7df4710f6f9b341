// Reads the attribute `delivery-origins`: where a page lets a program choose method and headers.
import { attribute } from "../answers.js";

/**
 * Returns the origin that a text names. The text must be nothing but one origin: no path, no pattern.
 * @param {string} text
 */
const originOf = (text) => {
  const url = !text.includes("*") && URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` ? url.origin : undefined;
};

/** @param {Element} host */
const written = (host) => (attribute(host, "delivery-origins") ?? "").split(/\s+/).filter(Boolean);

/** @param {Element} host */
export const originsOf = (host) =>
  written(host)
    .map(originOf)
    .filter((origin) => origin !== undefined);

/** @param {Element} host */
export const mistakesOf = (host) => written(host).filter((text) => !originOf(text));
