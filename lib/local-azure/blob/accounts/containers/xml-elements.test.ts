import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeXml } from "../../blob-error.ts";
import { parseXml, type XmlElement } from "./xml-elements.ts";

const names = fc.constantFrom("a", "Id", "Start", "B2");
const { tree } = fc.letrec<{ tree: XmlElement }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      name: names,
      children: fc.constant<XmlElement[]>([]),
      text: fc.string({ unit: "binary" }).map((text) => text.replace(/\r/g, "")),
    }),
    fc.record({ name: names, children: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }), text: fc.constant("") }),
  ),
}));

function write({ name, children, text }: XmlElement): string {
  return `<${name}>${children.map(write).join("")}${escapeXml(text)}</${name}>`;
}

test("what was written is read", () => {
  fc.assert(
    fc.property(tree, (document) => {
      expect(parseXml(`\uFEFF<?xml version="1.0"?>${write(document)}`)).toEqual(document);
    }),
  );
});

test("a document cut anywhere, or with an element left out or put in, is none", () => {
  const whole = "<a><Id>x</Id></a>";
  for (let length = 0; length < whole.length; length += 1) expect(parseXml(whole.slice(0, length))).toBeUndefined();
  for (const wrong of ["<a><b></a></b>", "<a/><a/>", "<a>x<b/></a>", "</a>", "<a", "a", "<a>></a>", "<1/>"])
    expect(parseXml(wrong)).toBeUndefined();
});

test("white space, attributes and numbers for letters are read", () => {
  expect(parseXml('<a x="1">\n <Id >&#38;&#x42;</Id > <B2 /> </a>')).toEqual({
    name: "a",
    text: "\n   ",
    children: [
      { name: "Id", children: [], text: "&B" },
      { name: "B2", children: [], text: "" },
    ],
  });
});

test("a document nested without end is none", () => {
  const nested = (depth: number) => `${"<a>".repeat(depth)}${"</a>".repeat(depth)}`;
  expect(parseXml(nested(100))?.name).toBe("a");
  expect(parseXml(nested(100_000))).toBeUndefined();
});
