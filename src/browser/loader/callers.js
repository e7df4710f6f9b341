// Whoever has called the element's methods and waits for the result.

/** @import { Outcome } from "../../../pkg/index.js" */

export class Callers {
  /** @type {(() => void)[]} */ #forNews = [];
  /** @type {((outcome: Outcome) => void)[]} */ #forOutcome = [];

  /**
   * Resolves when there may be a verdict, or a reason why there is none.
   * @returns {Promise<void>}
   */
  news() {
    return new Promise((resolve) => this.#forNews.push(resolve));
  }

  tell() {
    for (const resolve of this.#forNews.splice(0)) resolve();
  }

  /**
   * Resolves to the outcome of the submission that is under way.
   * @returns {Promise<Outcome>}
   */
  outcome() {
    return new Promise((resolve) => this.#forOutcome.push(resolve));
  }

  /**
   * @param {Extract<Outcome, { sent: false }>["reason"]} reason
   * @param {string} message
   */
  unsent(reason, message) {
    this.settle({ sent: false, reason, message });
  }

  /** @param {Outcome} outcome */
  settle(outcome) {
    for (const resolve of this.#forOutcome.splice(0)) resolve(outcome);
  }
}
