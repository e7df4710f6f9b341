// Waiting, and scripts that may come late or never.
import { module } from "./files.js";

/** @import { Scripts } from "./types/scripts.js" */

/**
 * @param {number} ms
 * @returns {Promise<undefined>}
 */
export const late = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Scripts that have been loaded. Code that finds its script here need not wait, and shows its part of the form at once.
 * @type {Partial<Scripts>}
 */
export const scripts = {};

/**
 * Loads a script that only some forms need. Resolves to undefined if it cannot be loaded.
 * @template {keyof Scripts} Name
 * @param {Name} name
 */
export const script = (name) =>
  module(name)
    .then((it) => (scripts[name] = it))
    .catch(() => undefined);
