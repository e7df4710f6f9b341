/**
 * Does something once, however often it is asked for; anew where it failed.
 * @template Done
 * @param {() => Promise<Done>} act
 */
export const once = (act) => {
  /** @type {Promise<Done> | undefined} */
  let doing;
  return () =>
    (doing ??= act().catch((error) => {
      doing = undefined;
      throw error;
    }));
};
