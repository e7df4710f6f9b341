// HTML on its way into the page: parsed once, and put in where it differs.
import { trustedHTML } from "./policy.js";

// HTML that is kept parsed.
const MOST_PARSED = 100;

const parsed = new Map();

/**
 * Answers go to and fro, and what they change with them. To parse HTML takes longer than all else at a keystroke.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export const parse = (html) => {
  let template = parsed.get(html);
  if (!template) {
    // A template, since `<form>` is dropped by the parser where the host page has one around the element.
    template = document.createElement("template");
    template.innerHTML = trustedHTML(html);
    if (parsed.size === MOST_PARSED) parsed.clear();
    parsed.set(html, template);
  }
  return document.importNode(template.content, true);
};

/**
 * Makes what stands there, from `node` on, what the HTML says, where only texts and the values of attributes differ.
 * @param {Node} node
 * @param {string | string[] | undefined} before
 * @param {string} html
 */
export const amend = (node, before, html) => {
  if (typeof before !== "string") return false;
  // Tags are at the odd places.
  const [was, is] = [before, html].map((it) => it.split(/(<[^>]+>)/));
  /** @type {(part: string, i: number) => string | boolean} */
  const shape = (part, i) => (i % 2 ? part.replace(/"[^"]*"/g, "") : !part);
  /** @type {(part: string, i: number) => boolean} */
  const isOther = (part, i) => part !== was[i] && (part.includes("&") || shape(part, i) !== shape(was[i], i));
  if (was.length !== is.length || is.some(isOther)) return false;
  const nodes = document.createTreeWalker(
    /** @type {Node} */ (node.parentNode),
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
  );
  nodes.currentNode = node;
  /** @type {[Node, string][]} */
  const changes = [];
  for (const [i, part] of is.entries()) {
    if (!part || part.startsWith("</")) continue;
    const { currentNode } = nodes;
    // Something else has changed the page, such as a translator.
    if (currentNode.nodeType !== (i % 2 ? Node.ELEMENT_NODE : Node.TEXT_NODE)) return false;
    if (part !== was[i]) changes.push([currentNode, part]);
    nodes.nextNode();
  }
  for (const [node, part] of changes) {
    if (node.nodeType === Node.TEXT_NODE) /** @type {Text} */ (node).data = part;
    else
      for (const [, name, value] of part.matchAll(/([\w-]+)="(.*?)"/g))
        /** @type {Element} */ (node).setAttribute(name, value);
  }
  return true;
};
