// Node, Bun and Deno run this as it is.
import process from "node:process";
import { tryAll } from "./client.mjs";

console.log(JSON.stringify(await tryAll(process.env)));
process.exit();
