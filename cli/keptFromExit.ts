/** Has what users' files do to end this thread of the tool throw where they do it; returns what ends it. */
export function keptFromExit(): typeof process.exit {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    throw new Error(`it calls process.exit(${code ?? ''}); allowed: nothing that ends the tool`);
  };
  return exit;
}
