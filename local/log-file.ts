import { appendFileSync, renameSync, statSync } from 'node:fs';

/** How large a log grows, in bytes. */
const most = 16 * 1024 * 1024;

/**
 * Opens a log, one JSON object a line with the time before it. Where another line would make the file larger than
 * `mostBytes`, it becomes `.old`, in place of the one that was that, and a new one is begun: both together are never
 * more than twice as large, but for the length of one line. A line that cannot be written goes to `lost` with the reason.
 */
export function openLog(
  file: string,
  lost: (line: string, reason: Error) => void,
  mostBytes: number = most,
): (entry: object) => void {
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return (entry) => {
    const line = `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`;
    const length = Buffer.byteLength(line);
    try {
      if (size > 0 && size + length > mostBytes) {
        renameSync(file, `${file}.old`);
        size = 0;
      }
      appendFileSync(file, line);
      size += length;
    } catch (error) {
      lost(line, error as Error);
    }
  };
}
