// Submissions as other systems take them: the entry of the delivery module. Loaded by forms whose leads go to such.
import init, { request } from "delivery-glue";

let starting;

// Gives what writes a request: `fetch`'s options, or why it is held.
export const open = async (module) => {
  await (starting ??= init({ module_or_path: module }));
  return (destination, origins, submission, now) => {
    const [to, where, what] = [destination, origins, submission].map((it) => JSON.stringify(it));
    return JSON.parse(request(to, where, what, now.toISOString(), now.getTime()));
  };
};
