// The rules engine. It runs in a worker if the page allows one. A script that compiled there and judges very fast also
// runs on the main thread: a message to the worker and back takes longer, and the browser may draw a frame in between.
import { messageOf } from "./errors.js";
import { module } from "./files.js";
import { once } from "./once.js";
import { trustedScriptURL } from "./policy.js";
import { today } from "./today.js";

/**
 * @import { Answers } from "../../../pkg/index.js"
 * @import { Answering, Ask, EngineReply, Hear, Port } from "./types/engine.js"
 * @import { Fail } from "./types/scripts.js"
 */

const ports = once(() => module("ports.js"));

/**
 * Answers after the caller has finished, as a worker does.
 * @type {Ask}
 */
const ask = async (engine, request, hear, fail) => {
  await undefined;
  let reply;
  try {
    reply = engine.answer(request);
  } catch (error) {
    return fail(String(error));
  }
  hear(reply);
};

/**
 * Resolves when the browser is idle, or soon where it cannot tell.
 * @returns {Promise<unknown>}
 */
export const idle = () => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));

// Exchanges JSON texts with the engine (`exchange::Request` and `exchange::Reply`).
export class Engine {
  #hear;
  #fail;
  /** @type {Promise<Port> | undefined} */ #opening;
  /** @type {Port | undefined} */ #port; // once it is open
  /** @type {Answering | undefined} */ #here; // the engine on the main thread, while it has the rules in force
  /** @type {Promise<Answering> | undefined} */ #openingHere;
  /** @type {string | undefined} */ #zone; // the program's time zone
  /** @type {string | undefined} */ #inForce; // the last script that compiled, as a request to load it
  /** @type {string | undefined} */ #judged; // the last request to judge
  /** @type {string | undefined} */ #loading; // the script that is being compiled

  /**
   * @param {(reply: EngineReply) => void} hear
   * @param {Fail} fail
   */
  constructor(hear, fail) {
    ports().catch(() => {}); // the failure is reported when a port is needed
    this.#hear = hear;
    this.#fail = fail;
  }

  get hasRules() {
    return this.#inForce !== undefined;
  }

  /**
   * @param {string} program
   * @param {string} script
   * @param {string} language
   * @param {string} [zone]
   */
  load(program, script, language, zone) {
    this.#zone = zone;
    this.#loading = JSON.stringify({ load: { program, script, language } });
    this.#send(this.#loading);
  }

  /**
   * @param {number} id
   * @param {Answers} answers
   * @param {string | null} token
   */
  judge(id, answers, token) {
    const request = JSON.stringify({ judge: { id, answers, today: today(this.#zone), token } });
    this.#judged = request;
    if (this.#here) this.#judgeHere(request);
    else this.#send(request);
  }

  /** @param {string} request */
  #send(request) {
    if (this.#port) this.#port.post(request);
    else this.#sendLater(request);
  }

  /** @param {string} request */
  async #sendLater(request) {
    const opening = (this.#opening ??= this.#open());
    try {
      const port = await opening;
      if (this.#opening !== opening) return port.end(); // stopped meanwhile
      this.#port = port;
      port.post(request);
    } catch (error) {
      this.#opening = undefined;
      this.#fail(messageOf(error));
    }
  }

  // Opens a port. After a trap or a timeout it first loads the rules in force again.
  async #open() {
    const inForce = this.#inForce;
    let isBack = !inForce;
    /** @type {Hear} */
    const hear = (reply) => {
      if (isBack) return this.#take(reply);
      isBack = true;
      this.#bringHere(JSON.parse(/** @type {string} */ (reply)));
    };
    const { open } = await ports();
    const port = await open(module, trustedScriptURL, ask, hear, (why) => this.#stumble(why));
    if (inForce) port.post(inForce);
    return port;
  }

  /** @param {string | undefined} text */
  #take(text) {
    if (!text) return this.#fail("There are no rules in force.");
    const reply = JSON.parse(text);
    if (reply.loaded) {
      this.#inForce = this.#loading;
      this.#bringHere(reply);
    }
    if (!reply.judged) this.#loading = undefined;
    this.#hear(reply);
  }

  /**
   * Lets the main thread judge by the rules in force, if they are quick. The first judgement makes the browser compile
   * a lot. So it happens here, not at a keystroke.
   * @param {EngineReply} reply
   */
  async #bringHere({ loaded }) {
    this.#here = undefined;
    if (!loaded?.quick || this.#port?.isHere) return;
    const inForce = this.#inForce;
    const opening = (this.#openingHere ??= ports().then(({ openHere }) => openHere(module)));
    try {
      const engine = await opening;
      await idle();
      if (this.#openingHere !== opening || this.#inForce !== inForce) return; // stopped, or newer rules
      engine.answer(/** @type {string} */ (inForce));
      if (this.#judged) engine.answer(this.#judged);
      this.#here = engine;
    } catch {
      this.#openingHere = undefined; // the worker goes on judging
    }
  }

  /** @param {string} request */
  #judgeHere(request) {
    const trapped = () => {
      this.#here = this.#openingHere = undefined;
      this.#send(request);
    };
    ask(/** @type {Answering} */ (this.#here), request, (reply) => this.#take(reply), trapped);
  }

  /**
   * The worker trapped or did not answer. If it was compiling a script, that script is refused.
   * @param {string} why
   */
  #stumble(why) {
    const loading = this.#loading;
    this.stop();
    if (!loading) return this.#fail(why);
    const problems = [{ place: "the rules script", message: why }];
    this.#hear({ refused: { problems, program: false } });
  }

  stop() {
    this.#port?.end();
    this.#port = this.#opening = this.#here = this.#openingHere = this.#loading = undefined;
  }
}
