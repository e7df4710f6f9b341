// The files beside this one, and their hashes, which the build puts in.
export const integrity = __INTEGRITY__;

export const sibling = (name) => new URL(name, import.meta.url).href;
