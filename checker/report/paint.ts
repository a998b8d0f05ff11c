/** How a report may be coloured: what a piece of text stands for, not how it looks. */
export type Role = 'good' | 'bad' | 'unsure' | 'heading' | 'aside';

/** Colours a piece of text; colour says nothing that the words do not. */
export type Paint = (role: Role, text: string) => string;

/** No colour. */
export const plain: Paint = (_role, text) => text;
