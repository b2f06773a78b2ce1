/** What is published as a log, or as a part of one, is none: the message says what is wrong with it. */
export class LogFault extends Error {
  override readonly name = 'LogFault';
}
