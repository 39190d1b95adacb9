declare const __VERSION__: string;

/** The version of this program, put in by the build; run from source it has none. */
export const programVersion = typeof __VERSION__ === 'undefined' ? '0.0.0-source' : __VERSION__;
