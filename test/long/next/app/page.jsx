// A server component: it uses the SDK's root, and renders the SDK's components, which are the client's.
import { createDecartClient, models } from "@decartai/sdk";
import { RealtimeVideo } from "@decartai/sdk/react";
import { Camera } from "./camera.jsx";

// Rendered for each request: it mints a token.
export const dynamic = "force-dynamic";

export default async function Page() {
  const { tokens } = createDecartClient({ apiKey: process.env.DECART_API_KEY, baseUrl: process.env.DECART_BASE_URL });
  const { apiKey } = await tokens.create({ expiresIn: 60 });
  const { width } = models.realtime("lucy-2.1");
  return (
    <main>
      <p id="minted">{apiKey.slice(0, 3)}</p>
      <Camera width={width} />
      <RealtimeVideo stream={null} muted id="empty" />
    </main>
  );
}
