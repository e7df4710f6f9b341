// Puts HTML into the page. A text is parsed once, and only what differs is changed.
import { trustedHTML } from "./policy.js";

// How many parsed texts are kept.
const MOST_PARSED = 100;

const parsed = new Map();

/**
 * Parses HTML, or takes the copy from last time. Partners change answers back and forth, so the same HTML comes again.
 * At a keystroke, nothing takes longer than parsing HTML.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export const parse = (html) => {
  let template = parsed.get(html);
  if (!template) {
    // A template is needed, because a parser drops `<form>` inside a form of the host page.
    template = document.createElement("template");
    template.innerHTML = trustedHTML(html);
    if (parsed.size === MOST_PARSED) parsed.clear();
    parsed.set(html, template);
  }
  return document.importNode(template.content, true);
};

/**
 * Changes the nodes from `node` on so that they match `html`. Returns false if more than texts and attribute values
 * differ.
 * @param {Node} node
 * @param {string | string[] | undefined} before
 * @param {string} html
 */
export const amend = (node, before, html) => {
  if (typeof before !== "string") return false;
  // Tags are at the odd indexes.
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
    // Something else has changed the page, such as a translation tool.
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
