// `node examples/express-token/main.mjs [--port 3000]`: a server that mints tokens, and a page that connects with them.
import { serve } from "../shared/serve.mjs";
import { createApp } from "./app.mjs";

await serve(createApp);
