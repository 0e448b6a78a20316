// Workers run this, with the example's app beside it.
import example from "../../../examples/runtimes/worker.mjs";
import { tryAll } from "./client.mjs";

export default {
  /** @param {Request} request @param {Record<string, string>} env */
  async fetch(request, env) {
    if (new URL(request.url).pathname !== "/try-all") return example.fetch(request, env);
    try {
      return Response.json(await tryAll(env));
    } catch (error) {
      return new Response(String(error instanceof Error ? error.stack : error), { status: 500 });
    }
  },
};
