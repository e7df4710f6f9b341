import type { Verdict } from "../../../../pkg/index.js";

/** Answers requests in JSON text. The answer is `undefined` while no rules are in force. */
export interface Answering {
  answer(request: string): string | undefined;
}

export type Hear = (reply: string | undefined) => void;

export type Ask = (engine: Answering, request: string, hear: Hear, fail: (why: string) => void) => unknown;

/** A way to a rules engine. */
export interface Port {
  /** The engine runs on the main thread. */
  isHere?: boolean;
  post(request: string): void;
  end(): void;
}

/** The engine's answer (`exchange::Reply`), as far as the loader reads it. */
export interface EngineReply {
  loaded?: { quick: boolean };
  judged?: { id: number; verdict: Verdict };
  refused?: { problems: { place: string; message: string; help?: string }[]; program: boolean };
}
