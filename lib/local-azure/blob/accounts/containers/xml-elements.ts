// The small XML documents clients send: elements in elements or text, nothing else. What is not well-formed is refused.

export interface XmlElement {
  name: string;
  children: XmlElement[];
  /** Decoded; white space between children does not count. */
  text: string;
}

const token = /<\?xml[^<>]*\?>|<(?<closing>\/?)(?<name>[A-Za-z]\w*)(?:\s[^<>]*?)?(?<empty>\/?)>|(?<text>[^<>]+)/y;

/** What clients send here is four deep; readers of the tree call themselves for each level. */
const mostNested = 200;

/** undefined: it is no such document. */
export function parseXml(document: string): XmlElement | undefined {
  const root: XmlElement = { name: "", children: [], text: "" };
  const open = [root];
  token.lastIndex = document.startsWith("\uFEFF") ? 1 : 0;
  while (token.lastIndex < document.length) {
    const groups = token.exec(document)?.groups;
    const parent = open.at(-1);
    if (groups === undefined || parent === undefined) return reset();
    const { name, closing, empty, text } = groups;
    if (text !== undefined) parent.text += decode(text);
    else if (name !== undefined && closing === "/") {
      if (open.length < 2 || parent.name !== name) return reset();
      open.pop();
    } else if (name !== undefined) {
      const element: XmlElement = { name, children: [], text: "" };
      parent.children.push(element);
      if (empty !== "/") open.push(element);
      if (open.length > mostNested) return reset();
    }
  }
  return open.length === 1 && root.children.length === 1 && isPlain(root) ? root.children[0] : reset();
}

function reset(): undefined {
  token.lastIndex = 0;
  return undefined;
}

/** No text beside elements. */
function isPlain({ children, text }: XmlElement): boolean {
  return children.length === 0 || (text.trim() === "" && children.every(isPlain));
}

const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|quot|apos|amp));/gi, (whole, hex?: string, decimal?: string, name = "") => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return entities[name.toLowerCase()] ?? (code <= 0x10ffff ? String.fromCodePoint(code) : whole);
  });
}
