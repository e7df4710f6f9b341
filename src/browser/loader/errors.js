/**
 * The message of anything that was thrown.
 * @param {any} error
 */
export const messageOf = (error) => String(error?.message ?? error);
