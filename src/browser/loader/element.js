// <referral-form>: mounts the form when it comes near the viewport.
import init, { ReferralForm } from "form-glue";
import css from "form-css";
import { Engine } from "./engine.js";
import { integrity, sibling } from "./files.js";
import { trustedHTML } from "./policy.js";

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

export class ReferralFormElement extends HTMLElement {
  static observedAttributes = ["program"];
  #root;
  #form;
  #engine;
  #observer;
  #early; // answers set before the form is there

  connectedCallback() {
    if (this.#form) return this.#form.resume();
    this.#root ??= this.attachShadow({ mode: "open" });
    if (!styles) {
      styles = new CSSStyleSheet();
      styles.replaceSync(css);
    }
    this.#root.adoptedStyleSheets = [styles];
    const skeleton = element("div", "skeleton");
    skeleton.append(element("p", "", "Loading the referral form…"));
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
      if (this.isConnected) return;
      this.#observer?.disconnect();
      this.#form?.stop();
      this.#engine?.stop();
    });
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#root || before === now) return;
    this.#end();
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
      const signal = AbortSignal.timeout(20000);
      const program = fetch(source, { cache: "no-cache", credentials: "omit", signal });
      program.catch(() => {}); // the form reports it
      await loadModule();
      if (this.#form || !this.isConnected || address !== this.getAttribute("program")) return;
      this.#engine = new Engine(
        (reply) => this.#form?.reply(reply),
        (why) => this.#form?.engine_failed(why),
      );
      const page = {
        render(target, html) {
          const template = document.createElement("template");
          template.innerHTML = trustedHTML(html);
          target.replaceChildren(template.content);
        },
        load: (request) => void this.#engine.load(request),
        ask: (request) => void this.#engine.ask(request),
      };
      this.#form = new ReferralForm(this, this.#root, page, source);
      if (this.#early) this.#form.set_value(this.#early);
      this.#form.start(program);
    } catch (error) {
      this.#giveUp(String(error.message ?? error));
    }
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

  #end() {
    this.#form?.stop();
    this.#engine?.stop();
    this.#form = undefined;
  }

  get value() {
    return this.#form?.value() ?? this.#early ?? {};
  }

  set value(answers) {
    if (this.#form) this.#form.set_value(answers);
    else this.#early = answers;
  }

  get verdict() {
    return this.#form?.verdict() ?? null;
  }

  submit() {
    this.#form?.submit();
  }

  reset() {
    this.#form?.reset();
  }
}
