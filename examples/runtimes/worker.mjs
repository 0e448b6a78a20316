// Cloudflare Workers: `npx wrangler dev` in this folder, with DECART_API_KEY in .dev.vars.
import { createApp } from "./app.mjs";

/** @type {ReturnType<typeof createApp> | undefined} */
let app;

export default {
  /**
   * Keys are bindings there, and come with the first request.
   * @param {Request} request
   * @param {Record<string, string>} env
   */
  fetch(request, env) {
    app ??= createApp(env);
    return app(request);
  },
};
