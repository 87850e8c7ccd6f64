/** Ends a listener, a registration, a view. Calling it twice does nothing more. */
export type Dispose = () => void;
