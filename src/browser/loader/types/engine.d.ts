import type { Verdict } from "../../../../pkg/index.js";

/** What answers requests in JSON text: `undefined` where no rules are in force. */
export interface Answering {
  answer(request: string): string | undefined;
}

export type Hear = (reply: string | undefined) => void;

export type Ask = (engine: Answering, request: string, hear: Hear, fail: (why: string) => void) => unknown;

/** A way to a rules engine. */
export interface Port {
  /** It is on the main thread. */
  isHere?: boolean;
  post(request: string): void;
  end(): void;
}

/** What the engine answers (`exchange::Reply`), as far as the loader reads it. */
export interface EngineReply {
  loaded?: { quick: boolean };
  judged?: { id: number; verdict: Verdict };
  refused?: { problems: { place: string; message: string; help?: string }[]; program: boolean };
}
