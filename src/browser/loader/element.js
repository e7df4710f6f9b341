// <referral-form>: mounts the form when it comes near the viewport.
import init, { ReferralForm } from "form-glue";
import css from "form-css";
import { attribute, given, plain, prefilled, withNumbers } from "./answers.js";
import { Engine } from "./engine.js";
import { messageOf } from "./errors.js";
import { integrity, sibling } from "./files.js";
import { late, script } from "./late.js";
import { once } from "./once.js";
import { Page } from "./page.js";
import { trustedHTML } from "./policy.js";
import { Publication } from "./publication.js";
import { file } from "./requests.js";
import { dispatch } from "./telling.js";

/**
 * @import { Answers } from "../../../pkg/index.js"
 * @import { Draft } from "./draft.js"
 * @import { Program } from "./types/program.js"
 */

// How long a form waits for the draft of an earlier visit.
const DRAFT_WITHIN_MS = 3000;

/** @type {CSSStyleSheet | undefined} */
let styles;

const loadModule = once(() =>
  init({ module_or_path: fetch(sibling("form.wasm"), { integrity: integrity["form.wasm"] }) }),
);

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} name
 * @param {string} className
 * @param {string} [text]
 */
const element = (name, className, text = "") =>
  Object.assign(document.createElement(name), { className, textContent: text });

// Whether an earlier visit may have left answers under one of the names that `draft.js` uses.
const mayHaveDraft = () => {
  try {
    return [sessionStorage, localStorage].some((storage) =>
      Object.keys(storage).some((name) => name.startsWith("referral-draft ")),
    );
  } catch {
    return false;
  }
};

/**
 * Lets the form's module call the page without keeping it alive. The module holds this object until the form is freed,
 * and the form is freed only after garbage collection. If the module held the page itself, nothing would ever be
 * collected: the page refers to the element, and the element to the form.
 * @param {Page} object
 */
const weakly = (object) => {
  const reference = new WeakRef(/** @type {Record<string | symbol, any>} */ (object));
  return new Proxy(
    {},
    {
      get:
        (_, name) =>
        (/** @type {unknown[]} */ ...given) =>
          reference.deref()?.[name](...given),
    },
  );
};

export class ReferralFormElement extends HTMLElement {
  static observedAttributes = ["program", "data-program", "lang"];
  /** @type {ShadowRoot} */ #root;
  /** @type {ReferralForm | undefined} */ #form;
  /** @type {Page} */ #page;
  #isPrepared = false; // a program has been received
  /** @type {Draft | undefined} */ #draft; // what keeps the answers, once it is loaded
  /** @type {{ stop(): void, resume?(): void }[]} */ #parts = []; // parts of the form, which stop and resume with it
  /** @type {Publication | undefined} */ #publication;
  #isStopped = false;
  /** @type {IntersectionObserver | undefined} */ #observer;
  /** @type {Answers | undefined} */ #early; // answers set before there is a program
  #why = "The element is not in the page."; // why there is no form

  connectedCallback() {
    if (this.#form) return this.#resume();
    this.#adopt();
    // If the page's HTML already contains a form (`markup::snippet`), partners can fill it in until ours replaces it.
    const isThere = !this.#root && this.shadowRoot;
    this.#root ??= this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (!styles) {
      styles = new CSSStyleSheet();
      styles.replaceSync(css);
    }
    this.#root.adoptedStyleSheets = [styles];
    if (!isThere) {
      const skeleton = element("div", "skeleton");
      const loading = element("p", "", "Loading the referral form…");
      loading.dataset.text = "loading";
      skeleton.append(loading);
      this.#root.replaceChildren(skeleton);
    }
    this.#observer ??= new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.#start(),
      { rootMargin: "400px" },
    );
    this.#observer.observe(this);
  }

  // Takes over properties that a script set before this class was defined.
  #adopt() {
    /** @type {Record<string, unknown>} */
    const own = Object(this);
    for (const name of ["value", "partner", "campaign"]) {
      if (!Object.hasOwn(own, name)) continue;
      const given = own[name];
      delete own[name];
      own[name] = given;
    }
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
    if (!this.#root || before === now) return;
    if (name === "lang") return this.#publication?.look();
    this.#stop();
    this.#form = this.#draft = undefined;
    this.#isPrepared = false;
    this.connectedCallback();
  }

  async #start() {
    this.#observer?.disconnect();
    const address = attribute(this, "program");
    if (!address) return this.#giveUp("The element has no `program` attribute: the address of a program.json.");
    try {
      // If the page refuses our Trusted Types policy, this throws before anything has begun.
      document.createElement("template").innerHTML = trustedHTML("");
      const source = new URL(address, document.baseURI).href;
      // If the page has preloaded the program, the browser uses that response. It does so only if our request has the
      // same options.
      const preloads = [.../** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll("link[rel=preload]"))];
      const isThere = preloads.some(({ href }) => href === source);
      const program = file(source, isThere ? { cache: "default", credentials: "same-origin" } : undefined);
      program.catch(() => {}); // the form reports it
      await loadModule();
      if (this.#form || !this.isConnected || address !== attribute(this, "program")) return;
      const engine = new Engine(
        (reply) => form.reply(reply),
        (why) => {
          publication.engineFailed();
          form.engine_failed(why);
        },
      );
      // The keys that the program must be signed with. If the attribute is there but empty, no program is accepted.
      const trust = () => {
        const [keys, id, counter] = ["key", "id", "counter"].map((name) => attribute(this, `program-${name}`));
        return keys === null ? undefined : { keys, id, counter };
      };
      const page = new Page(this, source, engine);
      const form = new ReferralForm(weakly(page));
      const publication = new Publication(source, form, page, engine, (program) => this.#prepare(program), trust);
      page.serve(form);
      page.hear();
      this.#form = form;
      this.#page = page;
      this.#publication = publication;
      this.#parts = [page, publication, engine, form];
      this.#isStopped = false;
      await publication.start(program);
    } catch (error) {
      this.#giveUp(messageOf(error));
    }
  }

  /**
   * Fills in answers before a program is shown. What was typed just now comes first, then what a script of the page
   * set, then what was typed on an earlier visit, then what the page fills in.
   * @param {Program} published
   */
  async #prepare(published) {
    // The program is not checked yet: it may be null.
    const program = Object(published);
    this.#page.program = program;
    if (this.#draft) this.#draft.program = program;
    if (this.#isPrepared) return;
    const opening = this.#openDraft();
    // Without an earlier draft, the form does not wait for the script.
    if (mayHaveDraft()) await Promise.race([opening, late(DRAFT_WITHIN_MS)]);
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    const form = /** @type {ReferralForm} */ (this.#form);
    const draft = this.#draft?.open();
    const set = withNumbers(program, this.#early, given);
    const answers = { ...prefilled(this, program), ...draft?.answers, ...set, ...form.value() };
    if (Object.keys(answers).length) form.set_value(answers);
    if (draft) {
      this.#page.step = draft.step;
      form.restore(draft.when, draft.key);
    }
  }

  async #openDraft() {
    const form = /** @type {ReferralForm} */ (this.#form);
    const loaded = await script("draft.js");
    // If the script cannot be loaded, nothing is kept.
    if (!loaded || this.#form !== form || this.#draft) return;
    this.#draft = new loaded.Draft(this, form, this.#page.program);
    this.#parts.push(this.#draft);
    if (this.#isStopped) this.#draft.stop();
    else if (this.#isPrepared) this.#draft.begin();
  }

  #stop() {
    this.#observer?.disconnect();
    this.#isStopped = true;
    for (const part of this.#parts) part.stop();
  }

  #resume() {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    // The engine has no `resume`: it starts again when it is asked.
    for (const part of this.#parts) part.resume?.();
  }

  /**
   * Shows why there is no form. The element's own content stays.
   * @param {string} message
   */
  #giveUp(message) {
    this.#why = message;
    const failure = element("div", "failure");
    failure.setAttribute("role", "alert");
    failure.append(
      element("p", "headline", "This referral form cannot be shown right now."),
      element("p", "", message),
    );
    this.#root.replaceChildren(failure, document.createElement("slot"));
    dispatch(this, "referral-failed", { reason: "module", message });
  }

  // The page gets a copy. Numbers are as in JSON, whatever language they were typed in.
  get value() {
    return structuredClone(this.#isPrepared ? this.#page.answers() : (this.#early ?? {}));
  }

  set value(answers) {
    if (this.#isPrepared) this.#form?.set_value(withNumbers(this.#page.program, plain(answers), given));
    else this.#early = plain(answers);
  }

  get verdict() {
    return structuredClone(this.#form?.verdict()) ?? null;
  }

  get partner() {
    return attribute(this, "partner") ?? "";
  }

  set partner(id) {
    this.setAttribute("partner", id ?? "");
  }

  get campaign() {
    return attribute(this, "campaign") ?? "";
  }

  set campaign(name) {
    this.setAttribute("campaign", name ?? "");
  }

  // Loads the form even if the element is still far below the visible part of the page.
  async precheck() {
    if (!this.#form) await this.#start();
    for (;;) {
      const said = this.#form ? this.#form.settled() : this.#why;
      if (typeof said === "string") throw new Error(said);
      if (said) return structuredClone(said);
      await this.#page.callers.news();
    }
  }

  async submit() {
    if (!this.#form) throw new Error("The form is not there yet.");
    return this.#page.submit();
  }

  reset() {
    this.#draft?.clear();
    this.#page?.forget();
    this.#form?.reset();
  }
}
