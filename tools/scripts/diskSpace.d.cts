/** Free bytes on the disk that holds `folder`, which need not exist yet. */
export declare function freeBytes(folder: string): Promise<number>;

/** `1234567890` → `1.2 GB`. */
export declare function gigabytes(bytes: number): string;

/** Rejects with a sentence for people when fewer than `needed` bytes are free for `what` on the disk of `folder`. */
export declare function requireSpace(folder: string, needed: number, what: string, advice: string): Promise<void>;
