/** A static export, so that the test needs no Next server; nothing here is for this package. */
export default {
  output: 'export',
  distDir: 'dist',
  // In the test node_modules lies above the application.
  turbopack: { root: process.env.PAIRWELL_CONSUMERS },
};
