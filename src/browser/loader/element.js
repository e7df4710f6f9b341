// <referral-form>: mounts the form when it comes near the viewport.
import init, { ReferralForm } from "form-glue";
import css from "form-css";
import { Engine } from "./engine.js";
import { integrity, sibling } from "./files.js";
import { Page } from "./page.js";
import { trustedHTML } from "./policy.js";
import { Publication } from "./publication.js";
import { file } from "./requests.js";

let styles;
let module;

const loadModule = () =>
  (module ??= init({ module_or_path: fetch(sibling("form.wasm"), { integrity: integrity["form.wasm"] }) }).catch(
    (error) => {
      module = undefined;
      throw error;
    },
  ));

const element = (name, className, text = "") =>
  Object.assign(document.createElement(name), { className, textContent: text });

// Answers by field name: a copy of what JSON can say of them.
const plain = (answers) => {
  const given = JSON.parse(JSON.stringify(answers ?? null));
  if (typeof given !== "object" || !given || Array.isArray(given)) {
    throw new TypeError("The value must be an object: answers by field name.");
  }
  return Object.fromEntries(Object.entries(given).filter(([, answer]) => typeof answer !== "object" || Array.isArray(answer)));
};

export class ReferralFormElement extends HTMLElement {
  static observedAttributes = ["program", "lang"];
  #root;
  #form;
  #parts = []; // of the form: what is stopped and resumed with it
  #publication;
  #isStopped;
  #observer;
  #early; // answers set before the form is there

  connectedCallback() {
    if (this.#form) return this.#resume();
    this.#root ??= this.attachShadow({ mode: "open" });
    if (!styles) {
      styles = new CSSStyleSheet();
      styles.replaceSync(css);
    }
    this.#root.adoptedStyleSheets = [styles];
    const skeleton = element("div", "skeleton");
    skeleton.append(element("p", "", "Loading the referral form…"));
    skeleton.firstChild.dataset.text = "loading";
    this.#root.replaceChildren(skeleton);
    this.#observer ??= new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.#start(),
      { rootMargin: "400px" },
    );
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    // An element that is only moved comes back at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#root || before === now) return;
    if (name === "lang") return this.#publication?.look();
    this.#stop();
    this.#form = undefined;
    this.connectedCallback();
  }

  async #start() {
    this.#observer.disconnect();
    const address = this.getAttribute("program");
    if (!address) return this.#giveUp("The element has no `program` attribute: the address of a program.json.");
    try {
      // Where the page refuses our Trusted Types policy, this throws, and nothing was begun.
      document.createElement("template").innerHTML = trustedHTML("");
      const source = new URL(address, document.baseURI).href;
      const program = file(source);
      program.catch(() => {}); // the form reports it
      await loadModule();
      if (this.#form || !this.isConnected || address !== this.getAttribute("program")) return;
      const engine = new Engine(
        (reply) => form.reply(reply),
        (why) => {
          publication.engineFailed();
          form.engine_failed(why);
        },
      );
      const page = new Page(this, source, engine);
      const form = new ReferralForm(page);
      const publication = new Publication(source, form, page, engine);
      page.serve(form);
      if (this.#early) form.set_value({ ...this.#early });
      this.#form = form;
      this.#publication = publication;
      this.#parts = [page, publication, engine, form];
      this.#isStopped = false;
      await publication.start(program);
    } catch (error) {
      this.#giveUp(String(error.message ?? error));
    }
  }

  #stop() {
    this.#observer?.disconnect();
    this.#isStopped = true;
    for (const part of this.#parts) part.stop();
  }

  #resume() {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    // The engine starts again when it is asked.
    for (const part of this.#parts) part.resume?.();
  }

  // The element's own content stays, with a word of why.
  #giveUp(message) {
    const failure = element("div", "failure");
    failure.setAttribute("role", "alert");
    failure.append(element("p", "headline", "This referral form cannot be shown right now."), element("p", "", message));
    this.#root.replaceChildren(failure, document.createElement("slot"));
    const detail = { reason: "module", message };
    this.dispatchEvent(new CustomEvent("referral-failed", { bubbles: true, composed: true, detail }));
  }

  // What the page gets is a copy.
  get value() {
    return structuredClone(this.#form?.value() ?? this.#early ?? {});
  }

  set value(answers) {
    if (this.#form) this.#form.set_value(plain(answers));
    else this.#early = plain(answers);
  }

  get verdict() {
    return structuredClone(this.#form?.verdict()) ?? null;
  }

  submit() {
    this.#form?.submit();
  }

  reset() {
    this.#form?.reset();
  }
}
