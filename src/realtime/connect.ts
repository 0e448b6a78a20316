import type { InputKind } from "../media/input";
import { isAvatarModel } from "../models";
import { check } from "../options";
import { type AvatarAudio, createAvatarAudio } from "./avatar-audio";
import { checkCodec, checkRelay, streamsOf, tracksOf } from "./connect-checks";
import { type ConnectOptions, connectSchema, type ImageInput, type RealTimeInput } from "./connect-options";
import { type RealTimeContext, realtimeModel } from "./context";
import { snapshot } from "./image-input/snapshot";
import { openSession } from "./open-session";
import { producerMedia, producerUrl } from "./producer";
import { createRealTimeClient, type RealTimeClient } from "./realtime-client";
import { createSending } from "./sending";
import type { Session } from "./session";

/** `client.realtime.connect`: makes a session out of its parts and starts it, all in the tick of the call. */
export async function connect(
  context: RealTimeContext,
  input: RealTimeInput,
  options: ConnectOptions,
): Promise<RealTimeClient> {
  const { platform } = context;
  const createStream = streamsOf(platform);
  check(connectSchema, options, "connect()");
  const given = tracksOf(input);
  checkCodec(platform, options.preferredVideoCodec);
  checkRelay(options, "connect()");
  const model = realtimeModel(context, options.model);
  const avatar = isAvatarModel(model.name);
  // A picture of the caller's has no place in a video that is made from sound.
  const tracks = avatar ? given.filter(({ kind }) => kind === "audio") : given;
  const { signal, initialState } = options;
  signal?.throwIfAborted();

  const opened = openSession(context, createStream, options, {
    role: "producer",
    model,
    sequential: options.handshake === "sequential" || context.insistsOnOrder,
    url: producerUrl(context, model, options),
    media: () => ({ ...producerMedia(model, options), tracks: sound ? [sound.track] : sending.tracks }),
    follow: (state) => sound?.follow(state),
  });
  const { session } = opened;
  const sound = avatar && input === null ? openSound(context, session) : undefined;
  const kinds: InputKind[] = sound ? [] : avatar ? ["audio"] : ["video", "audio"];
  const sending = createSending(context, options, tracks, kinds, session);

  async function readImage(image: ImageInput, signal: AbortSignal) {
    const taken = snapshot(image);
    return (await context.loadImages()).readImage(platform, taken, signal);
  }

  await opened.connect((end) => {
    const prompt = initialState?.prompt;
    const sceneReady = (image: string | null) =>
      session.dispatch({
        type: "sceneReady",
        scene: { prompt: prompt ? { text: prompt.text, enhance: prompt.enhance ?? true } : null, image },
      });
    // Read while the socket opens.
    if (initialState?.image == null) sceneReady(null);
    else readImage(initialState.image, session.ended).then(sceneReady, end);
  });
  sending.watch();
  // Before it is needed: later a new version of the app may have taken its place on the server.
  context.loadImages().catch(() => {});
  return createRealTimeClient({
    ...opened,
    playAudio: sound?.play,
    replaceTrack: sending.replace,
    readImage,
  });
}

function openSound({ platform, logger }: RealTimeContext, { dispatch, ended }: Session): AvatarAudio | undefined {
  const sound = createAvatarAudio({
    clock: platform.clock,
    ended,
    onBlocked: (blocked) => dispatch({ type: "diagnostic", event: { name: "audioBlocked", data: { blocked } } }),
  });
  if (!sound) logger.warn("This runtime has no Web Audio: the avatar gets no sound. Pass an audio track of your own.");
  return sound;
}
