import { decode, sha256 } from '../feed/snapshot.ts';
import type { Checkpoint } from '../log/checkpoint.ts';
import { LogFault } from '../log/log-fault.ts';
import { moreFigures, readStatement, type StatedFigure, type Statement } from '../log/statement.ts';
import { readProof, verifyProof } from '../log/tlog-proof.ts';
import { readVerifierKey } from '../log/verifier-key.ts';

/** What a proof proves: a statement with its figures, that it is a leaf of a log, and who has signed that. */
export type Proved = {
  statement: Statement;
  figures: readonly StatedFigure[];
  checkpoint: Checkpoint & { index: number };
};

/**
 * What a proof of the feed proves by itself, and by the keys of the log that one knows (C2SP verifier keys): nothing else is
 * read. Throws LogFault where it proves nothing.
 */
export async function whatAProofProves(bytes: Uint8Array, keys: readonly string[]): Promise<Proved> {
  const proof = readProof(bytes);
  if (proof.extra === undefined) throw new LogFault('bears no statement');
  const end = proof.extra.indexOf(10) + 1;
  const [leaf, more] = [proof.extra.slice(0, end), proof.extra.slice(end)];
  const statement = readStatement(leaf);
  const checkpoint = await verifyProof(proof, leaf, await Promise.all(keys.map(readVerifierKey)));
  const hash = more.length === 0 ? undefined : await sha256(more);
  if (hash !== statement.more) throw new LogFault('bears other figures than its statement');
  const figures = more.length === 0 ? statement.figures : figuresIn(more);
  return { statement, figures, checkpoint };
}

function figuresIn(more: Uint8Array): readonly StatedFigure[] {
  const { data } = moreFigures.safeParse(decode(more));
  if (data === undefined) throw new LogFault('bears figures that are none');
  return data.figures;
}
