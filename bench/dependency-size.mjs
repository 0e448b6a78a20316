// `node bench/dependency-size.mjs`: what the choice of a library costs a page, in bytes of gzip.
// Each row is a module of the same content, bundled and minified as an app would.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ours = `
import * as v from "./src/schema.ts";
const text = v.custom((value) => typeof value === "string");
const number = v.custom((value) => typeof value === "number");
const nullish = v.optional(v.custom((value) => value === null || typeof value === "string"));
const candidate = v.object({ candidate: text, sdpMid: nullish });
const messages = {
  session_id: v.object({ session_id: text, server_ip: text, server_port: number }),
  prompt_ack: v.object({ prompt: text, success: v.custom((value) => typeof value === "boolean"), error: nullish }),
  "ice-candidate": v.object({ candidate: (value, path) => (value === null ? null : candidate(value, path)) }),
};
export const options = v.object({
  key: v.optional(v.custom((value) => typeof value === "string" || typeof value === "function")),
  names: v.optional(v.custom((value) => Array.isArray(value) && value.length <= 20 && value.every((name) => typeof name === "string"))),
  query: v.optional(v.custom((value) => value instanceof Object && Object.values(value).every((item) => typeof item === "string"))),
  handshake: v.optional(v.custom((value) => ["pipelined", "sequential"].includes(value))),
  timeoutMs: v.optional(v.custom((value) => value >= 1)),
});
export const parse = (input) => v.flawOf(messages[input.type], input);`;

const valibot = `
import * as v from "valibot";
const text = v.string();
const nullish = v.nullish(text);
export const message = v.variant("type", [
  v.object({ type: v.literal("session_id"), session_id: text, server_ip: text, server_port: v.number() }),
  v.object({ type: v.literal("prompt_ack"), prompt: text, success: v.boolean(), error: nullish }),
  v.object({ type: v.literal("ice-candidate"), candidate: v.nullable(v.object({ candidate: text, sdpMid: nullish })) }),
]);
export const options = v.object({
  key: v.optional(v.union([text, v.custom((value) => typeof value === "function")])),
  names: v.optional(v.pipe(v.array(text), v.maxLength(20))),
  query: v.optional(v.record(text, text)),
  handshake: v.optional(v.picklist(["pipelined", "sequential"])),
  timeoutMs: v.optional(v.pipe(v.number(), v.minValue(1))),
});
export const parse = (input) => v.safeParse(message, input);`;

const zod = `
import * as z from "zod/mini";
const text = z.string();
const nullish = z.optional(z.nullable(text));
export const message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("session_id"), session_id: text, server_ip: text, server_port: z.number() }),
  z.object({ type: z.literal("prompt_ack"), prompt: text, success: z.boolean(), error: nullish }),
  z.object({ type: z.literal("ice-candidate"), candidate: z.nullable(z.object({ candidate: text, sdpMid: nullish })) }),
]);
export const options = z.object({
  key: z.optional(z.union([text, z.custom((value) => typeof value === "function")])),
  names: z.optional(z.array(text).check(z.maxLength(20))),
  query: z.optional(z.record(text, text)),
  handshake: z.optional(z.enum(["pipelined", "sequential"])),
  timeoutMs: z.optional(z.number().check(z.gte(1))),
});
export const parse = (input) => message.safeParse(input);`;

const rows = {
  "validation with src/schema.ts": ours,
  "validation with valibot": valibot,
  "validation with zod/mini": zod,
  eventemitter3: 'import { EventEmitter } from "eventemitter3"; export const events = new EventEmitter();',
  "events.ts of this package": 'export { createEmitter } from "./src/events.ts";',
};
for (const [name, contents] of Object.entries(rows)) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  console.log(
    name.padEnd(28),
    String(gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length).padStart(6),
    "bytes",
  );
}
