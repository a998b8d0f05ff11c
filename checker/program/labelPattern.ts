/**
 * What a label is called where many may be meant: `*` stands for any part of a name, '*.inner' for 'inner' inside any
 * calls or none, 'outer.*' for every label inside of that call.
 */
export function labelPattern(text: string): (label: string) => boolean {
  if (!text.includes('*')) return (label) => label === text;
  const inner = text.replace(/^\*\./, '').replace(/\.\*$/, '');
  const parts = inner.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  const begin = text.startsWith('*.') ? '(.*\\.)?' : '';
  const end = text.endsWith('.*') ? '\\..*' : '';
  const pattern = new RegExp(`^${begin}${parts.join('[^.]*')}${end}$`, 's');
  return (label) => pattern.test(label);
}
