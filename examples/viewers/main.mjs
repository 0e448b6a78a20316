// `node examples/viewers/main.mjs [--port 3000]`: one producer and three viewers on a page.
import { serve } from "../shared/serve.mjs";
import { createApp } from "./app.mjs";

await serve(createApp);
