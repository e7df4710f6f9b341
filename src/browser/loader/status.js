// Defines <referral-status>. Safe to load twice.
//
// The module makes its nodes from markup one by one. So it needs no Trusted Types policy, and stands beside a form that
// has made the only one of that name.
import init, { ReferralStatus } from "status-glue";
import css from "status-css";
import { attribute } from "./answers.js";
import { messageOf } from "./errors.js";
import { integrity, sibling } from "./files.js";
import { languageOf } from "./languages.js";
import { once } from "./once.js";

/** @type {CSSStyleSheet | undefined} */
let styles;

const loadModule = once(() =>
  init({ module_or_path: fetch(sibling("status.wasm"), { integrity: integrity["status.wasm"] }) }),
);

/**
 * Loads the texts of a language.
 * @param {string} language
 * @returns {Promise<object>}
 */
const loadTexts = async (language) => {
  const name = `status.texts.${language.split("-")[0]}.json`;
  const response = await fetch(sibling(name), { integrity: integrity[name] });
  if (!response.ok) throw new Error(`${name} could not be loaded`);
  return response.json();
};

class ReferralStatusElement extends HTMLElement {
  static observedAttributes = ["endpoint", "token", "program", "lang", "data-endpoint", "data-token", "data-program"];
  /** @type {ReferralStatus | undefined} */ #status;
  #start = {}; // the last start; an earlier one that comes later is over

  connectedCallback() {
    if (!this.#status) this.#show();
  }

  disconnectedCallback() {
    // An element that is only moved is back in the page at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (!this.shadowRoot || !this.isConnected || before === now) return;
    this.#stop();
    // In another language, or with a newer token, the referrals are the same, and so is what was typed. But whose the
    // token is, only the endpoint knows.
    if (/endpoint|program/.test(name) || (/token/.test(name) && (before === null || now === null)))
      this.shadowRoot.replaceChildren();
    else if (/token/.test(name)) this.shadowRoot.firstElementChild?.toggleAttribute("data-unsure", true);
    this.#show();
  }

  async #show() {
    const start = (this.#start = {});
    const language = languageOf(this);
    const place = this.#place(language);
    try {
      const endpoint = attribute(this, "endpoint");
      if (endpoint === null) throw new Error("The element has no `endpoint` attribute: the address of the vendor.");
      const address = new URL(endpoint, document.baseURI).href;
      const [texts] = await Promise.all([loadTexts(language), loadModule()]);
      if (this.#start !== start || !this.isConnected) return;
      const [token, program] = ["token", "program"].map((name) => attribute(this, name) ?? undefined);
      this.#status = new ReferralStatus(this, address, language, token, program, texts);
    } catch (error) {
      if (this.#start !== start) return;
      const failure = Object.assign(document.createElement("p"), { className: "failure" });
      failure.setAttribute("role", "alert");
      failure.append(`The referrals cannot be shown right now. ${messageOf(error)}`);
      place.replaceChildren(failure, document.createElement("slot"));
    }
  }

  // The part of the shadow root in which the module draws. It stays, with all that was typed in it.
  /** @param {string} language */
  #place(language) {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (!styles) {
      styles = new CSSStyleSheet();
      styles.replaceSync(css);
    }
    root.adoptedStyleSheets = [styles];
    const place = /** @type {HTMLElement} */ (root.firstElementChild ?? document.createElement("div"));
    const dir = language.startsWith("ar") ? "rtl" : "ltr";
    Object.assign(place, { className: "widget status", part: "widget", lang: language, dir });
    if (place.parentNode !== root) root.append(place);
    return place;
  }

  #stop() {
    this.#start = {};
    this.#status?.free();
    this.#status = undefined;
  }
}

if (!customElements.get("referral-status")) customElements.define("referral-status", ReferralStatusElement);
