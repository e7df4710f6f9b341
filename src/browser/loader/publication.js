// What the vendor publishes, kept up to date: new rules go live without a reload.
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

// Between two looks while the form is in use; the server answers 304 to most.
const LOOK_EVERY_MS = 3_000;
// Between two looks once nobody has typed for a while.
const IDLE_LOOK_EVERY_MS = 30_000;
const IDLE_AFTER_MS = 300_000;
// When a rules engine that could not be had is tried again.
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
  /** @type {string | undefined} */ #text; // of the newest program.json
  /** @type {Program} */ #program; // the same, parsed
  /** @type {string | undefined} */ #script; // the newest one that the engine was given
  /** @type {string | undefined} */ #language; // that they are shown in
  /** @type {string | null | undefined} */ #refused; // what the server last said of its newest version
  /** @type {string | undefined} */ #said; // the failure that was told last
  #isShown = false; // whether there was a program that can be shown
  #hadScript = false; // whether there was a script, or it was told why not
  /** @type {number | undefined} */ #retryAt;
  #trust;
  /** @type {string | undefined} */ #verified; // the texts that were, and what they were verified by
  #prepare; // what is done before a newer program is shown

  /**
   * `trust()` gives the keys that the program must be signed by, its id, and the lowest counter, as far as the page names
   * them; undefined where nothing need be signed.
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
   * Takes the program that is asked for already, then looks again and again.
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

  // Ends looking while the element is out of the page.
  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    if (!this.#engine.hasRules) this.#script = undefined;
  }

  resume() {
    this.#isStopped = false;
    this.look();
  }

  // Looks now.
  look() {
    this.#schedule(0);
  }

  // The engine failed. If it has no rules yet, it is given them again in a while.
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
    // Nothing of a program is used before it is known to be the vendor's.
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
    // Of one that cannot be shown, the engine says what is wrong with it.
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
   * The script, if it and the program are signed.
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
   * A server that cannot be reached for a moment changes nothing once there is a form.
   * @param {Failure} failure
   */
  #tell({ message, forGood, isMistake }) {
    this.#said = message;
    if (!this.#isShown) this.#form.unusable(message, isMistake);
    else if (!this.#hadScript) {
      this.#hadScript = true;
      this.#form.no_rules(message);
    } else if (forGood) {
      this.#script = undefined; // once all is well again, it is loaded again, which takes the notice away
      this.#form.refused(message);
    }
  }
}
