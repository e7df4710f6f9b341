// What the page around the form is told, and how it can answer.
import { Callers } from "./callers.js";
import { messageOf } from "./errors.js";
import { View } from "./view.js";

/**
 * @import { ReferralForm } from "form-glue"
 * @import { ReferralFormEventMap, Verdict } from "../../../pkg/index.js"
 *
 * @typedef {ReferralFormEventMap["referral-submitted"]["detail"]} Receipt
 * @typedef {ReferralFormEventMap["referral-failed"]["detail"]} Failure
 */

/**
 * Sends an event. Returns whether no listener has cancelled it.
 * @template {keyof ReferralFormEventMap} Name
 * @param {HTMLElement} host
 * @param {Name} name
 * @param {ReferralFormEventMap[Name]["detail"]} detail
 * @param {boolean} [cancelable]
 */
export const dispatch = (host, name, detail, cancelable) =>
  host.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable, detail }));

// `src/browser/page.rs` says what the methods do that the form calls.
export class Teller extends View {
  callers = new Callers();
  /** @type {ReferralForm} */ form;

  // Resolves to the outcome.
  submit() {
    const outcome = this.callers.outcome();
    if (!this.form.submit()) throw new Error("There is nothing to send.");
    return outcome;
  }

  // The form is emptied. A submission that is already on its way still arrives.
  forget() {
    this.step = undefined;
    this.callers.unsent("cancelled", "The form was emptied.");
  }

  incomplete() {
    this.callers.unsent("answers", "Answers are missing or wrong.");
  }

  /**
   * @template {keyof ReferralFormEventMap} Name
   * @param {Name} name
   * @param {ReferralFormEventMap[Name]["detail"]} detail
   */
  emit(name, detail) {
    dispatch(this.host, name, detail);
    if (name === "referral-submitted") this.callers.settle({ sent: true, .../** @type {Receipt} */ (detail) });
    if (name === "referral-queued") this.callers.unsent("queued", "It waits to be sent.");
  }

  /**
   * Reports a verdict with ids and outcomes, but without answers.
   * @param {Omit<Verdict, "plan"> & { plan?: string | null }} verdict
   */
  verdict({ status, score, plan = null, findings }) {
    const outcomes = findings.map(({ code, kind, outcome }) => ({ code, kind, outcome }));
    this.emit("referral-verdict", { status, score, plan, findings: outcomes });
  }

  /**
   * @param {Failure["reason"]} reason
   * @param {string} message
   */
  fail(reason, message) {
    this.emit("referral-failed", { reason, message });
    if (reason === "network" || reason === "refused" || reason === "known" || reason === "cancelled")
      this.callers.unsent(reason, message);
    this.callers.tell();
  }

  /** @param {string} key */
  async before_submit(key) {
    const { isHeld, why, token } = await this.consult(key, "referral");
    if (!isHeld) return this.form.send(key, token);
    this.form.hold(key, why);
    if (!why) this.callers.unsent("cancelled", "The page cancelled it.");
  }

  /**
   * Asks the page before something is sent. The page may give the token of its challenge, or hold the submission back
   * and say why.
   * @param {string} key
   * @param {"referral" | "feedback"} kind
   * @returns {Promise<{ isHeld?: boolean, why?: string, token?: string }>}
   */
  async consult(key, kind) {
    /** @type {HTMLElement & { challengeToken?: string }} */
    const host = this.host;
    /** @type {PromiseLike<unknown>[]} */
    const waits = [];
    /** @type {ReferralFormEventMap["referral-before-submit"]["detail"]} */
    const detail = { key, kind, waitUntil: (promise) => waits.push(promise) };
    if (!dispatch(host, "referral-before-submit", detail, true)) return { isHeld: true };
    try {
      await Promise.all(waits);
      const token = detail.token ?? host.challengeToken;
      return { token: token && String(token) };
    } catch (error) {
      return { isHeld: true, why: messageOf(error) };
    }
  }
}
