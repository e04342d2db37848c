/** Makes the shop of a platform in a directory: `node prepare.mjs PLATFORM DIRECTORY`; never starts it for anyone. */
const [, , platform, directory] = process.argv;
const { make } = await import(`./${platform}.mjs`);
console.log((await make(directory)).trim());
