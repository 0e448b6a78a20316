"use client";

import { createDecartClient, tokenProvider } from "@decartai/sdk";
import { RealtimeVideo, useRealtime } from "@decartai/sdk/react";
import { useState } from "react";

const client = createDecartClient({
  apiKey: tokenProvider("/api/realtime-token"),
  realtimeBaseUrl: process.env.NEXT_PUBLIC_DECART_REALTIME_BASE_URL,
  telemetry: false,
});

/** @param {{ width: number }} props */
export function Camera({ width }) {
  const [stream, setStream] = useState(/** @type {MediaStream | undefined} */ (undefined));
  const { state, remoteStream } = useRealtime({
    client,
    model: "lucy-2.1",
    stream,
    initialState: { prompt: { text: "Anime style" } },
  });
  const start = async () =>
    setStream(await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 180 } }));
  return (
    <section>
      <button type="button" onClick={start}>
        {width}
      </button>
      <p id="state">{state}</p>
      <RealtimeVideo stream={remoteStream} muted id="live" />
    </section>
  );
}
