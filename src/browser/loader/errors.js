/**
 * What is told of something that was thrown.
 * @param {any} error
 */
export const messageOf = (error) => String(error?.message ?? error);
