/** What a model is for: live sessions, video jobs, or single images. */
export type ModelKind = "realtime" | "video" | "image";

/**
 * A model, as `connect` and the batch calls take it. An object of this shape that you write yourself works as well
 * (a private deployment, say).
 */
export interface ModelDefinition<Name extends string = string> {
  /** The name that goes over the wire. */
  name: Name;
  /** Path of the endpoint, with a leading slash. */
  urlPath: string;
  /** Path of the job queue, on models that have one. */
  queueUrlPath?: string | undefined;
  /** Frames per second that the model works at; pass it to `getUserMedia`. */
  fps: number;
  /** Width of a frame in pixels; pass it to `getUserMedia`. */
  width: number;
  /** Height of a frame in pixels; pass it to `getUserMedia`. */
  height: number;
  /**
   * What checks the inputs of `process` and `queue` before anything is sent. On a definition of your own it is yours;
   * on video and image models of the registry it is there once a client has been created, loads the schemas when it is
   * used (its `validate` returns a promise), and isn't enumerable.
   */
  inputSchema?: InputSchema | undefined;
}

/** What a {@link InputSchema} finds. */
export type InputCheck =
  | { readonly value: unknown; readonly issues?: undefined }
  | {
      /** What is wrong, and where; none where all is well. */
      readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly unknown[] | undefined;
      }[];
    };

/** What checks inputs: any [Standard Schema](https://standardschema.dev), such as one of valibot or zod 4. */
export interface InputSchema {
  /** As the Standard Schema says. */
  readonly "~standard": { readonly validate: (value: unknown) => InputCheck | Promise<InputCheck> };
}
