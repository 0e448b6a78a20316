import { describe, expect, test } from "vitest";
import { settled } from "../support/fake-clock";
import { acknowledge, NOTHING_LEFT, startSession } from "./harness";

describe("abort", () => {
  const reason = new Error("changed my mind");
  const phases: Record<string, (session: ReturnType<typeof startSession>) => void | Promise<void>> = {
    "while the socket opens": () => {},
    "while the state waits for its acknowledgement": (session) => session.socket.open(),
    "while the media connects": (session) => {
      session.socket.open();
      session.transport.offer();
      acknowledge(session.socket);
    },
    "while the id is missing": (session) => {
      session.socket.open();
      acknowledge(session.socket);
      session.transport.connect();
    },
    "between two attempts": (session) => session.socket.drop(),
    "in a second attempt": async (session) => {
      session.socket.drop();
      await session.platform.clock.advance(1000);
    },
    "while an image is being read": (session) => session.socket.open(),
  };

  test.each(Object.entries(phases))("%s it rejects in the same tick and leaves nothing", async (name, reach) => {
    const controller = new AbortController();
    const image = name.includes("image") ? new Blob([new Uint8Array(1000)]) : undefined;
    const session = startSession({ signal: controller.signal, initialState: { image } });
    await reach(session);
    controller.abort(reason);
    expect(session.leftovers).toEqual(NOTHING_LEFT);
    await settled();
    expect(session.outcome.error).toBe(reason);
    expect(session.camera.stops).toBe(0);
  });

  test("an aborted signal opens nothing", async () => {
    const session = startSession({ signal: AbortSignal.abort(reason) });
    await settled();
    expect(session.outcome.error).toBe(reason);
    expect(session.platform.sockets).toHaveLength(0);
  });

  test("after the connect the signal is forgotten", async () => {
    const controller = new AbortController();
    const session = startSession({ signal: controller.signal });
    await session.goLive();
    controller.abort(reason);
    expect(session.client.isConnected()).toBe(true);
  });
});
