/** Tables and links only: nothing here needs a script. */
export const csr = false;
