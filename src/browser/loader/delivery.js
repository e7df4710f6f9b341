// Submissions as other systems take them: the entry of the delivery module. Loaded by forms whose leads go to such.
import init, { request } from "delivery-glue";

let starting;

// Gives what writes a request: `fetch`'s options, and the body.
export const open = async (module) => {
  await (starting ??= init({ module_or_path: module }));
  return (destination, submission, now) => {
    const [to, what] = [destination, submission].map((it) => JSON.stringify(it));
    return JSON.parse(request(to, what, now.toISOString(), now.getTime()));
  };
};
