export function cacheDir(): string;
