// What comes late, or not at all.
import { module } from "./files.js";

/** @import { Scripts } from "./types/scripts.js" */

/**
 * @param {number} ms
 * @returns {Promise<undefined>}
 */
export const late = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The scripts that are there, for whoever must not wait for one that is: what is shown anew is whole at once.
 * @type {Partial<Scripts>}
 */
export const scripts = {};

/**
 * A script that only some forms load; undefined where it cannot be had.
 * @template {keyof Scripts} Name
 * @param {Name} name
 */
export const script = (name) =>
  module(name)
    .then((it) => (scripts[name] = it))
    .catch(() => undefined);
