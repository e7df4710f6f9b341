/** The hashes of the files that a script loads, by name (W3C SRI). The build puts them in. */
declare const __INTEGRITY__: Record<string, string>;

/** Trusted Types. Not every browser has them, and TypeScript's library does not declare them yet. */
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createHTML(html: string): string; createScriptURL(url: string): string },
      ): { createHTML(html: string): string; createScriptURL(url: string): string };
    }
  | undefined;

/** The scope of a worker. It does not exist in a page. */
declare var WorkerGlobalScope: { new (): object } | undefined;
