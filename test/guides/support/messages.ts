import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { ROOT } from "./guides";

/** Where a message has something that only the moment knows. */
const GAP = "\u0000";

/** A text in the sources, and the error that it is given to as its message, if it is. */
export interface Message {
  at: string;
  text: string;
  /** The code or reason of the error, or the name of its class. */
  error: string | undefined;
}

/** Every text in the sources of the package, the emulator's left out. */
export function readMessages(): Message[] {
  const files = readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.includes("emulator"))
    .map((path) => `src/${path}`);
  return files.flatMap((path) => {
    const source = ts.createSourceFile(path, readFileSync(ROOT + path, "utf8"), ts.ScriptTarget.Latest, true);
    const found: Message[] = [];
    const visit = (node: ts.Node): void => {
      const text = textOf(node);
      if (text !== undefined) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push({ at: `${path}:${line + 1}`, text, error: errorOf(node) });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => GAP + literal.text).join("");
}

const CODED = ["DecartSDKError", "WebRTCError"];
const UNCODED = ["InvalidAPIKeyError", "InvalidInputError", "ModelNotFoundError"];

function errorOf({ parent, pos }: ts.Node): string | undefined {
  if (!ts.isNewExpression(parent)) return undefined;
  const { expression, arguments: [first, second] = [] } = parent;
  const name = expression.getText();
  if (UNCODED.includes(name)) return first?.pos === pos ? name : undefined;
  if (!CODED.includes(name) || second?.pos !== pos) return undefined;
  return first && ts.isStringLiteral(first) ? first.text : name;
}

/** Whether a text of a guide is (a part of) a message: numbers and … stand for what only the moment knows. */
export function isIn(quote: string, { text }: Message): boolean {
  const pattern = quote.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\d+|…/g, ".*");
  return new RegExp(pattern).test(text.replace(/\s+/g, " "));
}
