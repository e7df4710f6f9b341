/**
 * Returns a function that does something only once, however often it is called. After a failure, the next call tries
 * again.
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
