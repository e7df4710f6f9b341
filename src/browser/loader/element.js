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

// How long a form waits for what has kept its answers.
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

// Whether an earlier visit may have left answers, as `draft.js` names them.
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
 * The form's module holds what it is given until it is freed, and it is freed once the page's garbage is: were that the
 * object itself, through which the element holds the form, none of them would ever be garbage.
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
  #isPrepared = false; // once there is a program
  /** @type {Draft | undefined} */ #draft; // what keeps the answers, once it is loaded
  /** @type {{ stop(): void, resume?(): void }[]} */ #parts = []; // of the form: what is stopped and resumed with it
  /** @type {Publication | undefined} */ #publication;
  #isStopped = false;
  /** @type {IntersectionObserver | undefined} */ #observer;
  /** @type {Answers | undefined} */ #early; // answers set before there is a program
  #why = "The element is not in the page."; // there is no form

  connectedCallback() {
    if (this.#form) return this.#resume();
    this.#adopt();
    // A form that stands in the page's HTML already (`markup::snippet`) can be filled in until ours takes its place.
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

  // What a script has set before there was this class.
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
    // An element that is only moved comes back at once.
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
      // Where the page refuses our Trusted Types policy, this throws, and nothing was begun.
      document.createElement("template").innerHTML = trustedHTML("");
      const source = new URL(address, document.baseURI).href;
      // A request that the page has made already answers ours, if it asks for no more than that one did.
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
      // What a program must be signed with. An attribute without a key takes no program at all.
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
   * Before a program is shown: what was typed earlier goes before what the page fills in, what the page sets by its
   * script before both, and what was typed just now before all.
   * @param {Program} published
   */
  async #prepare(published) {
    // It is not checked yet: it may be null.
    const program = Object(published);
    this.#page.program = program;
    if (this.#draft) this.#draft.program = program;
    if (this.#isPrepared) return;
    const opening = this.#openDraft();
    // Without one, the form does not wait for what will keep it.
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
    // Where it cannot be had, nothing is kept.
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
    // The engine starts again when it is asked.
    for (const part of this.#parts) part.resume?.();
  }

  /**
   * The element's own content stays, with a word of why.
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

  // What the page gets is a copy. It gets and gives numbers as JSON has them, whatever language they are typed in.
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

  // An element far below asks for its form earlier then.
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
