/** The package's version, as links say it; a test holds the two together. */
export const ENGINE = "0.1.0";
