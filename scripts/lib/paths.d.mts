export const root: string;
export const node24: string;
export function inRoot(...parts: string[]): string;
