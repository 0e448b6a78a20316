import type { Socket, SocketHandlers } from "./platform";

/** A WebSocket as browsers and `ws` have it, as far as it is used. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

const silent = () => {};

/** Opens a socket over any implementation of the browsers' WebSocket. */
export function openWebSocket(
  Implementation: new (url: string) => WebSocketLike,
  url: string,
  handlers: SocketHandlers,
): Socket {
  const socket = new Implementation(url);
  socket.onopen = () => handlers.open();
  socket.onmessage = (event: MessageEvent) => handlers.message(event.data);
  socket.onclose = (event: CloseEvent) => handlers.close(event.code, event.reason);
  // A close event follows, which says more; `ws` throws when nobody listens.
  socket.onerror = silent;
  return {
    send: (text) => socket.send(text),
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    },
  };
}
