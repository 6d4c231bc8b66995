// Elements made and kept up to date. Text only ever becomes text: nothing here reads markup.

/** An element with attributes (`text` is its content, `on` its listeners) and children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export const find = (id) => document.getElementById(id);

/** Put `text` into `node`, and leave it alone when it is there already: a screen reader would read it again. */
export function write(node, text) {
  if (node.textContent !== String(text)) node.textContent = text;
}

export function show(node, visible) {
  if (node.hidden === visible) node.hidden = !visible;
}

export function name(node, className) {
  if (node.className !== className) node.className = className;
}

const rows = new WeakMap();

/**
 * Let the children of `parent` be one node for each item, in their order. `key` tells items apart, `create` makes
 * a node, `update` brings it up to date. What stays is not moved, so focus and scrolling stay too.
 */
export function sync(parent, items, key, create, update = () => {}) {
  const before = rows.get(parent) ?? new Map();
  const after = new Map(items.map((item) => [key(item), before.get(key(item)) ?? create(item)]));
  for (const [one, node] of before) if (!after.has(one)) node.remove();
  let place = parent.firstElementChild;
  for (const item of items) {
    const node = after.get(key(item));
    update(node, item);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  rows.set(parent, after);
}
