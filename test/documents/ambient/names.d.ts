/// <reference types="node" />
// What the documents' snippets take for granted: each name is one that some snippet uses and doesn't declare. Not part
// of this repository's own program (tsconfig.json excludes it): `stream` and `client` would be global in every test.

type Sdk = typeof import("@decartai/sdk");
type DecartSDKError = import("@decartai/sdk").DecartSDKError;
type ConnectionState = import("@decartai/sdk").ConnectionState;

/** 002 names this type and leaves it open; 000 lists the events. */
interface Events {
  connectionChange: ConnectionState;
  error: DecartSDKError;
  generationTick: { seconds: number };
  stats: import("@decartai/sdk").WebRTCStats;
  diagnostic: import("@decartai/sdk").DiagnosticEvent;
}

// From an earlier snippet of the same page.
declare const createDecartClient: Sdk["createDecartClient"];
declare const models: Sdk["models"];
declare const client: import("@decartai/sdk").DecartClient;
declare const model: import("@decartai/sdk").ModelDefinition;
declare const stream: MediaStream;
declare const realtimeClient: import("@decartai/sdk").RealTimeClient;
declare const rt: import("@decartai/sdk").RealTimeClient;

// What the reader's app has.
declare const videoElement: HTMLVideoElement;
declare const viewerVideoElement: HTMLVideoElement;
declare const characterPhoto: File;
declare const selectedFile: File;
declare const file: File;
declare const tokenFromBackend: string;
declare const subscribeToken: string;
declare function onConnectionChange(state: ConnectionState): void;
declare function onError(error: DecartSDKError): void;
declare function showReconnectButton(): void;
declare function hideReconnectButton(): void;
declare function showReconnectingState(): void;
declare function showError(message: string): void;
declare function showNotification(message: string): void;
declare function updateBillingUI(seconds: number): void;
declare function updateUsageDisplay(seconds: number): void;
declare function updateStatusIndicator(state: ConnectionState): void;

// What servers and bundlers have; Express has types of its own, which bring those of Node along.
declare module "next/server" {
  export const NextResponse: { json(body: unknown, init?: { status?: number }): unknown };
}
