/// <reference types="vite/client" />
// What the guides' blocks take for granted: each name is one that some block uses, and that the text says or shows its
// reader to have. Not part of this repository's own program: these would be global in every test.

// From an earlier block of the same text.
declare const client: import("@decartai/sdk").DecartClient;
declare const files: import("@decartai/sdk").Files;
declare const model: import("@decartai/sdk").ModelDefinition;
declare const session: import("@decartai/sdk").RealTimeClient;
declare const realtimeClient: import("@decartai/sdk").RealTimeClient;
declare const viewer: import("@decartai/sdk").RealTimeSubscribeClient;
declare const emulator: Awaited<ReturnType<typeof import("@decartai/sdk/emulator").startEmulator>>;
declare const pixels: ImageData;
declare const onRemoteStream: (stream: MediaStream) => void;

// What the reader's page has.
declare const stream: MediaStream;
declare const video: HTMLVideoElement;
declare const preview: HTMLVideoElement;
declare const banner: HTMLElement;
declare const context: CanvasRenderingContext2D;
declare const file: File;
declare const cameraTrack: MediaStreamTrack;
declare const otherCameraTrack: MediaStreamTrack;
declare const sender: RTCRtpSender;

// What the reader's app does.
declare function show(message: string): void;
declare function say(message: string, error?: unknown): void;
declare function retry(): void;
declare function login(): Promise<string>;
declare const apiKey: string;
declare const token: string;
declare function publish(token: string | null): void;
declare function watch(token: string): void;
declare function currentToken(): Promise<string>;

// What the reader's server has.
declare function sessionOf(request: Request): Promise<{ userId: string } | null>;
declare const authorize: (request: Request) => Promise<boolean>;
declare const handler: (request: Request) => Promise<Response>;
declare const Bun: { serve(options: { fetch(request: Request): Promise<Response> }): void };
declare const Deno: { serve(handler: (request: Request) => Promise<Response>): void };
