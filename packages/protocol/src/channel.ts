/** One kind of question between two processes. The types of its parameters and its answer travel with the value. */
export interface Request<P, R> {
  readonly method: string;
  /** Never set: ties the types to the value. */
  readonly types?: (params: P) => R;
}

export interface Notice<P> {
  readonly method: string;
  readonly types?: (params: P) => void;
}

export const request = <P, R>(method: string): Request<P, R> => ({ method });
export const notice = <P>(method: string): Notice<P> => ({ method });
