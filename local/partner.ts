import * as z from 'zod';
import { partner as partnerSchema } from '../shared/partner.ts';
import { connect } from './connect.ts';
import { optionsOf, whichRegister } from './options.ts';
import { partnerKeys } from './partner-key.ts';
import { Refusal, runTool } from './refusal.ts';

const usage = `Usage: npm run partner -- add ID --name NAME [--projects A,B] [--office] | list | rotate ID | revoke ID
       of the register that runs on --data DIR (.register), or with --aws of the one deployed`;

/** Partners and their keys. A key is printed once, as the last line of standard output, and stored nowhere. */
await runTool(async () => {
  const { values, positionals } = optionsOf(
    {
      ...whichRegister,
      name: { type: 'string' },
      projects: { type: 'string' },
      office: { type: 'boolean', default: false },
    },
    true,
  );
  const [command = '', id = '', ...more] = positionals;
  if (more.length > 0 || !['add', 'list', 'rotate', 'revoke'].includes(command)) throw new Refusal(usage);
  if ((command === 'list') !== (id === '')) throw new Refusal(usage);
  const keys = partnerKeys(connect(values)('PartnerTable'));
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const printKey = (done: string, key: string) => print(`${done} The key is shown this once:\n${key}`);

  if (command === 'add') {
    const projects = values.projects?.split(',').map((code) => code.trim());
    const parsed = partnerSchema.safeParse({ id, name: values.name, office: values.office, projects });
    if (!parsed.success) throw new Refusal(`The partner is refused:\n${z.prettifyError(parsed.error)}`);
    const key = await keys.add(parsed.data);
    if (key === undefined) throw new Refusal(`There is a partner ${id} already: rotate gives it a new key`);
    printKey(`${id} is added.`, key);
  }
  if (command === 'rotate') {
    const key = await keys.rotate(id);
    if (key === undefined) throw new Refusal(`There is no partner ${id}`);
    printKey(`${id} has a new key; the old one ends within 30 seconds.`, key);
  }
  if (command === 'revoke') {
    if (!(await keys.revoke(id))) throw new Refusal(`There is no partner ${id}`);
    print(`${id} has no key any more; the old one ends within 30 seconds.`);
  }
  if (command === 'list') {
    for (const { partner, keySince } of await keys.list()) {
      const limits = [...(partner.office ? ['office'] : []), ...(partner.projects ?? [])].join(', ');
      print([partner.id, partner.name, limits || 'every project', keySince ?? 'revoked'].join('\t'));
    }
  }
});
