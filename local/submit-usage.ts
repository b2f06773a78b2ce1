import type { Sentence } from './inventory/remark.ts';

/** How npm run submit is used. */
export const usage: Sentence = {
  en: `Usage: npm run submit -- FILE [options]
  FILE                    .json, .ndjson, .csv, .tsv or .xlsx
  --dry-run               check everything, change nothing
  --key KEY               the partner's key; better in the environment, as REGISTER_KEY
  --origin URL            the register; else REGISTER_ORIGIN, else the one that runs on --data DIR (.register)
  --mapping FILE          JSON {"Heading or column letter": "field"}, or {"field": ..., "separator": ","}
  --sheet NAME            the sheet of a workbook; needed where several hold activities
  --default FIELD=VALUE   what to take for empty cells, such as status=completed; may be repeated
  --titles en|fr          the language of the titles; that of their heading unless told
  --reference-prefix TEXT what references that are derived begin with (row-)
  --all                   send what is applied already as well
  --no-wait               do not wait until what was taken is applied
  --lang en|fr            the language of everything that is said
  --help                  this text
Ctrl-C ends it with a report on the rows so far; repeat the command to go on.
Ends with 0 if every row is fit, 1 if some must be mended, 2 if nothing could be done, 130 if it was interrupted.`,
  fr: `Utilisation : npm run submit -- FICHIER [options]
  FICHIER                   .json, .ndjson, .csv, .tsv ou .xlsx
  --dry-run                 tout vérifier, ne rien changer
  --key CLÉ                 la clé du partenaire ; mieux dans l’environnement : REGISTER_KEY
  --origin URL              le registre ; sinon REGISTER_ORIGIN, sinon celui qui tourne sur --data DOSSIER (.register)
  --mapping FICHIER         JSON {"En-tête ou lettre de la colonne": "champ"}, ou {"field": ..., "separator": ","}
  --sheet NOM               la feuille d’un classeur ; à dire si plusieurs contiennent des activités
  --default CHAMP=VALEUR    que prendre pour les cellules vides, comme status=completed ; peut être répété
  --titles en|fr            la langue des titres ; sinon celle de leur en-tête
  --reference-prefix TEXTE  par quoi commencent les références dérivées (row-)
  --all                     envoyer aussi ce qui est déjà appliqué
  --no-wait                 ne pas attendre que ce qui a été pris soit appliqué
  --lang en|fr              la langue de tout ce qui est dit
  --help                    ce texte
Ctrl-C arrête avec un compte rendu des lignes traitées ; répéter la commande pour continuer.
Finit par 0 si chaque ligne est bonne, 1 s’il y en a à corriger, 2 si rien n’a pu être fait, 130 en cas d’interruption.`,
};
