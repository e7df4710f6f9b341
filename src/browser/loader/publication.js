// Keeps what the vendor publishes up to date: new rules take effect without a reload.
import { messageOf } from "./errors.js";
import { module } from "./files.js";
import { localized } from "./languages.js";
import { Failure, file, resolve } from "./requests.js";

/**
 * @import { ReferralForm } from "form-glue"
 * @import { Engine } from "./engine.js"
 * @import { Page } from "./page.js"
 * @import { Program } from "./types/program.js"
 * @import { Trust } from "./types/scripts.js"
 *
 * @typedef {ReturnType<typeof file>} Fetching a file on its way
 */

// Time between two checks while the form is in use. The server answers most of them with 304.
const LOOK_EVERY_MS = 3_000;
// Time between two checks after nobody has typed for a while.
const IDLE_LOOK_EVERY_MS = 30_000;
const IDLE_AFTER_MS = 300_000;
// When a rules engine that could not be loaded is tried again.
const RETRY_AFTER_MS = 15_000;

/**
 * @param {string} text
 * @returns {Program}
 */
const parse = (text) => {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new Failure(`program.json: is not JSON: ${messageOf(error)}`, true, true);
  }
};

export class Publication {
  #source;
  #form;
  #page;
  #engine;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #isStopped = false;
  /** @type {string | undefined} */ #text; // the newest program.json
  /** @type {Program} */ #program; // the same, parsed
  /** @type {string | undefined} */ #script; // the newest one that was given to the engine
  /** @type {string | undefined} */ #language; // the language in which program and script are shown
  /** @type {string | null | undefined} */ #refused; // why the server refuses the newest version, as it last said
  /** @type {string | undefined} */ #said; // the failure that was reported last
  #isShown = false; // whether a program could be shown
  #hadScript = false; // whether there was a script, or it was reported why not
  /** @type {number | undefined} */ #retryAt;
  #trust;
  /** @type {string | undefined} */ #verified; // what was verified last: texts, keys, id and counter
  #prepare; // what is done before a newer program is shown

  /**
   * `trust()` returns what the page says about signatures: the keys, the program's id and the lowest counter. It
   * returns undefined if nothing has to be signed.
   * @param {string} source
   * @param {ReferralForm} form
   * @param {Page} page
   * @param {Engine} engine
   * @param {(program: Program) => Promise<void>} prepare
   * @param {() => Trust | undefined} trust
   */
  constructor(source, form, page, engine, prepare, trust) {
    this.#trust = trust;
    this.#prepare = prepare;
    this.#source = source;
    this.#form = form;
    this.#page = page;
    this.#engine = engine;
  }

  /**
   * Takes the program that was already requested, then checks for new versions again and again.
   * @param {Fetching} program
   */
  async start(program) {
    await this.#page.speak();
    await this.#look(program);
    this.#schedule();
  }

  /** @param {number} [wait] */
  #schedule(wait) {
    if (this.#isStopped) return;
    const isIdle = Date.now() - this.#page.touchedAt > IDLE_AFTER_MS;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      async () => {
        if (document.visibilityState !== "hidden") await this.#look(file(this.#source));
        this.#schedule();
      },
      wait ?? (isIdle ? IDLE_LOOK_EVERY_MS : LOOK_EVERY_MS),
    );
  }

  // Stops the checks while the element is not in the page.
  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    if (!this.#engine.hasRules) this.#script = undefined;
  }

  resume() {
    this.#isStopped = false;
    this.look();
  }

  // Checks for a new version now.
  look() {
    this.#schedule(0);
  }

  // The engine failed. If it has no rules yet, it will be given them again after a while.
  engineFailed() {
    if (!this.#engine.hasRules) this.#retryAt = Date.now() + RETRY_AFTER_MS;
  }

  /** @param {Fetching} program */
  async #look(program) {
    try {
      await this.#take(await program);
      this.#said = undefined;
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      if (failure.message !== this.#said && !this.#isStopped) this.#tell(failure);
    }
  }

  /** @param {Awaited<Fetching>} fetched */
  async #take({ text, publisher }) {
    if (this.#isStopped) return;
    const trust = this.#trust();
    // A program is used only after it is known to come from the vendor.
    const verified = trust && (await this.#verify(text, trust));
    if (this.#isStopped) return;
    this.#page.publisher = publisher;
    if (text !== this.#text) {
      this.#program = parse(text);
      this.#text = text;
      this.#script = undefined;
      await this.#prepare(this.#program);
      if (this.#isStopped) return;
    }
    await Promise.all([this.#page.speak(this.#program?.language), this.#page.prepareSteps(this.#program)]);
    if (this.#isStopped) return;
    const { language } = this.#page;
    if (language !== this.#language) {
      this.#language = language;
      this.#script = undefined;
    }
    // If the program cannot be shown, the engine is given an empty script. It then reports what is wrong with the
    // program.
    let script = "";
    if (this.#form.offer(localized(this.#program, language), `${language} ${text}`)) {
      this.#isShown = true;
      const newest = verified ?? (await file(this.#addressOf(this.#program)));
      if (this.#isStopped) return;
      this.#hadScript = true;
      script = newest.text;
      if (newest.refused !== this.#refused || script !== this.#script) this.#form.refused(newest.refused ?? undefined);
      this.#refused = newest.refused;
    }
    if (script === this.#script && !(Number(this.#retryAt) <= Date.now())) return;
    this.#script = script;
    this.#retryAt = undefined;
    this.#engine.load(text, script, language, this.#program?.time_zone);
  }

  /** @param {Program} program */
  #addressOf({ rules }) {
    return resolve(rules ?? "qualify.rhai", this.#source);
  }

  /**
   * Returns the script, if it and the program are signed.
   * @param {string} text
   * @param {Trust} trust
   */
  async #verify(text, trust) {
    const program = Object(parse(text));
    const [signature, script, { verify }] = await Promise.all([
      file(resolve("program.sig", this.#source)),
      file(this.#addressOf(program)),
      module("signature.js"),
    ]).catch((error) => {
      throw new Failure(`The program must be signed, and cannot be checked. ${error.message}`);
    });
    const given = {
      source: this.#source,
      trust,
      signature: signature.text,
      id: program.id,
      program: text,
      script: script.text,
    };
    const facts = JSON.stringify(given);
    if (facts !== this.#verified) {
      await verify(given).catch((error) => {
        throw new Failure(`The signature of the program is not valid: ${error.message}.`, true);
      });
      this.#verified = facts;
    }
    return script;
  }

  /**
   * Reports a failure. Once there is a form, a server that cannot be reached for a moment changes nothing.
   * @param {Failure} failure
   */
  #tell({ message, forGood, isMistake }) {
    this.#said = message;
    if (!this.#isShown) this.#form.unusable(message, isMistake);
    else if (!this.#hadScript) {
      this.#hadScript = true;
      this.#form.no_rules(message);
    } else if (forGood) {
      this.#script = undefined; // so that the script is loaded again when all is well, which removes the notice
      this.#form.refused(message);
    }
  }
}
