// Writes submissions in the formats of other systems. This is the entry of the delivery module. Only forms whose leads
// go to such a system load it.
import init, { request } from "delivery-glue";

/**
 * @import { Delivery } from "./types/program.js"
 * @import { Submission } from "./types/outbox.js"
 */

/** @type {Promise<unknown> | undefined} */
let starting;

/**
 * Returns a function that writes a request: it gives the options for `fetch`, or the reason why the submission is held.
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
