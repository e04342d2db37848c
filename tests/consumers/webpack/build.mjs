/** Runs webpack as a shop would, without a setting for this package; prints what it emitted. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const directory = process.cwd();
const webpack = createRequire(join(directory, 'index.js'))('webpack');

const compiler = webpack({
  mode: 'production',
  context: directory,
  entry: './index.js',
  output: { path: join(directory, 'dist'), publicPath: 'auto' },
  performance: false,
});
compiler.run((error, stats) => {
  if (error) throw error;
  console.log(stats.toString({ preset: 'errors-warnings', assets: true, colors: false }));
  process.exitCode = stats.hasErrors() || stats.hasWarnings() ? 1 : 0;
});
