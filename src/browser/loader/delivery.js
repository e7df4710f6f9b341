// Submissions as other systems take them: the entry of the delivery module. Loaded by forms whose leads go to such.
import init, { request } from "delivery-glue";

/**
 * @import { Delivery } from "./types/program.js"
 * @import { Submission } from "./types/outbox.js"
 */

/** @type {Promise<unknown> | undefined} */
let starting;

/**
 * Gives what writes a request: `fetch`'s options, or why it is held.
 * @param {Response} module
 */
export const open = async (module) => {
  await (starting ??= init({ module_or_path: module }));
  /**
   * @param {Delivery} destination
   * @param {{ to: string, program: string | null, page: string[] }} origins
   * @param {Submission} submission
   * @param {Date} now
   * @returns {{ request?: RequestInit, held?: string }}
   */
  return (destination, origins, submission, now) => {
    const [to, where, what] = [destination, origins, submission].map((it) => JSON.stringify(it));
    return JSON.parse(request(to, where, what, now.toISOString(), now.getTime()));
  };
};
