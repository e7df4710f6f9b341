/** What the build puts in: the hashes of the files that a script loads, by name (W3C SRI). */
declare const __INTEGRITY__: Record<string, string>;

/** Trusted Types, which not every browser has, and the compiler's library not yet. */
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createHTML(html: string): string; createScriptURL(url: string): string },
      ): { createHTML(html: string): string; createScriptURL(url: string): string };
    }
  | undefined;

/** The scope of a worker; nothing of it in a page. */
declare var WorkerGlobalScope: { new (): object } | undefined;
