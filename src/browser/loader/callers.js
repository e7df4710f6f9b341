// Who has called the element's methods, and waits for what comes of it.
export class Callers {
  #forNews = [];
  #forOutcome = [];

  // Resolves when there may be a verdict, or a reason why there is none.
  news() {
    return new Promise((resolve) => this.#forNews.push(resolve));
  }

  tell() {
    for (const resolve of this.#forNews.splice(0)) resolve();
  }

  // Resolves to what comes of the submission that is under way.
  outcome() {
    return new Promise((resolve) => this.#forOutcome.push(resolve));
  }

  sent(receipt) {
    this.#settle({ sent: true, ...receipt });
  }

  unsent(reason, message) {
    this.#settle({ sent: false, reason, message });
  }

  #settle(outcome) {
    for (const resolve of this.#forOutcome.splice(0)) resolve(outcome);
  }
}
